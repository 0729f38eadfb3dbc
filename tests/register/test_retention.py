"""Nothing goes without a rule of two people; what goes, goes everywhere; what is held stays."""

from __future__ import annotations

from datetime import datetime, timedelta

import psycopg
import pytest

from tests.conftest import ROOT
from tests.people import AIVARS, ANNA, DACE, VALDIS, VIKTORS
from tests.register.builders import registered
from tests.register.retention import (
    HEAD,
    INESE,
    KARLIS,
    OTTO,
    TERM,
    VALMIERA_OFFICER,
    ZANE,
    a_rule,
    certificates,
    day_of,
    decided,
    due,
    ended,
    held,
    house,
    is_there,
    night,
    nights,
    proposed,
    standing,
)
from vienots.app.demo.terms import propose_example
from vienots.identity.errors import RightMissing
from vienots.kernel import journal
from vienots.kernel.db import READER_OPTIONS, Db, set_keys
from vienots.kernel.errors import BadInput
from vienots.register import actions
from vienots.register.errors import (
    NotTheKeeper,
    NotTheProposer,
    OwnRule,
    RuleDecided,
    RuleNotFound,
    RuleOverlaps,
    RuleProposedAlready,
)

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
    await standing(register, now, valid_from=day_of(now + timedelta(days=400)))

    await nights(register, now + timedelta(days=TERM), 10)

    assert await is_there(register, event)


async def test_one_version_waits_at_a_time_and_follows_the_last(
    register: Db, now: datetime
) -> None:
    first = await standing(register, now)
    second = await proposed(register, now, valid_from=day_of(now + timedelta(days=10)))

    with pytest.raises(RuleProposedAlready):
        await proposed(register, now)
    await decided(register, second, now)
    with pytest.raises(RuleOverlaps):
        await decided(register, await proposed(register, now), now)

    rules = {one.id: one for one in await actions.list_retention_rules(register, INESE)}
    assert rules[first.id].valid_to == day_of(now + timedelta(days=9))
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
        register, now, keep_count=5, keep_unit="year", valid_from=day_of(now + timedelta(days=1))
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
        day_of(now + timedelta(days=30)),
        day_of(now + timedelta(days=30)),
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
    assert one.delete_on == day_of(at + timedelta(days=5))
    assert await is_there(register, event)


async def test_an_event_says_when_it_goes(register: Db, now: datetime) -> None:
    open_one, event = await registered(register, now), await ended(register, now)
    none = await actions.read_event_retention(register, AIVARS, event.id, now)
    await standing(register, now)

    running = await actions.read_event_retention(register, AIVARS, open_one.id, now)
    told = await actions.read_event_retention(register, AIVARS, event.id, now)

    assert (none.rule_code, none.due_on) == (None, None)
    assert (running.ended_on, running.due_on) == (None, None)
    assert (told.rule_code, told.due_on) == ("tried", day_of(now + timedelta(days=30)))
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


# ---- the demonstration ---------------------------------------------------------------------------


async def test_the_demonstration_has_an_example_that_waits(register: Db, now: datetime) -> None:
    people = {"ilona.purina": INESE}

    for _ in range(2):
        await propose_example(register, ROOT / "data", people, now)

    [rule] = await actions.list_retention_rules(register, INESE)
    assert (rule.state, rule.name[:7]) == ("proposed", "PARAUGS")
