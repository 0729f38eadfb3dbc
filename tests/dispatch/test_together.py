"""Several desks at once, each in a transaction of its own: exactly one wins, nothing is doubled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.calls.builders import a_place
from tests.dispatch.builders import (
    NOON,
    a_card,
    after,
    leg_of,
    load_first_data,
)
from tests.people import AIVARS, JANIS, PETERIS, a_person
from tests.resources.builders import a_unit
from vienots.calls.contracts import Card
from vienots.dispatch import api
from vienots.dispatch.contracts import (
    CloseLeg,
    NewAssignments,
    NewAssignmentState,
    NewReferral,
    NewUnitState,
)
from vienots.dispatch.errors import LegEnded, LegHasUnits, ReferralDecided, UnitBusy
from vienots.kernel.db import HOUSE_OPTIONS, Db
from vienots.kernel.errors import Refusal
from vienots.resources.contracts import Unit

MARTINS = a_person(31, "Mārtiņš Bērzs", "vugd", "dispatcher")
Act = Callable[[Db], Awaitable[Any]]


@asynccontextmanager
async def a_desk(dsn: str) -> AsyncIterator[Db]:
    async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as db:
        yield db


async def act_alone(dsn: str, act: Act) -> Any:
    """One request: committed, or refused and undone."""
    async with a_desk(dsn) as db:
        try:
            done = await act(db)
        except Refusal as refusal:
            await db.rollback()
            return refusal
        await db.commit()
        return done


async def at_once(dsn: str, *acts: Act) -> list[Any]:
    return await asyncio.wait_for(asyncio.gather(*(act_alone(dsn, act) for act in acts)), 60)


async def rows(dsn: str, query: str) -> list[tuple[Any, ...]]:
    async with a_desk(dsn) as db:
        return await (await db.execute(query.encode())).fetchall()


def assigning(card: Card, units: list[Unit], who: Any = JANIS) -> Act:
    new = NewAssignments([unit.id for unit in units])
    leg_id = leg_of(card).id
    return lambda db: api.assign_units(db, who, leg_id, new, NOON)


def closing(leg_id: UUID) -> Act:
    return lambda db: api.close_leg(db, MARTINS, leg_id, CloseLeg("not_needed"), NOON)


def accepting(referral_id: UUID) -> Act:
    return lambda db: api.accept_referral(db, AIVARS, referral_id, after(6))


def withdrawing(referral_id: UUID) -> Act:
    return lambda db: api.withdraw_referral(db, PETERIS, referral_id, after(6))


@pytest.fixture
async def dsn(own_dsn: str) -> str:
    async with a_desk(own_dsn) as db:
        await load_first_data(db)
        await db.commit()
    return own_dsn


async def prepared(dsn: str, cards: int, units: int) -> tuple[list[Card], list[Unit]]:
    async with a_desk(dsn) as db:
        made = [await a_card(db, place=a_place(f"Meža iela {n}")) for n in range(cards)]
        sent = [await a_unit(db, f"R{n}1") for n in range(1, units + 1)]
        await db.commit()
    return made, sent


async def test_two_dispatchers_want_the_same_unit_and_exactly_one_gets_it(dsn: str) -> None:
    for attempt in range(10):
        cards, [unit] = await prepared_again(dsn, attempt)

        results = await at_once(
            dsn, assigning(cards[0], [unit]), assigning(cards[1], [unit], MARTINS)
        )

        refused = [one for one in results if isinstance(one, UnitBusy)]
        assert len(refused) == 1, results
        live = await rows(dsn, "SELECT unit_id FROM dispatch.assignment WHERE released_at IS NULL")
        assert len(live) == len(set(live)) == attempt + 1


async def prepared_again(dsn: str, attempt: int) -> tuple[list[Card], list[Unit]]:
    async with a_desk(dsn) as db:
        cards = [await a_card(db, place=a_place(f"Meža iela {attempt}-{n}")) for n in range(2)]
        units = [await a_unit(db, f"T{attempt}1")]
        await db.commit()
    return cards, units


async def test_desks_that_want_the_same_units_in_another_order_do_not_wait_forever(
    dsn: str,
) -> None:
    cards, units = await prepared(dsn, cards=6, units=4)

    results = await at_once(
        dsn, *(assigning(card, units if n % 2 else units[::-1]) for n, card in enumerate(cards))
    )

    won = [one for one in results if isinstance(one, list)]
    assert len(won) == 1
    assert all(isinstance(one, UnitBusy) for one in results if not isinstance(one, list))
    [(count,)] = await rows(dsn, "SELECT count(*) FROM dispatch.assignment")
    assert count == 4


async def test_a_refused_assignment_leaves_nothing_behind(dsn: str) -> None:
    cards, units = await prepared(dsn, cards=2, units=2)
    await at_once(dsn, assigning(cards[0], [units[1]]))
    before = await rows(dsn, "SELECT count(*) FROM kernel.journal")

    [refused] = await at_once(dsn, assigning(cards[1], units))

    assert isinstance(refused, UnitBusy)
    assert await rows(dsn, "SELECT count(*) FROM kernel.journal") == before
    states = await rows(dsn, "SELECT call_sign, state FROM resources.unit ORDER BY call_sign")
    assert states == [("R11", "available"), ("R21", "assigned")]


async def test_assigning_and_closing_at_once_never_leave_a_unit_on_a_closed_leg(dsn: str) -> None:
    for n in range(8):
        async with a_desk(dsn) as db:
            card = await a_card(db, place=a_place(f"Meža iela {n}"))
            unit = await a_unit(db, f"R{n}7")
            await db.commit()
        leg_id = leg_of(card).id

        sent, closed = await at_once(
            dsn,
            assigning(card, [unit]),
            closing(leg_id),
        )

        assert isinstance(sent, LegEnded) != isinstance(closed, LegHasUnits)
    lost = """SELECT count(*) FROM dispatch.assignment a JOIN calls.leg l ON l.id = a.leg_id
              WHERE a.released_at IS NULL AND l.state = 'closed'"""
    assert await rows(dsn, lost) == [(0,)]


async def test_reports_and_states_of_one_unit_from_many_sides_end_in_agreement(dsn: str) -> None:
    [card], [unit] = await prepared(dsn, cards=1, units=1)
    [[assignment]] = await at_once(dsn, assigning(card, [unit]))

    def reporting(state: str) -> Act:
        new = NewAssignmentState(state)
        return lambda db: api.report_assignment_state(db, JANIS, assignment.id, new, NOON)

    def setting(state: str) -> Act:
        return lambda db: api.set_unit_state(db, MARTINS, unit.id, NewUnitState(state), NOON)

    await at_once(
        dsn,
        reporting("en_route"),
        setting("en_route"),
        reporting("on_scene"),
        setting("on_scene"),
        reporting("on_scene"),
        setting("returning"),
    )

    [(unit_state, card_id, state)] = await rows(
        dsn,
        "SELECT u.state, u.card_id, a.state FROM resources.unit u"
        " JOIN dispatch.assignment a ON a.unit_id = u.id",
    )
    expected = {"released": "returning"}.get(state, state)
    assert unit_state == expected
    assert (card_id is None) == (state == "released")


async def test_an_offer_is_answered_once_whoever_is_first(dsn: str) -> None:
    kinds = {"accepted": 0, "withdrawn": 0, "timed_out": 0}
    for n in range(9):
        async with a_desk(dsn) as db:
            card = await a_card(
                db,
                what="Kaujas",
                type_code="order.vandalism",
                place=a_place(f"Lielā iela {n}, Jelgava"),
            )
            leg_id = leg_of(card, "vp").id
            referral = await api.refer(db, PETERIS, leg_id, NewReferral(), NOON)
            await db.commit()
        acts: list[Act] = [
            accepting(referral.id),
            withdrawing(referral.id),
            lambda db: api.time_out_due(db, NOON + timedelta(minutes=6)),
        ]

        await at_once(dsn, *acts[n % 3 :], *acts[: n % 3])

        kinds[await decided(dsn, referral.id)] += 1
    assert sum(kinds.values()) == 9
    legs = await rows(
        dsn,
        "SELECT r.state, count(l.id) FROM dispatch.referral r"
        " LEFT JOIN calls.leg l ON l.card_id = r.card_id AND l.institution = r.to_institution"
        " GROUP BY r.id",
    )
    assert all(count == (1 if state == "accepted" else 0) for state, count in legs)


async def decided(dsn: str, referral_id: UUID) -> str:
    found = await rows(dsn, f"SELECT state FROM dispatch.referral WHERE id = '{referral_id}'")
    return str(found[0][0])


async def test_two_officers_accept_and_one_leg_is_made(dsn: str) -> None:
    async with a_desk(dsn) as db:
        card = await a_card(db, what="Kaujas", type_code="order.vandalism")
        referral = await api.refer(db, PETERIS, leg_of(card, "vp").id, NewReferral(), NOON)
        await db.commit()

    results = await at_once(dsn, *[accepting(referral.id)] * 4)

    assert sum(isinstance(one, ReferralDecided) for one in results) == 3
    [(count,)] = await rows(dsn, "SELECT count(*) FROM calls.leg WHERE institution = 'pp-0003000'")
    assert count == 1
