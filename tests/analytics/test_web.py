"""Figures over HTTP: shape, rights, and windows that make no sense."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.calls.centre import Centre, opened_centre
from tests.people import ANNA, JANIS, LIGA


@pytest.fixture
async def centre(own_dsn: str, tmp_path: Path) -> AsyncIterator[Centre]:
    async with opened_centre(own_dsn, tmp_path) as opened:
        yield opened


async def test_intervals_of_an_empty_house_are_zero(centre: Centre) -> None:
    liga = await centre.person(LIGA)

    answer = await liga.get("/analytics/intervals")

    assert answer.status_code == 200, answer.text
    assert answer.json()["counts"]["cards"] == 0
    assert answer.json()["busy"] == {"assignments": 0, "max": 0, "mean": None, "units_max": 0}


async def test_the_board_is_there_from_the_first_minute(centre: Centre) -> None:
    liga = await centre.person(LIGA)

    answer = await liga.get("/analytics/shift")

    assert answer.status_code == 200, answer.text
    assert answer.json()["waiting"] == {"count": 0, "oldest_s": None}
    assert [row["code"] for row in answer.json()["targets"]][:3] == ["answer", "inform", "send"]


@pytest.mark.parametrize("path", ["/analytics/intervals", "/analytics/shift"])
async def test_figures_need_the_right(centre: Centre, path: str) -> None:
    for actor in (ANNA, JANIS):
        signed = await centre.person(actor)
        assert (await signed.get(path)).status_code == 403
    assert (await centre.nobody.get(path)).status_code == 401


async def test_a_window_upside_down_names_its_faults(centre: Centre) -> None:
    liga = await centre.person(LIGA)

    upside_down = await liga.get(
        "/analytics/intervals",
        **{"from": "2026-11-24T10:00:00+02:00", "to": "2026-11-23T10:00:00+02:00"},
    )
    naive = await liga.get("/analytics/intervals", **{"from": "2026-11-24T10:00:00"})

    assert upside_down.json()["errors"][0]["code"] == "analytics.window_empty"
    assert naive.status_code == 400
    assert naive.json()["errors"][0]["path"] == "from"


@pytest.mark.parametrize("path", ["/analytics/intervals", "/analytics/shift"])
async def test_no_bound_of_a_window_is_lost_on_the_way(centre: Centre, path: str) -> None:
    liga = await centre.person(LIGA)

    answer = await liga.get(path, institution="x" * 41)

    assert answer.status_code == 400
    assert [fault["path"] for fault in answer.json()["errors"]] == ["institution"]
