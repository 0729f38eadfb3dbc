"""Many desks at once: each with a connection of its own, everything committed."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import psycopg

from tests.calls.builders import (
    AML,
    COUNTRY,
    EXCHANGE,
    NOON,
    NUMBER,
    a_call,
    a_new_card,
    load_code_lists,
)
from tests.people import ILZE, a_person
from vienots.calls import api
from vienots.calls.contracts import CallerPosition, NewCard
from vienots.calls.errors import ContactAnswered
from vienots.kernel.db import HOUSE_OPTIONS, Db

DESKS = 8
COLLEAGUES = [a_person(70 + number, f"Kolēģe {number}", "112", "call_taker") for number in range(4)]
CARDS_EACH = 12


async def connect(dsn: str) -> Db:
    return await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS)


async def prepare(dsn: str) -> None:
    async with await connect(dsn) as db:
        await load_code_lists(db)


async def numbers(dsn: str) -> list[str]:
    async with await connect(dsn) as db:
        cursor = await db.execute("SELECT number FROM calls.card ORDER BY number")
        return [number for (number,) in await cursor.fetchall()]


async def test_numbers_have_no_gaps_however_many_desks_open_and_undo(own_dsn: str) -> None:
    await prepare(own_dsn)

    async def work(desk: int) -> None:
        async with await connect(own_dsn) as db:
            for turn in range(CARDS_EACH):
                await api.open_card(db, ILZE, a_new_card(), COUNTRY, NOON)
                # Some transactions fail after the number was taken.
                await (db.rollback() if (turn + desk) % 3 == 0 else db.commit())

    await asyncio.gather(*(work(desk) for desk in range(DESKS)))

    found = await numbers(own_dsn)
    assert found == [f"2026-{number:07d}" for number in range(1, len(found) + 1)]
    assert len(found) == DESKS * CARDS_EACH * 2 // 3


async def test_a_card_sent_by_many_connections_at_once_is_one_card(own_dsn: str) -> None:
    await prepare(own_dsn)
    new = a_new_card(inform=True)

    async def send(card: NewCard) -> str:
        async with await connect(own_dsn) as db:
            return (await api.open_card(db, ILZE, card, COUNTRY, NOON)).number

    answers = await asyncio.gather(*(send(new) for _ in range(DESKS)), send(a_new_card()))

    assert len(set(answers[:DESKS])) == 1
    assert await numbers(own_dsn) == ["2026-0000001", "2026-0000002"]


async def test_events_of_one_call_over_many_lines_are_one_call(own_dsn: str) -> None:
    await prepare(own_dsn)
    events = [
        a_call("ringing"),
        a_call("answered", at=NOON + timedelta(seconds=5), desk="R-01"),
        a_call("ended", at=NOON + timedelta(seconds=60)),
    ] * 3

    async def tell(number: int) -> None:
        async with await connect(own_dsn) as db:
            await api.take_telephone_event(db, EXCHANGE, events[number], NOON)

    await asyncio.gather(*(tell(number) for number in range(len(events))))

    async with await connect(own_dsn) as db:
        cursor = await db.execute(
            "SELECT state, ringing_at, answered_at - ringing_at, ended_at - ringing_at"
            " FROM calls.contact"
        )
        assert await cursor.fetchall() == [
            ("ended", NOON, timedelta(seconds=5), timedelta(seconds=60))
        ]


async def test_a_call_and_its_position_at_the_same_moment_find_each_other(own_dsn: str) -> None:
    await prepare(own_dsn)
    position = CallerPosition(56.95, 24.1, 12.0, "aml", NOON)

    async def ring(number: int) -> None:
        async with await connect(own_dsn) as db:
            call = a_call(call_id=f"c-{number}", caller=f"+3712000{number:04d}")
            await api.take_telephone_event(db, EXCHANGE, call, NOON)

    async def place(number: int) -> None:
        async with await connect(own_dsn) as db:
            caller = f"+3712000{number:04d}"
            message = api.Message("aml", "text/plain", b"", "read", [], caller, position)
            await api.keep_message(db, AML, message, NOON)

    pairs = [work(number) for number in range(10) for work in (ring, place)]
    await asyncio.gather(*pairs)

    async with await connect(own_dsn) as db:
        cursor = await db.execute("SELECT position IS NOT NULL FROM calls.contact")
        placed = Counter(found for (found,) in await cursor.fetchall())
    assert placed == {True: 10}


async def test_two_desks_take_one_call_and_one_gets_it(own_dsn: str) -> None:
    await prepare(own_dsn)
    async with await connect(own_dsn) as db:
        rung = await api.take_telephone_event(db, EXCHANGE, a_call(caller=NUMBER), NOON)

    async def take(number: int) -> bool:
        async with await connect(own_dsn) as db:
            try:
                await api.answer_contact(db, COLLEAGUES[number], rung.id, f"R-{number}", NOON)
            except ContactAnswered:
                return False
            return True

    assert sum(await asyncio.gather(*(take(number) for number in range(4)))) == 1
