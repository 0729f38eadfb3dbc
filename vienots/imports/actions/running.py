"""Checking and taking: small steps, each in one transaction with how far they have come.

Killed anywhere, whoever goes on begins where the last committed step ended: nothing is lost, and
nothing taken twice.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec
from msgspec import structs

from vienots.exchange import api as exchange
from vienots.exchange.api import Statement
from vienots.exchange.contracts import JournalEvent
from vienots.identity.api import Right, require, require_trained
from vienots.imports import store
from vienots.imports.actions.adding import counts_of, lock_own, view_of, without_progress
from vienots.imports.actions.mapping import headings_of, judge, place_all
from vienots.imports.contracts import ImportState, ImportView, RowFault
from vienots.imports.domain.making import Made
from vienots.imports.domain.mapping import find_faults
from vienots.imports.domain.states import ENDS, WORKING, Act, after
from vienots.imports.errors import ImportFileGone, ImportStateWrong, MappingFaulty, MappingMissing
from vienots.imports.events import ImportAdvanced, ImportMoved
from vienots.imports.opening import Opened, key_of
from vienots.imports.store import ImportRecord, RefusedRows
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import BadInput, Fault, Refusal

STEP_S = 0.5
"""Of one transaction: while it runs everybody's feed waits, and the institution for its numbers."""
STEP_EVENTS = 50
TOLD_EVERY = timedelta(seconds=2)
RIGHTS = (
    Right.REGISTER_IMPORT,
    Right.REGISTER_READ,
    Right.REGISTER_WRITE,
    Right.REGISTER_PERSONS,
    Right.LEVEL_MINORS,
)
"""What whoever had it begun has shown to hold; the steps act in that name."""
Outcome = Literal["new", "changed", "same", "refused"]


async def begin_check(db: Db, actor: Actor, import_id: UUID, at: datetime) -> ImportView:
    """Every row is judged; nothing is registered."""
    require(actor, Right.REGISTER_IMPORT)
    return await _act(db, actor, "check", import_id, at)


async def start(db: Db, actor: Actor, import_id: UUID, at: datetime) -> ImportView:
    """From the first row, or from where it was paused."""
    require(actor, Right.REGISTER_IMPORT)
    return await _act(db, actor, "start", import_id, at)


async def pause(db: Db, actor: Actor, import_id: UUID, at: datetime) -> ImportView:
    """What is taken stays taken."""
    require(actor, Right.REGISTER_IMPORT)
    return await _act(db, actor, "pause", import_id, at)


async def cancel(db: Db, actor: Actor, import_id: UUID, at: datetime) -> ImportView:
    """It will not go on. What is taken stays taken."""
    require(actor, Right.REGISTER_IMPORT)
    return await _act(db, actor, "cancel", import_id, at)


async def _act(db: Db, actor: Actor, act: Act, import_id: UUID, at: datetime) -> ImportView:
    record = await lock_own(db, actor, import_id)
    state = after(act, record.state)
    if state is None:
        raise ImportStateWrong(state=record.state)
    moved = structs.replace(record, state=state, changed_at=at, told_at=at)
    if act in ("check", "start"):
        _refuse_unready(actor, record)
        moved = structs.replace(moved, run_by=actor.id, run_by_name=actor.name)
    if act == "check" or (act == "start" and record.state != "paused"):
        await store.delete_refused(db, import_id)
        moved = without_progress(moved)
    await _write(db, actor, moved, at)
    return view_of(moved)


def _refuse_unready(actor: Actor, record: ImportRecord) -> None:
    require(actor, Right.REGISTER_WRITE)
    require(actor, Right.REGISTER_PERSONS)
    require_trained(actor)
    if record.mapping is None:
        raise MappingMissing
    if not record.has_file:
        raise ImportFileGone


async def _write(db: Db, actor: Actor, moved: ImportRecord, at: datetime) -> None:
    await store.update_import(db, moved)
    told = ImportMoved(moved.id, moved.state, moved.rows_total, counts_of(moved), moved.fault)
    await journal.record(db, actor, told, audience=[moved.institution], at=at)


def actor_of(record: ImportRecord) -> Actor:
    """Whoever had it begun."""
    rights = frozenset(map(str, RIGHTS))
    return Actor(record.run_by, record.run_by_name, record.institution, rights, trained=True)


async def stop_faulty(
    db: Db, actor: Actor, import_id: UUID, refusal: Refusal, at: datetime
) -> None:
    """The file cannot be read as the mapping says: back to where that can be mended."""
    require(actor, Right.REGISTER_IMPORT)
    record = await lock_own(db, actor, import_id)
    if record.state in WORKING:
        faults = refusal.faults if isinstance(refusal, BadInput) else ()
        code = faults[0].code if faults else refusal.code
        moved = structs.replace(record, state="draft", fault=code, changed_at=at)
        await _write(db, actor, moved, at)


