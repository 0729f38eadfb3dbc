"""Code lists over HTTP."""

from __future__ import annotations

from pathlib import Path

from tests.calls.centre import opened_centre
from tests.people import ILZE


async def test_a_list_of_a_day_wants_to_know_whose_day(own_dsn: str, tmp_path: Path) -> None:
    async with opened_centre(own_dsn, tmp_path) as centre:
        ilze = await centre.person(ILZE)

        known = await ilze.get("/classifiers/incident_type", at="2026-11-24T10:00:00+02:00")
        naive = await ilze.get("/classifiers/incident_type", at="2026-11-24T10:00:00")

    assert known.status_code == 200, known.text
    assert naive.status_code == 400
    assert [fault["path"] for fault in naive.json()["errors"]] == ["at"]
