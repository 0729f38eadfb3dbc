"""From what an officer enters to the receipt of a case system, over HTTP."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import psycopg
import pytest

from tests.outbox.house import CRIMINAL, House
from tests.people import AIVARS, VALDIS
from tests.register.builders import ENTRY, a_person, a_vehicle
from vienots.integration.letters.routes import FileOfRoutes, load_routes
from vienots.integration.letters.stand_in import Receiver
from vienots.kernel.db import set_keys
from vienots.outbox import actions
from vienots.outbox.contracts import CaseMessage
from vienots.outbox.errors import BadRoutes, LetterNotFound, NothingDead
from vienots.register.contracts import EventObject, EventOutcome

Krass = tuple[Receiver, FileOfRoutes]
SETTLED = EventOutcome(kind="settled")
SUSPECT = a_person("p1", role="suspect", name="Andris", surname="Kalns")


class Cut(BaseException):
    """The worker is killed at this very place."""


async def test_a_case_system_learns_of_people_and_things_once(
    house: House, krass: Krass, now: datetime
) -> None:
    receiver, routes = krass
    event = await house.event(
        now, persons=[SUSPECT], objects=[EventObject("o1", "phone", status="seized")]
    )

    await house.bring(routes, now)
    await house.change(event, now, narrative="Vēl viens teikums.")
    await house.bring(routes, now)

    said = [msgspec.convert(one, CaseMessage) for one in receiver.taken.values()]
    assert {(one.message, one.version) for one in said} == {("persons", 1), ("things", 1)}
    [persons] = [one for one in said if one.message == "persons"]
    assert persons.event.number == event.number
    assert [one.surname for one in persons.persons] == ["Kalns"]
    letters = await house.letters(event.id, "krass")
    assert {one.state for one in letters} == {"delivered"}
    assert {one.receipt["receipt"] for one in letters if one.receipt} == {
        one["receipt"] for one in receiver.receipts.values()
    }


async def test_what_changes_goes_again_whole_and_what_holds_no_more_goes_empty(
    house: House, krass: Krass, now: datetime
) -> None:
    receiver, routes = krass
    event = await house.event(now, persons=[SUSPECT])
    await house.bring(routes, now)
    more = [SUSPECT, a_person("p2", role="victim")]
    event = await house.change(event, now, persons=more, outcome=CRIMINAL)
    await house.bring(routes, now)
    await house.change(event, now, persons=[], outcome=SETTLED, legal_class="endangerment")
    await house.bring(routes, now)

    said = [msgspec.convert(receiver.taken[key], CaseMessage) for key in receiver.order]
    persons = [one for one in said if one.message == "persons"]
    assert [(one.version, len(one.persons)) for one in persons] == [(1, 1), (2, 2), (3, 0)]
    decisions = [one for one in said if one.message == "decisions"]
    assert [one.outcome.number if one.outcome else None for one in decisions] == [
        CRIMINAL.number,
        None,
    ]


async def test_while_a_system_is_away_only_the_newest_waits(
    house: House, krass: Krass, now: datetime
) -> None:
    receiver, routes = krass
    receiver.refuses_next = 1
    event = await house.event(now, persons=[SUSPECT])
    await house.bring(routes, now)
    await house.change(event, now, persons=[SUSPECT, a_person("p2", role="victim")])
    await house.bring(routes, now)

    letters = await house.letters(event.id, "krass")
    assert [(one.version, one.state) for one in letters] == [(2, "delivered"), (1, "superseded")]
    assert "503" in (letters[1].said or "")
    assert len(receiver.taken) == 1


async def test_without_a_way_letters_wait_and_none_is_tried(house: House, now: datetime) -> None:
    event = await house.event(now, vehicles=[a_vehicle("v1", role="stolen")])

    await house.bring(FileOfRoutes({}), now)

    letters = await house.letters(event.id)
    assert {(one.system, one.state, one.tries) for one in letters} == {
        ("krass", "waiting", 0),
        ("wanted", "waiting", 0),
    }


async def test_what_was_taken_without_a_receipt_goes_again_and_is_there_once(
    house: House, krass: Krass, now: datetime
) -> None:
    receiver, routes = krass
    receiver.mute = True
    event = await house.event(now, persons=[SUSPECT])
    await house.bring(routes, now)
    receiver.mute = False
    await house.bring(routes, now + timedelta(minutes=2))

    [letter] = await house.letters(event.id, "krass")
    assert (letter.state, receiver.asked, len(receiver.taken)) == ("delivered", 2, 1)


async def test_a_worker_that_is_cut_off_leaves_its_letters_to_the_next(
    house: House, krass: Krass, now: datetime
) -> None:
    receiver, routes = krass
    event = await house.event(now, persons=[SUSPECT])
    await house.follow(now)

    class Killed(FileOfRoutes):
        async def carry(self, parcel: object) -> None:
            raise Cut

    killed = Killed({})
    killed._routes = routes._routes
    with pytest.raises(Cut):
        await actions.bring_due(house.opened, killed, lambda: now)
    assert not await actions.bring_due(house.opened, routes, lambda: now), "still lent out"
    await house.bring(routes, now + timedelta(minutes=2))

    [letter] = await house.letters(event.id, "krass")
    assert (letter.state, len(receiver.taken)) == ("delivered", 1)


async def test_a_dead_letter_is_told_of_and_goes_again_by_hand(
    house: House, krass: Krass, now: datetime
) -> None:
    receiver, routes = krass
    receiver.never = "persons"
    event = await house.event(now, persons=[SUSPECT])
    await house.bring(routes, now)
    [dead] = await house.letters(event.id, "krass")
    assert (dead.state, dead.said) == ("dead", dead.said) and "unknown message" in (dead.said or "")
    async with house.opened() as db:
        cursor = await db.execute(
            "SELECT audience FROM kernel.journal WHERE topic = 'outbox.letter_died'"
        )
        assert "pp-0003000" in (await cursor.fetchall())[0][0]
    receiver.never = ""

    async with house.opened() as db:
        rita = msgspec.structs.replace(AIVARS, rights=AIVARS.rights | {"outbox.send"})
        assert (await actions.send_again(db, rita, dead.id, now)).state == "waiting"
        with pytest.raises(NothingDead):
            await actions.send_all_again(db, rita, "krass", now)
    await house.bring(routes, now)

    [letter] = await house.letters(event.id, "krass")
    assert letter.state == "delivered"


async def test_systems_are_told_of_with_what_waits(
    house: House, krass: Krass, now: datetime
) -> None:
    receiver, routes = krass
    receiver.refuses_next = 1
    await house.event(now, persons=[SUSPECT], vehicles=[a_vehicle("v1", role="stolen")])
    await house.bring(routes, now)

    async with house.opened() as db:
        paces = {one.system: one for one in await actions.list_systems(db, AIVARS, routes, now)}

    assert (paces["krass"].transport, paces["wanted"].transport) == ("http", None)
    assert (paces["krass"].waiting, paces["krass"].delivered_today) == (1, 1)
    assert (paces["wanted"].waiting, paces["apas"].waiting) == (1, 0)
    assert paces["krass"].said is not None and "503" in paces["krass"].said


async def test_who_may_not_know_of_the_event_may_not_know_of_its_letters(
    house: House, krass: Krass, now: datetime
) -> None:
    event = await house.event(now, persons=[SUSPECT])
    await house.bring(krass[1], now)
    [letter] = await house.letters(event.id, "krass")

    async with house.opened() as db:
        await set_keys(db, VALDIS.keys)
        cursor = await db.execute("SELECT count(*) FROM outbox.letter")
        assert await cursor.fetchone() == (0,)
        with pytest.raises(LetterNotFound):
            await actions.read_letter(db, VALDIS, letter.id, ENTRY, now)


async def test_to_read_a_letter_is_a_look(house: House, krass: Krass, now: datetime) -> None:
    event = await house.event(now, persons=[SUSPECT])
    await house.bring(krass[1], now)
    [letter] = await house.letters(event.id, "krass")

    async with house.opened() as db:
        view = await actions.read_letter(db, AIVARS, letter.id, ENTRY, now)
        cursor = await db.execute(
            "SELECT payload->'persons' FROM kernel.journal WHERE topic = 'outbox.letter_read'"
        )
        assert await cursor.fetchall() == [(["p1"],)]
    assert view.content["persons"][0]["surname"] == "Kalns"


async def test_with_its_event_goes_what_was_said_and_stays_that_it_was(
    house: House, krass: Krass, now: datetime
) -> None:
    event = await house.event(now, persons=[SUSPECT], vehicles=[a_vehicle("v1", role="stolen")])
    await house.bring(krass[1], now)

    async with house.opened() as db:
        await actions.forget_event(db, event.id, now)
        cursor = await db.execute(
            "SELECT DISTINCT system, state, content IS NULL FROM outbox.letter ORDER BY system"
        )
        assert await cursor.fetchall() == [
            ("krass", "delivered", True),
            ("wanted", "dropped", True),
        ]


async def test_the_database_itself_asks_for_a_proof(house: House, now: datetime) -> None:
    event = await house.event(now, persons=[SUSPECT])
    await house.follow(now)

    async with house.opened() as db:
        with pytest.raises(psycopg.errors.CheckViolation):
            await db.execute(
                "UPDATE outbox.letter SET state = 'delivered' WHERE event_id = %s", [event.id]
            )


@pytest.mark.parametrize(
    "told",
    ['[krass]\nurl = "ftp://a"', "[krass]\n", "krass", '[krass]\nurl = "http://a"\nextra = 1'],
)
def test_a_file_of_routes_that_cannot_be_is_refused(tmp_path: Path, told: str) -> None:
    file = tmp_path / "routes.toml"
    file.write_text(told)
    with pytest.raises(BadRoutes):
        load_routes(file)


async def test_what_nobody_ever_receipts_is_dead_in_the_end(
    house: House, krass: Krass, now: datetime
) -> None:
    class Mute(FileOfRoutes):
        """A broker that takes everything, with nobody behind it."""

        async def carry(self, parcel: object) -> None:
            return None

    mute = Mute(krass[1]._routes)
    event = await house.event(now, persons=[SUSPECT])
    states = []
    for day in range(20):
        await house.bring(mute, now + timedelta(days=day))
        [letter] = await house.letters(event.id, "krass")
        states.append(letter.state)

    assert states[:12] == ["sent"] * 12
    assert (letter.state, letter.said) == ("dead", "no receipt after 12 tries")
