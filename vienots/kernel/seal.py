"""The journal's seals: a hash chain made behind the writers' backs, and checkpoints outside.

Writers pay nothing: a background sealer reads committed entries in order, chains them with
SHA-256 and signs where the chain stands. What is edited, deleted, swapped, slipped in or cut
off afterwards no longer fits the chain, or the checkpoints kept outside the database.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from vienots.kernel.db import Db, execute, fetch_all, fetch_one_or_none, load_queries

queries = load_queries(__package__)

FIRST_HASH = bytes(32)
BATCH = 2_000
FORM = 2
"""How an entry stands in the chain: 1 with its payload, as before erasing was known; 2 with the
payload's hash, which goes on fitting when the payload is erased."""
_ERASED = '{"$erased":'


class Unsealed(msgspec.Struct, frozen=True):
    id: int
    xid: int
    recorded_at: datetime
    happened_at: datetime
    kind: str
    actor: str
    actor_name: str
    institution: str
    topic: str
    subject_id: UUID
    audience: list[str]
    purpose: str | None
    purpose_ref: str | None
    payload: str


class Erasure(msgspec.Struct, frozen=True):
    """What stands in place of an erased payload."""

    by: int
    """The entry that says so."""
    certificate: str
    sha256: str


class _ErasedPayload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    erased: Erasure = msgspec.field(name="$erased")


class _LastSeal(msgspec.Struct, frozen=True):
    seq: int
    entry_id: int
    entry_xid: int
    hash: bytes


def erasure_of(entry: Any) -> Erasure | None:
    """None where the payload is still there."""
    if not entry.payload.startswith(_ERASED):
        return None
    try:
        return msgspec.json.decode(entry.payload, type=_ErasedPayload).erased
    except msgspec.DecodeError:
        # Something that only looks like it: judged by its own hash, which will not fit.
        return None


def payload_sha256(entry: Any) -> str:
    """Of the payload, though it be erased."""
    erasure = erasure_of(entry)
    return erasure.sha256 if erasure else hashlib.sha256(entry.payload.encode()).hexdigest()


def digest_parts(entry: Any, form: int = FORM) -> bytes:
    """Canonical bytes of one entry: every part with its length before it, so that none can flow
    into its neighbour. `xid` is left out: it is this database's own count and changes when the
    journal is restored elsewhere."""
    parts = (
        str(entry.id),
        _instant(entry.recorded_at),
        _instant(entry.happened_at),
        entry.kind,
        entry.actor,
        entry.actor_name,
        entry.institution,
        entry.topic,
        str(entry.subject_id),
        "\x1f".join(entry.audience),
        "" if entry.purpose is None else "=" + entry.purpose,
        "" if entry.purpose_ref is None else "=" + entry.purpose_ref,
        entry.payload if form == 1 else payload_sha256(entry),
    )
    encoded = [part.encode() for part in parts]
    return b"".join(len(part).to_bytes(8, "big") + part for part in encoded)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def chain(previous: bytes, entry: Any, form: int = FORM) -> bytes:
    return hashlib.sha256(previous + digest_parts(entry, form)).digest()


class Checkpoint(msgspec.Struct, frozen=True):
    """Where the chain stood, signed."""

    seq: int
    hash: str
    at: datetime
    key_id: str
    signature: str


class Signer:
    """Signs checkpoints (Ed25519) and keeps them in a file outside the database."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "checkpoints.ndjson"
        self._key = _load_or_make_key(folder / "audit.key")
        public = self._key.public_key().public_bytes_raw()
        self.key_id = hashlib.sha256(public).hexdigest()[:16]
        (folder / f"audit-{self.key_id}.pub").write_text(public.hex())

    def sign(self, seq: int, chain_hash: bytes, at: datetime) -> Checkpoint:
        signature = self._key.sign(_signed_bytes(seq, chain_hash.hex(), at))
        return Checkpoint(seq, chain_hash.hex(), at, self.key_id, signature.hex())

    def keep(self, checkpoint: Checkpoint) -> None:
        """On the disk before it is believed."""
        with self._file.open("ab") as file:
            file.write(msgspec.json.encode(checkpoint) + b"\n")
            file.flush()
            os.fsync(file.fileno())


def _signed_bytes(seq: int, chain_hash: str, at: datetime) -> bytes:
    return f"vienots-checkpoint:{seq}:{chain_hash}:{_instant(at)}".encode()


def _load_or_make_key(path: Path) -> Ed25519PrivateKey:
    if path.exists():
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))
    key = Ed25519PrivateKey.generate()
    raw = key.private_bytes(
        serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    )
    # Made with its final mode: never readable by others, not even for a moment.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(raw.hex())
    return key


def read_checkpoints(folder: Path) -> Iterator[Checkpoint]:
    """Those with a good signature by a key of this folder; a torn last line is passed over."""
    keys = {
        path.stem.removeprefix("audit-"): Ed25519PublicKey.from_public_bytes(
            bytes.fromhex(path.read_text().strip())
        )
        for path in folder.glob("audit-*.pub")
    }
    file = folder / "checkpoints.ndjson"
    if not file.exists():
        return
    for line in file.read_bytes().splitlines():
        try:
            checkpoint = msgspec.json.decode(line, type=Checkpoint)
            keys[checkpoint.key_id].verify(
                bytes.fromhex(checkpoint.signature),
                _signed_bytes(checkpoint.seq, checkpoint.hash, checkpoint.at),
            )
        except (msgspec.DecodeError, KeyError, InvalidSignature, ValueError):
            continue
        yield checkpoint


async def last_seal(db: Db) -> _LastSeal:
    found = await fetch_one_or_none(db, _LastSeal, queries["last_seal"])
    return found or _LastSeal(0, 0, 0, FIRST_HASH)


async def seal_next(db: Db, signer: Signer, at: datetime, limit: int = BATCH) -> int:
    """Seal the next committed entries in the caller's transaction; how many.

    The checkpoint goes to the file before the commit: should the commit fail, the file names a
    sequence that the next run makes again with the same hash, for the entries are the same.
    """
    last = await last_seal(db)
    entries = await fetch_all(
        db,
        Unsealed,
        queries["read_to_seal"],
        xid=str(last.entry_xid),
        id=last.entry_id,
        limit=limit,
    )
    if not entries:
        return 0
    hashes: list[bytes] = []
    running = last.hash
    for entry in entries:
        running = chain(running, entry)
        hashes.append(running)
    await execute(
        db,
        queries["insert_seals"],
        seqs=[last.seq + 1 + place for place in range(len(entries))],
        entry_ids=[entry.id for entry in entries],
        entry_xids=[str(entry.xid) for entry in entries],
        hashes=hashes,
        form=FORM,
        sealed_at=at,
    )
    checkpoint = signer.sign(last.seq + len(entries), running, at)
    await execute(
        db,
        queries["insert_checkpoint"],
        seq=checkpoint.seq,
        hash=running,
        at=at,
        key_id=checkpoint.key_id,
        signature=bytes.fromhex(checkpoint.signature),
    )
    signer.keep(checkpoint)
    return len(entries)
