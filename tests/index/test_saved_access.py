"""A saved search looks with its owner's eyes of today; nobody else sees it but who supervises."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import psycopg
import pytest
from msgspec import structs

from tests.index.saved import journalled, more_told, notices, own, saved, settle, told_of, turn
from tests.people import AIVARS, DACE, PETERIS, VALDIS, VIKTORS
from tests.people import a_person as someone
from tests.register.builders import a_person
from tests.register.test_live import read_changes
from vienots.audit import actions as audit
from vienots.identity.errors import RightMissing
from vienots.index import actions, live
from vienots.index.saved_contracts import NewEnd, NewName, SavedSearch, SeenNotices
from vienots.kernel import clock, journal
from vienots.kernel.contracts import HOUSE_KEY, Actor, Purpose
from vienots.kernel.db import Db, set_keys
from vienots.kernel.live import Topics, Viewer
from vienots.register import actions as register
from vienots.register.contracts import AccessChange, EventView, GlassWish, Level

INVESTIGATOR = someone(31, "Māra Izmeklētāja", "vp", "investigator")
HEAD = someone(33, "Rita Priekšniece", "vp", "register_supervisor")
ANDRIS = a_person(name="Andris", surname="Zariņš", personal_code="120384-10215")
CONTROL = Purpose("supervision", "P-1")


@pytest.fixture
async def house(register: Db) -> Db:
    await settle(register, AIVARS, DACE, PETERIS, VALDIS, INVESTIGATOR, HEAD, VIKTORS)
    return register


async def told_at(db: Db, level: Level, at: datetime, by: Actor = AIVARS) -> EventView:
    """An event that is at its level before the index hears of it."""
    event = await told_of(db, by, at)
    wanted = AccessChange(event.version, level, [], "Izmeklēšanas noslēpums")
    event = await register.change_access(db, by, event.id, wanted, at)
    return await filled(db, event, at, by)


async def filled(db: Db, event: EventView, at: datetime, by: Actor = AIVARS) -> EventView:
    return await more_told(db, by, event, at, persons=[ANDRIS])


async def close_account(db: Db, actor: Actor) -> None:
    person_id = UUID(actor.id.removeprefix("person:"))
    await db.execute("UPDATE identity.person SET active = false WHERE id = %s", [person_id])


async def give_role(db: Db, actor: Actor, role: str) -> None:
    person_id = UUID(actor.id.removeprefix("person:"))
    await db.execute(
        "UPDATE identity.person_role SET role = %s WHERE person_id = %s", [role, person_id]
    )


async def test_what_is_secret_to_the_owner_is_not_told_not_counted_not_written(
    house: Db, now: datetime
) -> None:
    searches = [
        (actor, await saved(house, actor, now, "andris zariņš")) for actor in (DACE, INVESTIGATOR)
    ]
    await told_at(house, "state_security", now)
    now = await turn(house, now)

    for actor, search in searches:
        assert await notices(house, search, now, actor) == []
        [view] = await own(house, actor, now)
        assert (view.unseen, view.told_at) == (0, None)
    for topic in ("index.search_told", "index.news_arrived"):
        assert await journalled(house, topic) == []


async def test_a_level_is_told_to_who_has_it_for_the_purpose_that_opens_it(
    house: Db, now: datetime
) -> None:
    case = await saved(house, INVESTIGATOR, now, "andris zariņš")
    prevention = await saved(house, INVESTIGATOR, now, "andris zariņš", purpose="prevention")
    ordinary = await saved(house, DACE, now, "andris zariņš")
    event = await told_at(house, "restricted", now)

    now = await turn(house, now)

    [notice] = await notices(house, case, now, INVESTIGATOR)
    assert notice.event.id == event.id
    assert await notices(house, prevention, now, INVESTIGATOR) == []
    assert await notices(house, ordinary, now, DACE) == []
    unseen = {one.id: one.unseen for one in await own(house, INVESTIGATOR, now)}
    assert unseen == {case.id: 1, prevention.id: 0}


async def test_what_becomes_secret_after_it_was_told_is_gone(house: Db, now: datetime) -> None:
    search = await saved(house, DACE, now, "andris zariņš")
    event = await filled(house, await told_of(house, AIVARS, now), now)
    now = await turn(house, now)
    before = await notices(house, search, now, DACE)
    wanted = AccessChange(event.version, "restricted", [], "Izmeklēšanas noslēpums")
    await register.change_access(house, AIVARS, event.id, wanted, now)
    await actions.index_event(house, event.id, now)

    after = await notices(house, search, now, DACE)

    assert (len(before), after) == (1, [])
    assert [one.unseen for one in await own(house, DACE, now)] == [0]


async def test_what_is_opened_to_the_owner_later_is_told_then(house: Db, now: datetime) -> None:
    search = await saved(house, DACE, now, "andris zariņš")
    event = await told_at(house, "restricted", now)
    now = await turn(house, now)
    before = await notices(house, search, now, DACE)
    wanted = AccessChange(event.version, "ordinary", [], "Vairs nav noslēpums")
    insider = structs.replace(AIVARS, rights=AIVARS.rights | {"level.restricted"})
    await register.change_access(house, insider, event.id, wanted, now)
    await actions.index_event(house, event.id, now)

    now = await turn(house, now)

    assert before == []
    assert [one.event.id for one in await notices(house, search, now, DACE)] == [event.id]


async def test_of_other_institutions_nothing_is_told(house: Db, now: datetime) -> None:
    search = await saved(house, VALDIS, now, "andris zariņš")
    await filled(house, await told_of(house, AIVARS, now), now)

    now = await turn(house, now)

    assert await notices(house, search, now, VALDIS) == []


@pytest.mark.parametrize("because", ["account_closed", "right_missing"])
async def test_without_an_account_or_the_right_it_pauses_and_says_so(
    house: Db, now: datetime, because: str
) -> None:
    search = await saved(house, DACE, now, "andris zariņš")
    if because == "account_closed":
        await close_account(house, DACE)
    else:
        await give_role(house, DACE, "analyst")
    await filled(house, await told_of(house, AIVARS, now), now)

    now = await turn(house, now, times=2)

    [paused] = await own(house, DACE, now)
    assert (paused.paused_because, paused.unseen, paused.version) == (because, 0, 2)
    [entry] = await journalled(house, "index.saved_search_changed")
    assert entry["payload"]["search"]["paused_because"] == because
    assert await journalled(house, "index.search_told") == []
    assert await notices(house, search, now, DACE) == []


async def test_a_broken_glass_lasts_its_while_for_a_saved_search_too(
    house: Db, now: datetime
) -> None:
    """The owner's keys of today: those of the glass, as long as it is broken."""
    search = await saved(house, VALDIS, now, "andris zariņš")
    wish = GlassWish(UUID(int=7), "life", "Sieviete ieslēgta pie varmākas")
    await register.ask_for_glass(house, VALDIS, wish, now)
    await register.break_glass(house, VALDIS, wish.id, now)
    await filled(house, await told_of(house, AIVARS, now), now)

    now = await turn(house, now)
    while_broken = await notices(house, search, now, VALDIS)
    afterwards = await notices(house, search, now.replace(day=now.day + 1), VALDIS)

    assert (len(while_broken), afterwards) == (1, [])


