"""The quality board: counted by hand in a small world, and every number equal to its list."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.people import AIVARS, DACE, VALDIS
from tests.people import a_person as someone
from tests.register.builders import NOISE, NOON, THEFT, changed, registered
from vienots.identity.errors import RightMissing
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db, set_keys
from vienots.kernel.errors import BadInput
from vienots.kernel.ids import new_id
from vienots.register import actions
from vienots.register.actions.measuring import FIGURES, Period
from vienots.register.contracts import AccessChange, EventPlace
from vienots.register.quality_contracts import Figure, QualityBoard
from vienots.register.work_contracts import Judgement, NewRelation

HEAD = someone(33, "Rita Priekšniece", "pp-0003000", "register_supervisor")
STATE = someone(34, "Valsts Priekšnieks", "vp", "register_supervisor")
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
SOMEWHERE = EventPlace(address="Mazā iela 2, Jelgava", atvk="0003000")


async def board(db: Db, reader: Actor = HEAD, at: datetime = NOON) -> dict[str, int]:
    return counts_of(await actions.measure_quality(db, reader, None, NOVEMBER, at))


def counts_of(found: QualityBoard) -> dict[str, int]:
    return {figure.code: figure.count for figure in found.figures}


async def listed(db: Db, figure: Figure, reader: Actor = HEAD, at: datetime = NOON) -> list[str]:
    numbers, cursor = [], None
    while True:
        page = await actions.list_quality(
            db,
            reader,
            figure,
            None,
            NOVEMBER,
            cursor,
            2,
            at,
        )
        numbers += [row.number for row in page.rows]
        if page.cursor is None:
            return numbers
        cursor = page.cursor


@pytest.fixture
async def world(register: Db) -> Db:
    """Seven events of Jelgava, one of Valmiera, one of the month before."""
    db = register
    noise = await registered(db, NOON)
    await registered(db, NOON, received_at=NOON - timedelta(minutes=30))
    same = await registered(db, NOON, received_at=NOON - timedelta(minutes=20))
    relation = NewRelation(new_id(), noise.number, "series", "Tas pats troksnis")
    await actions.relate_event(db, AIVARS, same.id, relation, NOON)
    await registered(db, NOON, type=THEFT, received_at=NOON - timedelta(hours=5), place=SOMEWHERE)
    long = NOON - timedelta(days=20)
    await registered(db, long, received_at=long, place=SOMEWHERE)
    dog = await registered(db, NOON, place=EventPlace(address="Cita iela 3"))
    await changed(db, dog, NOON, status="cancelled", reason="Suņa nebija")
    cat = await registered(db, NOON, place=EventPlace(address="Cita iela 4"))
    await changed(db, cat, NOON, status="cancelled", reason="Kaķa nebija")
    await registered(db, NOON, VALDIS)
    october = datetime(2026, 10, 31, 21, 0, tzinfo=NOON.tzinfo)
    await registered(db, october, received_at=october)
    return db


async def test_numbers_are_those_counted_by_hand(world: Db) -> None:
    at = NOON + timedelta(days=11)

    found = await actions.measure_quality(world, HEAD, None, NOVEMBER, at)

    assert counts_of(found) == {
        "registered": 7,
        "incomplete": 5,
        "late_entry": 1,
        "open_long": 1,
        "twice": 3,
        "looked_again": 0,
        "returned": 0,
        "unlooked": 2,
    }
    assert {one.code: one.before for one in found.figures}["registered"] == 1
    assert all(one.configured for one in found.figures)


async def test_every_number_has_its_list(world: Db) -> None:
    at = NOON + timedelta(days=11)
    counts = await board(world, at=at)

    lists = {figure: await listed(world, figure, at=at) for figure in FIGURES}

    assert {figure: len(set(numbers)) for figure, numbers in lists.items()} == counts
    assert {figure: len(numbers) for figure, numbers in lists.items()} == counts


async def test_what_may_not_be_seen_is_neither_counted_nor_listed(world: Db) -> None:
    before = await board(world)
    secret = await registered(world, NOON, DACE, type=NOISE, place=SOMEWHERE)
    other = someone(35, "Dace Drošība", "vp", "security_officer")
    await actions.change_access(
        world, other, secret.id, AccessChange(secret.version, "state_security", [], "Drošība"), NOON
    )
    await set_keys(world, STATE.keys)

    of_state = await actions.measure_quality(world, STATE, None, NOVEMBER, NOON)
    of_jelgava = await actions.measure_quality(world, STATE, "pp-0003000", NOVEMBER, NOON)
    await set_keys(world, HEAD.keys)
    foreign = await actions.measure_quality(world, HEAD, "pp-0054000", NOVEMBER, NOON)

    assert counts_of(of_state)["registered"] == 0
    assert counts_of(of_jelgava) == before
    assert counts_of(foreign)["registered"] == 0


async def test_without_a_threshold_it_is_said_and_nothing_counted(world: Db) -> None:
    await world.execute("SET ROLE NONE")
    await world.execute("DELETE FROM kernel.classifier_value WHERE name = 'quality_rule'")
    await world.execute(
        "INSERT INTO kernel.classifier_value"
        " (name, code, version, valid_from, text_lv, text_en, attributes)"
        " VALUES ('quality_rule', 'open_long', 1, '2012-01-01', 'x', 'x', '{}')"
    )
    await world.execute("SET ROLE vienots_app")

    found = await actions.measure_quality(world, HEAD, None, NOVEMBER, NOON)

    unknown = {one.code: one.count for one in found.figures if not one.configured}
    assert unknown == {"late_entry": 0, "open_long": 0, "twice": 0}


async def test_a_second_look_is_counted_as_judged(world: Db) -> None:
    work = await actions.list_work(world, HEAD)
    look = work.second_looks[0]
    verdict = Judgement("returned", "Suns tomēr bija")
    await actions.judge_ending(world, HEAD, look.look.id, verdict, NOON)

    counts = await board(world)

    assert (counts["looked_again"], counts["returned"], counts["unlooked"]) == (1, 1, 1)


async def test_periods_are_days_and_bounded(world: Db) -> None:
    running = await actions.measure_quality(world, HEAD, None, Period(), NOON)
    day = Period(date(2026, 11, 24), date(2026, 11, 24))
    one = await actions.measure_quality(world, HEAD, None, day, NOON)

    assert (running.since, running.until) == (date(2026, 11, 1), date(2026, 11, 24))
    assert counts_of(one)["registered"] == 6
    for since, until in (("2026-11-02", "2026-11-01"), ("2025-11-01", "2026-11-24")):
        wrong = Period(date.fromisoformat(since), date.fromisoformat(until))
        with pytest.raises(BadInput):
            await actions.measure_quality(world, HEAD, None, wrong, NOON)
    with pytest.raises(RightMissing):
        await actions.measure_quality(world, AIVARS, None, NOVEMBER, NOON)
