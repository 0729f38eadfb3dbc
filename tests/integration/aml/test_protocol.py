"""AML messages of real and made handsets, whole and damaged, read without I/O."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.conftest import FIXTURES, fixture_file
from vienots.integration.aml.fake import Handset, pack_septets
from vienots.integration.aml.protocol import RADIUS_UNKNOWN_M, Fix, Reading, read_form, read_sms

NOON = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
HANDSET = Handset()
FIX = Fix(HANDSET.lat, HANDSET.lon, HANDSET.radius_m)


# ---- messages that others recorded --------------------------------------------------------------


def vector(name: str) -> tuple[Reading, dict[str, Any]]:
    found = json.loads(fixture_file("aml/vectors.json").read_text())
    case = next(case for case in found if case["id"] == name)
    body = case["body"].encode()
    if case["kind"] == "sms-text":
        return read_sms(body), case["expect"]
    return read_form(body, case.get("key", "").encode() or None), case["expect"]


def test_a_recorded_sms_of_version_1() -> None:
    reading, expected = vector("sms-v1-fr")

    assert reading.fix == Fix(expected["lat"], expected["lon"], 52)
    assert reading.fix_at == datetime(2019, 11, 12, 11, 29, 28, tzinfo=UTC)
    assert ("length_wrong" not in reading.flags) is expected["ml_ok"]


def test_a_recorded_sms_of_version_2() -> None:
    reading, expected = vector("sms-v2")

    assert reading.fix == Fix(expected["lat"], expected["lon"], expected["radius_m"])
    assert reading.call_at is not None
    assert reading.fix_at is not None
    assert reading.call_at.timestamp() == expected["call_time_unix"]
    assert reading.fix_at.timestamp() == expected["fix_time_unix"]
    assert reading.confidence == expected["confidence"]
    assert reading.altitude_m == expected["alt_m"]
    assert (reading.imei, reading.network, reading.language) == (
        expected["imei"],
        expected["network"],
        expected["language"],
    )


def test_a_recorded_form() -> None:
    reading, expected = vector("https-v1")

    assert reading.number == expected["number"]
    assert reading.fix == Fix(expected["lat"], expected["lon"], expected["accuracy_m"])
    assert reading.fix_at is not None
    assert round(reading.fix_at.timestamp() * 1_000) == expected["time_ms"]
    assert (reading.source, reading.floor) == (expected["source"], expected["floor"])
    assert reading.flags == ()


def test_a_recorded_form_with_a_proof() -> None:
    reading, expected = vector("https-hmac-ok")

    assert reading.authenticated is expected["authenticated"]


def test_every_recorded_message_has_its_test() -> None:
    known = {"sms-v1-fr", "sms-v2", "https-v1", "https-hmac-ok"}

    found = json.loads(fixture_file("aml/vectors.json").read_text())

    assert {case["id"] for case in found} == known, FIXTURES


# ---- messages that handsets make ----------------------------------------------------------------


def test_what_a_handset_sends_is_what_is_read() -> None:
    early = NOON - timedelta(seconds=8)

    for reading in (
        read_sms(HANDSET.sms_v1(early)),
        read_sms(HANDSET.sms_v2(NOON, early)),
        read_form(HANDSET.form(early)),
    ):
        assert (reading.fix, reading.fix_at, reading.flags) == (FIX, early, ())
        assert reading.imei == HANDSET.imei


def test_a_data_sms_is_read_from_its_septets() -> None:
    reading = read_sms(pack_septets(HANDSET.sms_v1(NOON)))

    assert (reading.form, reading.fix, reading.flags) == ("sms_v1", FIX, ())


def test_a_miscounted_length_keeps_the_fix() -> None:
    reading = read_sms(HANDSET.sms_v1(NOON, length_off_by=2))

    assert (reading.fix, reading.flags) == (FIX, ("length_wrong",))


@given(st.integers(0, 150))
def test_an_sms_cut_anywhere_never_moves_the_place(length: int) -> None:
    for whole in (HANDSET.sms_v1(NOON), HANDSET.sms_v2(NOON, NOON)):
        reading = read_sms(whole[:length])

        assert reading.fix in (None, FIX, Fix(FIX.lat, FIX.lon, RADIUS_UNKNOWN_M)) or (
            reading.fix is not None and (reading.fix.lat, reading.fix.lon) == (FIX.lat, FIX.lon)
        )


def test_an_sms_that_lost_its_end_is_flagged() -> None:
    reading = read_sms(HANDSET.sms_v1(NOON)[:60])

    assert reading.fix == FIX
    assert "truncated" in reading.flags


@pytest.mark.parametrize(
    ("body", "flag"),
    [
        (b"", "not_aml"),
        (b"Palidziet, deg maja", "not_aml"),
        (b'A"ML=3;lt=1;lg=2', "version_unknown"),
        (b'A"ML=1;lt=+00.00000;lg=+000.00000;rd=N;pm=N;ml=47', "position_missing"),
        (b'A"ML=1;lt=95.0;lg=24.0;rd=10;pm=G;ml=39', "position_impossible"),
        (b'A"ML=1;lt=56.9;lg=24.1;rd=N;pm=G;ml=37', "radius_missing"),
        (b'A"ML=2;en=112;lo=56.9,24.1;lc=68', "position_missing"),
        (b'A"ML=2;lo=nan,24.1,5', "position_missing"),
        (b'A"ML=2;lo=56.9,24.1,5;lo=55.9,21.1,5', "field_repeated"),
        (b'Fwd: A"ML=2;lo=56.9,24.1,5', "text_before_header"),
        (b'A"ML=2;lo=56.9,24.1,5;junk', "field_unreadable"),
    ],
)
def test_what_is_odd_about_an_sms_is_said(body: bytes, flag: str) -> None:
    assert flag in read_sms(body).flags


def test_the_called_number_is_not_taken_for_the_callers() -> None:
    assert read_sms(b'A"ML=2;en=112;lo=56.9,24.1,5').number is None
    assert read_sms(b'A"ML=2;en=+37120000001;lo=56.9,24.1,5').number == "+37120000001"


# ---- forms --------------------------------------------------------------------------------------

KEY = b"shared with the gateway"


def test_a_right_proof_proves_and_a_wrong_one_does_not() -> None:
    right = HANDSET.form(NOON, KEY)
    moved = right.replace(b"56.94960", b"56.94961")

    assert read_form(right, KEY).authenticated is True
    assert read_form(right.upper().replace(b"&HMAC=", b"&hmac="), KEY).authenticated is False
    assert (read_form(moved, KEY).authenticated, read_form(moved, KEY).flags) == (
        False,
        ("proof_wrong",),
    )
    assert read_form(right, b"another key").authenticated is False


def test_a_form_without_a_proof_is_neither_proven_nor_refuted() -> None:
    assert read_form(HANDSET.form(NOON), KEY).authenticated is None
    unchecked = read_form(HANDSET.form(NOON, KEY))
    assert (unchecked.authenticated, unchecked.flags) == (None, ("proof_unchecked",))


def test_the_first_of_two_equal_fields_counts() -> None:
    reading = read_form(HANDSET.form(NOON) + b"&location_latitude=10.0")

    assert (reading.fix, reading.flags) == (FIX, ("field_repeated",))


@pytest.mark.parametrize(
    ("body", "flag"),
    [
        (b"", "not_aml"),
        (b"a=1&b=2", "not_aml"),
        (b"\xff\xfe", "not_aml"),
        (b"&".join(b"location_%d=1" % number for number in range(200)), "not_aml"),
        (b"device_number=%2B37120000001", "position_missing"),
        (b"location_latitude=1e9&location_longitude=2", "position_missing"),
        (b"location_latitude=91&location_longitude=2", "position_impossible"),
    ],
)
def test_what_is_odd_about_a_form_is_said(body: bytes, flag: str) -> None:
    assert flag in read_form(body).flags


# ---- anything at all ----------------------------------------------------------------------------


@given(st.binary(max_size=400))
@example(b'A"ML=1;')
@example(b'A"ML=2;et=99999999999999;lt=-99999999999999;lo=0,0,0')
@example(b'A"ML=1;top=99999999999999;ml=1')
@example(b"location_time=99999999999999999&location_latitude=%FF")
@example(b"&hmac=\xff")
def test_any_bytes_are_read_as_something(body: bytes) -> None:
    for reading in (read_sms(body), read_sms(b'A"ML=2;' + body), read_form(body, b"key")):
        assert reading.form in ("none", "sms_v1", "sms_v2", "https")
        assert reading.fix is not None or reading.flags != ()
