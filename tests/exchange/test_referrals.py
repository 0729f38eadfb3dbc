"""A referred card in a journal's hands: offered, answered, stated, completed."""

from __future__ import annotations

from typing import Any

from tests.exchange.journals import JELGAVA, LIEPAJA, Journals, an_event
from tests.exchange.test_stating import counted
from tests.register.referred import a_call, an_informed_card, follow_all, offer, prepare
from vienots.kernel import clock


async def offered_to(journals: Journals, caller: str = "20000001") -> str:
    """An informed card whose event the State Police offers to Jelgava; the referral."""
    now = clock.now()
    card = await an_informed_card(journals.dsn, now, await a_call(journals.dsn, now, caller))
    await follow_all(journals.dsn, clock.now())
    return str(await offer(journals.dsn, card, clock.now()))


async def told(journal: Any) -> list[dict[str, Any]]:
    answer = await journal.changes(limit=1000)
    events: list[dict[str, Any]] = answer.json()
    return [one for one in events if one["type"].startswith("lv.vienots.dispatch.referral")]


async def test_an_accepted_card_is_stated_by_its_number_and_completed(journals: Journals) -> None:
    await prepare(journals.dsn)
    jelgava, liepaja = await journals.of(JELGAVA), await journals.of(LIEPAJA)
    referral = await offered_to(journals)
    [heard] = await told(jelgava)

    foreign = await liepaja.post(f"/referrals/{referral}/accept")
    accepted = await jelgava.post(f"/referrals/{referral}/accept")
    await follow_all(journals.dsn, clock.now())
    [waiting] = (await jelgava.get("/state")).json()["waiting"]
    stated = await jelgava.put(
        an_event(
            type="tried.threats",
            related={"card": waiting["card_number"]},
            received_at=waiting["received_at"],
            received_via="call_112",
        )
    )
    done = await jelgava.post(f"/referrals/{referral}/complete", {"outcome": "done"})

    assert heard["data"]["referral"]["id"] == referral
    assert await told(liepaja) == []
    assert foreign.status_code == 404
    assert (accepted.status_code, accepted.json()["state"]) == (200, "accepted")
    assert (stated.status_code, stated.json()["id"]) == (201, waiting["id"])
    assert (done.status_code, done.json()["state"]) == (200, "completed"), done.text
    assert await counted(journals.dsn, "register.event") == 1
    assert [one["type"].rpartition("-")[2] for one in await told(jelgava)] == [
        "offered",
        "accepted",
        "completed",
    ]


async def test_a_card_on_its_way_is_waited_for_and_not_doubled(journals: Journals) -> None:
    await prepare(journals.dsn)
    jelgava = await journals.of(JELGAVA)
    referral = await offered_to(journals)
    accepted = (await jelgava.post(f"/referrals/{referral}/accept")).json()
    event = an_event(type="tried.threats", related={"card": accepted["card_number"]})

    early = await jelgava.put(event)
    [line] = await jelgava.batch([event])
    await follow_all(journals.dsn, clock.now())
    stated = await jelgava.put(event)

    assert (early.status_code, early.json()["code"]) == (503, "exchange.card_coming")
    assert int(early.headers["retry-after"]) >= 1
    assert (line["status"], line["problem"]["code"]) == (503, "exchange.card_coming")
    assert stated.status_code == 201, stated.text
    assert await counted(journals.dsn, "register.event") == 1
    assert (await jelgava.get("/rejects")).json()["rejects"] == []


async def test_a_rejected_card_stays_where_it_was(journals: Journals) -> None:
    await prepare(journals.dsn)
    jelgava = await journals.of(JELGAVA)
    referral = await offered_to(journals)

    silent = await jelgava.post(f"/referrals/{referral}/reject", {})
    rejected = await jelgava.post(f"/referrals/{referral}/reject", {"reason": "nav ekipāžas"})
    again = await jelgava.post(f"/referrals/{referral}/accept")

    assert silent.status_code == 400
    assert (rejected.status_code, rejected.json()["reason"]) == (200, "nav ekipāžas")
    assert again.status_code == 409
    assert (await jelgava.get("/state")).json()["waiting"] == []
