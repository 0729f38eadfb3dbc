"""From the mentions that a reader may see to hits in their order, each with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

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


class _Found(Struct, frozen=True):
    group: list[SeenMention]
    fit: Fit

    @property
    def kind(self) -> Kind:
        return self.group[0].kind


def rank(
    query: Query,
    mentions: Sequence[SeenMention],
    owned: Mapping[int, Owned],
    *,
    each: int,
    limit: int,
) -> list[Hit]:
    """Best first, of each kind no more than `limit`. `owned`: persons that stand here for something
    else of theirs. Most of what was looked at is not shown: a hit is made of what is, alone."""
    groups: dict[int, list[SeenMention]] = {}
    for mention in mentions:
        groups.setdefault(mention.root, []).append(mention)
    labels = _fit_labels(query, mentions)
    fits = {root: _fit(query, group, labels) for root, group in groups.items()}
    for root, group in groups.items():
        fits[root] = _better(fits[root], _fit_of_owned(group, fits, owned))
    found = [
        _Found(sorted(group, key=_newest), fit)
        for root, group in groups.items()
        if (fit := fits[root]) is not None and fit.score >= SCORE_MIN
    ]
    ordered = sorted(_lift_together(found), key=_order)
    taken: dict[Kind, int] = {}
    hits = []
    for one in ordered:
        taken[one.kind] = taken.get(one.kind, 0) + 1
        if taken[one.kind] <= limit:
            hits.append(_hit(one.group, one.fit, each=each))
    return hits


def _order(found: _Found) -> tuple[float, float]:
    return -found.fit.score, -found.group[0].received_at.timestamp()


def _fit_labels(
    query: Query, mentions: Sequence[SeenMention]
) -> dict[tuple[Kind, str], Fit | None]:
    """Namesakes are many, names are few: each is compared once."""
    fits: dict[tuple[Kind, str], Fit | None] = {}
    for mention in mentions:
        key = mention.kind, mention.label
        if key in fits:
            continue
        if mention.kind == "person" and query.names:
            fits[key] = fit_words(query.names, name_words(mention.label))
        elif mention.kind == "address" and query.places:
            fits[key] = fit_place(query.places, address_words(mention.label))
    return fits


def _better(one: Fit | None, other: Fit | None) -> Fit | None:
    if one is None or other is None:
        return one or other
    return one if one.score >= other.score else other


Labels = Mapping[tuple[Kind, str], Fit | None]


def _fit(query: Query, group: Sequence[SeenMention], labels: Labels) -> Fit | None:
    kind: Kind = group[0].kind
    match kind:
        case "person":
            return _fit_person(query, group, labels)
        case "vehicle":
            return fit_plate(query.text, query.plates, group[0].label)
        case "phone":
            return _fit_phone(query, group[0].label)
        case "address":
            return _best_label(group, labels)
        case "mark":
            return _fit_mark(query, group[0].label)
        case "event":
            raise AssertionError("events are no mentions")


def _best_label(group: Sequence[SeenMention], labels: Labels) -> Fit | None:
    best: Fit | None = None
    for mention in group:
        best = _better(best, labels.get((mention.kind, mention.label)))
    return best


def _fit_person(query: Query, group: Sequence[SeenMention], labels: Labels) -> Fit | None:
    code = query.personal_code
    for mention in group:
        if code is not None and code_digits(mention.personal_code) == code:
            return Fit(1.2, [Reason("personal_code", mention.personal_code)])
    best = _best_label(group, labels)
    if best is None or query.birth is None:
        return best
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


def _fit_of_owned(
    group: Sequence[SeenMention], fits: Mapping[int, Fit | None], owned: Mapping[int, Owned]
) -> Fit | None:
    for mention in group:
        thing = owned.get(mention.thing_id)
        fit = fits.get(thing.thing_id) if thing else None
        if fit is not None:
            return Fit(fit.score * _OF_OWNER, fit.why)
    return None


def _lift_together(found: Sequence[_Found]) -> list[_Found]:
    """`andris zarinsh kl44`: who stands in one event with another thing that was typed, leads."""
    if len({one.kind for one in found} - {"address"}) < 2:
        return list(found)
    in_event: dict[UUID, list[_Found]] = {}
    for one in found:
        if one.kind != "address":
            for event_id in {mention.event_id for mention in one.group}:
                in_event.setdefault(event_id, []).append(one)
    return [_lift(one, in_event) for one in found]


def _lift(one: _Found, in_event: Mapping[UUID, Sequence[_Found]]) -> _Found:
    others = [
        other
        for event_id in {mention.event_id for mention in one.group}
        for other in in_event.get(event_id, ())
        if one.kind not in (other.kind, "address") and _differ(one.fit, other.fit)
    ]
    if not others:
        return one
    best = max(others, key=lambda other: other.fit.score)
    why = [*one.fit.why, Reason("together", best.group[0].label)]
    return _Found(one.group, Fit(one.fit.score + _TOGETHER, why))


def _differ(one: Fit, other: Fit) -> bool:
    """Found by different things, not one for the other's sake."""
    return {reason.code for reason in one.why}.isdisjoint(reason.code for reason in other.why)


def _hit(group: Sequence[SeenMention], fit: Fit, *, each: int) -> Hit:
    by_event: dict[UUID, SeenMention] = {}
    for mention in group:
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
