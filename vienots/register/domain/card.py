"""What a card tells of an event: each known field, so that nobody types it again."""

from __future__ import annotations

from collections.abc import Sequence

from vienots.calls.contracts import Card, Leg
from vienots.register.domain.document import Flat
from vienots.register.domain.origins import CALLER

# Who registers what a card is about: the State Police before those that serve one territory.
REGISTERING_SERVICES = ("police", "municipal", "port")
NARRATIVE_LENGTH_MAX = 20_000
_LEFT_OUT = " …"
PHONE_LENGTH_MAX = 40


def find_leg(card: Card) -> Leg | None:
    """The leg whose institution registers the event; None where no police is informed.

    The first of its service: after a referral the leg of the receiving institution comes second.
    """
    for service in REGISTERING_SERVICES:
        for leg in sorted(card.legs, key=lambda leg: leg.received_at):
            if leg.service == service:
                return leg
    return None


def fields_of(
    card: Card,
    leg: Leg,
    *,
    type_code: str,
    category: str | None,
    caller: str | None,
    notes: Sequence[str],
) -> Flat:
    """Paths and values; what the card does not know is not there."""
    fields: dict[str, object] = {
        "type": type_code,
        "category": category,
        # The legal clock starts when the police got the information, not when the caller dialled.
        "received_at": leg.received_at,
        "received_via": "call_112",
        "on_scene_at": _first_arrival(card),
        "narrative": _narrative(card.what, notes),
    }
    if card.place is not None:
        fields |= {
            "place.address": card.place.text.strip(),
            "place.atvk": card.place.atvk,
            "place.lat": card.place.lat,
            "place.lon": card.place.lon,
            "place.accuracy_m": card.place.accuracy_m,
        }
    if caller is not None and 0 < len(caller.strip()) <= PHONE_LENGTH_MAX:
        fields |= {
            f"persons.{CALLER}.role": "applicant",
            f"persons.{CALLER}.phone": caller.strip(),
        }
    return {path: value for path, value in fields.items() if value not in (None, "")}


def _first_arrival(card: Card) -> object:
    police = [leg for leg in card.legs if leg.service in REGISTERING_SERVICES]
    return min((leg.on_scene_at for leg in police if leg.on_scene_at), default=None)


def _narrative(what: str, notes: Sequence[str]) -> str:
    text = "\n".join(part for part in (what.strip(), *(note.strip() for note in notes)) if part)
    if len(text) <= NARRATIVE_LENGTH_MAX:
        return text
    return text[: NARRATIVE_LENGTH_MAX - len(_LEFT_OUT)] + _LEFT_OUT