# ---- the rows ------------------------------------------------------------------------------------


async def visible(db: Db, table: str, keys: set[str]) -> int:
    await set_keys(db, keys)
    cursor = await db.execute(f"SELECT count(*) FROM index.{table}".encode())
    row = await cursor.fetchone()
    await set_keys(db, {HOUSE_KEY})
    assert row is not None
    return int(row[0])


async def test_row_security_holds_beneath_every_query(house: Db, now: datetime) -> None:
    await saved(house, DACE, now, "andris zariņš")
    await filled(house, await told_of(house, AIVARS, now), now)
    now = await turn(house, now)
    every = ("saved_search", "search_notice", "change")

    async def rows(*keys: str) -> tuple[int, ...]:
        return tuple([await visible(house, table, set(keys)) for table in every])

    assert await rows(HOUSE_KEY) == (1, 1, 2)
    assert await rows(DACE.id, "vp") == (1, 1, 2)
    # Of the owner's key alone: the search, but no event that it has found.
    assert await rows(DACE.id) == (1, 0, 0)
    assert await rows(HEAD.id, "vp") == (0, 0, 2)
    assert await rows(AIVARS.id, "pp-0003000") == (0, 0, 2)
    assert await rows(VALDIS.id, "pp-0054000") == (0, 0, 0)
    assert await rows() == (0, 0, 0)


async def test_row_security_lets_nobody_write_for_another(house: Db, now: datetime) -> None:
    search = await saved(house, DACE, now, "andris zariņš")
    await set_keys(house, {AIVARS.id, "pp-0003000"})

    cursor = await house.execute(
        "UPDATE index.saved_search SET name = 'x' WHERE id = %s", [search.id]
    )
    assert cursor.rowcount == 0
    cursor = await house.execute("DELETE FROM index.saved_search WHERE id = %s", [search.id])
    assert cursor.rowcount == 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with house.transaction():
            await house.execute(
                "INSERT INTO index.saved_search (id, version, owner, owner_name, institution, name,"
                " q, purpose, purpose_ref, saved_at, ends_on, checked, checked_at)"
                " VALUES (gen_random_uuid(), 1, %s, 'x', 'vp', 'x', 'xx', 'test', 'x', now(),"
                " now(), 0, now())",
                [DACE.id],
            )


# ---- who supervises ------------------------------------------------------------------------------


