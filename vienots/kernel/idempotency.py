"""Keys of repeated requests: the answer that was given is given again, and has one effect."""

from __future__ import annotations

from msgspec import Struct

from vienots.kernel.db import Db, execute, fetch_one_or_none, load_queries
from vienots.kernel.errors import BadInput, Fault, Refusal

queries = load_queries(__package__)

KEY_LENGTH_MAX = 200


class KeyReused(Refusal):
    """The same key came with another body."""

    code = "idempotency.key_reused"


class Kept(Struct, frozen=True):
    request_hash: bytes
    status: int | None
    content_type: str | None
    body: bytes | None


def check_key(key: str | None) -> str | None:
    """Raises BadInput."""
    if key is not None and not (1 <= len(key) <= KEY_LENGTH_MAX and key.isprintable()):
        raise BadInput([Fault("Idempotency-Key", "idempotency.key_malformed")])
    return key


async def begin(db: Db, actor: str, key: str, digest: bytes) -> Kept | None:
    """The answer that was given; None: from now on the key is this transaction's. Waits for another
    one that holds it. Raises KeyReused."""
    first = await execute(
        db, queries["insert_idempotency"], actor=actor, key=key, request_hash=digest
    )
    return None if first else await find(db, actor, key, digest)


async def find(db: Db, actor: str, key: str, digest: bytes) -> Kept | None:
    """Raises KeyReused."""
    kept = await fetch_one_or_none(db, Kept, queries["get_idempotency"], actor=actor, key=key)
    if kept is not None and kept.request_hash != digest:
        raise KeyReused
    return kept


async def finish(  # noqa: PLR0913 (columns of one row)
    db: Db, actor: str, key: str, *, status: int, content_type: str, body: bytes
) -> None:
    """Keep the answer, in the very transaction of its effect or after the last one of them."""
    await execute(
        db,
        queries["set_idempotency_answer"],
        actor=actor,
        key=key,
        status=status,
        content_type=content_type,
        body=body,
    )
