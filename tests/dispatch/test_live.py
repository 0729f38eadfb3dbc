"""What a desk has after the snapshot and the changes equals a fresh snapshot."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

import msgspec

from tests.calls.centre import the_country
from tests.dispatch.builders import (
    a_card,
    a_past,
    a_patrol,
    after,
    leg_of,
)
from tests.people import AIVARS, ANNA, ILZE, JANIS, PETERIS, VALDIS
from tests.resources.builders import a_unit
from vienots.calls.contracts import Leg
from vienots.calls.live import TOPICS as CALLS_TOPICS
from vienots.dispatch import api, live, store
from vienots.dispatch.contracts import (
    Assignment,
    CloseLeg,
    NewAssignments,
    NewAssignmentState,
    NewReferral,
    NewUnitState,
    Referral,
)
from vienots.dispatch.domain.states import AssignmentState
from vienots.dispatch.store import NewAssignmentRow
from vienots.kernel import clock
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id
from vienots.kernel.journal import Entry
from vienots.kernel.live import Topics, Viewer

EVERYBODY = (ILZE, JANIS, PETERIS, AIVARS, VALDIS, ANNA)
State = dict[str, Assignment | Referral]
TOPICS = Topics(CALLS_TOPICS | live.TOPICS)


async def state_of(db: Db, actor: Actor) -> State:
    parts = await live.snapshot(db, actor)
    return {str(one.id): one for one in (*parts["assignments"], *parts["referrals"])}


async def read_changes(db: Db, after_id: int) -> list[Entry]:
    """As the feed reads them, but for what this very transaction has written."""
    cursor = await db.execute(
        "SELECT to_jsonb(j) - 'xid' || '{\"xid\": 0}' FROM kernel.journal j"
        " WHERE id > %s ORDER BY id",
        [after_id],
    )
    return [msgspec.convert(entry, Entry) for (entry,) in await cursor.fetchall()]


def carried(entry: Entry) -> list[Assignment | Referral]:
    """What a desk takes out of a change."""
    payload = entry.payload
    found: list[Assignment | Referral] = []
    for one in payload.get("assignments", [payload.get("assignment")]):
        if one is not None:
            found.append(msgspec.convert(one, Assignment))
    if payload.get("referral") is not None:
        found.append(msgspec.convert(payload["referral"], Referral))
    return found


async def assert_live_equal(db: Db, act: Awaitable[Any]) -> Any:
    """For everybody: nothing of the state is missing in the feed, and nothing is too old.

    What is of ended cards leaves the snapshot; a desk keeps its last state.
    """
    row = await (await db.execute("SELECT coalesce(max(id), 0) FROM kernel.journal")).fetchone()
    assert row is not None
    before = {actor.id: await state_of(db, actor) for actor in EVERYBODY}

    done = await act

    entries = await read_changes(db, row[0])
    for actor in EVERYBODY:
        folded = dict(before[actor.id])
        viewer = Viewer(actor.keys, actor.rights)
        for entry in entries:
            if TOPICS.shows(entry, viewer):
                folded |= {str(one.id): one for one in carried(entry)}
        present = await state_of(db, actor)
        assert {key: one for key, one in folded.items() if key in present} == present, actor.name
    return done


async def test_the_feed_equals_the_state_from_the_first_unit_to_the_last(dispatch: Db) -> None:
    at = clock.now()
    card = await a_card(dispatch)
    leg, unit, other = leg_of(card), await a_unit(dispatch, "R31"), await a_unit(dispatch, "R32")

    def assigned(*units: Any) -> Awaitable[list[Assignment]]:
        new = NewAssignments([one.id for one in units])
        return api.assign_units(dispatch, JANIS, leg.id, new, at)

    def reported(assignment: Assignment, state: str, **more: Any) -> Awaitable[Assignment]:
        new = NewAssignmentState(state, **more)
        return api.report_assignment_state(dispatch, JANIS, assignment.id, new, at)

    await assert_live_equal(dispatch, api.accept_leg(dispatch, JANIS, leg.id, at))
    await assert_live_equal(dispatch, api.recommend(dispatch, JANIS, the_country(), leg.id, at))
    [first, second] = await assert_live_equal(dispatch, assigned(unit, other))
    await assert_live_equal(dispatch, reported(second, "recalled"))
    for state in ("accepted", "en_route", "on_scene"):
        await assert_live_equal(dispatch, reported(first, state))
    await assert_live_equal(dispatch, reported(first, "en_route", happened_at=at))
    new = NewUnitState("available")
    await assert_live_equal(dispatch, api.set_unit_state(dispatch, JANIS, unit.id, new, at))
    closing = api.close_leg(dispatch, JANIS, leg.id, CloseLeg("done"), at)
    await assert_live_equal(dispatch, closing)


async def a_referral(db: Db) -> Referral:
    card = await a_card(db, what="Kaujas", type_code="order.vandalism")
    offering = api.refer(db, PETERIS, leg_of(card, "vp").id, NewReferral(), clock.now())
    found: Referral = await assert_live_equal(db, offering)
    return found


async def test_the_feed_equals_the_state_of_a_referral_however_it_ends(dispatch: Db) -> None:
    at = clock.now()
    first, second, third = [await a_referral(dispatch) for _ in range(3)]

    await assert_live_equal(dispatch, api.reject_referral(dispatch, AIVARS, first.id, "nav", at))
    await assert_live_equal(dispatch, api.withdraw_referral(dispatch, PETERIS, second.id, at))
    await assert_live_equal(dispatch, api.time_out_due(dispatch, third.answer_due_at))


async def test_the_feed_equals_the_state_for_whoever_takes_a_leg_over(dispatch: Db) -> None:
    at = clock.now()
    referral = await a_referral(dispatch)
    await with_a_recalled_unit(dispatch, referral)
    accepting = api.accept_referral(dispatch, AIVARS, referral.id, at)
    accepted: Referral = await assert_live_equal(dispatch, accepting)
    assert accepted.new_leg_id is not None
    patrol = await a_patrol(dispatch, "JPP1", AIVARS.institution)

    new = NewAssignments([patrol.id])
    sending = api.assign_units(dispatch, AIVARS, accepted.new_leg_id, new, at)
    [sent] = await assert_live_equal(dispatch, sending)
    for state in ("on_scene", "released"):
        wanted = NewAssignmentState(state)
        reporting = api.report_assignment_state(dispatch, AIVARS, sent.id, wanted, at)
        await assert_live_equal(dispatch, reporting)
    closing = api.close_leg(dispatch, AIVARS, accepted.new_leg_id, CloseLeg("done"), at)
    leg: Leg = await assert_live_equal(dispatch, closing)
    assert leg.state == "closed"


async def with_a_recalled_unit(db: Db, referral: Referral) -> None:
    """Somebody was on the card before the other institution comes in."""
    patrol = await a_patrol(db, "VP101")
    row = NewAssignmentRow(
        new_id(), referral.card_id, referral.leg_id, patrol.id, "VP101", "vp", after(0)
    )
    await store.insert_past_assignment(
        db, row, a_past(patrol), state=AssignmentState.RECALLED, out_of_order=False
    )


async def test_without_the_right_there_is_nothing(dispatch: Db) -> None:
    await a_referral(dispatch)

    assert await live.snapshot(dispatch, ANNA) == {"assignments": [], "referrals": []}
