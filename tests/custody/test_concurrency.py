"""Several at once, on connections of their own that commit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

import psycopg
import pytest

from tests.conftest import ROOT
from tests.custody.builders import (
    GUNTA,
    LOOK,
    RAIVIS,
    a_thing,
    an_event_with_things,
    offered,
    taken,
)
from tests.people import AIVARS
from tests.register.builders import load_code_lists
from vienots.custody import actions
from vienots.custody.contracts import ItemFilter, OfferAnswer, TakingIn
from vienots.custody.errors import NothingToTake, OfferDecided
from vienots.identity.api import load_institutions
from vienots.kernel.contracts import Actor
from vienots.kernel.db import HOUSE_OPTIONS, Db


@asynccontextmanager
async def connected(dsn: str) -> AsyncIterator[Db]:
    async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as db:
        yield db


@pytest.fixture
async def prepared(own_dsn: str) -> str:
    async with connected(own_dsn) as db:
        await load_institutions(db, ROOT / "data/identity/institutions.json")
        await load_code_lists(db)
    return own_dsn


async def accept(dsn: str, actor: Actor, offer_id: UUID, code: str, at: datetime) -> bool:
    async with connected(dsn) as db:
        try:
            await actions.accept_offer(db, actor, offer_id, OfferAnswer(code), at)
        except OfferDecided:
            return False
        return True


async def test_of_two_who_accept_one_has_it(prepared: str, now: datetime) -> None:
    async with connected(prepared) as db:
        item = await taken(db, now)
        made = await offered(db, item, now)

    took = await asyncio.gather(
        *(accept(prepared, actor, made.offer.id, made.code, now) for actor in (GUNTA, RAIVIS))
    )

    async with connected(prepared) as db:
        view = await actions.read_item(db, AIVARS, item.id, LOOK, now)
    assert sorted(took) == [False, True]
    assert view.item.holder == (GUNTA.id if took[0] else RAIVIS.id)
    assert [step.act for step in view.chain] == ["taken", "offered", "accepted"]
    assert view.broken_at is None


async def take_all(dsn: str, actor: Actor, event_id: UUID, at: datetime) -> int:
    async with connected(dsn) as db:
        try:
            return len(await actions.take_from_event(db, actor, event_id, TakingIn(), at))
        except NothingToTake:
            await db.rollback()
            return 0


async def test_of_two_who_take_things_in_one_does(prepared: str, now: datetime) -> None:
    async with connected(prepared) as db:
        event = await an_event_with_things(db, now)

    counts = await asyncio.gather(
        *(take_all(prepared, actor, event.id, now) for actor in (AIVARS, GUNTA))
    )

    async with connected(prepared) as db:
        page = await actions.list_items(db, AIVARS, ItemFilter(), LOOK, now)
    assert sorted(counts) == [0, 4]
    assert sorted(one.number[-1] for one in page.items) == ["1", "2", "3", "4"]


async def take_some(dsn: str, actor: Actor, at: datetime) -> None:
    """Every third one is given up at the last moment."""
    async with connected(dsn) as db:
        for turn in range(6):
            await actions.take_in(db, actor, a_thing(), at)
            if turn % 3 == 2:
                await db.rollback()
            else:
                await db.commit()


async def test_numbers_have_no_gap_whoever_gives_up(prepared: str, now: datetime) -> None:
    await asyncio.gather(*(take_some(prepared, actor, now) for actor in (AIVARS, GUNTA, RAIVIS)))

    async with connected(prepared) as db:
        page = await actions.list_items(db, AIVARS, ItemFilter(), LOOK, now)
    assert sorted(one.number for one in page.items) == [
        f"JPP-G-2026-{seq:05d}" for seq in range(1, 13)
    ]
