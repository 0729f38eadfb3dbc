"""Files and what was said of their words go when their time is over; the counts stay."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from vienots.imports import store
from vienots.kernel.db import Db

log = structlog.get_logger()

KEPT = timedelta(days=30)
"""Time enough to mend what was refused; a copy of personal data is no archive."""


async def forget_files(db: Db, at: datetime) -> None:
    before = at - KEPT
    files = await store.delete_old_content(db, before=before)
    rows = await store.delete_old_refused(db, before=before)
    log.info("imports.forgotten", files=files, rows=rows)
