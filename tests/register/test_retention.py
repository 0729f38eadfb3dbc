"""Nothing goes without a rule of two people; what goes, goes everywhere; what is held stays."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from tests.people import AIVARS, ANNA, DACE, VALDIS, VIKTORS
from tests.register.builders import ENTRY, changed, load_code_lists, registered
from tests.register.retention import (
    HEAD,
    INESE,
    KARLIS,
    OTTO,
    SEIZED,
    VALMIERA_OFFICER,
    ZANE,
    a_rule,
    decided,
    ended,
    finished,
    held,
    night,
    nights,
    proposed,
    standing,
)
from tests.register.test_attachments import JPEG
from tests.register.test_joint import related
from vienots.identity.errors import RightMissing
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import HOUSE_OPTIONS, READER_OPTIONS, Db, set_keys
from vienots.kernel.errors import BadInput
from vienots.kernel.ids import new_id
from vienots.register import actions, api
from vienots.register.contracts import EventView
from vienots.register.errors import (
    EventNotFound,
    HoldNotFound,
    HoldOfContext,
    NotTheKeeper,
    NotTheProposer,
    OwnRule,
    RuleDecided,
    RuleNotFound,
    RuleOverlaps,
    RuleProposedAlready,
)
from vienots.register.retention_contracts import Certificate, HoldLift, NewHold, RetentionDue
from vienots.register.work_contracts import NewComment

TERM = 40
"""Days after which a rule of thirty and a wait of five are over."""


async def is_there(db: Db, event: EventView) -> bool:
    return await api.get_whole(db, event.id) is not None


async def certificates(db: Db, actor: Actor = INESE) -> list[Certificate]:
    found = await actions.list_certificates(db, actor, q=None, cursor=None, limit=100)
    return found.certificates


async def due(db: Db, at: datetime, actor: Actor = INESE) -> list[RetentionDue]:
    return (await actions.list_due(db, actor, cursor=None, limit=100, at=at)).due


# ---- rules ---------------------------------------------------------------------------------------


async def test_nothing_is_deleted_without_a_rule(register: Db, now: datetime) -> None:
    event = await ended(register, now)

    later = await nights(register, now + timedelta(days=4000), 4000)

    state = (await actions.list_due(register, INESE, cursor=None, limit=10, at=later)).state
    assert (state.rules, state.due) == (0, 0)
    assert await is_there(register, event)
    assert await certificates(register) == []


async def test_nothing_is_deleted_by_a_proposal(register: Db, now: datetime) -> None:
    event = await ended(register, now)
    await proposed(register, now)

    later = await nights(register, now + timedelta(days=TERM), 10)

    assert await due(register, later) == []
    assert await is_there(register, event)


async def test_a_rule_needs_two_people(register: Db, now: datetime) -> None:
    rule = await proposed(register, now)

    with pytest.raises(OwnRule):
        await decided(register, rule, now, INESE)
    with pytest.raises(NotTheProposer):
        await decided(register, rule, now, OTTO, "withdrawn")
    stands = await decided(register, rule, now, OTTO)
    with pytest.raises(RuleDecided):
        await decided(register, rule, now, OTTO)

    assert (stands.state, stands.proposed_by_name, stands.decided_by_name) == (
        "standing",
        INESE.name,
        OTTO.name,
    )
    entries = await journal.read_subject(register, rule.id)
    assert [entry.topic for entry in entries] == [
        "register.retention_rule_decided",
        "register.retention_rule_proposed",
    ]


async def test_the_database_knows_the_four_eyes_too(register: Db, now: datetime) -> None:
    rule = await proposed(register, now)

    with pytest.raises(psycopg.errors.CheckViolation):
        await register.execute(
            "UPDATE register.retention_rule SET state = 'standing', decided_at = now(),"
            " decided_by = proposed_by, decided_by_name = proposed_by_name WHERE id = %s",
            [rule.id],
        )


@pytest.mark.parametrize("verdict", ["refused", "withdrawn"])
async def test_what_was_not_confirmed_deletes_nothing(
    register: Db, now: datetime, verdict: str
) -> None:
    event = await ended(register, now)
    by = INESE if verdict == "withdrawn" else OTTO
    await decided(register, await proposed(register, now), now, by, verdict)

    await nights(register, now + timedelta(days=TERM), 10)

    assert await is_there(register, event)


async def test_a_rule_that_is_not_valid_yet_holds_for_nothing(register: Db, now: datetime) -> None:
    event = await ended(register, now)
    await standing(register, now, valid_from=(now + timedelta(days=400)).date())

    await nights(register, now + timedelta(days=TERM), 10)

    assert await is_there(register, event)


async def test_one_version_waits_at_a_time_and_follows_the_last(
    register: Db, now: datetime
) -> None:
    first = await standing(register, now)
    second = await proposed(register, now, valid_from=(now + timedelta(days=10)).date())

    with pytest.raises(RuleProposedAlready):
        await proposed(register, now)
    await decided(register, second, now)
    with pytest.raises(RuleOverlaps):
        await decided(register, await proposed(register, now), now)

    rules = {one.id: one for one in await actions.list_retention_rules(register, INESE)}
    assert rules[first.id].valid_to == (now + timedelta(days=9)).date()
    assert (rules[second.id].version, rules[second.id].valid_to) == (2, None)


async def test_a_proposal_sent_again_is_one(register: Db, now: datetime) -> None:
    new = a_rule(now)

    first = await actions.propose_retention_rule(register, INESE, new, now)
    again = await actions.propose_retention_rule(register, INESE, new, now)

    assert first == again


async def test_a_proposal_says_all_that_is_wrong(register: Db, now: datetime) -> None:
    with pytest.raises(BadInput) as refusal:
        await proposed(register, now, keep_unit=None, legal_class="nav", type_group="nav")

    paths = {fault.path for fault in refusal.value.faults}
    assert paths == {"keep_unit", "legal_class", "type_group"}


async def test_rules_for_everybody_come_from_the_keeper(register: Db, now: datetime) -> None:
    with pytest.raises(NotTheKeeper):
        await proposed(register, now, ZANE)


async def test_an_institution_decides_of_its_own_rules_alone(register: Db, now: datetime) -> None:
    own = await proposed(register, now, ZANE, everywhere=False)

    for other in (OTTO, VALMIERA_OFFICER):
        with pytest.raises(RuleNotFound):
            await decided(register, own, now, other)
    with pytest.raises(RuleNotFound):
        await actions.count_rule_reach(register, VALMIERA_OFFICER, own.id, now)

    seen = await actions.list_retention_rules(register, VALMIERA_OFFICER)
    stands = await decided(register, own, now, KARLIS)
    assert (stands.institution, seen) == ("pp-0003000", [])


async def test_the_institutions_own_rule_comes_first(register: Db, now: datetime) -> None:
    event = await ended(register, now)
    await standing(register, now)
    keep = await proposed(
        register, now, ZANE, everywhere=False, keep_count=None, keep_unit=None, code="kept"
    )
    await decided(register, keep, now, KARLIS)

    later = await nights(register, now + timedelta(days=TERM), 10)

    told = await actions.read_event_retention(register, AIVARS, event.id, later)
    assert (told.rule_code, told.due_on, told.delete_on) == ("kept", None, None)
    assert await is_there(register, event)


# ---- before it is confirmed ----------------------------------------------------------------------


async def test_a_proposal_shows_what_it_would_reach(register: Db, now: datetime) -> None:
    old = await ended(register, now)
    recent = await ended(register, now + timedelta(days=25))
    await ended(register, now, outcome="no_offence")
    rule = await proposed(register, now)
    later = now + timedelta(days=31)

    [reach] = await actions.count_rule_reach(register, INESE, rule.id, later)
    listed = await actions.list_rule_reach(
        register, INESE, rule.id, institution="pp-0003000", cursor=None, limit=1, at=later
    )
    rest = await actions.list_rule_reach(
        register, INESE, rule.id, institution=None, cursor=listed.next_cursor, limit=1, at=later
    )

    assert (reach.institution, reach.events, reach.over, reach.soon, reach.stopped) == (
        "pp-0003000",
        2,
        1,
        1,
        0,
    )
    assert [one.number for one in (*listed.events, *rest.events)] == [old.number, recent.number]
    assert rest.next_cursor is None


async def test_a_preview_shows_an_institution_its_own_events(register: Db, now: datetime) -> None:
    await ended(register, now)
    rule = await proposed(register, now)

    assert await actions.count_rule_reach(register, VALMIERA_OFFICER, rule.id, now) == []
    page = await actions.list_rule_reach(
        register, VALMIERA_OFFICER, rule.id, institution="pp-0003000", cursor=None, limit=9, at=now
    )
    assert page.events == []
    assert len(await actions.count_rule_reach(register, ZANE, rule.id, now)) == 1


async def test_a_new_version_is_judged_in_the_place_of_the_old_one(
    register: Db, now: datetime
) -> None:
    await ended(register, now)
    await standing(register, now)
    longer = await proposed(
        register, now, keep_count=5, keep_unit="year", valid_from=(now + timedelta(days=1)).date()
    )

    [reach] = await actions.count_rule_reach(register, INESE, longer.id, now + timedelta(days=40))

    assert (reach.events, reach.over, reach.soon) == (1, 0, 0)


async def test_what_is_due_in_thirty_days_is_announced(register: Db, now: datetime) -> None:
    event = await ended(register, now)
    await standing(register, now)

    await night(register, now + timedelta(days=1))

    [one] = await due(register, now + timedelta(days=1))
    assert (one.number, one.due_on, one.delete_on) == (
        event.number,
        (now + timedelta(days=30)).date(),
        (now + timedelta(days=30)).date(),
    )
    await night(register, now + timedelta(days=29))
    assert await is_there(register, event)
    await night(register, now + timedelta(days=30))
    assert not await is_there(register, event)


async def test_what_is_over_long_ago_waits_all_the_same(register: Db, now: datetime) -> None:
    event = await ended(register, now)
    await standing(register, now)
    at = now + timedelta(days=300)

    assert await night(register, at) == 0

    [one] = await due(register, at)
    assert one.delete_on == (at + timedelta(days=5)).date()
    assert await is_there(register, event)


async def test_an_event_says_when_it_goes(register: Db, now: datetime) -> None:
    open_one, event = await registered(register, now), await ended(register, now)
    none = await actions.read_event_retention(register, AIVARS, event.id, now)
    await standing(register, now)

    running = await actions.read_event_retention(register, AIVARS, open_one.id, now)
    told = await actions.read_event_retention(register, AIVARS, event.id, now)

    assert (none.rule_code, none.due_on) == (None, None)
    assert (running.ended_on, running.due_on) == (None, None)
    assert (told.rule_code, told.due_on) == ("tried", (now + timedelta(days=30)).date())
    with pytest.raises(RightMissing):
        await actions.read_event_retention(register, ANNA, event.id, now)


async def test_kinds_without_a_rule_are_told(register: Db, now: datetime) -> None:
    await ended(register, now)
    await ended(register, now, outcome="no_offence")
    await standing(register, now)

    covered = await actions.list_retention_coverage(register, INESE, now)

    assert [(one.outcome_kind, one.events, one.rule_code) for one in covered] == [
        ("no_offence", 1, None),
        ("settled", 1, "tried"),
    ]


# ---- what stops it -------------------------------------------------------------------------------


async def test_a_hold_stops_it_until_it_is_lifted(register: Db, now: datetime) -> None:
    event = await ended(register, now)
    await standing(register, now)
    hold = await held(register, event, now)

    later = await nights(register, now + timedelta(days=TERM), 10)
    [one] = await due(register, later)
    assert (one.number, one.stops) == (event.number, ["hold"])
    assert await is_there(register, event)

    await actions.lift_hold(register, ZANE, hold.id, HoldLift("Lieta izbeigta"), later)
    await night(register, later + timedelta(days=1))

    assert not await is_there(register, event)


async def test_a_hold_is_journalled_with_its_reason(register: Db, now: datetime) -> None:
    event = await ended(register, now)
    hold = await held(register, event, now)
    again = await actions.set_hold(
        register, ZANE, NewHold(hold.id, event.number, "Prokuratūras pieprasījums"), now
    )

    lifted = await actions.lift_hold(register, ZANE, hold.id, HoldLift("Vairs nevajag"), now)
    twice = await actions.lift_hold(register, ZANE, hold.id, HoldLift("Vēlreiz"), now)

    entries = await journal.read_subject(register, event.id)
    told = [entry for entry in entries if "hold" in entry.topic]
    assert [entry.topic for entry in told] == [
        "register.retention_hold_lifted",
        "register.retention_hold_set",
    ]
    assert told[1].payload["hold"]["reason"] == "Prokuratūras pieprasījums"
    assert (again.id, twice.lift_reason) == (hold.id, lifted.lift_reason)


async def test_a_hold_with_a_day_ends_by_itself(register: Db, now: datetime) -> None:
    event = await ended(register, now)
    await standing(register, now)
    until = now + timedelta(days=60)
    await actions.set_hold(
        register, ZANE, NewHold(new_id(), event.number, "Tiesa", until.date()), now
    )

    await nights(register, now + timedelta(days=TERM), 20)
    assert await is_there(register, event)
    await night(register, until + timedelta(days=1))

    assert not await is_there(register, event)
    with pytest.raises(BadInput):
        past = NewHold(new_id(), event.number, "Tiesa", now.date())
        await actions.set_hold(register, ZANE, past, now)


@pytest.mark.parametrize("actor", [VALMIERA_OFFICER, HEAD, INESE])
async def test_holds_are_for_the_owner_and_the_keeper(
    register: Db, now: datetime, actor: Actor
) -> None:
    event = await ended(register, now)

    if actor == VALMIERA_OFFICER:
        with pytest.raises(EventNotFound):
            await held(register, event, now, actor)
        hold = await held(register, event, now)
        with pytest.raises(HoldNotFound):
            await actions.lift_hold(register, actor, hold.id, HoldLift("Kāpēc?"), now)
        assert await actions.list_holds(register, actor) == []
    else:
        hold = await held(register, event, now, actor)
        assert [one.id for one in await actions.list_holds(register, actor)] == [hold.id]


async def test_a_context_above_holds_and_lets_go(register: Db, now: datetime) -> None:
    event = await ended(register, now, objects=[SEIZED])
    await standing(register, now)

    async def settle(stands: bool, *about: str) -> None:
        async def ask() -> actions.Claim:
            return actions.Claim(stands, list(about))

        await api.settle_for_context(
            register, AIVARS, event.id, source="tried", reason="tried_case", ask=ask, at=now
        )

    await settle(True)
    await settle(True)
    [hold] = await actions.list_holds(register, ZANE)
    with pytest.raises(HoldOfContext):
        await actions.lift_hold(register, ZANE, hold.id, HoldLift("Kāpēc?"), now)
    later = await nights(register, now + timedelta(days=TERM), 10)
    assert [one.stops for one in await due(register, later)] == [["linked_case", "custody"]]
    await settle(False)
    assert [one.stops for one in await due(register, later)] == [["custody"]]

    # The thing that the event calls seized is answered for by the context from now on.
    await settle(True, "objects.o1")
    await settle(False, "objects.o1")
    await night(register, later + timedelta(days=1))

    assert not await is_there(register, event)


async def test_what_is_not_finished_stops_it(register: Db, now: datetime) -> None:
    event = await ended(register, now, objects=[SEIZED])
    await register.execute(
        "INSERT INTO register.task (id, event_id, institution, title, set_at, set_by_name)"
        " VALUES (%s, %s, 'pp-0003000', 'Atdot telefonu', %s, %s)",
        [new_id(), event.id, now, AIVARS.name],
    )
    await standing(register, now)

    later = await nights(register, now + timedelta(days=TERM), 10)

    [one] = await due(register, later)
    assert one.stops == ["custody", "task"]
    state = (await actions.list_due(register, ZANE, cursor=None, limit=9, at=later)).state
    assert (state.due, state.stopped, state.next_on) == (1, 1, None)


async def test_an_event_opened_again_is_due_no_more(register: Db, now: datetime) -> None:
    event = await ended(register, now)
    await standing(register, now)
    at = now + timedelta(days=TERM)
    await night(register, at)
    await changed(register, event, at, status="in_progress", reason="Tomēr bija")

    await night(register, at + timedelta(days=10))

    assert await due(register, at) == []
    assert await is_there(register, event)


# ---- how it goes ---------------------------------------------------------------------------------


async def full_event(db: Db, at: datetime) -> EventView:
    """With everything that hangs on an event."""
    event = await registered(db, at)
    other = await registered(db, at)
    await related(db, event, other, at, note="Tas pats vīrietis")
    await related(db, other, await registered(db, at), at, note="Cita lieta")
    await actions.add_comment(db, AIVARS, event.id, NewComment(new_id(), "Zvanīja māsa"), at)
    await actions.add_attachment(db, AIVARS, event.id, "a.jpg", JPEG, at)
    return await finished(db, event, at)


async def test_it_goes_everywhere_and_leaves_a_certificate(register: Db, now: datetime) -> None:
    event = await full_event(register, now)
    other = await full_event(register, now + timedelta(days=30))
    rule = await standing(register, now)

    later = await nights(register, now + timedelta(days=TERM), 6)

    assert not await is_there(register, event)
    assert await is_there(register, other)
    assert await rows_of(register, event.id) == {}
    [certificate] = await certificates(register)
    assert (
        certificate.event_number,
        certificate.rule_id,
        certificate.proposed_by_name,
        certificate.confirmed_by_name,
        certificate.deleted_at,
    ) == (event.number, rule.id, INESE.name, OTTO.name, later)
    assert certificate.counts["event_person"] == 1
    assert certificate.counts["attachment"] == 1
    assert certificate.counts["relation"] == 1
    assert certificate.counts["content"] == 0, "the other event has the same file"
    assert len(certificate.content_sha256) == 64


async def test_the_journal_keeps_its_entries_without_what_they_said(
    register: Db, now: datetime
) -> None:
    event = await full_event(register, now)
    await actions.open_event(register, AIVARS, event.id, ENTRY, now)
    await standing(register, now)

    await nights(register, now + timedelta(days=TERM), 6)

    entries = await journal.read_subject(register, event.id)
    [certificate] = await certificates(register)
    kept = {"kernel.payloads_erased", "register.event_deleted"}
    changes = [one for one in entries if one.kind == "change" and one.topic not in kept]
    looks = [one for one in entries if one.kind == "read"]
    assert len(changes) == certificate.counts["journal"]
    assert all(one.erased for one in changes)
    assert {one.payload["$erased"]["certificate"] for one in changes} == {certificate.number}
    assert looks and not any(one.erased for one in looks)
    assert {one.topic for one in entries} >= kept


async def test_a_relation_is_forgotten_at_its_other_end_too(register: Db, now: datetime) -> None:
    event, other = await registered(register, now), await registered(register, now)
    [said] = await related(register, other, event, now, note="Kaimiņa brālis")
    await related(register, other, await registered(register, now), now, note="Paliek")
    await finished(register, event, now)
    await standing(register, now)

    await nights(register, now + timedelta(days=TERM), 6)

    told = [
        entry
        for entry in await journal.read_subject(register, other.id)
        if entry.topic == "register.relation_changed"
    ]
    assert [entry.erased for entry in told] == [False, True]
    assert told[0].payload["relation"]["note"] == "Paliek"
    remaining = await actions.read_event_work(register, AIVARS, other.id, ENTRY, now)
    assert said.relation.id not in {one.relation.id for one in remaining.related}


async def test_a_night_that_was_cut_off_goes_on(own_dsn: str, now: datetime) -> None:
    """The worker dies with a batch half done: all of the batch is there again, and goes later."""
    async with house(own_dsn) as db:
        events = [await ended(db, now) for _ in range(3)]
        await standing(db, now)
        at = now + timedelta(days=TERM)
        await night(db, at)
        await db.commit()
    later = at + timedelta(days=6)
    async with house(own_dsn) as db:
        await actions.walk_next(db, later)
        await db.commit()
        assert await actions.delete_next(db, later) == 3
        await db.rollback()

    async with house(own_dsn) as db:
        assert [await is_there(db, event) for event in events] == [True] * 3
        await night(db, later)
        await night(db, later)
        await db.commit()

        found = await certificates(db)
        assert [await is_there(db, event) for event in events] == [False] * 3
        assert sorted(one.event_number for one in found) == sorted(e.number for e in events)
        assert len({one.number for one in found}) == 3


async def test_a_walk_goes_on_where_it_was_cut_off(
    register: Db, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vienots.register.actions.expiring.WALK_BATCH", 2)
    for _ in range(5):
        await ended(register, now)
    await standing(register, now)
    at = now + timedelta(days=TERM)

    await actions.walk_next(register, at)
    assert len(await due(register, at)) == 2
    assert await actions.delete_next(register, at + timedelta(days=9)) == 0, "the walk is not over"
    await night(register, at)

    assert len(await due(register, at)) == 5


async def test_a_hold_set_after_the_walk_still_stops_it(register: Db, now: datetime) -> None:
    event = await ended(register, now)
    await standing(register, now)
    at = now + timedelta(days=TERM)
    await night(register, at)
    later = at + timedelta(days=6)
    await actions.walk_next(register, later)
    await held(register, event, later)

    assert await actions.delete_next(register, later) == 1

    assert await is_there(register, event)
    assert [one.stops for one in await due(register, later)] == [["hold"]]


ERASE = "SELECT register.erase_event(%s)"


async def test_the_database_lets_nothing_go_without_a_certificate(
    own_dsn: str, now: datetime
) -> None:
    async with house(own_dsn) as db:
        event = await ended(db, now)
        await db.commit()

        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await db.execute(ERASE, [event.id])
        await db.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await db.execute("DELETE FROM register.event WHERE id = %s", [event.id])
        await db.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await db.execute("SELECT kernel.erase_payloads(%s)", [event.id])


async def test_every_part_of_an_event_is_known(register: Db) -> None:
    """A table that names an event without a foreign key would be left behind."""
    found = await (
        await register.execute(
            "SELECT DISTINCT c.relname FROM pg_attribute a"
            " JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'register' AND c.relkind = 'r' AND a.attname = 'event_id'"
            " EXCEPT SELECT part FROM register.parts_of_event()"
        )
    ).fetchall()

    assert found == []


# ---- who sees it ---------------------------------------------------------------------------------


async def test_the_desk_is_for_those_with_the_right(register: Db, now: datetime) -> None:
    event = await ended(register, now)

    for act in (
        lambda: actions.list_retention_rules(register, AIVARS),
        lambda: due(register, now, DACE),
        lambda: certificates(register, AIVARS),
        lambda: actions.list_holds(register, VALDIS),
        lambda: actions.list_retention_coverage(register, AIVARS, now),
        lambda: proposed(register, now, HEAD, everywhere=False),
        lambda: proposed(register, now, VIKTORS),
        lambda: held(register, event, now, AIVARS),
        lambda: held(register, event, now, OTTO),
    ):
        with pytest.raises(RightMissing):
            await act()


async def test_due_events_and_certificates_are_an_institutions_own(
    register: Db, now: datetime
) -> None:
    gone = await ended(register, now)
    await standing(register, now)
    later = await nights(register, now + timedelta(days=TERM), 6)
    stays = await ended(register, later)
    await night(register, later + timedelta(days=5))
    at = later + timedelta(days=5)

    for actor, own in ((ZANE, True), (INESE, True), (VIKTORS, True), (VALMIERA_OFFICER, False)):
        listed = [one.number for one in await due(register, at, actor)]
        kept = [one.event_number for one in await certificates(register, actor)]
        assert (listed, kept) == (([stays.number], [gone.number]) if own else ([], []))


async def test_row_security_shows_holds_and_certificates_to_their_readers(
    own_dsn: str, now: datetime
) -> None:
    async with house(own_dsn) as db:
        gone = await ended(db, now)
        await standing(db, now)
        later = await nights(db, now + timedelta(days=TERM), 6)
        event = await ended(db, later)
        await held(db, event, later)
        await night(db, later + timedelta(days=2))
        await db.commit()

    async with await psycopg.AsyncConnection.connect(own_dsn, options=READER_OPTIONS) as db:
        for keys, seen in (({"pp-0003000"}, 1), ({"pp-0054000"}, 0), (set[str](), 0)):
            await set_keys(db, keys)
            for table in ("retention_hold", "retention_due", "deletion_certificate"):
                counted = await db.execute(f"SELECT count(*) FROM register.{table}".encode())
                assert await counted.fetchone() == (seen,), (keys, table)
    assert gone.number


async def test_certificates_are_handed_out_as_files(register: Db, now: datetime) -> None:
    event = await ended(register, now)
    await standing(register, now, name="=cmd|' /C calc'!A0")
    later = await nights(register, now + timedelta(days=TERM), 6)

    table = await actions.export_certificates(register, ZANE, "csv", later)
    data = await actions.export_certificates(register, ZANE, "json", later)

    assert event.number in table.decode("utf-8-sig")
    assert ";'=cmd" in table.decode("utf-8-sig")
    assert b'"confirmed_by_name": "Oto P' in data
    with pytest.raises(BadInput):
        await actions.export_certificates(register, ZANE, "docx", later)


# ---- leaves --------------------------------------------------------------------------------------


@asynccontextmanager
async def house(dsn: str) -> AsyncIterator[Db]:
    """A connection whose transactions last; the code lists are there."""
    async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as db:
        known = await db.execute("SELECT count(*) FROM kernel.classifier_value")
        if await known.fetchone() == (0,):
            await load_code_lists(db)
            await db.commit()
        yield db


async def rows_of(db: Db, event_id: UUID) -> dict[str, int]:
    """Rows of every part that are left of an event."""
    parts = await (
        await db.execute("SELECT part, columns FROM register.parts_of_event()")
    ).fetchall()
    left = {}
    for part, columns in parts:
        counted = await db.execute(
            f"SELECT count(*) FROM register.{part} WHERE %s IN ({columns})".encode(), [event_id]
        )
        row = await counted.fetchone()
        assert row is not None
        if row[0]:
            left[part] = row[0]
    return left
