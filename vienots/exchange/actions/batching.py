"""Many statements in one body: each line stands for itself, and nothing is lost between two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from vienots.exchange import store
from vienots.exchange.actions.stating import (
    REGISTERED,
    Statement,
    end_rejects,
    note,
    occurred,
    state_event,
    status_of,
)
from vienots.exchange.contracts import JournalEvent, LineTaken, StatementTaken
from vienots.exchange.domain import statement
from vienots.exchange.domain.meter import Meter
from vienots.exchange.errors import BatchTooLong
from vienots.exchange.store import Came, SourceRecord
from vienots.exchange.wording import Wording
from vienots.identity.api import Right, require
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import BadInput, Conflict, Forbidden, NotFound, Refusal, Unavailable
from vienots.kernel.ids import new_id
from vienots.register import api as register

Lines = Mapping[int, bytes]
"""By their place in the body, from 1 on."""
LINES_MAX = 10_000
SORTED_AT_ONCE = 200
"""Lines of which the plain first statements are taken in one transaction."""
TAKEN_AT_ONCE = 20
"""Other lines of one transaction. While it runs everybody's feed waits for what was written since,
and the institution's people wait for its numbers."""
_STATUS = ((BadInput, 400), (Forbidden, 403), (NotFound, 404), (Conflict, 409), (Unavailable, 503))


def lines_of(body: bytes) -> list[bytes]:
    """Raises BatchTooLong. Empty lines at the end are none."""
    lines = body.rstrip(b"\r\n ").split(b"\n") if body.strip() else []
    if len(lines) > LINES_MAX:
        raise BatchTooLong(lines=len(lines), max=LINES_MAX)
    return lines


def parts_of(lines: Lines, size: int) -> Iterator[Lines]:
    numbers = list(lines)
    for place in range(0, len(numbers), size):
        yield {number: lines[number] for number in numbers[place : place + size]}


async def state_new_lines(db: Db, actor: Actor, lines: Lines, at: datetime) -> dict[int, LineTaken]:
    """Takes the lines that state an event for the first time and with nothing wrong, table by
    table. All others are left, untouched, to `state_lines`."""
    require(actor, Right.REGISTER_WRITE)
    plain = _plain_of(lines)
    names = [event.source_id for event in plain.values()]
    await store.lock_names(db, actor.institution, names)
    known = await store.list_known(db, actor.institution, names)
    new = {
        new_id(): (number, event) for number, event in plain.items() if event.source_id not in known
    }
    if not new:
        return {}
    try:
        async with db.transaction():
            return await _take_new(db, actor, new, at)
    except Refusal:
        # Of the sender, not of a line: it is told with each.
        return {}


async def state_lines(
    db: Db, actor: Actor, lines: Lines, wording: Wording, at: datetime
) -> dict[int, LineTaken]:
    """One after the other; a bad one does not stop the others. Cut anywhere, they are sent again:
    what was taken is answered as unchanged."""
    require(actor, Right.REGISTER_WRITE)
    named = {statement.source_id_of(line) for line in lines.values()} - {None}
    # All at once: two bodies with the same events in another order would wait for each other.
    await store.lock_names(db, actor.institution, [name for name in named if name is not None])
    return {
        number: await _take(db, actor, number, line, wording, at) for number, line in lines.items()
    }


def leave_lines(
    actor: Actor, lines: Lines, meter: Meter, wording: Wording, at: datetime
) -> dict[int, LineTaken]:
    """Answers for what is over a quota: not taken, not kept, to be sent again."""
    require(actor, Right.REGISTER_WRITE)
    meter.leave(actor, len(lines), at)
    refusal = meter.refusal(actor, "events", at)
    problem = None if refusal is None else wording.problem(refusal)
    return {
        number: LineTaken(number, statement.source_id_of(line), 429, problem=problem)
        for number, line in lines.items()
    }


def _plain_of(lines: Lines) -> dict[int, JournalEvent]:
    """What can be read, is told once, and is of no card, whose event may stand here already."""
    told = {number: statement.read(line.strip())[0] for number, line in lines.items()}
    times = Counter(event.source_id for event in told.values() if event is not None)
    return {
        number: event
        for number, event in told.items()
        if event is not None and event.related.card is None and times[event.source_id] == 1
    }


async def _take_new(
    db: Db, actor: Actor, new: Mapping[UUID, tuple[int, JournalEvent]], at: datetime
) -> dict[int, LineTaken]:
    stated = {event_id: statement.to_register(event) for event_id, (_, event) in new.items()}
    results = await register.register_many_stated(db, actor, stated, at)
    kept = [
        SourceRecord(event.source_id, event_id, event.version, event, statement.digest_of(event))
        for event_id, (_, event) in new.items()
        if event_id in results
    ]
    await store.insert_sources(db, actor.institution, kept, actor.id, at)
    await end_rejects(db, actor, [source.source_id for source in kept], at)
    came = [Came(REGISTERED, one.source_id, one.event_id, occurred(one.document)) for one in kept]
    await note(db, actor, came, at)
    answers = {}
    for event_id, result in results.items():
        number, event = new[event_id]
        taken = StatementTaken(
            event.source_id, event.version, REGISTERED, event_id, result.number, result.warnings
        )
        answers[number] = _answer(number, taken)
    return answers


async def _take(  # noqa: PLR0913 (one line and all that it needs)
    db: Db, actor: Actor, number: int, line: bytes, wording: Wording, at: datetime
) -> LineTaken:
    try:
        return _answer(number, await state_event(db, actor, Statement(line.strip()), at))
    except Refusal as refusal:
        problem = wording.problem(refusal)
        status = next((code for kind, code in _STATUS if isinstance(refusal, kind)), 400)
        named = statement.source_id_of(line)
        return LineTaken(number, named, status, problem=problem)


def _answer(number: int, taken: StatementTaken) -> LineTaken:
    return LineTaken(
        number, taken.source_id, status_of(taken), taken.outcome, taken.id, taken.number
    )
