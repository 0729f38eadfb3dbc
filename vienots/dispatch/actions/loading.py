"""Rules as data: run cards, turnout times, who may refer to whom. The files are the truth."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec

from vienots.dispatch import store
from vienots.dispatch.domain.needs import ReferralRule, RunCard
from vienots.dispatch.store import TurnoutRow
from vienots.kernel.db import Db

Row = TypeVar("Row")


async def load_rules(db: Db, folder: Path) -> int:
    """Run with every migration; again is harmless. The number of rows."""
    cards = _read(folder / "run_cards.json", RunCard)
    turnouts = _read(folder / "turnout.json", TurnoutRow)
    rules = _read(folder / "referral_rules.json", ReferralRule)
    await store.upsert_run_cards(db, cards)
    await store.upsert_turnouts(db, turnouts)
    await store.upsert_referral_rules(db, rules)
    return len(cards) + len(turnouts) + len(rules)


def _read(file: Path, row: type[Row]) -> list[Row]:
    return msgspec.json.decode(file.read_bytes(), type=list[row])  # type: ignore[valid-type]
