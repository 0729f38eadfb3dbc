"""Check the whole journal against its chain and the checkpoints outside; say what and where."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol
from uuid import UUID

import msgspec

from vienots.kernel.db import Db, fetch_all, load_queries
from vienots.kernel.seal import (
    FIRST_HASH,
    Unsealed,
    chain,
    digest_parts,
    erasure_of,
    last_seal,
    read_checkpoints,
)

queries = load_queries(__package__)

BATCH = 5_000
FINDINGS_MAX = 10_000


class Finding(msgspec.Struct, frozen=True):
    kind: str
    """edited, deleted, seal_missing, seal_broken, slipped_in, truncated, rewritten, erased: without
    a certificate."""
    seq: int | None
    entry_id: int | None


class Verdict(msgspec.Struct, frozen=True):
    entries: int
    checkpoints: int
    erased: int
    """Of the entries: how many payloads were taken out by a certificate that there is."""
    findings: list[Finding]
    last_hash: str

    @property
    def whole(self) -> bool:
        return not self.findings


class _Sealed(msgspec.Struct, frozen=True):
    seq: int
    entry_id: int
    hash: bytes
    form: int
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


class FindCertificates(Protocol):
    """Which of these certificates there are. Whoever deletes keeps them; the journal only names."""

    async def __call__(self, db: Db, numbers: Collection[str], /) -> Collection[str]: ...


async def find_none(db: Db, numbers: Collection[str]) -> Collection[str]:
    """Where nothing is ever deleted, every erased payload is one too many."""
    return ()


class _Told(msgspec.Struct, frozen=True):
    """What the entry that an erasure points to says of an erased one."""

    by: int
    certificate: str
    id: int
    payload_sha256: str
    entry_sha256: str


class _Id(msgspec.Struct, frozen=True):
    id: int


async def verify(db: Db, folder: Path, find_certificates: FindCertificates = find_none) -> Verdict:
    """Walk the chain from its start.

    1. Each seal must follow the one before and fit its entry. 2. A payload may be erased only where
    another entry says so, with its hash, and names a certificate that there is. 3. No entry may
    stand before the last seal without one. 4. Each signed checkpoint outside must be met by the
    chain.
    """
    checkpoints = {point.seq: point.hash for point in read_checkpoints(folder)}
    findings: list[Finding] = []
    previous_seq, previous_hash, count, erased = 0, FIRST_HASH, 0, 0
    async for batch in _walk(db):
        certified = await _list_certified(db, batch, find_certificates)
        erased += len(certified)
        for sealed in batch:
            if sealed.seq != previous_seq + 1:
                findings.append(Finding("seal_missing", previous_seq + 1, None))
                # The hash before this one is lost with its seal: its own fit can't be told.
                fits = True
            else:
                fits = sealed.id is not None and _fits(previous_hash, sealed, certified)
            findings += _judge(sealed, certified, fits=fits)
            if checkpoints.get(sealed.seq, sealed.hash.hex()) != sealed.hash.hex():
                findings.append(Finding("rewritten", sealed.seq, sealed.entry_id))
            previous_seq, previous_hash, count = sealed.seq, sealed.hash, count + 1
    ahead = {seq: value for seq, value in checkpoints.items() if seq > previous_seq}
    findings += await _find_truncation(db, ahead)
    findings += await _find_intruders(db)
    return Verdict(count, len(checkpoints), erased, findings[:FINDINGS_MAX], previous_hash.hex())


async def _walk(db: Db) -> AsyncIterator[list[_Sealed]]:
    after = 0
    while batch := await fetch_all(db, _Sealed, queries["read_sealed"], after=after, limit=BATCH):
        yield batch
        after = batch[-1].seq


def _fits(previous: bytes, sealed: _Sealed, certified: dict[int, _Told]) -> bool:
    told = certified.get(sealed.entry_id)
    if sealed.form == 1 and told is not None:
        # Sealed with the payload that is gone: the rest is held by the entry that says so.
        return sha256(digest_parts(sealed)).hexdigest() == told.entry_sha256
    return chain(previous, sealed, sealed.form) == sealed.hash


def _judge(sealed: _Sealed, certified: dict[int, _Told], *, fits: bool) -> list[Finding]:
    if sealed.id is None:
        return [Finding("deleted", sealed.seq, sealed.entry_id)]
    if erasure_of(sealed) is not None and sealed.id not in certified:
        return [Finding("erased", sealed.seq, sealed.entry_id)]
    return [] if fits else [Finding("edited", sealed.seq, sealed.entry_id)]


async def _list_certified(
    db: Db, batch: Sequence[_Sealed], find_certificates: FindCertificates
) -> dict[int, _Told]:
    """Erased entries for which all agree: the entry, the one that says so, the certificate."""
    erasures = {
        sealed.id: erasure
        for sealed in batch
        if sealed.id is not None and (erasure := erasure_of(sealed)) is not None
    }
    if not erasures:
        return {}
    ids = list({erasure.by for erasure in erasures.values()})
    told = await fetch_all(db, _Told, queries["list_erasures"], ids=ids)
    there = set(await find_certificates(db, {one.certificate for one in told}))
    return {
        one.id: one
        for one in told
        if (erasure := erasures.get(one.id)) is not None
        and (erasure.by, erasure.certificate, erasure.sha256)
        == (one.by, one.certificate, one.payload_sha256)
        and one.certificate in there
    }


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
