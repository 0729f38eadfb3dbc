"""Whatever order and number of events an exchange sends, the calls come out the same."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from tests.calls.builders import EXCHANGE, NOON
from tests.calls.centre import Centre
from vienots.calls import api
from vienots.calls.contracts import Contact, IntakeCall
from vienots.integration.telephony.fake import PlannedCall, disturb
from vienots.kernel import clock
from vienots.kernel.db import Db

CALLS = 12


def planned(rng: random.Random) -> list[PlannedCall]:
    """Interleaved calls: some answered, some given up, some with a hidden number."""
    return [
        PlannedCall(
            f"c-{number}",
            NOON + timedelta(seconds=rng.randrange(120)),
            caller=None if rng.random() < 0.2 else f"+3712000{number:04d}",
            called=rng.choice(("112", "110")),
            desk=f"R-{number:02d}",
            rings_s=rng.uniform(1, 30),
            talks_s=None if rng.random() < 0.3 else rng.uniform(5, 300),
        )
        for number in range(CALLS)
    ]


async def deliver(db: Db, events: list[IntakeCall], prefix: str) -> None:
    at = NOON + timedelta(minutes=10)
    for event in events:
        told = msgspec.structs.replace(event, call_id=prefix + event.call_id)
        await api.take_telephone_event(db, EXCHANGE, told, at)


def facts(contact: Contact) -> dict[str, Any]:
    """All but what names this copy of the call and how often it was told."""
    kept = msgspec.structs.asdict(contact)
    return {name: kept[name] for name in kept if name not in ("id", "call_id", "version")}


async def contacts(db: Db, prefix: str) -> list[dict[str, Any]]:
    cursor = await db.execute("SELECT id, call_id FROM calls.contact ORDER BY call_id")
    found = [row[0] for row in await cursor.fetchall() if row[1].startswith(prefix)]
    read = [await api.get_contact(db, contact_id) for contact_id in found]
    return [facts(contact) for contact in read if contact is not None]


@pytest.mark.parametrize("seed", range(5))
async def test_a_bad_line_tells_the_same_calls_as_a_good_one(calls: Db, seed: int) -> None:
    rng = random.Random(seed)
    events = [event for call in planned(rng) for event in call.events()]

    await deliver(calls, events, "good-")
    await deliver(calls, disturb(events, rng), "bad-")

    good, bad = await contacts(calls, "good-"), await contacts(calls, "bad-")
    assert len(good) == CALLS
    assert bad == good, f"seed {seed}"


async def test_an_exchange_tells_of_its_calls_over_http(centre: Centre) -> None:
    rng = random.Random(112)
    call = PlannedCall("c-1", clock.now() - timedelta(minutes=5))
    exchange = await centre.system("exchange", "intake.telephony")

    answers = [
        await exchange.post("/intake/calls", msgspec.to_builtins(event))
        for event in disturb(call.events(), rng)
    ]

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["contact_id"] for answer in answers}) == 1
    assert await centre.rows("SELECT state, called, queue, desk FROM calls.contact") == [
        ("ended", "112", "112", "R-01")
    ]
