"""Bringing letters: taken for a while, carried while no transaction is open, written down."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from msgspec import Struct

from vienots.kernel import journal
from vienots.kernel.db import Db
from vienots.kernel.errors import Unavailable
from vienots.kernel.follow import Opened
from vienots.kernel.printing import render_pdf
from vienots.outbox import store
from vienots.outbox.actions.posting import HOUSE
from vienots.outbox.contracts import Late, Parcel, Receipt, Routes
from vienots.outbox.domain.sending import LEASE, is_over, next_try, receipt_until
from vienots.outbox.errors import NotAccepted
from vienots.outbox.events import LetterDied, LetterMoved
from vienots.outbox.store import Due, Moved
from vienots.protection import api as protection
from vienots.register import api as register

CARRIED_AT_ONCE = 20
SAID_MAX = 300
Clock = Callable[[], datetime]


class Answer(Struct, frozen=True):
    """How a letter fared. Neither receipt nor trouble: a broker has it."""

    receipt: Receipt | None = None
    trouble: str | None = None
    for_good: bool = False


async def bring_due(opened: Opened, routes: Routes, clock: Clock) -> bool:
    """The letters that are due, side by side. Cut off between the answer and our commit, a letter
    goes out again under its own id, which its receiver takes once. False: nothing was due."""
    at = clock()
    async with opened() as db:
        taken = await store.take_due(db, routes.systems, at, at + LEASE, CARRIED_AT_ONCE)
    await asyncio.gather(*(_bring(opened, routes, one, clock) for one in taken))
    return bool(taken)


async def _bring(opened: Opened, routes: Routes, due: Due, clock: Clock) -> None:
    """Written down as soon as it is known how it fared: nobody waits for the slowest."""
    if is_over(due.tries):
        answer = Answer(trouble=f"no receipt after {due.tries - 1} tries", for_good=True)
    else:
        answer = await _carry(routes, await _wrap(opened, due, routes, clock()))
    async with opened() as db:
        await _settle(db, due.id, due.tries, answer, clock())


async def _wrap(opened: Opened, due: Due, routes: Routes, at: datetime) -> Parcel:
    pdf, pdf_digest = due.pdf, due.pdf_digest
    if due.printed and pdf is None:
        async with opened() as db:
            page = await protection.page_of_notice(db, due.content, at)
        pdf = await asyncio.to_thread(render_pdf, page)
        pdf_digest = sha256(pdf).hexdigest()
        async with opened() as db:
            await store.set_pdf(db, due.id, pdf, pdf_digest)
    address = due.address or routes.address_of(due.system)
    assert address is not None, "only letters with a way are taken"
    return Parcel(
        due.id,
        due.system,
        due.message,
        address,
        due.content,
        due.digest,
        pdf,
        pdf_digest,
        due.tries,
    )


async def _carry(routes: Routes, parcel: Parcel) -> Answer:
    try:
        return Answer(receipt=await routes.carry(parcel))
    except NotAccepted as error:
        return Answer(trouble=str(error)[:SAID_MAX], for_good=True)
    except Unavailable as error:
        said = " ".join([error.code, *(str(value) for value in error.data.values())])
        return Answer(trouble=said[:SAID_MAX])


async def take_receipts(opened: Opened, routes: Routes, clock: Clock) -> bool:
    """What systems answered by themselves. It is forgotten at the broker only when the next round
    asks, after it stands here."""
    came = await routes.collect(CARRIED_AT_ONCE)
    for late in came:
        letter_id = _read_id(late)
        if letter_id is None:
            continue
        refused = late.refused
        answer = Answer(late.receipt, refused[:SAID_MAX] if refused else None, bool(refused))
        async with opened() as db:
            await _settle(db, letter_id, 0, answer, clock())
    return bool(came)


def _read_id(late: Late) -> UUID | None:
    """None: no letter of ours, and nothing that could be done about it."""
    try:
        return UUID(late.letter)
    except ValueError:
        return None


async def _settle(db: Db, letter_id: UUID, tries: int, answer: Answer, at: datetime) -> None:
    if answer.trouble is not None:
        again = None if answer.for_good else next_try(tries, at)
        moved = await store.set_failed(db, letter_id, answer.trouble, again, at)
        if moved is not None:
            await _tell_failed(db, moved, answer.trouble, again, at)
    elif answer.receipt is None:
        await store.set_sent(db, letter_id, at, receipt_until(tries, at))
    else:
        moved = await store.set_delivered(db, letter_id, answer.receipt, at)
        if moved is not None:
            await _tell_delivered(db, moved, answer.receipt, at)


async def _tell_delivered(db: Db, moved: Moved, receipt: Receipt, at: datetime) -> None:
    if moved.printed:
        await protection.note_delivered(
            db, moved.id, {"receipt": receipt.receipt, "received_at": receipt.received_at}, at
        )
    event = LetterMoved(moved.id, moved.system, moved.message, "delivered", moved.event_id)
    await journal.record(db, HOUSE, event, audience=await _audience(db, moved), at=at)


async def _tell_failed(
    db: Db, moved: Moved, said: str, again: datetime | None, at: datetime
) -> None:
    if moved.printed:
        await protection.note_failed(db, moved.id, said, again, at)
    if again is None:
        event = LetterDied(moved.id, moved.system, moved.message, moved.event_id, said)
        await journal.record(db, HOUSE, event, audience=await _audience(db, moved), at=at)


async def _audience(db: Db, moved: Moved) -> list[str]:
    whole = await register.get_whole(db, moved.event_id)
    return [] if whole is None else whole.audience
