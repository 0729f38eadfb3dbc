"""Every address, asked by everybody: what may not be seen is not there, not counted and not
suggested; what is shown of people is written down."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import copied_database
from tests.walk import rules, story
from tests.walk.rules import Asked
from tests.walk.serving import Answer, Request, Served, served
from tests.walk.story import Story
from tests.walk.table import READS, Address
from tests.walk.walkers import LAYERS, WALKERS, Walker
from tests.walk.world import World
from vienots.kernel import clock

UNKNOWN = "00000000-0000-7000-8000-000000000000"


class Known(dict[str, str]):
    """What a story has no name for is nowhere."""

    def __missing__(self, key: str) -> str:
        return UNKNOWN


def words_of(told: Story, own: Mapping[str, str]) -> Known:
    one = told.told
    return Known(
        told.ids
        | dict(own)
        | {
            "surname": one.surname,
            "first_name": one.first_name,
            "plate": one.plate,
            "phone": one.phone,
            "code": one.code,
            "paper": one.paper,
            "registration": one.registration,
            "word": one.word,
            "shared_plate": story.SHARED_PLATE,
            "shared_phone": story.SHARED_PHONE,
        }
    )


def filled(value: Any, words: Known) -> Any:
    if isinstance(value, Mapping):
        return {name: filled(one, words) for name, one in value.items()}
    return value.format_map(words) if isinstance(value, str) else value


def requests_of(address: Address, words: Known) -> Iterator[Request]:
    path = address.path.format_map(words)
    for query in address.queries:
        body = filled(address.body, words)
        yield Request(address.method, path, filled(query, words), body, address.purpose)


def asked_by(walker: Walker, world: World, own: Mapping[str, str]) -> list[Asked]:
    """Each question once; where the right is missing one of them is enough."""
    seen = world.stories[: walker.sees + 1]
    asked: dict[str, Asked] = {}
    for address in READS:
        for told in world.stories:
            for request in requests_of(address, words_of(told, own)):
                asked.setdefault(request.said, Asked(address, request, walker, told, seen))
                if not address.asks <= walker.rights:
                    break
            if not address.asks <= walker.rights:
                break
    return list(asked.values())


@asynccontextmanager
async def two_worlds(
    world: World, walker_name: str, server_dsn: str, folder: Path
) -> AsyncIterator[tuple[Served, Served | None]]:
    """The one with everything, and the one with what this walker may see."""
    sees = WALKERS[walker_name].sees
    with ExitStack() as copies:
        full = copies.enter_context(copied_database(server_dsn, world.databases[-1]))
        async with AsyncExitStack() as stack:
            whole = await stack.enter_async_context(served(full, folder / "whole", walker_name))
            if sees == len(LAYERS):
                yield whole, None
                return
            less = copies.enter_context(copied_database(server_dsn, world.databases[sees]))
            part = await stack.enter_async_context(served(less, folder / "part", walker_name))
            yield whole, part


@pytest.mark.parametrize("walker_name", WALKERS)
async def test_nobody_is_told_of_what_is_hidden(
    world: World, walker_name: str, server_dsn: str, tmp_path: Path
) -> None:
    for name in ("whole", "part"):
        (tmp_path / name).mkdir()
    async with two_worlds(world, walker_name, server_dsn, tmp_path) as (whole, part):
        wrong = await faults_of_walk(world, walker_name, whole, part)

    assert not wrong, "\n".join([walker_name, *wrong])


async def faults_of_walk(
    world: World, walker_name: str, whole: Served, part: Served | None
) -> list[str]:
    walker = WALKERS[walker_name]
    markers: frozenset[str] = frozenset().union(*world.markers[walker.sees :])
    own = world.walker_ids.get(walker_name, {})
    wrong: list[str] = []
    since = clock.now()
    for asked in asked_by(walker, world, own):
        before = None if part is None else await part.ask(asked.request)
        after = await whole.ask(asked.request)
        faults = [
            rules.wrong_status(asked, after),
            rules.hidden_told(asked, after, markers),
            rules.people_named(asked, after),
            rules.unlogged(asked, after),
            rules.differs(asked, before, after, since),
            not_served(asked, after, walker_name, world),
        ]
        wrong += [f"{asked.request.name}: {fault}" for fault in faults if fault]
    return wrong


def not_served(asked: Asked, answer: Answer, walker_name: str, world: World) -> str | None:
    """Or the walk would pass by addresses that it asks in vain."""
    seen = asked.story is world.stories[0]
    if not seen or asked.address.witness != walker_name or answer.status < 300:
        return None
    return f"{answer.status} for what its reader may see: {answer.text[:200]}"
