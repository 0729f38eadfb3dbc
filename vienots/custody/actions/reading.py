"""Lists and single things with their chains."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from vienots.custody import store
from vienots.custody.actions.taking import get_term, refuse
from vienots.custody.contracts import CustodyItem, ItemFilter, ItemPage, ItemView
from vienots.custody.domain.chain import find_break
from vienots.custody.domain.codes import draw_qr
from vienots.custody.domain.holding import GONE
from vienots.custody.errors import ItemNotFound
from vienots.custody.events import ItemRead, ItemsRead
from vienots.custody.store import GONE_BY, NO_TERM, After
from vienots.identity.api import Right, require
from vienots.kernel import journal
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import HOUSE_KEY, Actor, Purpose
from vienots.kernel.db import Db
from vienots.kernel.errors import Fault
from vienots.kernel.ids import new_id

LIMIT_MAX = 200
LENGTH_MAX = 100
CURSOR_LENGTH_MAX = 60


async def list_items(
    db: Db, actor: Actor, wanted: ItemFilter, purpose: Purpose, at: datetime
) -> ItemPage:
    """Of one's institution, or held there; what is due first stands first. Auditors see all."""
    require(actor, Right.CUSTODY_READ)
    today = at.astimezone(RIGA).date()
    after = _parse_cursor(wanted.cursor)
    refuse(_find_faults(wanted, after))
    due_before = wanted.due_before
    if wanted.overdue:
        due_before = min(today, due_before or today)
    found = await store.list_items(
        db,
        wanted,
        institution=None if HOUSE_KEY in actor.keys else actor.institution,
        holder=actor.id if wanted.mine else None,
        due_before=due_before,
        pattern=_pattern(wanted.q),
        after=after,
    )
    shown = found[: wanted.limit]
    await write_down(db, actor, wanted.q, shown, purpose, at)
    return ItemPage(shown, _cursor_of(shown[-1]) if len(found) > len(shown) else None, today)


async def read_item(
    db: Db, actor: Actor, item_id: UUID, purpose: Purpose, at: datetime
) -> ItemView:
    """With its chain, checked link by link."""
    require(actor, Right.CUSTODY_READ)
    item = await store.get_item(db, item_id)
    if item is None:
        raise ItemNotFound(id=str(item_id))
    chain = await store.list_steps(db, item.id)
    offer = await store.get_open_offer(db, item.id)
    view = ItemView(
        item=item,
        chain=chain,
        broken_at=find_break(item, chain),
        offer=None if offer is None or offer.expires_at <= at else store.shown(offer),
        term_configured=await get_term(db, item.kind, item.taken_at) is not None,
        qr=draw_qr(item.number),
    )
    await journal.record_read(db, actor, purpose, ItemRead(item.id, item.number), at=at)
    return view


async def write_down(  # noqa: PLR0913 (a look in one line)
    db: Db,
    actor: Actor,
    q: str | None,
    shown: Sequence[CustodyItem],
    purpose: Purpose,
    at: datetime,
) -> None:
    """Where something was shown."""
    if shown:
        read = ItemsRead(new_id(), q, [item.id for item in shown])
        await journal.record_read(db, actor, purpose, read, at=at)


def _find_faults(wanted: ItemFilter, after: After | None) -> list[Fault]:
    faults = []
    if not 1 <= wanted.limit <= LIMIT_MAX:
        faults.append(Fault("limit", "custody.limit_range", {"max": LIMIT_MAX}))
    if wanted.q is not None and len(wanted.q) > LENGTH_MAX:
        faults.append(Fault("q", "custody.q_length", {"max": LENGTH_MAX}))
    if wanted.cursor is not None and after is None:
        faults.append(Fault("cursor", "custody.cursor_unknown"))
    return faults


def _pattern(q: str | None) -> str | None:
    text = (q or "").strip()
    if not text:
        return None
    escaped = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"


def _cursor_of(item: CustodyItem) -> str:
    due = GONE_BY if item.status in GONE else item.due_on or NO_TERM
    return f"{due}_{item.id}"


def _parse_cursor(cursor: str | None) -> After | None:
    due, _, item_id = (cursor or "").partition("_")
    try:
        if due != GONE_BY:
            date.fromisoformat(due)
        return After(due, UUID(item_id))
    except ValueError:
        return None
