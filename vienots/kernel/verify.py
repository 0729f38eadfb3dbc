"""Check the whole journal against its chain and the checkpoints outside; say what and where."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

from vienots.kernel.db import Db, fetch_all, load_queries
from vienots.kernel.seal import FIRST_HASH, Unsealed, chain, last_seal, read_checkpoints

queries = load_queries(__package__)

BATCH = 5_000
FINDINGS_MAX = 10_000


class Finding(msgspec.Struct, frozen=True):
    kind: str
    """edited, deleted, seal_missing, seal_broken, slipped_in, truncated, rewritten."""
    seq: int | None
    entry_id: int | None


class Verdict(msgspec.Struct, frozen=True):
    entries: int
    checkpoints: int
    findings: list[Finding]
    last_hash: str

    @property
    def whole(self) -> bool:
        return not self.findings


class _Sealed(msgspec.Struct, frozen=True):
    seq: int
    entry_id: int
    hash: bytes
    id: int | None
    recorded_at: datetime | None
    happened_at: datetime | None
    kind: str | None
    actor: str | None
    actor_name: str | None
    institution: str | None
    topic: str | None
    subject_id: UUID | None
    audience: list[str] | None
    purpose: str | None
    purpose_ref: str | None
    payload: str | None


class _Id(msgspec.Struct, frozen=True):
    id: int


async def verify(db: Db, folder: Path) -> Verdict:
    """Walk the chain from its start.

    1. Each seal must follow the one before and fit its entry. 2. No entry may stand before the
    last seal without one. 3. Each signed checkpoint outside must be met by the chain.
    """
    checkpoints = {point.seq: point.hash for point in read_checkpoints(folder)}
    findings: list[Finding] = []
    previous_seq, previous_hash, count = 0, FIRST_HASH, 0
    async for sealed in _walk(db):
        if sealed.seq != previous_seq + 1:
            findings.append(Finding("seal_missing", previous_seq + 1, None))
            # The hash before this one is lost with its seal: this entry's own fit can't be told.
            fits = True
        else:
            fits = sealed.id is not None and chain(previous_hash, sealed) == sealed.hash
        if sealed.id is None:
            findings.append(Finding("deleted", sealed.seq, sealed.entry_id))
        elif not fits:
            findings.append(Finding("edited", sealed.seq, sealed.entry_id))
        if checkpoints.get(sealed.seq, sealed.hash.hex()) != sealed.hash.hex():
            findings.append(Finding("rewritten", sealed.seq, sealed.entry_id))
        previous_seq, previous_hash, count = sealed.seq, sealed.hash, count + 1
    ahead = {seq: value for seq, value in checkpoints.items() if seq > previous_seq}
    findings += await _find_truncation(db, ahead)
    findings += await _find_intruders(db)
    return Verdict(count, len(checkpoints), findings[:FINDINGS_MAX], previous_hash.hex())


async def _walk(db: Db) -> AsyncIterator[_Sealed]:
    after = 0
    while batch := await fetch_all(db, _Sealed, queries["read_sealed"], after=after, limit=BATCH):
        for sealed in batch:
            yield sealed
        after = batch[-1].seq


async def _find_truncation(db: Db, ahead: dict[int, str]) -> list[Finding]:
    """Checkpoints beyond the last seal are met by the entries that wait for sealing (a sealer was
    killed between the file and the commit), or the journal's end was cut off."""
    if not ahead:
        return []
    last = await last_seal(db)
    waiting = await fetch_all(
        db,
        Unsealed,
        queries["read_to_seal"],
        xid=str(last.entry_xid),
        id=last.entry_id,
        limit=max(ahead) - last.seq,
    )
    running = last.hash
    for place, entry in enumerate(waiting, start=last.seq + 1):
        running = chain(running, entry)
        if ahead.get(place) == running.hex():
            del ahead[place]
    return [Finding("truncated", seq, None) for seq in sorted(ahead)[:1]]


async def _find_intruders(db: Db) -> list[Finding]:
    last = await last_seal(db)
    found = await fetch_all(
        db, _Id, queries["list_unsealed_intruders"], xid=str(last.entry_xid), id=last.entry_id
    )
    return [Finding("slipped_in", None, row.id) for row in found]
