"""Many statements in one body: each line stands for itself, and nothing is lost between two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from vienots.exchange.actions.stating import Statement, state_event, status_of
from vienots.exchange.contracts import LineTaken
from vienots.exchange.domain import statement
from vienots.exchange.errors import BatchTooLong
from vienots.exchange.wording import Wording
from vienots.identity.api import Right, require
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import BadInput, Conflict, Forbidden, NotFound, Refusal, Unavailable

LINES_MAX = 10_000
TAKEN_AT_ONCE = 20
"""Lines of one transaction. While it runs everybody's feed waits for what was written since, and
the institution's people wait for its numbers."""
_STATUS = ((BadInput, 400), (Forbidden, 403), (NotFound, 404), (Conflict, 409), (Unavailable, 503))


def lines_of(body: bytes) -> list[bytes]:
    """Raises BatchTooLong. Empty lines at the end are none."""
    lines = body.rstrip(b"\r\n ").split(b"\n") if body.strip() else []
    if len(lines) > LINES_MAX:
        raise BatchTooLong(lines=len(lines), max=LINES_MAX)
    return lines


async def state_lines(  # noqa: PLR0913 (some lines and all that they need)
    db: Db, actor: Actor, lines: Sequence[bytes], first: int, wording: Wording, at: datetime
) -> list[LineTaken]:
    """Answers in the order of the lines, which are numbered from `first` on; a bad one does not
    stop the others. Cut anywhere, they are sent again: what was taken is answered as unchanged."""
    require(actor, Right.REGISTER_WRITE)
    return [
        await _take(db, actor, number, line, wording, at)
        for number, line in enumerate(lines, first)
    ]


async def _take(  # noqa: PLR0913 (one line and all that it needs)
    db: Db, actor: Actor, number: int, line: bytes, wording: Wording, at: datetime
) -> LineTaken:
    try:
        taken = await state_event(db, actor, Statement(line.strip()), at)
    except Refusal as refusal:
        problem = wording.problem(refusal)
        status = next((code for kind, code in _STATUS if isinstance(refusal, kind)), 400)
        named = statement.source_id_of(line)
        return LineTaken(number, named, status, problem=problem)
    return LineTaken(number, taken.source_id, status_of(taken), taken.id, taken.number)
