"""Every address, asked by everybody: what may not be seen is not there, not counted and not
suggested; what is shown of people is written down."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from tests.conftest import copied_database
from tests.walk import rules, story
from tests.walk.acts import ACTS
from tests.walk.address import Address
from tests.walk.rules import Asked
from tests.walk.serving import Answer, Request, Served, served
from tests.walk.story import Story
from tests.walk.table import READS
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
        if address.once and walker is not WALKERS[str(address.witness)]:
            continue
        for told in world.stories:
            words = words_of(told, own)
            for request in requests_of(address, words):
                first = told is seen[0] and request.query == filled(address.queries[0], words)
                one = Asked(address, request, walker, told, seen, first)
                asked.setdefault(request.said, one)
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
async def test_what_is_hidden_is_not_there(
    world: World, walker_name: str, server_dsn: str, tmp_path: Path
) -> None:
    for name in ("whole", "part"):
        (tmp_path / name).mkdir()
    async with two_worlds(world, walker_name, server_dsn, tmp_path) as (whole, part):
        wrong = await faults_of_walk(world, walker_name, whole, part)
        hidden = world.stories[WALKERS[walker_name].sees + 1 :]
        wrong += [fault for act in ACTS async for fault in faults_of_act(whole, act, hidden)]

    assert not wrong, "\n".join([walker_name, *wrong])


async def faults_of_act(whole: Served, act: str, hidden: Sequence[Story]) -> AsyncIterator[str]:
    nothing = await whole.ask(act_upon(act, Known()))
    if nothing.status == 403:
        # The right is asked for first: see the tests of rights.
        return
    if nothing.status not in (404, 409):
        yield f"{act}: {nothing.status} for what is nowhere: {nothing.text[:200]}"
    for told in hidden:
        request = act_upon(act, Known(told.ids))
        answer = await whole.ask(request)
        if said_of(answer, told) != said_of(nothing, told) or answer.looks:
            yield f"{request.name}: {answer.status} {answer.text[:200]}, but {nothing.text[:200]}"


def act_upon(act: str, words: Known) -> Request:
    method, _, address = act.partition(" ")
    path, _, query = address.partition("?")
    asked = dict([query.split("=")]) if query else {}
    return Request(method, path.format_map(words), asked, ACTS[act])


def said_of(answer: Answer, told: Story) -> tuple[int, str]:
    """Without the name under which it was asked."""
    text = answer.text
    for value in (*told.ids.values(), UNKNOWN):
        text = text.replace(f'"{value}"', '"…"')
    return answer.status, text


async def faults_of_walk(
    world: World, walker_name: str, whole: Served, part: Served | None
) -> list[str]:
    walker = WALKERS[walker_name]
    markers: frozenset[str] = frozenset().union(*world.markers[walker.sees :])
    own = world.walker_ids.get(walker_name, {})
    wrong, seen, wanted = [], set[str](), rules.wanted_of(walker, world.stories)
    since = clock.now()
    for asked in asked_by(walker, world, own):
        allowed = asked.address.asks <= walker.rights
        before = await part.ask(asked.request) if part is not None and allowed else None
        after = await whole.ask(asked.request)
        faults = [
            rules.wrong_status(asked, after),
            rules.hidden_told(asked, after, markers),
            rules.people_named(asked, after),
            rules.unlogged(asked, after),
            rules.differs(asked, before, after, since),
            not_served(asked, after, walker_name, world),
            await read_without_purpose(whole, asked) if asked.is_first else None,
        ]
        wrong += [f"{asked.request.name}: {fault}" for fault in faults if fault]
        if after.status < 300:
            seen |= {one for one in wanted if one in after.text}
    return wrong + [f"never saw {one}" for one in sorted(wanted - seen)]


async def read_without_purpose(whole: Served, asked: Asked) -> str | None:
    if asked.address.purpose is None:
        return None
    answer = await whole.ask(structs.replace(asked.request, purpose=None))
    refused = answer.status == 400 and "Vienots-Purpose" in answer.text and not answer.looks
    return None if refused else f"without a purpose: {answer.status} {answer.text[:200]}"


def not_served(asked: Asked, answer: Answer, walker_name: str, world: World) -> str | None:
    """Or the walk would pass by addresses that it asks in vain."""
    seen = asked.story is world.stories[0]
    if not seen or asked.address.witness != walker_name or answer.status < 300:
        return None
    return f"{answer.status} for what its reader may see: {answer.text[:200]}"
