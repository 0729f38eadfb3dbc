"""The life of a leg, which type a text speaks of, whom a type concerns, what crews read."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from vienots.calls.contracts import CallerPosition, Card, Contact, IntakeCall, Leg, TypeProposal
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
    """One leg per institution: whom a type concerns at a place.

    Municipal work whose municipality isn't known yet goes to the State Police, which can refer it
    on: a card that informs nobody would be lost.
    """
    wanted: dict[str, WantedLeg] = {}
    for each in attributes.get("services", []):
        service, priority = str(each["service"]), int(each["priority"])
        if service == "municipal" and atvk is None:
            service = "police"
        institution = institution_for(service, atvk)
        if institution is None:
            continue
        known = wanted.get(institution)
        if known is None or priority < known.priority:
            wanted[institution] = WantedLeg(service, institution, priority)
    return list(wanted.values())


# ---- what the exchange tells of a call ---------------------------------------------------------


class CallEvent(StrEnum):
    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"
    ABANDONED = "abandoned"


USUAL_NUMBER = "112"


def start_contact(contact_id: UUID, channel: str, event: IntakeCall, caller: str | None) -> Contact:
    """What the first event of a call tells, whichever it is."""
    answered_at = event.at if event.event == CallEvent.ANSWERED else None
    ended_at = event.at if event.event in (CallEvent.ENDED, CallEvent.ABANDONED) else None
    return Contact(
        id=contact_id,
        call_id=event.call_id,
        channel=channel,
        state=call_state(answered_at, ended_at),
        caller=caller,
        called=event.called,
        queue=event.queue,
        desk=event.desk,
        answered_by=None,
        answered_by_name=None,
        ringing_at=event.at,
        answered_at=answered_at,
        ended_at=ended_at,
        position=None,
        card_id=None,
        closed_as=None,
        version=1,
    )


def join_event(contact: Contact, event: IntakeCall, caller: str | None) -> Contact:
    """Events come in any order and more than once: each fills what it knows, none goes back.

    The result is the same in every order; what tells nothing new gives the very same contact.
    """
    told = start_contact(contact.id, contact.channel, event, caller)
    answered_at = _earliest(contact.answered_at, told.answered_at)
    ended_at = _latest(contact.ended_at, told.ended_at)
    if event.event == CallEvent.ANSWERED:
        desk = event.desk or contact.desk
    else:
        desk = contact.desk or event.desk
    return replace(
        contact,
        caller=contact.caller or told.caller,
        called=told.called if contact.called == USUAL_NUMBER else contact.called,
        queue=contact.queue or told.queue,
        desk=desk,
        ringing_at=min(contact.ringing_at, event.at),
        answered_at=answered_at,
        ended_at=ended_at,
        state=call_state(answered_at, ended_at),
    )


def call_state(answered_at: datetime | None, ended_at: datetime | None) -> str:
    """Follows from the times. A caller who was never answered has given up, whatever the exchange
    calls it; one who gave up and is called back later is answered again."""
    if ended_at is not None and (answered_at is None or answered_at <= ended_at):
        return str(CallEvent.ABANDONED if answered_at is None else CallEvent.ENDED)
    return str(CallEvent.RINGING if answered_at is None else CallEvent.ANSWERED)


def answer_call(contact: Contact, by: str, by_name: str, desk: str | None, at: datetime) -> Contact:
    """A person takes it. A call that is over stays over: it may still want a card."""
    answered_at = contact.answered_at or at
    return replace(
        contact,
        answered_by=by,
        answered_by_name=by_name,
        desk=desk or contact.desk,
        answered_at=answered_at,
        state=call_state(answered_at, contact.ended_at),
    )


def end_call(contact: Contact, at: datetime) -> Contact:
    """The desk has done with it; a call that still rings or speaks counts as answered and over."""
    if contact.state in (CallEvent.ENDED, CallEvent.ABANDONED):
        return contact
    answered_at = contact.answered_at or at
    ended_at = max(at, answered_at)
    return replace(
        contact, answered_at=answered_at, ended_at=ended_at, state=call_state(answered_at, ended_at)
    )


def is_newer_position(position: CallerPosition, known: CallerPosition | None) -> bool:
    """Newer, or of the same moment and more accurate."""
    return known is None or (position.at, -position.radius_m) > (known.at, -known.radius_m)


def _earliest(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((at for at in (one, other) if at is not None), default=None)


def _latest(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((at for at in (one, other) if at is not None), default=None)


# ---- which type a text speaks of ---------------------------------------------------------------

_WORD = re.compile(r"[^\W_]+")
PROPOSALS_MAX = 4


def fold(text: str) -> str:
    """Lower case without diacritics: `Ķīšezers` and `kisezers` are alike."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


class TypeWords(Struct, frozen=True):
    """A type and the stems that speak for it; of a stem of several words all must be said."""

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
    return [
        TypeProposal(code, words, round(-score, 2))
        for score, _, code, words in sorted(scored)[:PROPOSALS_MAX]
    ]


