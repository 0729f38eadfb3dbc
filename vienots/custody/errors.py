from __future__ import annotations

from vienots.kernel.errors import BadInput, Conflict, Forbidden, NotFound


class ItemNotFound(NotFound):
    """There is none, or this reader may not know of it."""

    code = "custody.item_not_found"


class EventOfThingsNotFound(NotFound):
    code = "custody.event_not_found"


class OfferNotFound(NotFound):
    """None, or made to somebody else."""

    code = "custody.offer_not_found"


class ItemExists(Conflict):
    """Another thing has this id already."""

    code = "custody.item_exists"


class NothingToTake(Conflict):
    """The event has no seized or found thing that is not in custody already."""

    code = "custody.nothing_to_take"


class NotTheHolder(Forbidden):
    """What somebody holds, only they give on; what lies in a place, anybody of its institution."""

    code = "custody.not_the_holder"


class ItemGone(Conflict):
    """Released or destroyed."""

    code = "custody.item_gone"


class ItemOffered(Conflict):
    """An open offer is answered or withdrawn first."""

    code = "custody.item_offered"


class OnLegalHold(Conflict):
    code = "custody.on_legal_hold"


class OwnOffer(Forbidden):
    """Nobody takes over from themselves."""

    code = "custody.own_offer"


class OfferDecided(Conflict):
    """Accepted, declined, withdrawn or void; `state` says which."""

    code = "custody.offer_decided"


class OfferExpired(Conflict):
    code = "custody.offer_expired"


class WrongCode(Forbidden):
    """`left`: how many more tries there are."""

    code = "custody.wrong_code"


class OfferVoided(Conflict):
    """Too many wrong codes: the giver makes a new offer."""

    code = "custody.offer_voided"


class DestructionNotAsked(Conflict):
    code = "custody.destruction_not_asked"


class OwnDestruction(Forbidden):
    """Destruction needs a second person."""

    code = "custody.own_destruction"


class CustodyFaulty(BadInput):
    code = "custody.faulty"
