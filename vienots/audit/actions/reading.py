"""What an auditor can do. Looking at the journal is itself a look, and is written down."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import msgspec

from vienots.audit import store
from vienots.audit.contracts import ChainState, JournalFilter, JournalPage, Verification
from vienots.audit.events import ChainVerified, JournalRead
from vienots.identity.api import Right, require
from vienots.kernel import jobs, journal, verify
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import Db
from vienots.kernel.errors import BadInput, Fault, faults_of_offsets
from vienots.kernel.ids import new_id
from vienots.register import api as register

PAGE_MAX = 500
SOUGHT_LENGTH_MAX = 200
"""As long as the longest name."""
FINDINGS_KEPT = 100
VERIFY_JOB = "audit.verify_chain"
KINDS = ("change", "read", "refused")


async def read_journal(
    db: Db, actor: Actor, wanted: JournalFilter, purpose: Purpose, at: datetime
) -> JournalPage:
    require(actor, Right.AUDIT_READ)
    _check(wanted)
    entries = await store.list_entries(db, wanted)
    given = {name: value for name, value in msgspec.to_builtins(wanted).items() if value}
    await journal.record_read(db, actor, purpose, JournalRead(new_id(), given, len(entries)), at=at)
    more = len(entries) == wanted.limit
    return JournalPage(entries, entries[-1].id if more else None)


def _check(wanted: JournalFilter) -> None:
    faults = faults_of_offsets(since=wanted.since, until=wanted.until)
    if not 1 <= wanted.limit <= PAGE_MAX:
        faults.append(Fault("limit", "audit.limit_range", {"max": PAGE_MAX}))
    if wanted.kind is not None and wanted.kind not in KINDS:
        faults.append(Fault("kind", "audit.kind_unknown", {"kinds": ", ".join(KINDS)}))
    if wanted.before is not None and not 0 < wanted.before < 2**63:
        faults.append(Fault("before", "audit.before_range"))
    if faults:
        raise BadInput(faults)


async def look_at_chain(db: Db, actor: Actor, at: datetime) -> ChainState:
    require(actor, Right.AUDIT_READ)
    row = await store.get_chain(db)
    age_s = max(0.0, (at - row.oldest).total_seconds()) if row.oldest else 0.0
    return ChainState(
        row.sealed,
        row.unsealed,
        age_s,
        row.last_hash.hex(),
        row.checkpoint_at,
        row.key_id,
        await store.get_last_verification(db),
    )


async def ask_for_verification(db: Db, actor: Actor) -> None:
    """The worker walks the whole chain; its finding stands in the chain's state afterwards."""
    require(actor, Right.AUDIT_READ)
    await jobs.defer(db, VERIFY_JOB, {"asked_by": actor.name})


async def verify_chain(db: Db, folder: Path, asked_by: str, at: datetime) -> Verification:
    """The house's own act (or the command's): no actor's right is asked."""
    began = time.perf_counter()
    verdict = await verify.verify(db, folder, register.find_certificates)
    verification = Verification(
        new_id(),
        at,
        asked_by,
        verdict.entries,
        verdict.checkpoints,
        verdict.erased,
        verdict.whole,
        [msgspec.to_builtins(finding) for finding in verdict.findings[:FINDINGS_KEPT]],
        verdict.last_hash,
        time.perf_counter() - began,
    )
    await store.insert_verification(db, verification)
    await journal.record(
        db,
        SEALER,
        ChainVerified(verification.id, verdict.whole, verdict.entries, len(verdict.findings)),
        audience=journal.NOBODY,
        at=at,
    )
    return verification


SEALER = Actor("system:audit", "Žurnāla pārbaude", "iemic", frozenset())
