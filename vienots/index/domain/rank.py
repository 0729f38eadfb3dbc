"""From the mentions that a reader may see to hits in their order, each with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct, structs

from vienots.index.contracts import Hit, HitEvent, Kind, Reason
from vienots.index.domain import normal
from vienots.index.domain.mentions import code_digits
from vienots.index.domain.query import Query
from vienots.index.domain.score import Fit, fit_birth, fit_part, fit_place, fit_plate, fit_words
from vienots.index.domain.words import address_words, name_words

SCORE_MIN = 0.42
EVENTS_SHOWN = 5
_TOGETHER = 0.12
_OF_OWNER = 0.75


class SeenMention(Struct, frozen=True):
    """A thing in an event that the viewer may see."""

    root: int
    """The identity that it counts to."""
    thing_id: int
    kind: Kind
    ref: str
    role: str | None
    label: str
    detail: str | None
    birth_on: date | None
    personal_code: str | None
    phone: str | None
    event_id: UUID
    number: str
    institution: str
    type: str
    status: str
    received_at: datetime
    address: str | None
    atvk: str | None


class Owned(Struct, frozen=True):
    """A person was found because of a thing of theirs."""

    thing_id: int


def rank(
    query: Query,
    mentions: Sequence[SeenMention],
    owned: Mapping[int, Owned],
    *,
    each: int,
) -> list[Hit]:
    """Best first. `owned`: by thing, the persons that stand here for something else of theirs."""
    groups: dict[int, list[SeenMention]] = {}
    for mention in mentions:
        groups.setdefault(mention.root, []).append(mention)
    fits = {root: _fit(query, group) for root, group in groups.items()}
    for root, group in groups.items():
        fits[root] = _better(fits[root], _fit_of_owned(group, fits, owned))
    hits = [
        _hit(group, fit, each=each)
        for root, group in groups.items()
        if (fit := fits[root]) is not None and fit.score >= SCORE_MIN
    ]
    hits = _lift_together(hits, {hit.id: _event_ids(groups[hit.id or 0]) for hit in hits})
    return sorted(hits, key=_order)


def _order(hit: Hit) -> tuple[float, float]:
    newest = hit.events[0].received_at.timestamp() if hit.events else 0.0
    return -hit.score, -newest


def _better(one: Fit | None, other: Fit | None) -> Fit | None:
    if one is None or other is None:
        return one or other
    return one if one.score >= other.score else other


def _fit(query: Query, group: Sequence[SeenMention]) -> Fit | None:
    kind: Kind = group[0].kind
    match kind:
        case "person":
            return _fit_person(query, group)
        case "vehicle":
            return fit_plate(query.text, query.plates, group[0].label)
        case "phone":
            return _fit_phone(query, group[0].label)
        case "address":
            return _fit_address(query, group)
        case "mark":
            return _fit_mark(query, group[0].label)
        case "event":
            raise AssertionError("events are no mentions")


def _fit_person(query: Query, group: Sequence[SeenMention]) -> Fit | None:
    code = query.personal_code
    for mention in group:
        if code is not None and code_digits(mention.personal_code) == code:
            return Fit(1.2, [Reason("personal_code", mention.personal_code)])
    if not query.names:
        return None
    best: Fit | None = None
    for label in {mention.label for mention in group}:
        best = _better(best, fit_words(query.names, name_words(label)))
    if best is None:
        return None
    # The best of what different events tell of the birth date.
    births = [fit_birth(query.birth, mention.birth_on) for mention in group]
    more, why = max(births, key=lambda birth: birth[0])
    return Fit(best.score + more, [*best.why, *why])


def _fit_phone(query: Query, number: str) -> Fit | None:
    if query.phone == number:
        return Fit(1.0, [Reason("phone", number)])
    part = query.phone_part
    return fit_part("phone_part", part, number) if part and part in number else None


def _fit_mark(query: Query, label: str) -> Fit | None:
    key = normal.mark_key(label)
    inside = [part for part in query.marks if part in key]
    if not inside:
        return None
    best = max(inside, key=len)
    return Fit(1.0, [Reason("mark", label)]) if best == key else fit_part("mark_part", best, label)


def _fit_address(query: Query, group: Sequence[SeenMention]) -> Fit | None:
    best: Fit | None = None
    for label in {mention.label for mention in group}:
        best = _better(best, fit_place(query.places, address_words(label)))
    return best


def _fit_of_owned(
    group: Sequence[SeenMention], fits: Mapping[int, Fit | None], owned: Mapping[int, Owned]
) -> Fit | None:
    for mention in group:
        thing = owned.get(mention.thing_id)
        fit = fits.get(thing.thing_id) if thing else None
        if fit is not None:
            return Fit(fit.score * _OF_OWNER, fit.why)
    return None


def _event_ids(group: Sequence[SeenMention]) -> set[UUID]:
    return {mention.event_id for mention in group}


def _lift_together(hits: Sequence[Hit], events: Mapping[int | None, set[UUID]]) -> list[Hit]:
    """`andris zarinsh kl44`: who stands in one event with another thing that was typed, leads."""
    in_event: dict[UUID, list[Hit]] = {}
    for hit in hits:
        if hit.kind != "address":
            for event_id in events[hit.id]:
                in_event.setdefault(event_id, []).append(hit)
    lifted = []
    for hit in hits:
        others = [
            other
            for event_id in events[hit.id]
            for other in in_event.get(event_id, ())
            if hit.kind not in (other.kind, "address") and _differ(hit, other)
        ]
        if others:
            best = max(others, key=lambda other: other.score)
            why = [*hit.why, Reason("together", best.label)]
            hit = structs.replace(hit, score=round(hit.score + _TOGETHER, 4), why=why)
        lifted.append(hit)
    return lifted


def _differ(one: Hit, other: Hit) -> bool:
    """Found by different things, not one for the other's sake."""
    return {reason.code for reason in one.why}.isdisjoint(reason.code for reason in other.why)


def _hit(group: Sequence[SeenMention], fit: Fit, *, each: int) -> Hit:
    by_event: dict[UUID, SeenMention] = {}
    for mention in sorted(group, key=_newest):
        by_event.setdefault(mention.event_id, mention)
    newest = next(iter(by_event.values()))
    counted: dict[int, int] = {}
    for mention in group:
        counted[mention.thing_id] = counted.get(mention.thing_id, 0) + 1
    known = [m for m in by_event.values() if m.birth_on or m.personal_code or m.phone]
    return Hit(
        kind=newest.kind,
        id=newest.root,
        label=newest.label,
        detail=_first(mention.detail for mention in by_event.values()),
        birth_on=next((m.birth_on for m in by_event.values() if m.birth_on), None),
        personal_code=_first(mention.personal_code for mention in by_event.values()),
        phone=_first(mention.phone for mention in by_event.values()),
        score=round(fit.score, 4),
        why=fit.why,
        events=[_event_of(mention) for mention in list(by_event.values())[:EVENTS_SHOWN]],
        event_count=len(by_event),
        more_events=any(count >= each for count in counted.values()),
        merged=len(counted),
        name_only=newest.kind == "person" and not known,
    )


def _newest(mention: SeenMention) -> tuple[float, str]:
    return -mention.received_at.timestamp(), str(mention.event_id)


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)


def _event_of(mention: SeenMention) -> HitEvent:
    return HitEvent(
        id=mention.event_id,
        number=mention.number,
        institution=mention.institution,
        type=mention.type,
        status=mention.status,
        received_at=mention.received_at,
        address=mention.address,
        atvk=mention.atvk,
        role=mention.role,
    )
