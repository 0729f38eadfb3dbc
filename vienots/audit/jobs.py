"""The chain is walked every night, and whenever an auditor asks."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from vienots.audit import actions
from vienots.kernel.db import Db
from vienots.kernel.follow import Follower
from vienots.kernel.jobs import Arguments, Job

FOLLOWERS = [
    Follower("audit.looks", actions.LOOK_TOPICS, actions.take_look, kind="read"),
    Follower("audit.standing", actions.STANDING_TOPICS, actions.take_standing),
]


def build_jobs(audit_dir: Path) -> list[Job]:
    async def verify_chain(db: Db, arguments: Arguments, at: datetime) -> None:
        await actions.verify_chain(db, audit_dir, str(arguments.get("asked_by", "nightly")), at)

    return [Job(actions.VERIFY_JOB, verify_chain, queue="audit", cron="40 2 * * *")]
