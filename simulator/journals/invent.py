"""Events of a town's day as a clerk writes them; nobody in them exists."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from simulator.country.script import OUTCOMES, STREETS, involved
from simulator.journals.book import Document, Offer
from vienots.app.generating.names import full_name

TYPES = (
    "order.noise", "order.drunk", "order.vandalism", "order.animal", "order.minors", "order.fight",
    "traffic.parking", "traffic.blocked", "theft.shop", "theft.bicycle", "other.assistance",
)  # fmt: skip
WORDS = {
    "order": "Troksnis un kārtības traucējumi",
    "traffic": "Transportlīdzeklis traucē satiksmei",
    "theft": "Paziņots par zādzību",
    "other": "Iedzīvotājs lūdz palīdzību",
}
VIA = ("phone", "patrol", "in_person", "app", "camera")
WRONG_TYPE = "LPP-17"
"""A code of some journal's own, which no list of the register has."""
NUMBERED = ("administrative_case", "criminal_case")


def new_event(
    rng: random.Random, source_id: str, town: Mapping[str, Any], at: datetime
) -> Document:
    type_code = rng.choice(TYPES)
    group = type_code.partition(".")[0]
    given, surname = full_name(rng)
    return {
        "source_id": source_id,
        "version": 1,
        "type": type_code,
        "legal_class": "possible_offence",
        "received_at": at.isoformat(timespec="seconds"),
        "received_via": rng.choice(VIA),
        "place": _place(rng, town),
        "narrative": f"{WORDS[group]}, {rng.randrange(1, 60)}. dzīvoklis.",
        "status": "registered",
        "persons": [{"ref": "p1", "role": "applicant", "name": given, "surname": surname,
                     "phone": f"+3712{rng.randrange(10**7):07d}"}],
    }  # fmt: skip


def of_card(rng: random.Random, source_id: str, offer: Offer, at: datetime) -> Document:
    """The journal's own entry of a card that it has accepted."""
    kept = {key: offer.place.get(key) for key in ("atvk", "lat", "lon")}
    text = offer.place.get("text")
    event = new_event(rng, source_id, {"name": text, "atvk": kept["atvk"]}, at)
    more = {"place": {"address": text} | kept, "narrative": offer.what}
    return event | more | {"related": {"card": offer.card}, "received_via": "call_112"}


def corrected(rng: random.Random, said: Document) -> Document:
    """A later version: more words, another status, or its end."""
    event = said | {"version": said["version"] + 1}
    if said["status"] in ("completed", "cancelled") or rng.random() < 0.4:
        return event | {"narrative": f"{said['narrative']} Papildināts ({event['version']})."}
    if said["status"] == "registered":
        return event | {"status": "in_progress"}
    return completed(rng, event)


def completed(rng: random.Random, event: Document) -> Document:
    """Ended with an outcome and with whoever stands in it."""
    group = event["type"].partition(".")[0]
    kind = rng.choice(OUTCOMES.get(group, ("settled", "no_offence")))
    number = str(rng.randrange(100_000, 999_999)) if kind in NUMBERED else None
    found = involved(rng, group, kind, event["persons"])
    for thing in found.get("objects", []):
        thing["class"] = thing.pop("object_class")
    return event | found | {"status": "completed", "outcome": {"kind": kind, "number": number}}


def _place(rng: random.Random, town: Mapping[str, Any]) -> dict[str, Any]:
    address = f"{rng.choice(STREETS)} {rng.randrange(1, 99)}, {town['name']}"
    place: dict[str, Any] = {"address": address, "atvk": town["atvk"]}
    if "lat" in town:
        place["lat"] = round(town["lat"] + rng.uniform(-0.01, 0.01), 5)
        place["lon"] = round(town["lon"] + rng.uniform(-0.01, 0.01), 5)
    return place
