"""The seals: whatever is done to the journal afterwards is found, and located."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kernel.test_journal import connect, record
from vienots.kernel import seal, verify

ENTRIES = 12


async def fill_and_seal(dsn: str, folder: Path, at: datetime) -> None:
    signer = seal.Signer(folder)
    async with await connect(dsn) as db:
        for number in range(ENTRIES):
            await record(db, f"door {number}", at)
            await db.commit()
            if number % 3 == 2:
                await seal.seal_next(db, signer, at)
                await db.commit()


def tamper(dsn: str, *statements: str) -> None:
    """As somebody with the database's own powers would."""
    with psycopg.connect(dsn, autocommit=True) as db:
        for statement in statements:
            db.execute(statement.encode())


async def findings(dsn: str, folder: Path) -> list[tuple[str, int | None]]:
    async with await connect(dsn) as db:
        verdict = await verify.verify(db, folder)
    return [(finding.kind, finding.seq) for finding in verdict.findings]


async def test_an_untouched_journal_is_whole(own_dsn: str, tmp_path: Path, now: datetime) -> None:
    await fill_and_seal(own_dsn, tmp_path, now)

    async with await connect(own_dsn) as db:
        verdict = await verify.verify(db, tmp_path)

    assert verdict.whole
    assert (verdict.entries, verdict.checkpoints) == (ENTRIES, ENTRIES // 3)


SEALED = "SELECT entry_id FROM kernel.journal_seal WHERE seq = "

ATTACKS = {
    "an edited actor": (
        [f"UPDATE kernel.journal SET actor_name = 'Nobody' WHERE id = ({SEALED}5)"],
        [("edited", 5)],
    ),
    "an edited payload": (
        [f"UPDATE kernel.journal SET payload = '{{}}' WHERE id = ({SEALED}7)"],
        [("edited", 7)],
    ),
    "a moved time": (
        [
            "UPDATE kernel.journal SET happened_at = happened_at + interval '1 microsecond'"
            f" WHERE id = ({SEALED}2)"
        ],
        [("edited", 2)],
    ),
    "a deleted entry": (
        [f"DELETE FROM kernel.journal WHERE id = ({SEALED}4)"],
        [("deleted", 4)],
    ),
    "a deleted entry with its seal": (
        [
            f"DELETE FROM kernel.journal WHERE id = ({SEALED}4)",
            "DELETE FROM kernel.journal_seal WHERE seq = 4",
        ],
        [("seal_missing", 4)],
    ),
    "two swapped payloads": (
        [
            "UPDATE kernel.journal a SET payload = b.payload FROM kernel.journal b"
            f" WHERE (a.id = ({SEALED}3) AND b.id = ({SEALED}8))"
            f" OR (a.id = ({SEALED}8) AND b.id = ({SEALED}3))"
        ],
        [("edited", 3), ("edited", 8)],
    ),
    "the end cut off": (
        [
            f"DELETE FROM kernel.journal WHERE id >= ({SEALED}11)",
            "DELETE FROM kernel.journal_seal WHERE seq >= 11",
        ],
        [("truncated", 12)],
    ),
}


@pytest.mark.parametrize(("statements", "expected"), ATTACKS.values(), ids=ATTACKS.keys())
async def test_tampering_is_found_and_located(
    own_dsn: str,
    tmp_path: Path,
    now: datetime,
    statements: list[str],
    expected: list[tuple[str, int]],
) -> None:
    await fill_and_seal(own_dsn, tmp_path, now)

    tamper(own_dsn, *statements)

    assert await findings(own_dsn, tmp_path) == expected


async def test_an_entry_slipped_in_is_found(own_dsn: str, tmp_path: Path, now: datetime) -> None:
    await fill_and_seal(own_dsn, tmp_path, now)

    tamper(
        own_dsn,
        "INSERT INTO kernel.journal (xid, happened_at, kind, actor, actor_name, institution,"
        " topic, subject_id, audience, payload) SELECT xid, happened_at, kind, actor, actor_name,"
        " institution, topic, subject_id, audience, payload FROM kernel.journal"
        " ORDER BY id LIMIT 1",
    )

    assert [kind for kind, _ in await findings(own_dsn, tmp_path)] == ["slipped_in"]


async def test_a_chain_made_anew_does_not_meet_the_checkpoints(
    own_dsn: str, tmp_path: Path, now: datetime
) -> None:
    await fill_and_seal(own_dsn, tmp_path / "ours", now)
    tamper(
        own_dsn,
        "UPDATE kernel.journal SET actor_name = 'Nobody' WHERE payload->>'door' = 'door 1'",
        "DELETE FROM kernel.journal_seal",
        "DELETE FROM kernel.journal_checkpoint",
    )
    async with await connect(own_dsn) as db:
        await seal.seal_next(db, seal.Signer(tmp_path / "theirs"), now)
        await db.commit()

    assert ("rewritten", 3) in await findings(own_dsn, tmp_path / "ours")


async def test_a_sealer_killed_before_its_commit_does_no_harm(
    own_dsn: str, tmp_path: Path, now: datetime
) -> None:
    signer = seal.Signer(tmp_path)
    async with await connect(own_dsn) as db:
        await record(db, "north", now)
        await db.commit()
        await seal.seal_next(db, signer, now)
        # The checkpoint is in the file; the seals are not in the database.
        await db.rollback()
        before = await verify.verify(db, tmp_path)
        await seal.seal_next(db, signer, now)
        after = await verify.verify(db, tmp_path)

    assert before.whole
    assert after.whole


async def test_a_forged_checkpoint_is_not_believed(tmp_path: Path, now: datetime) -> None:
    signer = seal.Signer(tmp_path)
    signer.keep(signer.sign(1, b"a" * 32, now))
    file = tmp_path / "checkpoints.ndjson"
    file.write_bytes(file.read_bytes().replace(b'"seq":1', b'"seq":2') + b'{"seq":3,"ha')

    assert list(seal.read_checkpoints(tmp_path)) == []


@given(
    column=st.sampled_from(["actor", "topic", "institution", "purpose"]), extra=st.text(min_size=1)
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_no_part_can_flow_into_its_neighbour(
    column: str, extra: str, now: datetime, a_sealable: Callable[..., seal.Unsealed]
) -> None:
    assert seal.digest_parts(a_sealable()) != seal.digest_parts(a_sealable(**{column: extra}))


@pytest.fixture
def a_sealable(now: datetime) -> Callable[..., seal.Unsealed]:
    from uuid import UUID

    def build(**changes: object) -> seal.Unsealed:
        fields: dict[str, object] = {
            "id": 1,
            "xid": 1,
            "recorded_at": now,
            "happened_at": now,
            "kind": "change",
            "actor": "",
            "actor_name": "",
            "institution": "",
            "topic": "",
            "subject_id": UUID(int=1),
            "audience": [],
            "purpose": None,
            "purpose_ref": None,
            "payload": "{}",
        }
        return seal.Unsealed(**{**fields, **changes})  # type: ignore[arg-type]

    return build
