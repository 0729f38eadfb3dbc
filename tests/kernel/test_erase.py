"""Payloads leave the journal by certificate alone; the chain holds, and tells any other erasure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from tests.kernel.test_journal import DoorOpened, connect, record
from tests.kernel.test_seal import SEALED, tamper
from tests.people import SYSTEM
from vienots.kernel import journal, seal, verify
from vienots.kernel.db import Db
from vienots.kernel.erase import ErasedEntry, PayloadsErased, erase
from vienots.kernel.follow import Follower, register, step
from vienots.kernel.verify import Verdict, find_none

CERTIFICATE = "IEMIC-DZ-2026-000001"


async def find_certificate(db: Db, numbers: Collection[str]) -> Collection[str]:
    return {CERTIFICATE} & set(numbers)


async def with_doors(db: Db, folder: Path, at: datetime, *, sealed: bool = True) -> UUID:
    """Two entries of one subject between two of others; places 1 to 4 in the chain."""
    await record(db, "north", at)
    subject = await record(db, "a name", at)
    await record(db, "another name", at, subject)
    await record(db, "south", at)
    await db.commit()
    if sealed:
        await sealed_now(db, folder, at)
    return subject


async def sealed_now(db: Db, folder: Path, at: datetime) -> None:
    await seal.seal_next(db, seal.Signer(folder), at)
    await db.commit()


async def erased(db: Db, subject: UUID, at: datetime) -> int:
    count = await erase(db, SYSTEM, subject, certificate=CERTIFICATE, at=at)
    await db.commit()
    return count


async def judged(
    dsn: str, folder: Path, find: verify.FindCertificates = find_certificate
) -> Verdict:
    async with await connect(dsn) as db:
        return await verify.verify(db, folder, find)


def told(verdict: Verdict) -> list[tuple[str, int | None]]:
    return [(finding.kind, finding.seq) for finding in verdict.findings]


async def test_an_erased_journal_is_whole_and_says_how_much_was_erased(
    own_dsn: str, tmp_path: Path, now: datetime
) -> None:
    async with await connect(own_dsn) as db:
        subject = await with_doors(db, tmp_path, now)
        assert await erased(db, subject, now) == 2
        assert await erased(db, subject, now) == 0, "again, there is nothing more"
        await sealed_now(db, tmp_path, now)
        entries = await journal.read_subject(db, subject)

    verdict = await judged(own_dsn, tmp_path)

    assert (verdict.whole, verdict.erased, verdict.entries) == (True, 2, 5)
    assert "name" not in str([entry.payload for entry in entries])


async def test_what_is_erased_before_its_seal_is_whole_too(
    own_dsn: str, tmp_path: Path, now: datetime
) -> None:
    async with await connect(own_dsn) as db:
        subject = await with_doors(db, tmp_path, now, sealed=False)
        await erased(db, subject, now)
        await sealed_now(db, tmp_path, now)

    verdict = await judged(own_dsn, tmp_path)

    assert (verdict.whole, verdict.erased) == (True, 2)


async def test_an_erasure_without_its_certificate_is_found(
    own_dsn: str, tmp_path: Path, now: datetime
) -> None:
    async with await connect(own_dsn) as db:
        await erased(db, await with_doors(db, tmp_path, now), now)

    verdict = await judged(own_dsn, tmp_path, find_none)

    assert (told(verdict), verdict.erased) == ([("erased", 2), ("erased", 3)], 0)


BLANKED = """
UPDATE kernel.journal SET payload = jsonb_build_object('$erased', jsonb_build_object(
    'by', {by}, 'certificate', '{certificate}',
    'sha256', encode(sha256(convert_to(payload::text, 'UTF8')), 'hex')))
