"""A batch of generated events, made of the seed and the batch's number alone."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from vienots.app.generating import things
from vienots.app.generating.country import TYPES, Country, officer_of
from vienots.app.generating.persons import Somebody, entry_of, somebody
from vienots.gis.contracts import Settlement
from vienots.kernel.ids import build_v7
from vienots.register.contracts import (
    EventChange,
    EventOutcome,
    EventPerson,
    EventPlace,
    Level,
    NewEvent,
)
from vienots.register.load_contracts import PastEvent

BATCH = 1_000
"""Events of one transaction: about a second, for as long as it holds the live feed back."""
_ID_BITS = 74
# Of eight entries of persons, one is of somebody whom the register knows already.
_KNOWN_EACH = 7
_KNOWN_SKEW = 3
_ROLES = {
    "order": ("offender", "witness", "applicant"),
    "traffic": ("offender", "victim", "witness"),
    "theft": ("victim", "suspect", "witness"),
    "family_violence": ("protected", "threat", "witness"),
    "fire": ("applicant", "victim"),
    "rescue": ("missing", "applicant"),
    "other": ("applicant", "witness"),
}
_NEEDED = {"theft": 1, "family_violence": 2}
"""Persons without whom no such event is completed."""
_SHARES = {"order": 1.3, "traffic": 1.8, "theft": 1.8, "family_violence": 2.6}
_OUTCOMES = {
    "order": ("settled", "settled", "no_offence", "administrative_case", "other"),
    "traffic": ("administrative_case", "settled", "no_offence"),
    "theft": ("criminal_case", "refused", "settled", "criminal_case"),
    "family_violence": ("settled", "criminal_case", "no_offence"),
}
_ELSE = ("no_offence", "other", "settled", "false_report")
_CLASSES = {
    "theft": ("criminal_offence", "possible_offence"),
    "family_violence": ("possible_offence", "criminal_offence"),
    "fire": ("endangerment",),
    "rescue": ("endangerment",),
    "other": ("endangerment", "possible_offence"),
}
_VIA = ("phone",) * 14 + ("patrol",) * 3 + ("in_person", "camera", "e_mail")
_ASKS_IN_PERSON = ("in_person", "e_mail")
_CANCEL_REASONS = ("Reģistrēts divreiz", "Kļūdains izsaukums", "Notikums nav apstiprinājies")
_OPEN_DAYS = 6.0
_OPEN_ALWAYS = 0.0005


class _Plan(Struct):
    """An event before its people are known."""

    number: int
    type: str
    group: str
    registered_at: datetime
    status: str
    slots: list[tuple[int, bool]] = []
    """Number of the person, and whether the register knew it."""


def generate(country: Country, first: int) -> list[PastEvent]:
    """Events from this number on, at most a batch; none at the end."""
    rng = random.Random(country.seed << 40 | 1 << 39 | first)
    plans = [
        _plan(rng, country, number) for number in range(first, min(first + BATCH, country.events))
    ]
    if plans:
        _people(rng, country, plans)
    return [_event(rng, country, plan) for plan in plans]


def _plan(rng: random.Random, country: Country, number: int) -> _Plan:
    type_ = rng.choices(country.types, cum_weights=country.weights)[0]
    registered_at = country.registered_at(number)
    age = country.until - registered_at
    status = _status(rng, age / timedelta(days=1))
    return _Plan(number, type_, TYPES[type_][0], registered_at, status)


def _status(rng: random.Random, age_days: float) -> str:
    if rng.random() < max(_OPEN_ALWAYS, math.exp(-age_days / _OPEN_DAYS)):
        fresh = age_days < 1
        return rng.choices(
            ("registered", "in_progress", "suspended"), (5, 5, 0) if fresh else (1, 7, 2)
        )[0]
    return rng.choices(("completed", "cancelled", "transferred"), (93, 4, 3))[0]


def _people(rng: random.Random, country: Country, plans: Sequence[_Plan]) -> None:
    """Everybody comes up once; some come up again, a few of them often."""
    first, last = (
        country.persons * number // country.events
        for number in (plans[0].number, plans[-1].number + 1)
    )
    # A bare registration names nobody yet.
    worked_on = [plan for plan in plans if plan.status != "registered"] or list(plans)
    weights = [_SHARES.get(plan.group, 0.8) for plan in worked_on]
    every: list[tuple[int, bool]] = [(number, False) for number in range(first, last)]
    every += [(_known(rng, first, last), True) for _ in range((last - first) // _KNOWN_EACH)]
    chosen = rng.choices(worked_on, weights, k=len(every))
    for plan, slot in zip(chosen, every, strict=True):
        _place(plan, slot)
    for plan in worked_on:
        while len(plan.slots) < _NEEDED.get(plan.group, 0):
            _place(plan, (rng.randrange(country.persons), True))


def _place(plan: _Plan, slot: tuple[int, bool]) -> None:
    if all(number != slot[0] for number, _ in plan.slots):
        plan.slots.append(slot)


def _known(rng: random.Random, first: int, last: int) -> int:
    return int(max(first, last, 1) * rng.random() ** _KNOWN_SKEW)


def _event(rng: random.Random, country: Country, plan: _Plan) -> PastEvent:
    town = country.settlement(rng)
    place = _place_of(rng, country, town)
    institution = country.institution(rng, plan.group, town.atvk)
    officer, looker = officer_of(country.seed, institution, rng)
    gap = country.until - plan.registered_at
    at = plan.registered_at + gap * 0.1
    changed_at = min(at, plan.registered_at + timedelta(minutes=rng.uniform(5, 90)))
    via = rng.choice(_VIA)
    received_at = plan.registered_at - timedelta(minutes=rng.uniform(0.5, 12))
    occurred = None if plan.group == "rescue" else rng.expovariate(1 / 40)
    new = NewEvent(
        id=build_v7(int(plan.registered_at.timestamp() * 1_000), rng.getrandbits(_ID_BITS)),
        type=plan.type,
        received_at=received_at,
        received_via=via,
        place=place,
        narrative=things.narrative(rng, plan.group, place.address or ""),
        occurred_from=None if occurred is None else received_at - timedelta(minutes=occurred),
        legal_class=rng.choice(_CLASSES.get(plan.group, ("possible_offence",))),
    )
    if plan.status == "registered":
        return PastEvent(new, officer, plan.registered_at)
    level = _level(rng)
    ends_at = min(plan.registered_at + gap * 0.9, changed_at + _work(rng))
    looked_at = ends_at + timedelta(days=2)
    upheld = looked_at < country.until
    return PastEvent(
        new=new,
        officer=officer,
        registered_at=plan.registered_at,
        change=_change(rng, country, plan, via),
        changed_at=changed_at,
        level=level,
        level_at=None if level == "ordinary" else changed_at + gap * 0.001,
        completed_at=ends_at if plan.status == "completed" else None,
        look_id=build_v7(int(ends_at.timestamp() * 1_000), rng.getrandbits(_ID_BITS)),
        looked_at=looked_at if upheld else None,
        looker=looker if upheld else None,
    )


def _work(rng: random.Random) -> timedelta:
    return timedelta(hours=0.3 + rng.expovariate(1 / 30))


def _level(rng: random.Random) -> Level:
    chance = rng.random()
    if chance < 0.0003:
        return "state_security"
    return "restricted" if chance < 0.006 else "ordinary"


def _place_of(rng: random.Random, country: Country, town: Settlement) -> EventPlace:
    if rng.random() < 0.35:
        return country.place(rng, town, lives_there=True)
    return country.place(rng, town, lives_there=False)


def _change(rng: random.Random, country: Country, plan: _Plan, via: str) -> EventChange:
    """What the officer writes down beside the first lines."""
    people = [somebody(country, number) for number, _ in plan.slots]
    persons = list(_entries(rng, country, plan, people, via))
    outcome = None if plan.status in ("in_progress", "suspended") else _outcome(rng, plan, persons)
    return EventChange(
        version=1,
        status=None if plan.status in ("in_progress", "completed") else plan.status,
        reason=_reason(rng, plan.status),
        outcome=outcome,
        persons=persons,
        vehicles=things.vehicles(rng, plan.type, plan.group, people, persons),
        objects=things.objects(rng, plan.group, persons),
        documents=things.documents(rng, persons),
        organisations=things.organisations(rng, plan.type),
    )


def _entries(
    rng: random.Random, country: Country, plan: _Plan, people: Sequence[Somebody], via: str
) -> Iterator[EventPerson]:
    roles = _ROLES[plan.group]
    for place, (one, (_, known)) in enumerate(zip(people, plan.slots, strict=True)):
        role = roles[place] if place < len(roles) else "witness"
        yield entry_of(rng, country, one, f"p{place + 1}", role, known=known)
    if via in _ASKS_IN_PERSON and "applicant" not in roles[: len(people)]:
        caller = somebody(country, _known(rng, plan.slots[0][0] if plan.slots else 0, 0))
        yield entry_of(rng, country, caller, "applicant", "applicant", known=True)


def _outcome(
    rng: random.Random, plan: _Plan, persons: Sequence[EventPerson]
) -> EventOutcome | None:
    if plan.status == "cancelled":
        return None
    if plan.status == "transferred":
        return EventOutcome("transferred")
    kind = rng.choice(_OUTCOMES.get(plan.group, _ELSE))
    if kind == "administrative_case" and all(one.role != "offender" for one in persons):
        kind = "settled"
    numbered = kind in ("administrative_case", "criminal_case")
    return EventOutcome(kind, f"{rng.randrange(10**9, 10**10)}" if numbered else None)


def _reason(rng: random.Random, status: str) -> str | None:
    if status == "cancelled":
        return rng.choice(_CANCEL_REASONS)
    return "Gaida ekspertīzes slēdzienu" if status == "suspended" else None
