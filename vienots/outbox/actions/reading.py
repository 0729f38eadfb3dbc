"""How systems are fed, each letter, and sending dead ones again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from vienots.identity.api import Right, require
from vienots.kernel import classifiers, journal
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import Db, as_house
from vienots.kernel.errors import Fault
from vienots.outbox import store
from vienots.outbox.contracts import (
    Letter,
    LetterFilter,
    LetterPage,
    LetterView,
    Revived,
    Routes,
    SystemPace,
    Transport,
)
from vienots.outbox.errors import BadLetterFilter, LetterNotFound, NothingDead
from vienots.outbox.events import LetterMoved, LetterRead
from vienots.outbox.store import After, Counted, Moved
from vienots.register import api as register

CENTRAL = "iemic"
LIMIT_MAX = 200
CURSOR_LENGTH_MAX = 100
SYSTEMS = "outbox_system"


async def list_systems(db: Db, actor: Actor, routes: Routes, at: datetime) -> list[SystemPace]:
    """Every system that is fed, with what waits for it; of one's own institution's letters, or of
    all for the keeper of the platform."""
    require(actor, Right.EXCHANGE_READ)
    midnight = at.astimezone(RIGA).replace(hour=0, minute=0, second=0, microsecond=0)
    known = await classifiers.get(db, SYSTEMS, at)
    async with _sight(db, actor):
        counts = await store.count_by_system(db, _owner(actor), midnight)
    counted = {one.system: one for one in counts}
    paces = []
    for system in known.values:
        address = routes.address_of(system.code)
        by_address = bool(system.attributes.get("by_address"))
        transport: Transport | None = "http" if by_address else _transport(address)
        count = counted.get(system.code, Counted(system.code, 0, 0, 0, None, 0, None, None))
        paces.append(
            SystemPace(
                system.code,
                transport,
                count.waiting,
                count.sent,
                count.dead,
                count.oldest_at,
                count.delivered_today,
                count.last_delivered_at,
                count.said,
            )
        )
    return paces


async def list_letters(db: Db, actor: Actor, wanted: LetterFilter) -> LetterPage:
    """The newest first. What they say is a look of its own."""
    require(actor, Right.EXCHANGE_READ)
    after = _parse_cursor(wanted.cursor)
    faults = []
    if not 1 <= wanted.limit <= LIMIT_MAX:
        faults.append(Fault("limit", "outbox.limit_range", {"max": LIMIT_MAX}))
    if wanted.cursor is not None and after is None:
        faults.append(Fault("cursor", "outbox.cursor_form"))
    if faults:
        raise BadLetterFilter(faults)
    found = await store.list_letters(db, wanted, _owner(actor), after)
    shown = found[: wanted.limit]
    return LetterPage(shown, _cursor_of(shown[-1]) if len(found) > len(shown) else None)


async def read_letter(
    db: Db, actor: Actor, letter_id: UUID, purpose: Purpose, at: datetime
) -> LetterView:
    """With what it says."""
    require(actor, Right.EXCHANGE_READ)
    letter = await _find(db, actor, letter_id)
    content = await store.get_content(db, letter_id)
    await _write_down(db, actor, letter, content, purpose, at)
    return LetterView(letter, content)


async def read_page(db: Db, actor: Actor, letter_id: UUID, purpose: Purpose, at: datetime) -> bytes:
    """The page that went with it, as PDF."""
    require(actor, Right.EXCHANGE_READ)
    letter = await _find(db, actor, letter_id)
    page = await store.get_pdf(db, letter_id)
    if page is None:
        raise LetterNotFound(id=str(letter_id))
    content = await store.get_content(db, letter_id)
    await _write_down(db, actor, letter, content, purpose, at)
    return page


async def send_again(db: Db, actor: Actor, letter_id: UUID, at: datetime) -> Letter:
    """A dead letter, at once and with all its tries before it. Notices go again from their case,
    which knows where they belong now."""
    require(actor, Right.OUTBOX_SEND)
    letter = await _find(db, actor, letter_id)
    revived = await store.revive(db, letter.system, letter_id, _owner(actor), at)
    if not revived:
        raise NothingDead(system=letter.system)
    await _tell(db, actor, revived, at)
    return await _find(db, actor, letter_id)


async def send_all_again(db: Db, actor: Actor, system: str, at: datetime) -> Revived:
    """All dead letters of a system, as after it was away for days."""
    require(actor, Right.OUTBOX_SEND)
    async with _sight(db, actor):
        revived = await store.revive(db, system, None, _owner(actor), at)
        if not revived:
            raise NothingDead(system=system)
        await _tell(db, actor, revived, at)
    return Revived(len(revived))


async def _tell(db: Db, actor: Actor, revived: list[Moved], at: datetime) -> None:
    for one in revived:
        whole = await register.get_whole(db, one.event_id)
        event = LetterMoved(one.id, one.system, one.message, "waiting", one.event_id)
        audience = [] if whole is None else whole.audience
        await journal.record(db, actor, event, audience=audience, at=at)


async def _find(db: Db, actor: Actor, letter_id: UUID) -> Letter:
    letter = await store.get_letter(db, letter_id, _owner(actor))
    if letter is None:
        raise LetterNotFound(id=str(letter_id))
    return letter


async def _write_down(  # noqa: PLR0913 (a look is made of these)
    db: Db, actor: Actor, letter: Letter, content: object, purpose: Purpose, at: datetime
) -> None:
    persons = content.get("persons", []) if isinstance(content, dict) else []
    refs = sorted(str(one["ref"]) for one in persons)
    read = LetterRead(letter.event_id, letter.id, letter.system, letter.message, refs)
    await journal.record_read(db, actor, purpose, read, at=at)


@asynccontextmanager
async def _sight(db: Db, actor: Actor) -> AsyncIterator[None]:
    """Whoever keeps the platform running sees how much stands where, and of which events not."""
    if actor.institution == CENTRAL and Right.IDENTITY_ADMINISTER in actor.rights:
        async with as_house(db):
            yield
    else:
        yield


def _owner(actor: Actor) -> str | None:
    return None if actor.institution == CENTRAL else actor.institution


def _transport(address: str | None) -> Transport | None:
    if address is None:
        return None
    return "amqp" if address.startswith("amqp") else "http"


def _cursor_of(last: Letter) -> str:
    return f"{last.made_at.isoformat()},{last.id}"


def _parse_cursor(given: str | None) -> After | None:
    """None for one that is none of ours, too."""
    if given is None or len(given) > CURSOR_LENGTH_MAX:
        return None
    made_at, _, letter_id = given.replace(" ", "+").partition(",")
    try:
        after = After(datetime.fromisoformat(made_at), UUID(letter_id))
    except ValueError:
        return None
    return after if after.made_at.tzinfo is not None else None
