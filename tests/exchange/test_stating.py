"""A journal states its events: once, again, wrongly, late; nothing vanishes."""

from __future__ import annotations

from typing import Any

import msgspec
import psycopg
import pytest

from tests.exchange.journals import JELGAVA, LIEPAJA, Journals, an_event
from tests.people import AIVARS, DACE
from tests.register.builders import NOISE
from vienots.kernel import classifiers
from vienots.kernel.db import HOUSE_OPTIONS


async def counted(dsn: str, table: str) -> int:
    async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as db:
        cursor = await db.execute(f"SELECT count(*) FROM {table}".encode())  # noqa: S608
        row = await cursor.fetchone()
        assert row is not None
        count: int = row[0]
        return count


@pytest.mark.parametrize("source_id", ["JLG-1", "12/2026-Ķ", "a b/c?d#e%2F", "Ž//1/", "ā" * 100])
async def test_any_number_of_a_journal_is_registered_and_read(
    journals: Journals, source_id: str
) -> None:
    journal = await journals.of(JELGAVA)

    first = await journal.put(an_event(source_id))
    read = await journal.read(source_id)

    assert first.status_code == 201, first.text
    assert first.json()["number"].startswith("PP-0003000") or first.json()["number"]
    assert read.status_code == 200, read.text
    stated = read.json()["event"]
    assert stated["source_id"] == source_id
    assert stated["objects"][0]["class"] == "phone"
    assert stated["documents"][0]["type"] == "passport"
    assert stated["persons"][0]["surname"] == "Bērziņš"


async def test_versions_are_replaced_repeated_taken_and_passed(journals: Journals) -> None:
    journal = await journals.of(JELGAVA)
    first = await journal.put(an_event())
    again = await journal.put(an_event())
    other = await journal.put(an_event(narrative="Citi vārdi"))
    later = await journal.put(an_event(version=5, narrative="Labots"))
    late = await journal.put(an_event(version=3, narrative="Novēlots"))

    assert [one.status_code for one in (first, again, other, later, late)] == [
        201, 200, 409, 200, 409,
    ]  # fmt: skip
    assert (again.json()["outcome"], later.json()["outcome"]) == ("unchanged", "replaced")
    assert (other.json()["code"], other.json()["data"]) == (
        "exchange.version_taken",
        {"version": 1},
    )
    assert (late.json()["code"], late.json()["data"]) == ("exchange.version_passed", {"version": 5})
    assert later.json()["id"] == first.json()["id"]
    assert (await journal.read("JLG-1")).json()["event"]["narrative"] == "Labots"
    assert await counted(journals.dsn, "register.event") == 1


async def test_every_fault_is_named_in_the_journals_words_and_kept(journals: Journals) -> None:
    journal = await journals.of(JELGAVA)
    wrong = an_event(
        type="no.such",
        persons=[{"ref": "p1", "role": "king", "personal_code": "1"}],
        objects=[{"ref": "b1", "class": "dragon", "owner": "p9"}],
        documents=[{"ref": "d1", "type": "map"}],
        status="completed",
    )

    answer = await journal.put(wrong)
    rejects = (await journal.get("/rejects", state="open")).json()["rejects"]

    assert answer.status_code == 400
    paths = {fault["path"] for fault in answer.json()["errors"]}
    assert paths >= {
        "type",
        "persons.p1.role",
        "persons.p1.personal_code",
        "objects.b1.class",
        "objects.b1.owner",
        "documents.d1.type",
        "outcome.kind",
    }
    assert [one["source_id"] for one in rejects] == ["JLG-1"]
    assert {fault["path"] for fault in rejects[0]["errors"]} == paths
    assert await counted(journals.dsn, "register.event") == 0


async def test_a_reject_is_counted_once_and_mended_by_the_next_statement(
    journals: Journals,
) -> None:
    journal = await journals.of(JELGAVA)
    wrong = an_event(type="no.such")
    for _ in range(3):
        assert (await journal.put(wrong)).status_code == 400
    [reject] = (await journal.get("/rejects")).json()["rejects"]
    body = (await journal.get(f"/rejects/{reject['id']}/body")).json()["text"]

    await journal.put(an_event())
    [mended] = (await journal.get("/rejects")).json()["rejects"]

    assert reject["times"] == 3
    assert '"no.such"' in body
    assert (mended["state"], mended["id"]) == ("mended", reject["id"])
    assert (await journal.get("/state")).json()["open_rejects"] == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"source_id": "JLG-1"',
        b'{"source_id": 5, "version": "x"}',
        b'\xff\xfe{"a":1}',
        b"[" * 5_000,
        b'{"source_id": "JLG-1", "x": ' + b"[" * 2_000 + b"]" * 2_000 + b"}",
        b'{"source_id": "JLG-1", "narrative": "\\u0000"}',
    ],
)
async def test_what_is_no_event_is_refused_and_kept(journals: Journals, body: bytes) -> None:
    journal = await journals.of(JELGAVA)

    answer = await journal.put_bytes("JLG-1", body)
    [reject] = (await journal.get("/rejects")).json()["rejects"]

    assert answer.status_code == 400, answer.text
    assert answer.json()["errors"]
    assert reject["source_id"] == "JLG-1"


