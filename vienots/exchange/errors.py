from __future__ import annotations

from vienots.kernel.errors import (
    BadInput,
    Conflict,
    NotFound,
    StaleVersion,
    TooLarge,
    TooMany,
    Unavailable,
)


class StatementFaulty(BadInput):
    """The document breaks rules; all of them are named."""

    code = "exchange.faulty"


class VersionTaken(StaleVersion):
    """The stored statement is of the same version, with other words."""

    code = "exchange.version_taken"


class VersionPassed(StaleVersion):
    """The stored statement is of a later version: this one came late, or twice."""

    code = "exchange.version_passed"


class SourceNotFound(NotFound):
    """This institution's journal has stated nothing by that name."""

    code = "exchange.source_not_found"


class EventGone(Conflict):
    """The event belongs to another institution now; what its journal says of it is not taken."""

    code = "exchange.event_gone"


class CardComing(Unavailable):
    """The institution has taken the card, and its event is on the way: a statement of it before
    that would be a second event of the same card."""

    code = "exchange.card_coming"


class EventDeleted(Conflict):
    """Its term was over: `certificate` tells of it, and what its journal says now is not taken."""

    code = "exchange.event_deleted"


class RejectNotFound(NotFound):
    code = "exchange.reject_not_found"


class RejectEnded(Conflict):
    """It is mended already, or somebody gave it up."""

    code = "exchange.reject_ended"


class CursorUnknown(BadInput):
    code = "exchange.cursor_unknown"


class BatchTooLong(TooLarge):
    code = "exchange.batch_too_long"


class SubscriptionFaulty(BadInput):
    code = "exchange.subscription_faulty"


class SubscriptionNotFound(NotFound):
    """There is none that stands, or it is another institution's."""

    code = "exchange.subscription_not_found"


class DeliveryNotFailed(Conflict):
    """It was taken, or was never there: nothing to send again."""

    code = "exchange.delivery_not_failed"


class QuotaUsed(TooMany):
    """`quota` says which, `limit` and `used` how much, `frees_at` until when."""

    code = "exchange.quota_used"


class QuotaFaulty(BadInput):
    code = "exchange.quota_faulty"


class PeriodFaulty(BadInput):
    code = "exchange.period_faulty"
