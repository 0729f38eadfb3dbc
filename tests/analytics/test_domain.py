"""Shifts by the clock on the wall, whose figures one sees, what keeps a target."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.people import AIVARS, LIGA, VIKTORS
from vienots.analytics.domain import Verdict, judge, scope, shift_around
from vienots.analytics.errors import FiguresOfOthers
from vienots.kernel.clock import RIGA

CENTURY = st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(CENTURY)
def test_every_moment_lies_in_one_shift(at: datetime) -> None:
    begin, end = shift_around(at)

    assert begin <= at < end
    assert {begin.astimezone(RIGA).hour, end.astimezone(RIGA).hour} == {8, 20}
    assert timedelta(hours=11) <= end.astimezone(UTC) - begin.astimezone(UTC) <= timedelta(hours=13)


def test_a_night_shift_lasts_longer_when_clocks_are_put_back() -> None:
    begin, end = shift_around(datetime(2026, 10, 25, 0, 30, tzinfo=UTC))

    assert end.astimezone(UTC) - begin.astimezone(UTC) == timedelta(hours=13)


def test_the_contact_centre_sees_all_and_others_their_own() -> None:
    assert scope(LIGA, None) is None
    assert scope(LIGA, "vugd") == "vugd"
    assert scope(VIKTORS, None) is None
    assert scope(AIVARS, None) == "pp-0003000"
    with pytest.raises(FiguresOfOthers):
        scope(AIVARS, "vp")


@pytest.mark.parametrize(
    ("n", "within", "share", "verdict"),
    [
        (10, 0.9, 0.9, Verdict.KEPT),
        (10, 0.89, 0.9, Verdict.OVER),
        (0, None, 0.9, Verdict.NO_DATA),
        (10, None, None, Verdict.NO_TARGET),
    ],
)
def test_a_target_is_kept_by_its_share(
    n: int, within: float | None, share: float | None, verdict: Verdict
) -> None:
    assert judge(n, within, share) is verdict
