"""What the demonstration begins with."""

from __future__ import annotations

from datetime import datetime

from tests.conftest import ROOT
from tests.custody.builders import LOOK
from vienots.app.demo.things import actor_of, load_things
from vienots.custody import actions
from vienots.custody.contracts import ItemFilter
from vienots.identity.api import PEOPLE
from vienots.identity.contracts import PersonView
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id


def the_people() -> dict[str, Actor]:
    return {
        one.login: actor_of(
            PersonView(
                new_id(),
                one.login,
                one.name,
                one.institution,
                list(one.roles),
                True,
                None,
                False,
                None,
            )
        )
        for one in PEOPLE
    }


async def test_things_are_there_once_in_different_states(custody: Db, now: datetime) -> None:
    people = the_people()

    await load_things(custody, ROOT / "data", people, now)
    await load_things(custody, ROOT / "data", people, now)

    page = await actions.list_items(
        custody, people["viktors.strods"], ItemFilter(limit=100), LOOK, now
    )
    assert len(page.items) == 12
    assert {one.status for one in page.items} == {"held", "handed_over", "transferred", "released"}
    assert [one.due_on is not None and one.due_on < page.today for one in page.items[:2]] == [
        True,
        False,
    ]
    for one in page.items:
        view = await actions.read_item(custody, people["viktors.strods"], one.id, LOOK, now)
        assert view.broken_at is None


async def test_a_country_without_these_people_has_no_things(custody: Db, now: datetime) -> None:
    await load_things(custody, ROOT / "data", {}, now)

    rows = await custody.execute("SELECT count(*) FROM custody.place")
    assert await rows.fetchone() == (0,)