# Latvian verbs change their meaning, but not their matter, by these: deg, aizdegas, sadega.
_VERB_PREFIXES = ("aiz", "pie", "par", "ap", "at", "ie", "iz", "no", "pa", "sa", "uz")
_STEM_LETTERS_MIN = 3
"""Shorter stems are looked for at the beginning of a word only."""


def _begins_with(word: str, stem: str) -> bool:
    if word.startswith(stem):
        return True
    return len(stem) >= _STEM_LETTERS_MIN and any(
        word.startswith(prefix + stem) for prefix in _VERB_PREFIXES
    )


def _find_stem(stem: str, folded: Sequence[str], said: Sequence[str]) -> tuple[float, list[str]]:
    """Each part in a word of its own, in any order: Latvian puts words as it likes."""
    parts = [fold(part) for part in stem.split()]
    places: list[int] = []
    for part in parts:
        free = (p for p in range(len(folded)) if p not in places)
        place = next((p for p in free if _begins_with(folded[p], part)), None)
        if place is None:
            return 0.0, []
        places.append(place)
    strength = sum(math.sqrt(len(part)) for part in parts) * len(parts)
    return strength, [said[place] for place in sorted(places)]


# ---- what crews read ---------------------------------------------------------------------------

CREW_LINES_MAX = 3
CREW_LINE_LENGTH_MAX = 160


def with_words_changed(lines: Sequence[str], old: str, new: str) -> list[str]:
    """The call-taker's words changed: the new ones on top, the old ones gone."""
    return with_crew_line([line for line in lines if line != _crew_line(old)], new)


def _crew_line(text: str) -> str:
    return " ".join(text.split())[:CREW_LINE_LENGTH_MAX]


def with_crew_line(lines: Sequence[str], line: str) -> list[str]:
    """Newest first, three at most, none twice, none empty."""
    short = _crew_line(line)
    if not short:
        return list(lines)
    return [short, *(kept for kept in lines if kept != short)][:CREW_LINES_MAX]


# ---- near ---------------------------------------------------------------------------------------

GRID_M = 500
NORTHERNMOST_DEG = 58.1
NEAR_M = 500
NEAR_MINUTES = 30


def distance_m(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """On the ground, over a few kilometres: a plane is near enough."""
    north = (lat_a - lat_b) * 111_195
    east = (lon_a - lon_b) * 111_195 * math.cos(math.radians((lat_a + lat_b) / 2))
    return math.hypot(north, east)


def grid_cell(lat: float, lon: float) -> tuple[int, int]:
    """Cells of 500 m or a little more; the neighbours of a cell hold all that is near.

    Measured at Latvia's northernmost latitude: further south the cells are wider, never narrower.
    """
    return (
        math.floor(lon * 111_195 * math.cos(math.radians(NORTHERNMOST_DEG)) / GRID_M),
        math.floor(lat * 111_195 / GRID_M),
    )


STEM_LETTERS = 5
"""Latvian words differ in their endings: the first letters say whether they are the same."""
WORD_LETTERS_MIN = 4


def _stems(text: str) -> set[str]:
    words = (fold(word) for word in _WORD.findall(text))
    return {word[:STEM_LETTERS] for word in words if len(word) >= WORD_LETTERS_MIN}


def words_in_common(one: str, other: str) -> int:
    return len(_stems(one) & _stems(other))


def same_group(one: str | None, other: str | None) -> bool:
    """Types of one group: `fire.smoke` and `fire.dwelling` may well be the same fire."""
    return bool(one and other) and str(one).partition(".")[0] == str(other).partition(".")[0]


def likeness(away_m: float, age: timedelta, words: int, *, same_group: bool) -> float:
    """How likely two reports tell of one incident; only good for putting them in order.

    Distance weighs most: two fires at one corner are rarer than two words for one fire.
    """
    near = 1 - min(away_m, NEAR_M) / NEAR_M
    fresh = 1 - min(abs(age) / timedelta(minutes=NEAR_MINUTES), 1)
    return near + fresh / 2 + min(words, 3) / 4 + (0.5 if same_group else 0)


def normalise_number(number: str | None) -> str | None:
    """Digits with a leading plus; Latvian eight digits get their country. None stays hidden."""
    if number is None:
        return None
    # Exchanges that speak SIP send `sip:+37120000001@host` or `tel:+371…;…`.
    number = re.sub(r"^\s*(sips?|tel):|[@;].*$", "", number, flags=re.I | re.S)
    digits = re.sub(r"[^0-9]", "", number)
    if number.strip().startswith("+"):
        return f"+{digits}" if digits else None
    if digits.startswith("00"):
        return f"+{digits[2:]}" if digits[2:] else None
    if re.fullmatch(r"[2-9][0-9]{7}", digits):
        return f"+371{digits}"
    return digits or None


def is_on_earth(lat: float, lon: float) -> bool:
    """Also false for what is no number."""
    return -90 <= lat <= 90 and -180 <= lon <= 180
