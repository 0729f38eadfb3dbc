"""Rules of signing in, with the clock as a parameter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vienots.identity.domain import (
    DELAY_MAX,
    FREE_TRIES,
    WINDOW,
    client_address,
    is_cross_site,
    network_prefix,
    parse_networks,
    seconds_up,
    wait_before_next_try,
)

AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)

ages = st.lists(st.integers(min_value=0, max_value=3_600), max_size=60)


def failures(seconds_ago: list[int]) -> list[datetime]:
    return [AT - timedelta(seconds=age) for age in seconds_ago]


@given(ages)
def test_a_wait_always_ends(seconds_ago: list[int]) -> None:
    wait = wait_before_next_try(failures(seconds_ago), FREE_TRIES, AT)

    assert timedelta(0) <= wait <= DELAY_MAX


@given(ages)
def test_after_the_wait_a_try_is_allowed(seconds_ago: list[int]) -> None:
    found = failures(seconds_ago)
    wait = wait_before_next_try(found, FREE_TRIES, AT)

    assert wait_before_next_try(found, FREE_TRIES, AT + wait) == timedelta(0)


@given(ages, st.integers(min_value=0, max_value=3_600))
def test_another_failure_never_shortens_the_wait(seconds_ago: list[int], age: int) -> None:
    before = wait_before_next_try(failures(seconds_ago), FREE_TRIES, AT)
    after = wait_before_next_try(failures([*seconds_ago, age]), FREE_TRIES, AT)

    assert after >= before


@given(ages)
def test_the_order_of_failures_does_not_matter(seconds_ago: list[int]) -> None:
    shuffled = sorted(seconds_ago)

    assert wait_before_next_try(failures(seconds_ago), FREE_TRIES, AT) == wait_before_next_try(
        failures(shuffled), FREE_TRIES, AT
    )


@given(ages)
def test_old_failures_are_forgotten(seconds_ago: list[int]) -> None:
    later = AT + WINDOW

    assert wait_before_next_try(failures(seconds_ago), FREE_TRIES, later) == timedelta(0)


def test_waits_double() -> None:
    waits = [wait_before_next_try([AT] * count, FREE_TRIES, AT) // SECOND for count in range(4, 10)]

    assert waits == [0, 2, 4, 8, 16, 32]


def test_an_attacker_gets_few_guesses_an_hour() -> None:
    """Whoever tries at the first allowed moment, for an hour."""
    tried: list[datetime] = []
    moment = AT
    while moment < AT + timedelta(hours=1):
        moment += wait_before_next_try(tried, FREE_TRIES, moment)
        tried.append(moment)
        moment += timedelta(milliseconds=100)

    assert len(tried) < 70


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        ("192.0.2.77", "192.0.2.0"),
        ("::ffff:192.0.2.77", "192.0.2.0"),
        ("2001:db8::1", "2001:db8::"),
        ("2001:db8:0:1:2:3:4:5", "2001:db8::"),
        ("2001:db8:7:1::5", "2001:db8:7::"),
        ("::1", "::"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_one_attacker_is_one_network(address: str, prefix: str) -> None:
    assert network_prefix(address) == prefix


PROXIES = parse_networks("10.0.0.0/8, fd00::/8")


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("198.51.100.7", "", "198.51.100.7"),
        ("198.51.100.7", "203.0.113.1", "198.51.100.7"),
        ("10.0.0.1", "203.0.113.1", "203.0.113.1"),
        ("10.0.0.1", "192.0.2.9, 203.0.113.1", "203.0.113.1"),
        ("10.0.0.1", "203.0.113.1, 10.0.0.2", "203.0.113.1"),
        ("fd00::1", "2001:db8::7", "2001:db8::7"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "nonsense", "nonsense"),
        ("testclient", "203.0.113.1", "testclient"),
    ],
)
def test_only_our_own_proxies_are_believed(peer: str, forwarded: str, address: str) -> None:
    assert client_address(peer, forwarded, PROXIES) == address


@pytest.mark.parametrize(
    ("headers", "cross"),
    [
        ({"sec-fetch-site": "same-origin"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "same-site"}, True),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"origin": "https://vienots.example"}, False),
        ({"origin": "https://other.example"}, True),
        ({"origin": "https://vienots.example.other.example"}, True),
        ({"origin": "null"}, True),
        ({"sec-fetch-site": "cross-site", "origin": "https://vienots.example"}, True),
        ({}, False),
    ],
    ids=str,
)
def test_an_act_comes_from_our_own_pages(headers: dict[str, str], cross: bool) -> None:
    assert is_cross_site("POST", headers, "vienots.example") is cross
    assert not is_cross_site("GET", headers, "vienots.example")


def test_retry_after_is_never_too_short() -> None:
    assert seconds_up(timedelta(milliseconds=1)) == 1
    assert seconds_up(timedelta(seconds=2)) == 2
