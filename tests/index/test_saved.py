"""Searches that stand: saved with a purpose and an end; each new hit is told once, in one piece."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec import structs

from tests.index.saved import (
    CASE,
    a_wish,
    journalled,
    labels,
    more_told,
    notices,
    own,
    saved,
    settle,
    told_of,
    turn,
)
from tests.people import AIVARS, DACE, PETERIS, VALDIS
from tests.register.builders import CRASH, NOISE, a_person, a_vehicle
from vienots.identity.errors import RightMissing
from vienots.index import actions
from vienots.index.contracts import SearchFilter
from vienots.index.domain.standing import day_of
from vienots.index.errors import SavedSearchEnded, SavedSearchNotFound, TooManySavedSearches
from vienots.index.saved_contracts import NewEnd, NewName, SeenNotices
from vienots.kernel.contracts import Purpose
from vienots.kernel.db import Db
from vienots.kernel.errors import BadInput
from vienots.kernel.ids import new_id
from vienots.register.contracts import EventPlace

ANDRIS = a_person(
    name="Andris", surname="Zariņš", birth_on=date(1984, 3, 12), personal_code="120384-10215"
)
VALMIERA = EventPlace(address="Rīgas iela 4, Valmiera", atvk="0054000")


@pytest.fixture
async def house(register: Db) -> Db:
    await settle(register, AIVARS, DACE, PETERIS, VALDIS)
    return register


async def test_a_new_event_is_told_once_with_what_matched_and_why(house: Db, now: datetime) -> None:
    search = await saved(house, DACE, now, "andrim zarinsham")
    event = await told_of(house, AIVARS, now, persons=[ANDRIS])

    later = await turn(house, now)
    [notice] = await notices(house, search, later, DACE)
    later = await turn(house, later, times=3)
    again = await notices(house, search, later, DACE)

    assert (notice.event.id, notice.event.number, notice.seen_at) == (event.id, event.number, None)
    assert labels([notice]) == [["Andris Zariņš"]]
    assert {why.code for why in notice.matches[0].why} >= {"ending"}
    assert again == [notice]
    assert [one.unseen for one in await own(house, DACE, later)] == [1]
    assert len(await journalled(house, "index.news_arrived")) == 1


async def test_what_stood_there_before_is_no_news(house: Db, now: datetime) -> None:
    event = await told_of(house, AIVARS, now, persons=[ANDRIS])
    search = await saved(house, DACE, now, "andris zariņš")
    event = await more_told(house, AIVARS, event, now, narrative="Ieradās otra ekipāža.")
    event = await more_told(house, AIVARS, event, now, vehicles=[a_vehicle()])
    now = await turn(house, now)
    before = await notices(house, search, now, DACE)
    other = a_person("p2", name="Andris", surname="Zariņš", birth_on=date(1991, 1, 1))
    await more_told(house, AIVARS, event, now, persons=[ANDRIS, other])

    now = await turn(house, now)

    [notice] = await notices(house, search, now, DACE)
    assert before == []
    assert (notice.event.id, labels([notice])) == (event.id, [["Andris Zariņš"]])


async def test_an_event_that_was_told_is_new_again_with_what_came_into_it(
    house: Db, now: datetime
) -> None:
    search = await saved(house, DACE, now, "andris zariņš kl4406")
    event = await told_of(house, AIVARS, now, persons=[ANDRIS])
    later = await turn(house, now)
    [first] = await notices(house, search, later, DACE)
    await actions.mark_seen(house, DACE, search.id, SeenNotices([first.id]), later)
    await more_told(house, AIVARS, event, later, vehicles=[a_vehicle(plate="KL-4406")])

    later = await turn(house, later)

    [second] = await notices(house, search, later, DACE)
    assert labels([first, second]) == [["Andris Zariņš"], ["KL-4406", "Andris Zariņš"]]
    assert (second.id, second.seen_at) == (first.id, None)


async def test_who_is_known_by_another_event_is_found_in_the_new_one(
    house: Db, now: datetime
) -> None:
    """The new event has a personal code alone; the name stands in an older one."""
    await told_of(house, AIVARS, now, persons=[ANDRIS])
    search = await saved(house, DACE, now, "andris zariņš")
    bare = structs.replace(ANDRIS, name=None, surname=None)
    event = await told_of(house, AIVARS, now, persons=[bare])

    now = await turn(house, now)

    [notice] = await notices(house, search, now, DACE)
    assert notice.event.id == event.id


async def test_nobody_is_lost_behind_the_many_who_are_called_so(
    house: Db, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vienots.index.store.finding.PERSONS_MAX", 10)
    crowd = [
        a_person(f"p{n}", name="Jānis", surname="Zariņš", birth_on=date(1950, 1, 1) + timedelta(n))
        for n in range(1, 40)
    ]
    for part in (crowd[:20], crowd[20:]):
        await told_of(house, AIVARS, now, persons=part)
    search = await saved(house, DACE, now, "zariņš")
    old = a_person(name="Zigmārs", surname="Zariņš", birth_on=date(1931, 5, 5))
    long_ago = now - timedelta(days=600)
    event = await told_of(house, AIVARS, now, persons=[old], received_at=long_ago)

    now = await turn(house, now)

    assert [one.event.id for one in await notices(house, search, now, DACE)] == [event.id]


@pytest.mark.parametrize(
    ("narrowed", "told"),
    [
        ({}, True),
        ({"kind": "person"}, True),
        ({"kind": "vehicle"}, False),
        ({"type": NOISE}, True),
        ({"type": "tried"}, True),
        ({"type": CRASH}, False),
        ({"role": "witness"}, True),
        ({"role": "suspect"}, False),
        ({"atvk": "0003000"}, True),
        ({"atvk": "0054000"}, False),
        ({"since": datetime(2030, 1, 1, tzinfo=UTC)}, False),
        ({"until": datetime(2020, 1, 1, tzinfo=UTC)}, False),
    ],
)
async def test_a_search_stands_as_it_was_narrowed(
    house: Db, now: datetime, narrowed: dict[str, Any], told: bool
) -> None:
    search = await saved(house, DACE, now, "andris zariņš", **narrowed)
    await told_of(house, AIVARS, now, persons=[ANDRIS])

    now = await turn(house, now)

    assert bool(await notices(house, search, now, DACE)) is told
    assert bool((await actions.run_search(house, DACE, search.id, now)).hits) is told


async def test_what_comes_under_a_filter_later_is_told_then(house: Db, now: datetime) -> None:
    suspects = await saved(house, DACE, now, "andris zariņš", role="suspect")
    crashes = await saved(house, DACE, now, "andris zariņš", type=CRASH)
    event = await told_of(house, AIVARS, now, persons=[ANDRIS])
    later = await turn(house, now)
    before = [await notices(house, one, later, DACE) for one in (suspects, crashes)]

    suspect = structs.replace(ANDRIS, role="suspect")
    event = await more_told(house, AIVARS, event, later, persons=[suspect])
    later = await turn(house, later)
    await more_told(house, AIVARS, event, later, type=CRASH)
    later = await turn(house, later)

    assert before == [[], []]
    for search in (suspects, crashes):
        assert [one.event.id for one in await notices(house, search, later, DACE)] == [event.id]


async def test_a_number_of_an_event_can_be_waited_for(house: Db, now: datetime) -> None:
    first = await told_of(house, AIVARS, now)
    head, _, digits = first.number.rpartition("-")
    number = f"{head}-{int(digits) + 1:0{len(digits)}d}"
    search = await saved(house, DACE, now, number, kind="event")

    second = await told_of(house, AIVARS, now)
    now = await turn(house, now)

    [notice] = await notices(house, search, now, DACE)
    assert (second.number, notice.event.number) == (number, number)
    assert [(match.kind, match.label) for match in notice.matches] == [("event", number)]


async def test_cut_off_between_the_search_and_its_notice_all_of_it_is_done_again(
    house: Db, now: datetime
) -> None:
    search = await saved(house, DACE, now, "andris zariņš")
    await told_of(house, AIVARS, now, persons=[ANDRIS])

    class Killed(Exception):
        pass

    with pytest.raises(Killed):
        async with house.transaction():
            await turn(house, now)
            assert len(await notices(house, search, now, DACE)) == 1
            raise Killed
    lost = await notices(house, search, now, DACE)
    later = await turn(house, now, times=2)

    assert lost == []
    assert len(await notices(house, search, later, DACE)) == 1
    assert len(await journalled(house, "index.search_told")) == 1


async def test_more_changes_than_one_turn_takes_are_all_told(
    house: Db, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vienots.index.actions.watching.CHANGES_MAX", 2)
    search = await saved(house, DACE, now, "andris zariņš")
    events = [await told_of(house, AIVARS, now, persons=[ANDRIS]) for _ in range(5)]

    later = await turn(house, now)
    first = len(await notices(house, search, later, DACE))
    later = await turn(house, later, times=2)

    found = await notices(house, search, later, DACE)
    assert first == 2
    assert {one.event.id for one in found} == {event.id for event in events}


async def test_a_search_pauses_between_two_turns(house: Db, now: datetime) -> None:
    search = await saved(house, DACE, now, "andris zariņš")
    await told_of(house, AIVARS, now, persons=[ANDRIS])

    await actions.check_next(house, now)

    assert await notices(house, search, now, DACE) == []


async def test_changes_are_kept_no_longer_than_somebody_waits_for_them(
    house: Db, now: datetime
) -> None:
    async def kept() -> int:
        cursor = await house.execute("SELECT count(*) FROM index.change")
        row = await cursor.fetchone()
        assert row is not None
        return int(row[0])

    await saved(house, DACE, now, "andris zariņš")
    await told_of(house, AIVARS, now, persons=[ANDRIS])
    before = await kept()
    now = await turn(house, now)
    soon = await kept()
    await actions.check_next(house, now + timedelta(hours=2))

    assert (before, soon, await kept()) == (1, 1, 0)


# ---- looks are written down ----------------------------------------------------------------------


async def test_each_look_is_written_down_with_the_saved_purpose(house: Db, now: datetime) -> None:
    search = await saved(house, DACE, now, "andris zariņš")
    events = [await told_of(house, AIVARS, now, persons=[ANDRIS]) for _ in range(3)]
    await told_of(house, AIVARS, now, persons=[a_person()])
    now = await turn(house, now)

    shown = await notices(house, search, now, DACE)
    await actions.run_search(house, DACE, search.id, now)

    ids = {str(event.id) for event in events}
    for topic in ("index.search_told", "index.notices_read", "index.searched"):
        [entry] = await journalled(house, topic)
        assert (entry["kind"], entry["actor"]) == ("read", DACE.id), topic
        assert (entry["purpose"], entry["purpose_ref"]) == ("criminal_case", CASE), topic
        assert set(entry["payload"]["hits"]) == ids, topic
        assert len(entry["payload"]["hits"]) == len(shown) == 3, topic
        assert [thing.split(":")[0] for thing in entry["payload"]["things"]] == ["person"], topic


async def test_a_turn_that_finds_nothing_shows_nothing_and_writes_nothing(
    house: Db, now: datetime
) -> None:
    search = await saved(house, DACE, now, "andris zariņš")
    await told_of(house, AIVARS, now, persons=[a_person()])

    now = await turn(house, now)

    assert await notices(house, search, now, DACE) == []
    for topic in ("index.search_told", "index.news_arrived", "index.notices_read"):
        assert await journalled(house, topic) == []


async def test_the_saving_itself_is_written_down_for_its_owner_alone(
    house: Db, now: datetime
) -> None:
    search = await saved(house, DACE, now, "andris zariņš")

    [entry] = await journalled(house, "index.search_saved")
    assert (entry["audience"], entry["purpose_ref"]) == ([DACE.id], CASE)
    assert entry["payload"]["search"]["q"] == search.q


# ---- one's own list ------------------------------------------------------------------------------


async def test_a_search_is_renamed_paused_resumed_moved_and_forgotten(
    house: Db, now: datetime
) -> None:
    search = await saved(house, DACE, now, "andris zariņš")
    day = day_of(now)

    renamed = await actions.rename_search(house, DACE, search.id, NewName("Garāžas"), now)
    paused = await actions.pause_search(house, DACE, search.id, now)
    await told_of(house, AIVARS, now, persons=[ANDRIS])
    now = await turn(house, now)
    silent = await notices(house, search, now, DACE)
    resumed = await actions.resume_search(house, DACE, search.id, now)
    now = await turn(house, now)
    missed = await notices(house, search, now, DACE)
    moved = await actions.extend_search(
        house, DACE, search.id, NewEnd(day + timedelta(days=80)), now
    )
    await told_of(house, AIVARS, now, persons=[ANDRIS])
    now = await turn(house, now)
    heard = await notices(house, search, now, DACE)
    await actions.forget_search(house, DACE, search.id, now)

    assert search.ends_on == day + timedelta(days=30)
    assert (renamed.name, paused.paused_because, resumed.paused_because) == (
        "Garāžas",
        "owner",
        None,
    )
    assert (silent, missed, len(heard)) == ([], [], 1)
    assert moved.ends_on == day + timedelta(days=80)
    assert [search.version, renamed.version, paused.version, resumed.version] == [1, 2, 3, 4]
    assert await own(house, DACE, now) == []
    cursor = await house.execute("SELECT count(*) FROM index.search_notice")
    assert await cursor.fetchone() == (0,)


async def test_a_search_ends_and_says_so_and_can_be_taken_up_again(
    house: Db, now: datetime
) -> None:
    search = await saved(house, DACE, now, "andris zariņš", ends_on=day_of(now))
    after = now + timedelta(days=1)
    await told_of(house, AIVARS, after, persons=[ANDRIS])

    await turn(house, after)
    [ended] = await own(house, DACE, after)
    with pytest.raises(SavedSearchEnded):
        await actions.resume_search(house, DACE, search.id, after)
    with pytest.raises(SavedSearchEnded):
        await actions.run_search(house, DACE, search.id, after)
    again = await actions.extend_search(house, DACE, search.id, NewEnd(day_of(after)), after)

    assert (ended.paused_because, ended.unseen, again.paused_because) == ("ended", 0, None)
    told = [
        entry["payload"]["what"] for entry in await journalled(house, "index.saved_search_changed")
    ]
    assert told == ["paused", "extended"]


async def test_what_ended_long_ago_is_forgotten(house: Db, now: datetime) -> None:
    await saved(house, DACE, now, "andris zariņš", ends_on=day_of(now))
    rule = (await actions.list_own_searches(house, DACE, now)).rule
    last = now + timedelta(days=rule.kept_days)

    await turn(house, last)
    kept = await own(house, DACE, last)
    await turn(house, last + timedelta(days=1))

    assert [one.paused_because for one in kept] == ["ended"]
    assert await own(house, DACE, last) == []
    [entry] = await journalled(house, "index.saved_search_forgotten")
    assert (entry["audience"], entry["payload"]["q"]) == ([DACE.id], "andris zariņš")


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"q": "  "}, "q"),
        ({"purpose": "event_entry"}, "purpose"),
        ({"purpose": "nothing_such"}, "purpose"),
        ({"ends_on": date(2020, 1, 1)}, "ends_on"),
        ({"ends_on": date(2036, 1, 1)}, "ends_on"),
    ],
)
async def test_what_may_not_stand_is_refused(
    house: Db, now: datetime, wrong: dict[str, Any], path: str
) -> None:
    with pytest.raises(BadInput) as refused:
        await actions.save_search(house, DACE, a_wish(**wrong), now)

    assert [fault.path for fault in refused.value.faults] == [path]


async def test_there_are_no_more_than_the_rule_allows(house: Db, now: datetime) -> None:
    rule = (await actions.list_own_searches(house, DACE, now)).rule
    searches = [await saved(house, DACE, now, f"zariņš {n}") for n in range(rule.searches_max)]

    with pytest.raises(TooManySavedSearches):
        await saved(house, DACE, now, "viens par daudz")
    await actions.forget_search(house, DACE, searches[0].id, now)

    assert (await saved(house, DACE, now, "tagad der")).version == 1
    assert await saved(house, AIVARS, now, "cits cilvēks")


async def test_saved_twice_under_one_id_it_is_one(house: Db, now: datetime) -> None:
    wish = a_wish()

    first = await actions.save_search(house, DACE, wish, now)
    second = await actions.save_search(house, DACE, wish, now)

    assert first == second
    assert len(await own(house, DACE, now)) == 1
    assert len(await journalled(house, "index.search_saved")) == 1


async def test_ones_searches_are_nobody_elses(house: Db, now: datetime) -> None:
    search = await saved(house, DACE, now, "andris zariņš")
    await told_of(house, AIVARS, now, persons=[ANDRIS])
    now = await turn(house, now)
    [notice] = await notices(house, search, now, DACE)

    for act in (
        actions.list_notices(house, AIVARS, search.id, now),
        actions.run_search(house, AIVARS, search.id, now),
        actions.pause_search(house, AIVARS, search.id, now),
        actions.forget_search(house, AIVARS, search.id, now),
        actions.mark_seen(house, AIVARS, search.id, SeenNotices([notice.id]), now),
        actions.save_search(house, AIVARS, a_wish(id=search.id), now),
        actions.pause_search(house, DACE, new_id(), now),
    ):
        with pytest.raises(SavedSearchNotFound):
            await act
    assert await own(house, AIVARS, now) == []
    assert len(await notices(house, search, now, DACE)) == 1


async def test_who_may_not_search_may_not_save(house: Db, now: datetime) -> None:
    with pytest.raises(RightMissing):
        await saved(house, PETERIS, now, "andris zariņš")


async def test_what_was_seen_is_not_new_and_what_came_meanwhile_is(
    house: Db, now: datetime
) -> None:
    search = await saved(house, DACE, now, "andris zariņš")
    for place in (EventPlace(address="Lielā iela 2, Jelgava", atvk="0003000"), VALMIERA):
        by = VALDIS if place is VALMIERA else AIVARS
        await told_of(house, by, now, persons=[ANDRIS], place=place)
        now = await turn(house, now)
    newest, oldest = await notices(house, search, now, DACE)

    after = await actions.mark_seen(house, DACE, search.id, SeenNotices([oldest.id]), now)

    seen = {one.id: one.seen_at for one in await notices(house, search, now, DACE)}
    assert (after.unseen, seen) == (1, {newest.id: None, oldest.id: now})


async def test_a_saved_search_finds_what_the_search_box_finds(house: Db, now: datetime) -> None:
    event = await told_of(house, AIVARS, now, persons=[ANDRIS], vehicles=[a_vehicle()])
    purpose = Purpose("criminal_case", CASE)
    for q in ("zariņš andris 1984", "120384-10215", "ab1234", "lielā iela 1 jelgava", event.number):
        search = await saved(house, DACE, now, q)
        by_hand = await actions.search(house, DACE, q, SearchFilter(), purpose, now)
        again = await told_of(house, AIVARS, now, persons=[ANDRIS], vehicles=[a_vehicle()])
        now = await turn(house, now)

        found = await notices(house, search, now, DACE)

        if q == event.number:
            assert found == []
        else:
            assert [one.event.id for one in found] == [again.id], q
            kinds = {(match.kind, match.id) for match in found[0].matches}
            assert kinds == {(hit.kind, hit.id) for hit in by_hand.hits}, q
