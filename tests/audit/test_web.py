"""The journal at the auditor's desk: found by who, what and when; looking is written down too."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest

from tests.calls.centre import Centre, Signed, opened_centre
from tests.people import ANNA, ILZE, VIKTORS
from vienots.audit import actions
from vienots.kernel import clock, seal
from vienots.kernel.ids import new_id

PURPOSE = "audit;ref=A-1"


@pytest.fixture
async def centre(own_dsn: str, tmp_path: Path) -> AsyncIterator[Centre]:
    async with opened_centre(own_dsn, tmp_path) as opened:
        yield opened


async def open_card(ilze: Signed, what: str) -> None:
    answer = await ilze.post("/calls/cards", {"id": str(new_id()), "what": what})
    assert answer.status_code == 201, answer.text


async def test_the_journal_tells_who_did_what(centre: Centre) -> None:
    ilze, viktors = await centre.person(ILZE), await centre.person(VIKTORS)
    await open_card(ilze, "Deg kūla")

    answer = await viktors.look(PURPOSE, "/audit/entries", topic="calls")

    [entry] = answer.json()["entries"]
    assert (entry["actor_name"], entry["kind"]) == (ILZE.name, "change")
    assert entry["topic"] == "calls.card_opened"
    assert entry["payload"]["card"]["what"] == "Deg kūla"


async def test_looking_is_written_down_with_its_purpose(centre: Centre) -> None:
    viktors = await centre.person(VIKTORS)
    await viktors.look(PURPOSE, "/audit/entries", who="Ilze")

    answer = await viktors.look(PURPOSE, "/audit/entries", kind="read")

    [entry] = answer.json()["entries"]
    assert (entry["actor_name"], entry["topic"]) == (VIKTORS.name, "audit.journal_read")
    assert (entry["purpose"], entry["purpose_ref"]) == ("audit", "A-1")
    assert entry["payload"]["filter"]["actor"] == "Ilze"


async def test_a_look_without_a_purpose_is_refused(centre: Centre) -> None:
    viktors = await centre.person(VIKTORS)

    answer = await viktors.get("/audit/entries")

    assert answer.status_code == 400
    assert [fault["path"] for fault in answer.json()["errors"]] == ["Vienots-Purpose"]


async def test_pages_follow_one_another_without_gap_or_repeat(centre: Centre) -> None:
    ilze, viktors = await centre.person(ILZE), await centre.person(VIKTORS)
    for number in range(5):
        await open_card(ilze, f"Kūla {number}")

    seen: list[str] = []
    before: dict[str, int] = {}
    while True:
        found = await viktors.look(
            PURPOSE, "/audit/entries", topic="calls.card_opened", limit=2, **before
        )
        seen += [entry["payload"]["card"]["what"] for entry in found.json()["entries"]]
        if found.json()["before"] is None:
            break
        before = {"before": found.json()["before"]}

    assert seen == [f"Kūla {number}" for number in reversed(range(5))]


async def test_every_fault_of_a_filter_is_named(centre: Centre) -> None:
    viktors = await centre.person(VIKTORS)

    answer = await viktors.look(PURPOSE, "/audit/entries", kind="gossip", limit=0, before=0)

    assert answer.status_code == 400
    assert {fault["path"] for fault in answer.json()["errors"]} == {"kind", "limit", "before"}


async def test_no_bound_of_a_filter_is_lost_on_the_way(centre: Centre) -> None:
    viktors = await centre.person(VIKTORS)
    bad: list[tuple[str, object]] = [
        ("limit", -1),
        ("limit", 0),
        ("limit", 10**9),
        ("before", -1),
        ("before", 2**63),
        ("since", "2026-11-24T10:00:00"),
        ("until", "2026-11-24T10:00:00"),
        *((name, "x" * 201) for name in ("who", "topic", "kind", "institution")),
    ]

    answers = [(one, await viktors.look(PURPOSE, "/audit/entries", **dict([one]))) for one in bad]

    assert [one for one, answer in answers if answer.status_code != 400] == []
    named = [[fault["path"] for fault in answer.json()["errors"]] for _, answer in answers]
    assert named == [[name] for name, _ in bad]


async def test_only_who_may_sees_it(centre: Centre) -> None:
    for actor in (ANNA, ILZE):
        signed = await centre.person(actor)
        assert (await signed.look(PURPOSE, "/audit/entries")).status_code == 403
        assert (await signed.get("/audit/chain")).status_code == 403
        assert (await signed.post("/audit/verifications", {})).status_code == 403


async def test_the_chain_and_what_its_check_found_stand_on_the_desk(
    centre: Centre, tmp_path: Path
) -> None:
    ilze, viktors = await centre.person(ILZE), await centre.person(VIKTORS)
    await open_card(ilze, "Deg kūla")
    waiting = (await viktors.get("/audit/chain")).json()
    folder = tmp_path / "audit"
    async with await psycopg.AsyncConnection.connect(centre.dsn) as db:
        await seal.seal_next(db, seal.Signer(folder), clock.now())
        await db.commit()
        await actions.verify_chain(db, folder, "Tests", clock.now())

    sealed = (await viktors.get("/audit/chain")).json()

    assert waiting["sealed"] == 0
    assert waiting["unsealed"] > 0
    assert waiting["verified"] is None
    assert sealed["sealed"] == waiting["unsealed"]
    assert sealed["verified"]["whole"]
    assert sealed["verified"]["entries"] == sealed["sealed"]


async def test_a_check_may_be_asked_for(centre: Centre) -> None:
    viktors = await centre.person(VIKTORS)

    answer = await viktors.post("/audit/verifications", {})

    assert answer.status_code == 202
    async with await psycopg.AsyncConnection.connect(centre.dsn) as db:
        waiting = await db.execute(
            "SELECT args->>'asked_by' FROM procrastinate_jobs WHERE task_name = %s",
            [actions.VERIFY_JOB],
        )
        assert await waiting.fetchall() == [(VIKTORS.name,)]
