"""Rows become event documents: fields, value tables, several rows of one event, and back again."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.imports.files import HEAD, TOML, a_csv, a_mapping, a_row, column
from tests.register.builders import NOISE
from vienots.exchange.contracts import JournalEvent
from vienots.imports import opening
from vienots.imports.contracts import Block, ImportMapping, PointColumns, RowRules
from vienots.imports.domain.making import Made, Maker, repeated
from vienots.imports.domain.mapping import LISTS, fields_of, find_faults, read_toml, write_toml
from vienots.imports.domain.suggesting import Code, load_headings, suggest
from vienots.kernel.clock import RIGA
from vienots.kernel.errors import Fault


def made_of(data: bytes, mapping: ImportMapping) -> list[Made]:
    table = opening.read(data, mapping)
    maker = Maker(table, mapping)
    return [maker.make(group) for group in maker.groups(table.rows)]


def codes_of(made: Made) -> list[tuple[int, str | None, str]]:
    return [(fault.row, fault.column, fault.code) for fault in made.faults]


def test_a_row_is_an_event() -> None:
    (made,) = made_of(a_csv([a_row(1)]), a_mapping())

    assert made.faults == []
    event = msgspec.convert(made.document, JournalEvent)
    assert (event.source_id, event.version) == ("JLG-1", 1)
    assert event.received_at == datetime(2024, 3, 2, 8, 15, tzinfo=RIGA)
    assert event.place.address == "Lielā iela 1, Jelgava"
    assert [(one.ref, one.role, one.surname) for one in event.persons] == [
        ("p1", "applicant", "Bērziņš")
    ]


def test_every_fault_is_told_by_row_and_column() -> None:
    rows = [a_row(1), a_row(2, Datums="31.02.2024", Veids="Cits"), a_row(3, **{"Nr.": "-"})]

    made = made_of(a_csv(rows), a_mapping())

    assert [codes_of(one) for one in made] == [
        [],
        [
            (3, "Veids", "imports.value_unknown"),
            (3, "Datums", "imports.day_unreadable"),
        ],
        [(4, "Nr.", "imports.number_missing")],
    ]


def test_a_fault_of_the_register_finds_its_column() -> None:
    (made,) = made_of(a_csv([a_row(1)]), a_mapping())

    places = [
        made.place(Fault(path, "x")) for path in ("persons.p1.surname", "place.atvk", "type", "")
    ]

    assert [one.column for one in places] == ["Uzvārds", None, "Veids", None]
    assert {one.row for one in places} == {2}


def test_words_are_looked_up_whatever_their_case_and_spaces() -> None:
    made = made_of(a_csv([a_row(1, Veids="  trokšņOŠANA ")]), a_mapping())

    assert made[0].document["type"] == NOISE


def test_somebody_of_whom_only_the_role_is_known_is_nobody() -> None:
    (made,) = made_of(a_csv([a_row(1, Vārds="-", Uzvārds="")]), a_mapping())

    assert "persons" not in made.document


def test_rows_of_one_number_are_one_event() -> None:
    mapping = msgspec.structs.replace(a_mapping(), rows=RowRules(group=True))
    rows = [
        a_row(1),
        a_row(2),
        a_row(1, Vārds="Anna", Uzvārds="Kalna"),
        a_row(1),
    ]

    first, second = made_of(a_csv(rows), mapping)

    assert (first.rows, second.rows) == ([2, 4, 5], [3])
    assert [(one["ref"], one["name"]) for one in first.document["persons"]] == [
        ("p1", "Jānis"),
        ("p2", "Anna"),
    ]


def test_rows_of_one_event_must_not_gainsay_each_other() -> None:
    mapping = msgspec.structs.replace(a_mapping(), rows=RowRules(group=True))

    (made,) = made_of(a_csv([a_row(1), a_row(1, Apraksts="Cits.")]), mapping)

    assert codes_of(made) == [(3, "Apraksts", "imports.rows_differ")]


def test_the_same_number_again_is_told_with_its_first_row() -> None:
    mapping = a_mapping()
    table = opening.read(a_csv([a_row(1), a_row(2), a_row(1)]), mapping)
    maker = Maker(table, mapping)

    assert repeated(maker, maker.groups(table.rows)) == {2: 2}


def test_an_owner_is_found_by_his_ref_in_every_row() -> None:
    owner: Block = {"description": column("Manta"), "class": column(value="phone")}
    mapping = ImportMapping(
        rows=RowRules(group=True),
        event={"source_id": column("Nr")},
        persons=[{"ref": column(value="p1"), "role": column(value="victim"), "name": column("V")}],
        objects=[owner | {"owner": column(value="p1")}],
    )
    data = a_csv([["1", "Anna", "A"], ["1", "Jānis", "B"]], head=["Nr", "V", "Manta"])

    (made,) = made_of(data, mapping)

    assert [(one["ref"], one["name"]) for one in made.document["persons"]] == [
        ("p1", "Anna"),
        ("p2", "Jānis"),
    ]
    assert [(one["ref"], one["owner"]) for one in made.document["objects"]] == [
        ("b1", "p1"),
        ("b2", "p2"),
    ]


@pytest.mark.parametrize(
    ("point", "cells", "found"),
    [
        (PointColumns("X", "Y", system="lks92"), ["279037", "482053"], (56.655, 23.707)),
        (PointColumns("Y", "X"), ["23,7214", "56,6511"], (56.6511, 23.7214)),
        (PointColumns(both="X"), ["56.6511, 23.7214", ""], (56.6511, 23.7214)),
        (PointColumns("X", "Y"), ["", ""], None),
    ],
)
def test_coordinates_become_degrees(
    point: PointColumns, cells: list[str], found: tuple[float, float] | None
) -> None:
    mapping = ImportMapping(event={"source_id": column("Nr")}, point=point)

    (made,) = made_of(a_csv([["1", *cells]], head=["Nr", "X", "Y"]), mapping)

    place = made.document.get("place", {})
    assert made.faults == []
    if found is None:
        assert place == {}
    else:
        assert (place["lat"], place["lon"]) == pytest.approx(found, abs=1e-3)


def test_coordinates_in_the_sea_of_another_country_are_refused() -> None:
    mapping = ImportMapping(event={"source_id": column("Nr")}, point=PointColumns("X", "Y"))

    (made,) = made_of(a_csv([["1", "12", "3"]], head=["Nr", "X", "Y"]), mapping)

    assert codes_of(made) == [(2, "X", "imports.point_unknown")]


# ---- the mapping itself -------------------------------------------------------------------------


def test_a_mapping_is_the_same_after_writing_and_reading() -> None:
    mapping = a_mapping()

    assert read_toml(write_toml(mapping, ["Kā tas ir."])) == (mapping, [])


def test_all_faults_of_a_mapping_are_named() -> None:
    wrong = TOML.replace("[event]", '[event]\nnope = "Nr."') + '\n[[vehicles]]\nplate = "Auto"\n'
    mapping = a_mapping(wrong.replace('values = "veidi"', 'values = "citi"'))

    found = {(one.path, one.code) for one in find_faults(mapping, HEAD)}

    assert found == {
        ("event.nope", "imports.field_unknown"),
        ("event.type.values", "imports.values_unknown"),
        ("", "imports.column_unknown"),
    }


def test_unknown_words_of_a_mapping_file_are_all_named() -> None:
    mapping, faults = read_toml('[file]\ncolour = "red"\n[evnt]\n[event]\ntype = { col = "x" }\n')

    assert mapping is None
    assert {one.path for one in faults} == {"file.colour", "evnt", "event"}


def test_a_first_mapping_writes_itself() -> None:
    head = ["Nr.", "Datums", "Laiks", "Veids", "Adrese", "Cietušā uzvārds", "Platums", "Garums"]
    rows = [["1", "02.03.2024", "08:15", "Troksnis", "Lielā iela 1", "Kalna", "23.7", "56.6"]]
    table = opening.read(a_csv(rows, head=head), ImportMapping())

    found = suggest(table, load_headings(), {"incident_type": [Code("order.noise", ["troksnis"])]})

    assert found.event["received_at"].column == ["Datums", "Laiks"]
    assert found.values == {"type": {"Troksnis": "order.noise"}}
    assert [set(block) for block in found.persons] == [{"role", "surname"}]
    assert found.persons[0]["role"].value == "victim"
    # The columns are called the wrong way about: what stands in them decides.
    assert found.point == PointColumns("Garums", "Platums", system="wgs84")
    assert find_faults(found, table.columns) == []


# ---- there and back -----------------------------------------------------------------------------

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cf")),
    min_size=1,
    max_size=20,
).filter(lambda text: text not in ("-", "–", "nav") and not text.startswith("'"))
MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2026, 1, 1)).map(  # noqa: DTZ001
    lambda at: at.replace(second=0, microsecond=0)
)


def _flat(event: dict[str, Any]) -> dict[str, str]:
    """A row by the name of each field."""
    row = {f"event.{name}": value for name, value in event.items() if isinstance(value, str)}
    row |= {f"place.{name}": str(value) for name, value in event["place"].items()}
    for name in LISTS:
        for place, item in enumerate(event.get(name, [])):
            row |= {f"{name}.{place}.{field}": str(value) for field, value in item.items()}
    return row


def _mapping_of(row: dict[str, str]) -> ImportMapping:
    blocks: dict[str, Any] = {"event": {}, "place": {}} | {name: [] for name in LISTS}
    for path in row:
        parts = path.split(".")
        if len(parts) == 2:
            blocks[parts[0]][parts[1]] = column(path)
            continue
        name, place, field = parts
        while len(blocks[name]) <= int(place):
            blocks[name].append({})
        blocks[name][int(place)][field] = column(path)
    return ImportMapping(rows=RowRules(empty=[]), **blocks)


@st.composite
def events(draw: st.DrawFn) -> dict[str, Any]:
    """A document of texts, days, times and numbers, with people and things."""
    at = draw(MOMENTS).replace(tzinfo=RIGA)
    born = draw(st.dates(date(1920, 1, 1), date(2020, 1, 1)))
    people = [
        {"ref": f"p{n}", "role": "victim", "surname": draw(WORDS), "birth_on": born.isoformat()}
        for n in range(1, draw(st.integers(1, 3)) + 1)
    ]
    return {
        "source_id": draw(WORDS),
        "type": draw(WORDS),
        "received_at": at.isoformat(),
        "occurred_to": (at + timedelta(hours=3)).isoformat(),
        "received_via": draw(WORDS),
        "narrative": draw(WORDS),
        "place": {"note": draw(WORDS), "accuracy_m": draw(st.integers(0, 100_000))},
        "persons": people,
        "objects": [
            {"ref": "b1", "class": draw(WORDS), "quantity": draw(st.integers(0, 9)) / 2}
            | {"owner": "p1"}
        ],
    }


@given(events(), st.sampled_from([";", ",", "\t"]))
def test_a_document_comes_back_from_its_row(event: dict[str, Any], separator: str) -> None:
    row = _flat(event)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerows([list(row), list(row.values())])
    mapping = _mapping_of(row)
    shape = msgspec.structs.replace(mapping.file, separator=separator, header_row=1)
    mapping = msgspec.structs.replace(mapping, file=shape)

    (made,) = made_of(out.getvalue().encode("utf-8-sig"), mapping)

    assert made.faults == []
    assert _comparable(made.document) == _comparable(event | {"version": 1})


def _comparable(document: dict[str, Any]) -> JournalEvent:
    return msgspec.convert(document, JournalEvent)


def test_every_field_of_the_document_can_come_from_a_column() -> None:
    listed = {name for field in ("event", "place", *LISTS) for name in fields_of(field)}

    assert {"source_id", "received_at", "lat", "personal_code", "imei", "badge"} <= listed
    assert not {"place", "persons", "outcome", "related"} & set(fields_of("event"))
