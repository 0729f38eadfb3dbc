"""A file from its upload to its last row, through HTTP and the worker's steps."""

from __future__ import annotations

from typing import Any

import msgspec
import psycopg
import pytest

from tests.imports.files import HEAD, TOML, a_book, a_csv, a_mapping, a_row
from tests.imports.stepping import RITA, ImportDesk, counted
from tests.people import AIVARS, DACE
from tests.register.desks import Desks
from vienots.imports.contracts import ImportMapping, RowRules
from vienots.imports.domain.table import FAULTS_COLUMN
from vienots.imports.jobs import Stepper
from vienots.kernel import clock
from vienots.kernel.db import HOUSE_OPTIONS

ROWS = [a_row(1), a_row(2, Veids="Cits"), a_row(3), a_row(4, Datums="31.02.2024")]


def counts(view: dict[str, Any]) -> dict[str, int]:
    return {name: count for name, count in view["done"].items() if count and name != "rows"}


async def test_a_file_is_looked_at_before_anything_is_kept(rita: ImportDesk) -> None:
    import_id = await rita.add(a_csv(ROWS, encoding="windows-1257"))

    answer = await rita.get(import_id, "/preview")

    assert answer.status_code == 200, answer.text
    preview = answer.json()
    assert preview["file"]["encoding"] == "windows-1257"
    assert [one["name"] for one in preview["columns"]] == HEAD
    assert preview["suggested"]
    assert preview["mapping"]["event"]["source_id"] == {"column": ["Nr."]}
    assert [one["source_id"] for one in preview["events"]] == [f"JLG-{n}" for n in range(1, 5)]
    assert await counted(rita.dsn, "register.event") == 0


async def test_a_check_names_every_fault_and_registers_nothing(rita: ImportDesk) -> None:
    import_id = await rita.checked(a_csv(ROWS))

    view = (await rita.get(import_id)).json()
    page = (await rita.get(import_id, "/faults")).json()

    assert counts(view) == {"new": 2, "refused": 2}
    assert view["rows_total"] == view["done"]["rows"] == 4
    assert [(one["row"], one["column"], one["code"]) for one in page["faults"]] == [
        (3, "Veids", "imports.value_unknown"),
        (5, "Datums", "imports.day_unreadable"),
    ]
    assert page["faults"][1]["message"] == "“31.02.2024 08:15” nav datums"
    assert [(one["code"], one["count"]) for one in page["kinds"]] == [
        ("imports.value_unknown", 1),
        ("imports.day_unreadable", 1),
    ]
    assert await counted(rita.dsn, "register.event") == 0


async def test_the_register_judges_what_the_mapping_let_through(rita: ImportDesk) -> None:
    mapping = a_mapping(TOML.replace("tried.noise", "no.such"))

    import_id = await rita.checked(a_csv([a_row(1)]), mapping)

    (fault,) = (await rita.get(import_id, "/faults")).json()["faults"]
    assert (fault["row"], fault["column"], fault["path"]) == (2, "Veids", "type")


async def test_rows_are_registered_and_the_rest_kept_for_mending(rita: ImportDesk) -> None:
    view = await rita.taken(a_csv(ROWS))

    assert (view["state"], counts(view)) == ("done", {"new": 2, "refused": 2})
    assert await counted(rita.dsn, "register.event") == 2
    # They are kept beside the file, not in the list of what the journal itself sent.
    assert await counted(rita.dsn, "exchange.reject") == 0
    async with await psycopg.AsyncConnection.connect(rita.dsn) as db:
        cursor = await db.execute("SELECT number, created_by, officer FROM register.event")
        rows = await cursor.fetchall()
    assert {row[1:] for row in rows} == {(RITA.id, None)}


async def test_the_same_file_again_is_without_effect(rita: ImportDesk) -> None:
    await rita.taken(a_csv(ROWS))
    entries = await counted(rita.dsn, "register.event_version")

    again = await rita.taken(a_csv(ROWS))

    assert counts(again) == {"same": 2, "refused": 2}
    assert await counted(rita.dsn, "register.event_version") == entries


@pytest.mark.parametrize("changed", ["refuse", "replace"])
async def test_other_words_replace_only_where_the_mapping_says_so(
    rita: ImportDesk, changed: Any
) -> None:
    mapping = msgspec.structs.replace(a_mapping(), rows=RowRules(changed=changed))
    await rita.taken(a_csv([a_row(1)]), mapping)

    view = await rita.taken(a_csv([a_row(1, Apraksts="Citādi.")]), mapping)

    told = {"refuse": {"refused": 1}, "replace": {"changed": 1}}
    assert counts(view) == told[changed]
    assert await counted(rita.dsn, "register.event") == 1
    if changed == "refuse":
        (fault,) = (await rita.get(view["id"], "/faults")).json()["faults"]
        assert fault["code"] == "imports.stated_otherwise"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_what_was_refused_is_mended_and_comes_in_again(rita: ImportDesk, form: str) -> None:
    rows = [a_row(1), a_row(2, Veids="Cits", Apraksts="=1+1"), a_row(3, Apraksts="-")]
    view = await rita.taken(a_csv(rows, encoding="windows-1257"))

    answer = await rita.get(view["id"], "/refused", format=form)

    assert answer.status_code == 200
    again = await rita.add(answer.content, f"laboti.{form}")
    preview = (await rita.get(again, "/preview")).json()
    assert [one["name"] for one in preview["columns"]] == [*HEAD, FAULTS_COLUMN]
    assert preview["columns"][-1]["samples"] == ["Veids: “Cits” nav vērtību tabulā"]
    # The mapping of the first file is found again.
    assert preview["mapping"]["values"] == {"veidi": {"Trokšņošana": "tried.noise"}}
    mended = a_mapping(TOML + '"Cits" = "tried.theft"\n')
    assert counts(await rita.taken(answer.content, mended)) == {"new": 1}
    async with await psycopg.AsyncConnection.connect(rita.dsn) as db:
        cursor = await db.execute("SELECT narrative FROM register.event WHERE type = 'tried.theft'")
        assert await cursor.fetchone() == ("=1+1",)