async def test_what_people_added_stays_and_what_the_journal_changed_wins(
    journals: Journals,
) -> None:
    journal = await journals.of(JELGAVA)
    first = (await journal.put(an_event())).json()
    officer = await journals.desks.of(AIVARS)
    change = {
        "version": 1,
        "legal_class": "possible_offence",
        "narrative": "Dežuranta vārdi",
        "vehicles": [{"ref": "v1", "role": "involved", "plate": "AB1234"}],
    }
    changed = await officer.patch(f"/register/events/{first['id']}", change)
    assert changed.status_code == 200, changed.text

    moved = {"address": "Mazā iela 2, Jelgava", "atvk": "0003000"}
    assert (await journal.put(an_event(version=2, place=moved))).status_code == 200
    after_place = (await journal.read("JLG-1")).json()["event"]
    alone: dict[str, Any] = {"persons": [], "objects": [], "documents": []}
    words = an_event(version=3, place=moved, narrative="Žurnāla vārdi", **alone)
    assert (await journal.put(words)).status_code == 200
    after_words = (await journal.read("JLG-1")).json()["event"]

    assert after_place["narrative"] == "Dežuranta vārdi"
    assert after_place["legal_class"] == "possible_offence"
    assert [one["plate"] for one in after_place["vehicles"]] == ["AB1234"]
    assert after_place["place"]["address"] == "Mazā iela 2, Jelgava"
    assert (after_words["narrative"], after_words["persons"]) == ("Žurnāla vārdi", [])


async def test_journals_see_their_own_names_only(journals: Journals) -> None:
    jelgava, liepaja = await journals.of(JELGAVA), await journals.of(LIEPAJA)
    await jelgava.put(an_event("7"))
    await jelgava.put(an_event("8", type="no.such"))

    same_name = await liepaja.put(an_event("7", place={"address": "Liepāja"}))
    listed = (await liepaja.get("/events")).json()["events"]

    assert same_name.status_code == 201
    assert [one["source_id"] for one in listed] == ["7"]
    assert (await liepaja.get("/rejects")).json()["rejects"] == []
    assert (await liepaja.read("8")).status_code == 404
    assert await counted(journals.dsn, "register.event") == 2


async def test_an_event_that_went_to_another_institution_is_the_journals_no_longer(
    journals: Journals,
) -> None:
    journal = await journals.of(JELGAVA)
    first = (await journal.put(an_event())).json()
    async with await psycopg.AsyncConnection.connect(journals.dsn) as db:
        await db.execute(
            "UPDATE register.event SET institution = 'vp' WHERE id = %s", [first["id"]]
        )

    answer = await journal.put(an_event(version=2))

    assert (answer.status_code, answer.json()["code"]) == (409, "exchange.event_gone")
    assert answer.json()["data"] == {"owner": "vp"}


async def test_a_document_is_judged_and_nothing_is_kept(journals: Journals) -> None:
    journal = await journals.of(JELGAVA)

    good = await journal.post("/events:check", an_event())
    bad = await journal.post("/events:check", an_event(type="no.such", version=0))
    wrong = await journal.post("/events:check", an_event(type="no.such"))

    assert good.json() == {"accepted": True, "faults": [], "warnings": []}
    assert bad.json()["accepted"] is False
    assert {fault["path"] for fault in bad.json()["faults"]} == {"version"}
    assert {fault["path"] for fault in wrong.json()["faults"]} == {"type"}
    assert await counted(journals.dsn, "register.event") == 0
    assert await counted(journals.dsn, "exchange.reject") == 0


async def test_a_batch_answers_every_line_in_order(journals: Journals) -> None:
    journal = await journals.of(JELGAVA)
    await journal.put(an_event("7", version=4))
    lines: list[Any] = [
        an_event("1"),
        b"{half a line",
        an_event("2", type="no.such"),
        an_event("7", version=3),
        an_event("1"),
        an_event("3", narrative=5),
    ]
    raw = [line if isinstance(line, bytes) else msgspec.json.encode(line) for line in lines]

    answers = await journal.batch(raw)

    assert [(one["line"], one.get("source_id"), one["status"]) for one in answers] == [
        (1, "1", 201),
        (2, None, 400),
        (3, "2", 400),
        (4, "7", 409),
        (5, "1", 200),
        (6, "3", 400),
    ]
    assert answers[5]["problem"]["errors"][0]["path"] == "narrative"
    assert answers[0]["id"] == answers[4]["id"]
    assert (await journal.get("/state")).json()["open_rejects"] == 3


