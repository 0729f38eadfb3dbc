"""Bad input gets a refusal that names every fault, not only the first."""

from __future__ import annotations

from vienots.calls.contracts import NewCard
from vienots.kernel.faults import list_faults
from vienots.resources.contracts import PositionReport


def paths(wanted: object, value: object) -> list[tuple[str, str]]:
    return [(fault.path, fault.code) for fault in list_faults(wanted, value)]


def test_every_fault_of_a_struct_is_named() -> None:
    body = {"what": 7, "place": {"text": "", "lat": 100.0}, "colour": "red"}

    assert paths(NewCard, body) == [
        ("id", "input.missing"),
        ("what", "input.invalid"),
        ("place.text", "input.invalid"),
        ("place.lat", "input.invalid"),
        ("colour", "input.unknown_field"),
    ]


def test_items_of_a_list_are_told_apart() -> None:
    good = {"unit": "R31", "lat": 56.9, "lon": 24.1, "at": "2026-11-24T10:00:00Z"}

    found = paths(list[PositionReport], [good, {**good, "lat": "x"}, {**good, "speed_kmh": -1}])

    assert found == [("[1].lat", "input.invalid"), ("[2].speed_kmh", "input.invalid")]


def test_good_input_has_no_fault() -> None:
    assert paths(NewCard, {"id": "01a20705-0d73-7eb8-8c28-d6da26f4f416"}) == []


def test_the_wrong_kind_of_whole_is_one_fault() -> None:
    assert paths(NewCard, []) == [("", "input.invalid")]
