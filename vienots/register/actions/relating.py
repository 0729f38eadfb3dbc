"""Events that belong together: said by a person, with a kind, and ended without being lost."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vienots.identity.api import Right, require
from vienots.kernel import classifiers, journal
from vienots.kernel.contracts import Actor, Keys
from vienots.kernel.db import Db
from vienots.kernel.errors import BadInput, Fault
from vienots.register import store, work_store
from vienots.register.actions.changing import lock_writable
from vienots.register.errors import RelationNotFound
from vienots.register.events import RelationChanged
from vienots.register.store import EventRecord
from vienots.register.work_contracts import NewRelation, Related, Relation

KINDS = "event_relation"


async def relate_event(
    db: Db, actor: Actor, event_id: UUID, new: NewRelation, at: datetime
) -> list[Related]:
    """Both must be seen, one of them written in. Sent again, it is said once."""
    require(actor, Right.REGISTER_WRITE)
    record = await lock_writable(db, actor, event_id)
    other = await _find_other(db, actor, record, new, at)
    relation = Relation(
        id=new.id,
        event_id=record.id,
        other_id=other.id,
        kind=new.kind,
        note=new.note,
        at=at,
        by_name=actor.name,
        institution=actor.institution,
        ended_at=None,
        ended_by_name=None,
    )
    if await work_store.insert_relation(db, relation):
        await _tell(db, actor, record, other, relation, at)
    return await list_related(db, actor.keys, record.id)


async def _find_other(
    db: Db, actor: Actor, record: EventRecord, new: NewRelation, at: datetime
) -> EventRecord:
    faults = []
    other_id = await store.find_by_number(db, new.number.strip().upper())
    other = None if other_id is None else await store.get_event(db, actor.keys, other_id)
    if other is None:
        faults.append(Fault("number", "register.number_unknown", {"given": new.number}))
    elif other.id == record.id:
        faults.append(Fault("number", "register.related_to_itself"))
    if (await classifiers.get(db, KINDS, at)).get(new.kind) is None:
        data: dict[str, str | int | float] = {"given": new.kind, "classifier": KINDS}
        faults.append(Fault("kind", "register.code_unknown", data))
    if faults or other is None:
        raise BadInput(faults)
    return other


async def end_relation(
    db: Db, actor: Actor, event_id: UUID, relation_id: UUID, at: datetime
) -> list[Related]:
    """From either side, by whoever may write there. Ended twice, it is ended once."""
    require(actor, Right.REGISTER_WRITE)
    record = await lock_writable(db, actor, event_id)
    relation = await work_store.get_relation(db, relation_id)
    if relation is None or record.id not in (relation.event_id, relation.other_id):
        raise RelationNotFound(id=str(relation_id))
    if await work_store.end_relation(db, relation_id, by_name=actor.name, at=at):
        ended = await work_store.get_relation(db, relation_id)
        other_id = ({relation.event_id, relation.other_id} - {record.id}).pop()
        other = await store.get_event(db, actor.keys, other_id)
        assert ended is not None and other is not None, "a relation is seen with both its events"
        await _tell(db, actor, record, other, ended, at)
    return await list_related(db, actor.keys, record.id)


async def list_related(db: Db, keys: Keys, event_id: UUID) -> list[Related]:
    """Standing relations to events that the reader sees, newest first. Lines without persons."""
    relations = await work_store.list_relations(db, event_id)
    others = {
        one.id: one.other_id if one.event_id == event_id else one.event_id for one in relations
    }
    rows = await work_store.list_rows(db, keys, list(others.values()))
    return [Related(one, rows[others[one.id]]) for one in relations if others[one.id] in rows]


async def _tell(  # noqa: PLR0913 (both ends of it)
    db: Db,
    actor: Actor,
    record: EventRecord,
    other: EventRecord,
    relation: Relation,
    at: datetime,
) -> None:
    """Only those who see both hear that there are two."""
    both = sorted({*record.audience} & {*other.audience})
    event = RelationChanged(record.id, relation)
    await journal.record(db, actor, event, audience=both, at=at)