async def test_a_list_of_faults_is_a_file(rita: ImportDesk) -> None:
    import_id = await rita.checked(a_csv(ROWS))

    answer = await rita.get(import_id, "/faults/export", format="csv")

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[2:] == [
        "Rinda;Kolonna;Kļūda;Kods",
        "3;Veids;“Cits” nav vērtību tabulā;imports.value_unknown",
        "5;Datums;“31.02.2024 08:15” nav datums;imports.day_unreadable",
    ]


async def test_it_is_paused_goes_on_and_ends(rita: ImportDesk) -> None:
    import_id = await rita.checked(a_csv([a_row(n) for n in range(120)]))
    await rita.act(import_id, "start")
    stepper = Stepper()
    await rita.step(stepper)

    paused = (await rita.act(import_id, "pause")).json()
    await rita.step(stepper)
    await rita.act(import_id, "start")
    ended = await rita.work(import_id)

    assert (paused["state"], 0 < paused["done"]["rows"] < 120) == ("paused", True)
    assert (ended["state"], counts(ended)) == ("done", {"new": 120})
    assert await counted(rita.dsn, "register.event") == 120


async def test_a_step_that_fails_leaves_nothing_of_itself(rita: ImportDesk) -> None:
    import_id = await rita.checked(a_csv([a_row(n) for n in range(60)]))
    await rita.act(import_id, "start")
    stepper = Stepper()
    with pytest.raises(psycopg.OperationalError):
        async with await psycopg.AsyncConnection.connect(rita.dsn, options=HOUSE_OPTIONS) as db:
            await stepper.step(db, clock.now())
            raise psycopg.OperationalError("the line is cut before the commit")

    between = (await rita.get(import_id)).json()
    ended = await rita.work(import_id)

    assert between["done"]["rows"] == 0
    assert counts(ended) == {"new": 60}


async def test_a_faulty_mapping_stops_before_the_first_row(rita: ImportDesk) -> None:
    import_id = await rita.add(a_csv(ROWS))
    mapping = a_mapping(TOML.replace('"Uzvārds"', '"Uzvards"'))
    await rita.keep(import_id, mapping)
    await rita.act(import_id, "check")

    view = await rita.work(import_id)

    assert (view["state"], view["fault"]) == ("draft", "imports.column_unknown")


async def test_documents_need_no_mapping_but_a_kept_one(rita: ImportDesk) -> None:
    event = {
        "source_id": "1",
        "version": 3,
        "type": "tried.noise",
        "received_at": "2024-03-01T08:15:00+02:00",
        "received_via": "phone",
    }
    lines = [event, event | {"source_id": "2", "type": "no.such"}, {"source_id": "3"}]
    data = b"\n".join(msgspec.json.encode(one) for one in lines)
    import_id = await rita.add(data, "vesture.ndjson")
    assert (await rita.act(import_id, "check")).status_code == 409
    await rita.keep(import_id, ImportMapping())
    await rita.act(import_id, "start")

    view = await rita.work(import_id)

    assert counts(view) == {"new": 1, "refused": 2}
    refused = await rita.get(import_id, "/refused")
    assert refused.content.splitlines() == data.splitlines()[1:]


async def test_a_mapping_is_a_file_too(rita: ImportDesk) -> None:
    import_id = await rita.add(a_csv(ROWS))
    await rita.desk.post(f"/imports/{import_id}/mapping-file", {"toml": TOML})

    told = await rita.get(import_id, "/mapping.toml")
    wrong = await rita.desk.post(f"/imports/{import_id}/mapping-file", {"toml": "[evnt]\nx = 1"})

    assert a_mapping(told.text) == a_mapping()
    assert wrong.status_code == 400
    assert [one["path"] for one in wrong.json()["errors"]] == ["evnt"]


async def test_a_file_that_cannot_be_read_is_refused_at_once(rita: ImportDesk) -> None:
    answer = await rita.desk.send("/imports/", b"%PDF-1.7", name="x.pdf")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "imports.file_unknown"
    assert await counted(rita.dsn, "imports.content") == 0


async def test_a_book_is_taken_like_any_other_file(rita: ImportDesk) -> None:
    view = await rita.taken(a_book([HEAD, a_row(1), a_row(2)]))

    assert counts(view) == {"new": 2}


async def test_others_see_neither_file_nor_import(rita: ImportDesk, desks: Desks) -> None:
    import_id = await rita.add(a_csv(ROWS))
    dace = ImportDesk(desks, await desks.of(DACE))
    aivars = ImportDesk(desks, await desks.of(AIVARS))

    assert (await dace.get(import_id, "/preview")).status_code == 404
    assert (await dace.get("")).json() == []
    assert (await aivars.get("")).status_code == 403
    assert (await aivars.desk.send("/imports/", b"x;y", name="x.csv")).status_code == 403


async def test_a_look_into_a_file_is_in_the_journal(rita: ImportDesk) -> None:
    import_id = await rita.add(a_csv(ROWS))

    assert (await rita.desk.get(f"/imports/{import_id}/preview")).status_code == 400
    await rita.get(import_id, "/preview")

    async with await psycopg.AsyncConnection.connect(rita.dsn) as db:
        cursor = await db.execute(
            "SELECT kind, purpose FROM kernel.journal WHERE topic = 'imports.read'"
        )
        assert await cursor.fetchall() == [("read", "event_entry")]
