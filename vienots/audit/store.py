"""Every query of this context, and nothing else."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct, structs

from vienots.audit.contracts import JournalEntry, JournalFilter, Verification
from vienots.kernel.db import (
    Db,
    as_json,
    execute,
    fetch_all,
    fetch_one,
    fetch_one_or_none,
    load_queries,
)

queries = load_queries(__package__)


class ChainRow(Struct, frozen=True):
    sealed: int
    last_hash: bytes
    unsealed: int
    oldest: datetime | None
    checkpoint_at: datetime | None
    key_id: str | None


def _escape_like(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


async def list_entries(db: Db, wanted: JournalFilter) -> list[JournalEntry]:
    parameters = structs.asdict(wanted) | {
        "actor_pattern": None if wanted.actor is None else _escape_like(wanted.actor),
        "topic_pattern": None if wanted.topic is None else _escape_like(wanted.topic) + ".%",
    }
    return await fetch_all(db, JournalEntry, queries["list_entries"], **parameters)


async def get_chain(db: Db) -> ChainRow:
    return await fetch_one(db, ChainRow, queries["chain_state"])


async def get_last_verification(db: Db) -> Verification | None:
    return await fetch_one_or_none(db, Verification, queries["last_verification"])


async def insert_verification(db: Db, verification: Verification) -> None:
    row = structs.asdict(verification) | {"findings": as_json(verification.findings)}
    await execute(db, queries["insert_verification"], **row)
