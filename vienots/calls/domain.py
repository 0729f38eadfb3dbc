"""The life of a leg, which type a text speaks of, whom a type concerns, what crews read."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from msgspec import Struct

from vienots.calls.contracts import Card, Leg, TypeProposal
from vienots.calls.errors import LegTransitionRefused


class LegState(StrEnum):
    RECEIVED = "received"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    COMPLETED = "completed"
    CLOSED = "closed"
    REJECTED = "rejected"
    TRANSFERRED = "transferred"
    CANCELLED = "cancelled"


S = LegState
_WAYS_OUT = frozenset({S.CLOSED, S.CANCELLED})
LEG_TRANSITIONS: Mapping[LegState, frozenset[LegState]] = {
    S.RECEIVED: frozenset(
        {S.ACCEPTED, S.DISPATCHED, S.EN_ROUTE, S.ON_SCENE, S.REJECTED, S.TRANSFERRED}
    )
    | _WAYS_OUT,
    # Late reports may tell of a later step first: a leg goes forward over what was not reported.
    S.ACCEPTED: frozenset({S.DISPATCHED, S.EN_ROUTE, S.ON_SCENE, S.COMPLETED, S.TRANSFERRED})
    | _WAYS_OUT,
    # Back to accepted when every unit was recalled.
    S.DISPATCHED: frozenset({S.EN_ROUTE, S.ON_SCENE, S.COMPLETED, S.ACCEPTED}) | _WAYS_OUT,
    S.EN_ROUTE: frozenset({S.ON_SCENE, S.COMPLETED, S.ACCEPTED, S.DISPATCHED}) | _WAYS_OUT,
    S.ON_SCENE: frozenset({S.COMPLETED, S.CLOSED}),
    # More units may be wanted after the first ones have left.
    S.COMPLETED: frozenset({S.DISPATCHED, S.EN_ROUTE, S.ON_SCENE, S.CLOSED}),
    S.CLOSED: frozenset(),
    S.REJECTED: frozenset(),
    S.TRANSFERRED: frozenset(),
    S.CANCELLED: frozenset(),
}
ENDED = frozenset(state for state, further in LEG_TRANSITIONS.items() if not further)


def check_leg_transition(present: str, wanted: LegState) -> None:
    if wanted not in LEG_TRANSITIONS[LegState(present)]:
        raise LegTransitionRefused(present=present, wanted=str(wanted))


def all_ended(legs: Sequence[Leg]) -> bool:
    return bool(legs) and all(leg.state in ENDED for leg in legs)


CENTRE = "112"
INSTITUTION_OF: Mapping[str, str] = {"fire": "vugd", "police": "vp", "medical": "nmpd"}


def institution_for(service: str, atvk: str | None) -> str | None:
    """Who serves; None where that needs a territory and none is known, or nobody is connected."""
    if service == "municipal":
        return f"pp-{atvk}" if atvk else None
    return INSTITUTION_OF.get(service)


def audience_of(card: Card) -> frozenset[str]:
    """Whoever has or had a part in it; the contact centre always."""
    return frozenset({CENTRE, *(leg.institution for leg in card.legs)})


class WantedLeg(Struct, frozen=True):
    service: str
    institution: str
    priority: int


UNKNOWN_TYPE = "other.unknown"


def legs_for(attributes: Mapping[str, Any], atvk: str | None) -> list[WantedLeg]:
    wanted = []
    for service in attributes.get("services", []):
        institution = institution_for(service["service"], atvk)
        if institution is not None:
            wanted.append(WantedLeg(service["service"], institution, int(service["priority"])))
    return wanted


# ---- which type a text speaks of ---------------------------------------------------------------

_WORD = re.compile(r"[^\W_]+")
PROPOSALS_MAX = 4


def fold(text: str) -> str:
    """Lower case without diacritics: `Ķīšezers` and `kisezers` are alike."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


class TypeWords(Struct, frozen=True):
    """A type and the stems that speak for it; a stem of several words is found in that order."""

    code: str
    stems: list[str]
    priority: int


def propose_types(text: str, types: Sequence[TypeWords]) -> list[TypeProposal]:
    """The types that the words speak for, best first.

    A long stem says more than a short one, several words more than one; of two with the same
    words the more urgent type wins: too much help is sent rather than too little.
    """
    said = _WORD.findall(text)
    folded = [fold(word) for word in said]
    scored = []
    for candidate in types:
        tried = [_find_stem(stem, folded, said) for stem in candidate.stems]
        found = [(strength, words) for strength, words in tried if strength > 0]
        if found:
            score = sum(strength for strength, _ in found)
            words = list(dict.fromkeys(word for _, words in found for word in words))
            scored.append((-score, candidate.priority, candidate.code, words))
    return [TypeProposal(code, words) for _, _, code, words in sorted(scored)[:PROPOSALS_MAX]]


def _find_stem(stem: str, folded: Sequence[str], said: Sequence[str]) -> tuple[float, list[str]]:
    parts = [fold(part) for part in stem.split()]
    places: list[int] = []
    start = 0
    for part in parts:
        place = next((p for p in range(start, len(folded)) if folded[p].startswith(part)), None)
        if place is None:
            return 0.0, []
        places.append(place)
        start = place + 1
    strength = sum(math.sqrt(len(part)) for part in parts) * len(parts)
    return strength, [said[place] for place in places]


# ---- what crews read ---------------------------------------------------------------------------

CREW_LINES_MAX = 3
CREW_LINE_LENGTH_MAX = 160


def with_crew_line(lines: Sequence[str], line: str) -> list[str]:
    """Newest first, three at most, none twice."""
    short = " ".join(line.split())[:CREW_LINE_LENGTH_MAX]
    return [short, *(kept for kept in lines if kept != short)][:CREW_LINES_MAX]


# ---- near ---------------------------------------------------------------------------------------

GRID_M = 500
NEAR_M = 500
NEAR_MINUTES = 30


def distance_m(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """On the ground, over a few kilometres: a plane is near enough."""
    north = (lat_a - lat_b) * 111_195
    east = (lon_a - lon_b) * 111_195 * math.cos(math.radians((lat_a + lat_b) / 2))
    return math.hypot(north, east)


def grid_cell(lat: float, lon: float) -> tuple[int, int]:
    """Cells of about 500 m at Latvia's latitude; the neighbours of a cell hold all that is near."""
    return (
        math.floor(lon * 111_195 * math.cos(math.radians(57.0)) / GRID_M),
        math.floor(lat * 111_195 / GRID_M),
    )


def normalise_number(number: str | None) -> str | None:
    """Digits with a leading plus; Latvian eight digits get their country. None stays hidden."""
    if number is None:
        return None
    digits = re.sub(r"[^0-9+]", "", number)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if re.fullmatch(r"[2-9][0-9]{7}", digits):
        digits = "+371" + digits
    return digits or None
