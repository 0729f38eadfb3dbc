"""Personal codes, plates, phones, numbers and names: what they are, and how they are compared."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vienots.register.domain import codes

WEIGHTS = (1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def an_old_code(birth_on: date, serial: str) -> str:
    """Built from the published rule, the other way round: the check digit comes last."""
    century = {18: "0", 19: "1", 20: "2"}[birth_on.year // 100]
    ten = f"{birth_on:%d%m%y}{century}{serial}"
    check = (1101 - sum(w * int(d) for w, d in zip(WEIGHTS, ten, strict=True))) % 11
    return f"{ten}{check % 10}"


@given(st.dates(date(1800, 1, 1), date(2017, 6, 30)), st.integers(0, 999))
def test_an_old_personal_code_tells_the_day_of_birth(birth_on: date, serial: int) -> None:
    digits = an_old_code(birth_on, f"{serial:03d}")

    code = codes.parse_personal_code(f"{digits[:6]}-{digits[6:]}")

    assert code is not None
    assert code.birth_on == birth_on
    assert code == codes.parse_personal_code(digits)


@given(st.integers(2, 9), st.integers(0, 999_999_999))
def test_a_new_personal_code_has_neither_date_nor_check(second: int, rest: int) -> None:
    code = codes.parse_personal_code(f"3{second}{rest:09d}")

    assert code is not None
    assert (code.birth_on, code.checksum_fits) == (None, None)


@pytest.mark.parametrize(
    ("text", "fits"),
    [("161175-19997", True), ("111111-11111", True), ("111112-11111", False)],
)
def test_the_check_digit_of_known_codes(text: str, fits: bool) -> None:
    code = codes.parse_personal_code(text)

    assert code is not None
    assert code.checksum_fits is fits


@pytest.mark.parametrize(
    "text",
    ["", "1611751999", "161175-199970", "311175-19997", "161375-19997", "161175-39997",
     "161175_19997", "٣٢١١٧٥-١٩٩٩٧", "310000-00000", "abcdef-ghijk", "161175--19997"],
)  # fmt: skip
def test_what_is_no_personal_code(text: str) -> None:
    assert codes.parse_personal_code(text) is None


@given(st.text(max_size=40))
def test_no_text_breaks_the_readers_of_codes(text: str) -> None:
    codes.parse_personal_code(text)
    codes.normalise_phone(text)
    plate = codes.normalise_plate(text)
    folded = codes.fold(text)

    assert codes.fold(folded) == folded
    assert plate is None or plate


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("20 000 001", "+37120000001"),
        ("+371 2000-0001", "+37120000001"),
        ("0037120000001", "+37120000001"),
        ("37167000000", "+37167000000"),
        ("+4915112345678", "+4915112345678"),
        ("112", "112"),
        ("hidden", None),
        ("", None),
        ("1234567890123456", None),
    ],
)
def test_phones_have_one_form(typed: str, normal: str | None) -> None:
    assert codes.normalise_phone(typed) == normal


@pytest.mark.parametrize(
    ("typed", "normal"), [("ab-1234", "AB1234"), (" E 123 KX 77 ", "E123KX77"), ("-", None)]
)
def test_plates_are_compared_without_blanks_and_hyphens(typed: str, normal: str | None) -> None:
    assert codes.normalise_plate(typed) == normal


def test_names_are_compared_without_marks_and_case() -> None:
    assert codes.fold("  Šķērsiela-ĶIRŠU  iela 3 ") == "skersiela kirsu iela 3"


@pytest.mark.parametrize(
    ("given", "digits"),
    [
        ("40003521600", "40003521600"),
        ("LV 4000 3521 600", "40003521600"),
        ("90000086402", "90000086402"),
        ("20003521600", None),
        ("4000352160", None),
    ],
)
def test_registration_numbers_of_enterprises(given: str, digits: str | None) -> None:
    assert codes.normalise_registration_number(given) == digits
