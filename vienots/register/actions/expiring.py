"""The house's own work at night: what is due is marked, what has waited long enough goes."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import structlog
from psycopg.errors import IntegrityError

from vienots.kernel import journal
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.erase import erase
from vienots.kernel.ids import new_id
from vienots.register import retention_store as store
from vienots.register.domain.retention import certificate_number, series_of
from vienots.register.events import EventDeleted, RetentionWalked
from vienots.register.retention_contracts import Certificate
from vienots.register.retention_store import Judged
from vienots.register.store import take_seq

log = structlog.get_logger()

HOUSE = Actor("system:retention", "Glabāšanas termiņi", "iemic", frozenset())
WALK_BATCH = 1_000
DELETE_BATCH = 20
"""In one transaction: cut off, so many are done again; none is left half."""
FAULT = "fault"


async def walk_next(db: Db, at: datetime) -> None:
    """A batch of the walk over all that has ended; a new walk with each new day."""
    day = at.astimezone(RIGA).date()
    await store.start_walk(db, day)
    place = await store.lock_walk(db)
    if place is None:
        return
    ended = await store.list_ended(db, place, WALK_BATCH)
    if ended:
        await store.mark_due(db, [one.id for one in ended], place.day)
        await store.move_walk(db, ended[-1])
    if len(ended) < WALK_BATCH:
        await _finish(db, place.day, at)


async def _finish(db: Db, day: date, at: datetime) -> None:
    taken_off = await store.unmark_unseen(db, day)
    await store.finish_walk(db)
    state = await store.get_state(db, None, day)
    if state.due or taken_off:
        walked = RetentionWalked(new_id(), day, state.due, taken_off)
        await journal.record(db, HOUSE, walked, audience=journal.NOBODY, at=at)


async def delete_next(db: Db, at: datetime) -> int:
    """A few whose waiting is over, each whole or not at all; how many were looked at.

    Not before today's walk is over: what stands on the list was judged today.
    """
    day = at.astimezone(RIGA).date()
    if not await store.lock_walked(db, day):
        return 0
    due = await store.list_to_delete(db, day, DELETE_BATCH)
    for event_id in due:
        try:
            async with db.transaction():
                await _delete_if_over(db, event_id, day, at)
        except IntegrityError as error:
            # Something still stands on it that this house's release doesn't know: people decide.
            log.exception("retention.stands_on", event_id=str(event_id), error=str(error))
            await store.set_stopped(db, event_id, [FAULT], day)
    return len(due)


async def _delete_if_over(db: Db, event_id: UUID, day: date, at: datetime) -> None:
    judged = await store.lock_due(db, event_id, day)
    if judged is None:
        return
    if not judged.over:
        await store.unmark(db, event_id)
    elif judged.stops:
        await store.set_stopped(db, event_id, judged.stops, day)
    else:
        await _delete(db, judged, day, at)


async def _delete(db: Db, judged: Judged, day: date, at: datetime) -> None:
    """1. The journal's payloads give way, those of its relations too, which stand at the other
    events. 2. The certificate. 3. The rows, which the database lets go only with it.
    4. The entry that other contexts follow: index, cases, things that were in custody."""
    rule = None if judged.rule_id is None else await store.lock_rule(db, judged.rule_id)
    assert rule and rule.decided_by_name and rule.decided_at, "what is over is over by a rule"
    weighed = await store.weigh_event(db, judged.id)
    seq = await take_seq(db, judged.institution, series_of(day))
    number = certificate_number(judged.institution, day, seq)
    erased = await erase(db, HOUSE, judged.id, certificate=number, at=at)
    for tie in await store.list_ties(db, judged.id):
        holding = {"relation": {"id": str(tie.id)}}
        erased += await erase(db, HOUSE, tie.other_id, certificate=number, at=at, holding=holding)
    certificate = Certificate(
        id=new_id(),
        number=number,
        subject_id=judged.id,
        event_number=judged.number,
        institution=judged.institution,
        rule_id=rule.id,
        rule_code=rule.code,
        rule_version=rule.version,
        rule_name=rule.name,
        rule_basis=rule.basis,
        proposed_by_name=rule.proposed_by_name,
        confirmed_by_name=rule.decided_by_name,
        confirmed_at=rule.decided_at,
        legal_class=judged.legal_class,
        outcome_kind=judged.outcome_kind,
        ended_on=judged.ended_on,
        due_on=judged.due_on,
        marked_on=judged.marked_on,
        deleted_at=at,
        counts=weighed.counts | {"journal": erased},
        content_sha256=weighed.sha256,
    )
    await store.insert_certificate(db, certificate)
    gone = await store.erase_event(db, judged.id)
    assert gone == weighed.counts["content"], (gone, weighed.counts)
    event = EventDeleted(judged.id, certificate)
    await journal.record(db, HOUSE, event, audience=judged.audience, at=at)