async def test_a_batch_of_many_is_numbered_without_gaps_and_repeated_without_effect(
    journals: Journals,
) -> None:
    journal = await journals.of(JELGAVA)
    events = [an_event(f"J/{place}") for place in range(250)]

    first = await journal.batch(events, key="k1")
    replayed = await journal.batch(events, key="k1")
    repeated = await journal.batch(events, key="k2")

    assert {one["status"] for one in first} == {201}
    assert replayed == first
    assert {one["status"] for one in repeated} == {200}
    assert await counted(journals.dsn, "register.event") == 250
    numbers = sorted(int(one["number"].rsplit("-", 1)[-1]) for one in first)
    assert numbers == list(range(numbers[0], numbers[0] + 250))


async def test_bodies_are_bounded_and_media_types_named(journals: Journals) -> None:
    journal = await journals.of(JELGAVA)

    large = await journal.put_bytes("1", b" " * 1_000_001)
    many = await journal.send_batch(b"{}\n" * 10_001)
    wrong = await journal.post("/events:batch", {})

    assert (large.status_code, many.status_code, wrong.status_code) == (413, 413, 415)
    assert many.json()["data"] == {"lines": 10_001, "max": 10_000}


async def test_people_of_the_institution_see_and_end_what_was_refused(
    journals: Journals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(classifiers, "FRESH_S", 0.0)
    journal = await journals.of(JELGAVA)
    await journal.put(an_event("1", type="no.such"))
    await journal.put(an_event("2", type="later.known"))
    officer, stranger = await journals.desks.of(AIVARS), await journals.desks.of(DACE)
    rejects = (await officer.get("/exchange/rejects")).json()["rejects"]
    by_source = {one["source_id"]: one["id"] for one in rejects}

    given_up = await officer.post(
        f"/exchange/rejects/{by_source['1']}/give-up", {"reason": "Izmēģinājums"}
    )
    still = await officer.post(f"/exchange/rejects/{by_source['2']}/send", None)
    async with await psycopg.AsyncConnection.connect(journals.dsn) as db:
        await db.execute(
            "INSERT INTO kernel.classifier_value"
            " (name, code, version, valid_from, text_lv, text_en, attributes)"
            " VALUES ('incident_type', 'later.known', 3, '2012-01-01', 'x', 'x', '{}')"
        )
    taken = await officer.post(f"/exchange/rejects/{by_source['2']}/send", None)
    ended = await officer.post(f"/exchange/rejects/{by_source['2']}/send", None)

    assert given_up.json()["state"] == "given_up"
    assert still.status_code == 400
    assert taken.status_code == 200, taken.text
    assert ended.status_code == 409
    assert (await stranger.get("/exchange/rejects")).json()["rejects"] == []


async def test_a_cards_event_is_taken_over_and_not_registered_twice(journals: Journals) -> None:
    journal = await journals.of(JELGAVA)
    officer = await journals.desks.of(AIVARS)
    first = {
        "id": "00000000-0000-7000-8000-00000000ca7d",
        "type": NOISE,
        "received_at": "2026-11-20T08:10:00+02:00",
        "received_via": "call_112",
        "place": {"address": "Lielā iela 1, Jelgava", "lat": 56.65, "lon": 23.72},
        "narrative": "Zvanītājs: trokšņo kaimiņi.",
    }
    (await officer.post("/register/events", first)).raise_for_status()
    caller = {"ref": "caller", "role": "applicant", "phone": "+37126000001"}
    change = {"version": 1, "persons": [caller]}
    (await officer.patch(f"/register/events/{first['id']}", change)).raise_for_status()
    async with await psycopg.AsyncConnection.connect(journals.dsn) as db:
        await db.execute(
            "UPDATE register.event SET card_number = '2026-0000017' WHERE id = %s", [first["id"]]
        )
    waiting = (await journal.get("/state")).json()["waiting"]

    taken = await journal.put(an_event(related={"card": "2026-0000017"}, place={}))
    second = await journal.put(an_event("other", related={"card": "2026-0000017"}))
    read = (await journal.read("JLG-1")).json()["event"]

    assert [one["card_number"] for one in waiting] == ["2026-0000017"]
    assert (taken.status_code, taken.json()["id"]) == (201, first["id"])
    assert read["place"]["address"] == "Lielā iela 1, Jelgava"
    assert (read["place"]["lat"], read["narrative"]) == (56.65, "Skaļa mūzika.")
    assert {one["ref"] for one in read["persons"]} == {"p1", "caller"}
    assert second.json()["id"] != first["id"]
    assert (await journal.get("/state")).json()["waiting"] == []
    assert await counted(journals.dsn, "register.event") == 2
