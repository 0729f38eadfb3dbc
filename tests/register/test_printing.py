"""Paper and files: what stands on them, what does not, and that the journal tells of each."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from hashlib import sha256
from typing import Any

import pytest
from msgspec import json

from tests.people import AIVARS, ANNA, VALDIS
from tests.register.builders import ENTRY, a_person, changed, last_entry, registered
from tests.register.desks import Desks
from vienots.identity.api import Right
from vienots.identity.errors import RightMissing
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.printing import render_pdf
from vienots.register import actions
from vienots.register.contracts import EventFilter
from vienots.register.errors import EventNotFound
from vienots.register.printing import Printed, page_of

EVIL = '<script>alert(1)</script><img src="http://127.0.0.1:9/x">'


async def test_a_page_has_what_its_reader_sees_and_the_journal_knows(
    register: Db, now: datetime
) -> None:
    event = await registered(register, now)
    await changed(register, event, now, persons=[a_person(phone="+37120000001")])

    number, data = await actions.print_event(register, AIVARS, event.id, ENTRY, now)

    assert number == event.number
    assert data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF")
    # The letters are in the file: it reads the same everywhere.
    assert b"IBMPlexSans" in data or len(data) > 10_000
    entry = await last_entry(register, event.id, "read")
    assert (entry.topic, entry.payload["persons"]) == ("register.event_printed", ["p1"])


async def test_what_was_typed_is_text_on_the_page_and_asks_for_nothing(
    register: Db, now: datetime
) -> None:
    event = await registered(register, now, narrative=EVIL)
    printed = Printed("Policija", "Aivars", now, "event_entry")

    page = page_of(event, {}, printed)

    assert "<script>" not in page and "<img" not in page
    assert "&lt;script&gt;" in page
    # Even markup that came through would get nothing from outside.
    assert render_pdf(f"<p>{EVIL}</p>").startswith(b"%PDF-")


async def test_persons_are_not_printed_for_who_may_not_see_them(
    register: Db, now: datetime
) -> None:
    event = await registered(register, now)
    event = await changed(register, event, now, persons=[a_person()])
    rights = frozenset({str(Right.REGISTER_READ)})
    reader = Actor("person:r", "Lasītājs", AIVARS.institution, rights, trained=True)
    view = await actions.open_event(register, reader, event.id, ENTRY, now)
    printed = Printed("Policija", "Lasītājs", now, "event_entry")

    assert "Bērziņš" in page_of(event, {}, printed)
    page = page_of(view, {}, printed)
    assert "Bērziņš" not in page and "personām šim lasītājam nav redzamas" in page
    await actions.print_event(register, reader, event.id, ENTRY, now)
    assert (await last_entry(register, event.id, "read")).payload["persons"] == []


async def test_nobody_prints_what_he_may_not_see(register: Db, now: datetime) -> None:
    event = await registered(register, now)

    with pytest.raises(EventNotFound):
        await actions.print_event(register, VALDIS, event.id, ENTRY, now)
    with pytest.raises(RightMissing):
        await actions.print_event(register, ANNA, event.id, ENTRY, now)


async def test_a_list_is_whole_without_persons_and_noted_with_its_hash(
    register: Db, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two pages of the list make one file.
    monkeypatch.setattr("vienots.register.actions.printing.PAGE", 2)
    numbers = [(await registered(register, now)).number for _ in range(3)]
    await registered(register, now, VALDIS)

    data = await actions.export_list(register, AIVARS, EventFilter(), "csv", now)

    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    head = next(place for place, row in enumerate(rows) if row[:1] == ["numurs"])
    assert sorted(row[0] for row in rows[head + 1 :]) == sorted(numbers)
    told: Any = await _last_export(register)
    assert (told["rows"], told["form"]) == (3, "csv")
    assert told["digest"] == sha256(json.encode(rows[head + 1 :])).hexdigest()
    assert ["rindu SHA-256", told["digest"]] in rows


async def _last_export(db: Db) -> object:
    cursor = await db.execute(
        "SELECT payload FROM kernel.journal WHERE topic = 'register.list_exported'"
        " ORDER BY id DESC LIMIT 1"
    )
    row = await cursor.fetchone()
    assert row is not None
    return row[0]


async def test_files_come_over_http(desks: Desks) -> None:
    ours = await desks.of(AIVARS)

    book = await ours.get("/register/export", format="xlsx")
    bad = await ours.get("/register/export", format="doc")
    faulty = await ours.get("/register/export", status="lost")

    assert book.content[:2] == b"PK"
    assert "attachment" in book.headers["content-disposition"]
    assert (bad.status_code, faulty.status_code) == (400, 400)