async def test_a_supervisor_sees_those_of_the_institution_and_an_auditor_all(
    house: Db, now: datetime
) -> None:
    ours = await saved(house, DACE, now, "andris zariņš")
    theirs = await saved(house, AIVARS, now, "jānis ozols")
    entered = await register.enter(house, HEAD, "supervision", now)

    at_home = await actions.list_standing(house, entered, CONTROL, now)
    left: list[Any] = [await own(house, HEAD, now)]
    await set_keys(house, VIKTORS.keys)
    everywhere = await actions.list_all_standing(house, VIKTORS, None, CONTROL, now)
    one = await actions.list_all_standing(house, VIKTORS, "pp-0003000", CONTROL, now)

    assert [(one.id, one.owner_name, one.q) for one in at_home] == [(ours.id, DACE.name, ours.q)]
    assert left == [[]]
    assert {one.id for one in everywhere} == {ours.id, theirs.id}
    assert [one.id for one in one] == [theirs.id]
    read = await journalled(house, "index.standing_read")
    assert [entry["actor"] for entry in read] == [HEAD.id, VIKTORS.id, VIKTORS.id]
    assert [len(entry["payload"]["searches"]) for entry in read] == [1, 2, 1]
    assert {(entry["kind"], entry["purpose"]) for entry in read} == {("read", "supervision")}


@pytest.mark.parametrize("actor", [DACE, AIVARS, PETERIS])
async def test_others_may_look_at_nobodys_searches(house: Db, now: datetime, actor: Actor) -> None:
    with pytest.raises(RightMissing):
        await actions.list_standing(house, actor, CONTROL, now)
    with pytest.raises(RightMissing):
        await actions.list_all_standing(house, actor, None, CONTROL, now)


async def test_who_waits_for_news_of_himself_is_found(house: Db, now: datetime) -> None:
    await saved(house, AIVARS, now, "kauliņš aivars 1979")
    await saved(house, DACE, now, "andris zariņš")
    entries = [one for one in await read_changes(house, 0) if one.topic == "index.search_saved"]
    assert len(entries) == 2

    for entry in entries:
        assert entry.topic in audit.STANDING_TOPICS
        await audit.take_standing(house, entry, now)

    findings = await audit.list_findings(house, VIKTORS, "new", Purpose("audit", "A-1"), now)
    assert [(one.rule, one.actor) for one in findings] == [("standing_own_name", AIVARS.id)]


async def test_what_was_told_is_among_the_looks_of_its_owner(house: Db, now: datetime) -> None:
    """At night, too: then it is the machine that looked, and nobody is asked why."""
    await saved(house, DACE, now, "andris zariņš")
    await filled(house, await told_of(house, AIVARS, now), now)
    await turn(house, now)
    cursor = await house.execute(
        "SELECT to_jsonb(j) - 'xid' || '{\"xid\": 0}' FROM kernel.journal j"
        " WHERE topic = 'index.search_told'"
    )
    [(row,)] = await cursor.fetchall()
    night = now.replace(hour=1).isoformat()
    entry = msgspec.convert(row | {"recorded_at": night}, journal.Entry)

    await audit.take_look(house, entry, now)

    cursor = await house.execute("SELECT actor, q, topic FROM audit.look")
    assert await cursor.fetchall() == [(DACE.id, "andris zariņš", "index.search_told")]
    assert entry.topic in audit.LOOK_TOPICS
    cursor = await house.execute("SELECT rule FROM audit.finding")
    assert await cursor.fetchall() == []


# ---- the feed ------------------------------------------------------------------------------------


async def snapshot(db: Db, actor: Actor) -> dict[str, SavedSearch]:
    found = (await live.snapshot(db, actor))["searches"]
    return {str(one.id): one for one in found if isinstance(one, SavedSearch)}


async def test_a_desk_that_follows_has_what_a_new_desk_gets(
    house: Db, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    kept = await saved(house, DACE, now, "jānis ozols")
    people = (DACE, AIVARS, HEAD, PETERIS)
    folded = {actor.id: await snapshot(house, actor) for actor in people}
    mark = await (await house.execute("SELECT max(id) FROM kernel.journal")).fetchone()
    assert mark is not None

    search = await saved(house, DACE, now, "andris zariņš")
    await filled(house, await told_of(house, AIVARS, now), now)
    now = await turn(house, now)
    [notice] = await notices(house, search, now, DACE)
    mid = await snapshot(house, DACE)
    await actions.rename_search(house, DACE, search.id, NewName("Zariņš"), now)
    await actions.mark_seen(house, DACE, search.id, SeenNotices([notice.id]), now)
    await actions.extend_search(house, DACE, search.id, NewEnd(search.ends_on), now)
    await actions.pause_search(house, DACE, search.id, now)
    await actions.forget_search(house, DACE, kept.id, now)

    topics = Topics(live.TOPICS)
    for entry in await read_changes(house, mark[0]):
        for actor in people:
            if not topics.shows(entry, Viewer(actor.keys, actor.rights)):
                continue
            if entry.topic == "index.saved_search_forgotten":
                del folded[actor.id][str(entry.subject_id)]
            elif entry.topic.startswith("index."):
                row = msgspec.convert(entry.payload["search"], SavedSearch)
                folded[actor.id][str(row.id)] = row
    assert mid[str(search.id)].unseen == 1
    assert {actor.id: folded[actor.id] for actor in people} == {
        actor.id: await snapshot(house, actor) for actor in people
    }
    assert [len(folded[actor.id]) for actor in people] == [1, 0, 0, 0]