async def take_step(
    db: Db, actor: Actor, import_id: UUID, opened: Opened, at: datetime
) -> ImportView:
    """The next few events, and how far that is, in the caller's transaction.

    1. Take the import; somebody who holds it has the turn. 2. See that it is still the same work.
    3. Take events until the step is long enough. 4. Write what was refused, and the new place.
    """
    require(actor, Right.REGISTER_IMPORT)
    record = await lock_own(db, actor, import_id)
    if record.state not in WORKING or key_of(record) != opened.key:
        return view_of(record)
    if record.position == 0:
        _refuse_unfit(opened)
    began = time.monotonic()
    step = _Step(record, opened)
    while not step.is_done and step.taken < STEP_EVENTS and time.monotonic() - began < STEP_S:
        await step.take_next(db, actor, at)
    await store.insert_refused(db, record.id, step.refused)
    after_it = step.record(time.monotonic() - began, at)
    ended = after_it.state != record.state
    if ended:
        await _write(db, actor, after_it, at)
        return view_of(after_it)
    if at - record.told_at >= TOLD_EVERY:
        after_it = structs.replace(after_it, told_at=at)
        told = ImportAdvanced(record.id, after_it.state, after_it.rows_total, counts_of(after_it))
        await journal.record(db, actor, told, audience=[record.institution], at=at)
    await store.update_import(db, after_it)
    return view_of(after_it)


def _refuse_unfit(opened: Opened) -> None:
    """Raises MappingFaulty."""
    if opened.table.file.documents:
        return
    faults = find_faults(opened.mapping, opened.table.columns)
    if faults:
        raise MappingFaulty(faults)


class _Step:
    """A few events of an import, one after the other."""

    def __init__(self, record: ImportRecord, opened: Opened) -> None:
        self._record = record
        self._opened = opened
        self._counts = {"new": 0, "changed": 0, "same": 0, "refused": 0}
        self._rows = 0
        self.taken = 0
        self.refused: list[RefusedRows] = []

    @property
    def _position(self) -> int:
        return self._record.position + self.taken

    @property
    def is_done(self) -> bool:
        return self._position >= len(self._opened.groups)

    async def take_next(self, db: Db, actor: Actor, at: datetime) -> None:
        position = self._position
        made = self._opened.maker.make(self._opened.groups[position])
        outcome, faults = await _take(db, actor, made, self._opened, self._record, position, at)
        if faults:
            self.refused.append(RefusedRows(position, made.rows, made.source_id, faults))
        self._counts[outcome] += 1
        self._rows += len(made.rows)
        self.taken += 1

    def record(self, worked_s: float, at: datetime) -> ImportRecord:
        before = self._record
        state: ImportState = ENDS[before.state] if self.is_done else before.state
        added = {name: getattr(before, name) + count for name, count in self._counts.items()}
        return structs.replace(
            before,
            state=state,
            columns=headings_of(self._opened.table),
            position=self._position,
            rows_total=len(self._opened.rows),
            rows_done=before.rows_done + self._rows,
            worked_s=before.worked_s + worked_s,
            changed_at=at,
            **added,
        )


async def _take(  # noqa: PLR0913 (one event and all that it needs)
    db: Db,
    actor: Actor,
    made: Made,
    opened: Opened,
    record: ImportRecord,
    position: int,
    at: datetime,
) -> tuple[Outcome, list[RowFault]]:
    if made.faults:
        return "refused", made.faults
    if position in opened.repeated:
        row = opened.repeated[position]
        return "refused", [made.place(Fault("source_id", "imports.number_twice", {"row": row}))]
    made, outcome, faults = await _versioned(db, actor, made, opened)
    if faults or outcome == "same":
        return outcome, faults
    if record.state == "checking":
        found = await judge(db, actor, made, at)
        return ("refused", found) if found else (outcome, [])
    try:
        said = Statement(msgspec.json.encode(made.document), made.source_id)
        taken = await exchange.take_event(db, actor, said, at)
    except Refusal as refusal:
        return "refused", place_all(made, _faults_of(refusal))
    outcomes: dict[str, Outcome] = {"registered": "new", "replaced": "changed"}
    return outcomes.get(taken.outcome, "same"), []


async def _versioned(
    db: Db, actor: Actor, made: Made, opened: Opened
) -> tuple[Made, Outcome, list[RowFault]]:
    """Held against what the institution stated before. Where the file tells no versions, the same
    words are the same version, and other words the next one, if the mapping lets them replace."""
    before = None
    if made.source_id is not None:
        before = await exchange.find_stated(db, actor, made.source_id)
    if before is None:
        return made, "new", []
    tells_versions = opened.table.file.documents or "version" in opened.mapping.event
    document = made.document if tells_versions else made.document | {"version": before.version}
    if _event_of(document) == before:
        return made, "same", []
    if tells_versions:
        given = made.document.get("version")
        if isinstance(given, int) and given <= before.version:
            code = (
                "exchange.version_taken" if given == before.version else "exchange.version_passed"
            )
            fault = Fault("version", code, {"version": before.version})
            return made, "refused", [made.place(fault)]
        return made, "changed", []
    if opened.mapping.rows.changed == "refuse":
        fault = Fault("source_id", "imports.stated_otherwise", {"version": before.version})
        return made, "refused", [made.place(fault)]
    later = made.document | {"version": before.version + 1}
    return structs.replace(made, document=later), "changed", []


def _event_of(document: dict[str, object]) -> JournalEvent | None:
    try:
        return msgspec.convert(document, JournalEvent)
    except msgspec.ValidationError:
        return None


def _faults_of(refusal: Refusal) -> Sequence[Fault]:
    if isinstance(refusal, BadInput) and refusal.faults:
        return refusal.faults
    return [Fault("", refusal.code, refusal.data)]