WHERE id = ({sealed}4)
"""
OF_THE_OTHERS = "(SELECT id FROM kernel.journal WHERE topic = 'kernel.payloads_erased')"


@pytest.mark.parametrize(
    ("by", "certificate"), [("0", "none"), ("0", CERTIFICATE), (OF_THE_OTHERS, CERTIFICATE)]
)
async def test_a_payload_blanked_with_the_right_hash_is_found(
    own_dsn: str, tmp_path: Path, now: datetime, by: str, certificate: str
) -> None:
    """The chain fits all the same; but no entry of the journal says that it was to go."""
    async with await connect(own_dsn) as db:
        await erased(db, await with_doors(db, tmp_path, now), now)
        await sealed_now(db, tmp_path, now)

    tamper(own_dsn, BLANKED.format(by=by, certificate=certificate, sealed=SEALED))
    verdict = await judged(own_dsn, tmp_path)

    assert (told(verdict), verdict.erased) == ([("erased", 4)], 2)


@pytest.mark.parametrize("form", [1, 2])
async def test_the_rest_of_an_erased_entry_is_held_still(
    own_dsn: str, tmp_path: Path, now: datetime, form: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Form 1: as journals were sealed before erasing was known."""
    chain = seal.chain
    async with await connect(own_dsn) as db:
        with monkeypatch.context() as patch:
            patch.setattr(seal, "FORM", form)
            patch.setattr(seal, "chain", lambda previous, entry: chain(previous, entry, form))
            subject = await with_doors(db, tmp_path, now)
        await erased(db, subject, now)
        await sealed_now(db, tmp_path, now)
    before = await judged(own_dsn, tmp_path)

    tamper(own_dsn, f"UPDATE kernel.journal SET actor = 'person:x' WHERE id = ({SEALED}2)")
    after = await judged(own_dsn, tmp_path)

    assert (before.whole, before.erased) == (True, 2)
    assert told(after) == [("edited", 2)]


async def test_a_deleted_saying_of_an_erasure_is_found(
    own_dsn: str, tmp_path: Path, now: datetime
) -> None:
    async with await connect(own_dsn) as db:
        await erased(db, await with_doors(db, tmp_path, now), now)
        await sealed_now(db, tmp_path, now)

    tamper(own_dsn, "DELETE FROM kernel.journal WHERE topic = 'kernel.payloads_erased'")

    assert set(told(await judged(own_dsn, tmp_path))) == {
        ("erased", 2),
        ("erased", 3),
        ("deleted", 5),
    }


async def test_the_database_erases_nothing_that_is_not_told(
    own_dsn: str, tmp_path: Path, now: datetime
) -> None:
    async with await connect(own_dsn) as db:
        subject = await with_doors(db, tmp_path, now)
        call = "SELECT kernel.erase_payloads(%s)"

        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await db.execute(call, [subject])
        await db.rollback()
        with pytest.raises(psycopg.errors.DataException):
            wrong = PayloadsErased(subject, CERTIFICATE, [ErasedEntry(2, "0" * 64, "0" * 64)])
            await journal.record(db, SYSTEM, wrong, audience=journal.NOBODY, at=now)
            await db.execute(call, [subject])
        await db.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await db.execute("UPDATE kernel.journal SET payload = '{}'")


async def test_one_kind_of_entry_alone_can_be_erased(db: Db, now: datetime) -> None:
    subject = await record(db, "a name", now)
    await record(db, "another name", now, subject)
    holding = {"door": "a name"}

    count = await erase(db, SYSTEM, subject, certificate=CERTIFICATE, at=now, holding=holding)

    doors = [entry for entry in await journal.read_subject(db, subject) if entry.topic == TOPIC]
    assert (count, [entry.erased for entry in doors]) == (1, [False, True])


TOPIC = DoorOpened.topic


async def test_followers_pass_over_what_is_erased(own_dsn: str, now: datetime) -> None:
    seen = []

    async def work(db: Db, entry: journal.Entry, at: datetime) -> None:
        seen.append(entry.payload["door"])

    follower = Follower("tests.doors", {TOPIC}, work)
    async with await connect(own_dsn) as db:
        subject = await record(db, "a name", now)
        await record(db, "south", now)
        await register(db, follower)
        await erased(db, subject, now)

        await step(db, follower, now)

    assert seen == ["south"]
