"""Ten thousand cases of who may see which event, against an oracle that knows only the guide."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime

from tests.register.oracle import (
    REGISTERING,
    ask,
    closed_purposes,
    keep,
    oracle,
    some_events,
    some_readers,
)
from vienots.identity.api import ROLES
from vienots.kernel.db import Db

EVENTS, READERS = 250, 45
SEED = 112


async def test_nobody_sees_more_or_less_than_the_guide_says(register: Db, now: datetime) -> None:
    rng = random.Random(SEED)
    readers = some_readers(rng, READERS)
    events = some_events(rng, [reader.actor.id for reader in readers], EVENTS)
    await keep(register, events, now)
    closed = await closed_purposes(register, now)
    told: Counter[bool] = Counter()

    for reader in readers:
        expected = {case.id for case in events if oracle(reader, case, closed)}
        told[True] += len(expected)
        told[False] += len(events) - len(expected)

        answers = await ask(register, reader, now)

        assert answers.wrong(events, expected) == set(), reader

    assert told.total() == EVENTS * READERS > 10_000
    assert min(told.values()) > told.total() / 5, "the cases must try both answers"


def test_every_role_of_the_register_is_tried() -> None:
    assert {role for role, rights in ROLES.items() if "register.read" in rights} == set(REGISTERING)
