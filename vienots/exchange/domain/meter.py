"""How much each client has asked, and may: counted in memory, before any work is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from math import ceil

from msgspec import Struct
from msgspec.structs import replace

from vienots.exchange.errors import QuotaUsed
from vienots.exchange.quota_contracts import Amounts, Quota, Span, Standing, Unit
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor

MINUTE = timedelta(minutes=1)
KEPT = timedelta(hours=1)
"""A window after its end: a long body counts into the minute in which it came."""
SPANS: tuple[Span, ...] = ("minute", "day")


def is_metered(actor: Actor) -> bool:
    """Systems are; a person's pace is his own."""
    return actor.id.startswith("client:")


class Window(Struct, frozen=True):
    client: str
    span: Span
    starts_at: datetime


class Counted(Struct):
    """Sums of this process; the only thing here that changes."""

    institution: str
    requests: int = 0
    events: int = 0
    bytes: int = 0
    refused: int = 0


def window_of(client: str, span: Span, at: datetime) -> Window:
    """Minutes of the clock, days of Latvia."""
    local = at.astimezone(RIGA)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    starts = local.replace(second=0, microsecond=0) if span == "minute" else midnight
    return Window(client, span, starts.astimezone(UTC))


def ends_at(span: Span, starts_at: datetime) -> datetime:
    if span == "minute":
        return starts_at + MINUTE
    return (starts_at.astimezone(RIGA) + timedelta(days=1)).astimezone(UTC)


def seconds_to(moment: datetime, at: datetime) -> int:
    return max(0, ceil((moment - at).total_seconds()))


class Meter:
    """Of one process. What the others have counted is learnt every other second: within that time
    a client that is at several of them may have a little more than its quota."""

    def __init__(self) -> None:
        self._own: dict[Window, Counted] = {}
        self._unwritten: set[Window] = set()
        self._others: Mapping[Window, Amounts] = {}
        self._quotas: Mapping[str, Quota] = {}
        self._exceptions: Mapping[tuple[str, str], int] = {}

    def learn(
        self,
        quotas: Iterable[Quota],
        exceptions: Mapping[tuple[str, str], int],
        others: Mapping[Window, Amounts],
    ) -> None:
        """`exceptions`: by client and code."""
        self._quotas = {quota.code: quota for quota in quotas}
        self._exceptions, self._others = exceptions, others

    def enter(self, actor: Actor, size: int, at: datetime) -> None:
        """One more request. Refused only where a quota is used up already: the last one before
        that may go over it, or else a large body could never be sent. Raises QuotaUsed."""
        for unit in ("requests", "bytes"):
            self.refuse_used(actor, unit, at)
        for counted in self._counted(actor, at):
            counted.requests += 1
            counted.bytes += size

    def weigh(self, actor: Actor, size: int, at: datetime) -> None:
        """A body that was read after its request had entered."""
        for counted in self._counted(actor, at):
            counted.bytes += size

    def take(self, actor: Actor, wanted: int, at: datetime) -> int:
        """So many events may be stated now, of those that are wanted."""
        left = (one.left for one in self.standing(actor.id, at, "events"))
        granted = min([wanted, *left]) if is_metered(actor) else wanted
        for counted in self._counted(actor, at):
            counted.events += granted
        return granted

    def leave(self, actor: Actor, events: int, at: datetime) -> None:
        """So many were over the quota."""
        for counted in self._counted(actor, at):
            counted.refused += events

    def take_one(self, actor: Actor, at: datetime) -> None:
        """Raises QuotaUsed."""
        self.refuse_used(actor, "events", at)
        self.take(actor, 1, at)

    def give_back(self, actor: Actor, events: int, at: datetime) -> None:
        """They were the same as before: whoever sends a cut body again gets on with it."""
        for counted in self._counted(actor, at):
            counted.events = max(0, counted.events - events)

    def refusal(self, actor: Actor, unit: Unit, at: datetime) -> QuotaUsed | None:
        """Of the quota that frees last."""
        used = [one for one in self.standing(actor.id, at, unit) if one.left == 0]
        if not used or not is_metered(actor):
            return None
        last = max(used, key=lambda one: one.frees_at)
        return QuotaUsed(
            quota=last.code,
            limit=last.amount,
            used=last.used,
            frees_at=last.frees_at.astimezone(RIGA).isoformat(timespec="seconds"),
            retry_after_s=seconds_to(last.frees_at, at),
        )

    def standing(self, client: str, at: datetime, unit: Unit | None = None) -> list[Standing]:
        """How this client stands with each of its quotas."""
        return [
            self._stand(client, quota, at)
            for quota in self._quotas.values()
            if unit in {None, quota.unit}
        ]

    def unwritten(self) -> dict[Window, Counted]:
        """Whole sums, as they are now, of the windows that have changed."""
        return {window: replace(self._own[window]) for window in self._unwritten}

    def written(self, sums: Mapping[Window, Counted], at: datetime) -> None:
        """These are kept elsewhere now; what changed meanwhile is unwritten still."""
        self._unwritten -= {window for window, one in sums.items() if one == self._own[window]}
        for window in [one for one in self._own if one not in self._unwritten]:
            if ends_at(window.span, window.starts_at) + KEPT < at:
                del self._own[window]

    def refuse_used(self, actor: Actor, unit: Unit, at: datetime) -> None:
        """Raises QuotaUsed."""
        refusal = self.refusal(actor, unit, at)
        if refusal is not None:
            self.leave(actor, 1, at)
            raise refusal

    def _stand(self, client: str, quota: Quota, at: datetime) -> Standing:
        window = window_of(client, quota.span, at)
        own, others = self._own.get(window), self._others.get(window)
        used = sum(getattr(one, quota.unit) for one in (own, others) if one is not None)
        amount = self._exceptions.get((client, quota.code), quota.amount)
        frees_at = ends_at(quota.span, window.starts_at)
        return Standing(quota.code, quota.unit, quota.span, amount, used, frees_at)

    def _counted(self, actor: Actor, at: datetime) -> list[Counted]:
        if not is_metered(actor):
            return []
        windows = [window_of(actor.id, span, at) for span in SPANS]
        self._unwritten.update(windows)
        return [self._own.setdefault(window, Counted(actor.institution)) for window in windows]


def headers_of(standings: Iterable[Standing], at: datetime) -> dict[str, str]:
    """`RateLimit-Policy` and `RateLimit` of draft-ietf-httpapi-ratelimit-headers."""
    told = list(standings)
    units = {"requests": "request", "events": "event", "bytes": "content-bytes"}
    lasts = {"minute": 60, "day": 86_400}
    if not told:
        return {}
    policy = (
        f'"{one.code}";q={one.amount};qu="{units[one.unit]}";w={lasts[one.span]}' for one in told
    )
    left = (f'"{one.code}";r={one.left};t={seconds_to(one.frees_at, at)}' for one in told)
    return {"RateLimit-Policy": ", ".join(policy), "RateLimit": ", ".join(left)}
