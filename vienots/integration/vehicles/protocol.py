"""Register of vehicles: its answers in the fields of an event's item."""

from __future__ import annotations

import msgspec

from vienots.integration.reading import decode, filled
from vienots.register.asking_contracts import SourceAnswer


class Vehicle(msgspec.Struct, frozen=True):
    make: str
    model: str | None = None
    colour: str | None = None
    vin: str | None = None
    insured: bool | None = None
    inspected_until: str | None = None


def read(body: bytes | None) -> SourceAnswer:
    """Raises Unreadable."""
    if body is None:
        return SourceAnswer(found=False)
    car = decode(body, Vehicle)
    values = {"make": car.make, "model": car.model, "colour": car.colour, "vin": car.vin}
    faults = ["Nav OCTA"] if car.insured is False else []
    if car.inspected_until is not None:
        faults.append(f"Apskate līdz {car.inspected_until}")
    return SourceAnswer(True, False, filled(values), ", ".join(faults) or None)
