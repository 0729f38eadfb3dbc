"""Reading a narrative while it is being typed: what it proposes, each to be taken with one key."""

from __future__ import annotations

from datetime import datetime

from vienots.calls import api as calls
from vienots.gis.api import GisIndex
from vienots.identity.api import Right, require
from vienots.kernel import classifiers
from vienots.kernel.classifiers import Classifier
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.register.contracts import EventPlace, Found, FoundPlace, FoundType, NarrativeRead
from vienots.register.domain.narrative import read_narrative

TYPES_MAX = 3
PLACES_MAX = 3
EXACTLY = ("exact", "prefix", "word")
"""Never a place that is merely like it."""
WORDS = {"person_role": ("phone", "personal_code"), "vehicle_role": ("plate",)}
"""Whose roles are found by which code list's words."""


async def propose_from_narrative(
    db: Db, actor: Actor, gis: GisIndex, text: str, at: datetime
) -> NarrativeRead:
    """Keeps nothing: the text is the event's only once it is saved."""
    require(actor, Right.REGISTER_WRITE)
    things = await _find_things(db, text, at)
    types = await calls.types_of_text(db, text, at)
    return NarrativeRead(
        [FoundType(one.type_code, one.words) for one in types[:TYPES_MAX]],
        _find_places(gis, things),
        [thing for thing in things if thing.kind != "address"],
    )


async def _find_things(db: Db, text: str, at: datetime) -> list[Found]:
    found: dict[tuple[int, str], Found] = {}
    for name, kinds in WORDS.items():
        words = _words_of(await classifiers.get(db, name, at))
        for thing in read_narrative(text, words):
            if thing.kind in kinds or thing.kind == "address":
                found[thing.start, thing.kind] = thing
    return [found[key] for key in sorted(found)]


def _words_of(roles: Classifier) -> dict[str, list[str]]:
    return {value.code: value.attributes.get("words", []) for value in roles.values}


def _find_places(gis: GisIndex, things: list[Found]) -> list[FoundPlace]:
    places = []
    for thing in things:
        place = _find_place(gis, thing.value) if thing.kind == "address" else None
        if place is not None:
            places.append(FoundPlace(thing.text, place))
    return places[:PLACES_MAX]


def _find_place(gis: GisIndex, text: str) -> EventPlace | None:
    """Words before the street belong to it or begin the sentence: `Deg Lielā iela 12`."""
    words = text.split()
    for skipped in range(len(words) - 1):
        for place in gis.find_places(" ".join(words[skipped:]), limit=1):
            if place.why in EXACTLY:
                return EventPlace(
                    address=place.name,
                    atvk=place.atvk,
                    lat=place.lat,
                    lon=place.lon,
                    accuracy_m=place.accuracy_m,
                )
    return None
