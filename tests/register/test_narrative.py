"""What a narrative proposes: found as people write it, and nothing that is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.people import AIVARS, ANNA
from tests.register.desks import Desks
from vienots.register.domain.narrative import FOUND_MAX, read_narrative

WORDS = {"applicant": ["iesniedz"], "victim": ["cietuš"], "witness": ["liecinie"]}


def found(text: str) -> list[tuple[str, str, str | None]]:
    return [(one.kind, one.value, one.role) for one in read_narrative(text, WORDS)]


def test_everything_in_one_text_is_found_with_its_role() -> None:
    text = (
        "Lielā iela 12, Jelgava. Cietušais Jānis, 161175-19997, tālr. 2612 3456; "
        "liecinieces numurs +371 67123456. Aizbrauca ar AB-1234."
    )

    assert found(text) == [
        ("address", "Lielā iela 12, Jelgava", None),
        ("personal_code", "161175-19997", "victim"),
        ("phone", "+37126123456", "victim"),
        ("phone", "+37167123456", "witness"),
        ("plate", "AB-1234", None),
    ]


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("auto ab1234", "AB-1234"),
        ("auto AB 12", "AB-12"),
        ("BMW AB-1", "AB-1"),
        ("ab123.", "AB-123"),
    ],
)
def test_plates_are_found_as_people_write_them(text: str, plate: str) -> None:
    assert found(text) == [("plate", plate, None)]


@pytest.mark.parametrize(
    "text",
    [
        "ap 20 cilvēki", "LV-3001", "no 12 līdz 14", "plkst. 10.15", "23.11.2026", "2026-0001234",
        "99999999999", "000000-00000", "telts 3x4",
    ],
)  # fmt: skip
def test_numbers_of_other_kinds_are_left_alone(text: str) -> None:
    assert found(text) == []


def test_a_role_ends_with_its_sentence() -> None:
    assert found("Cietušais atsakās. Zvana 26123456") == [("phone", "+37126123456", None)]


def test_the_same_thing_twice_is_one() -> None:
    assert found("26123456 un vēlreiz +371 26123456") == [("phone", "+37126123456", None)]


@given(st.text(max_size=400))
def test_no_text_breaks_it_and_places_fit(text: str) -> None:
    read = read_narrative(text, WORDS)

    assert len(read) <= FOUND_MAX
    assert all(text[one.start : one.end] == one.text for one in read)


async def test_a_desk_is_told_what_its_text_proposes(desks: Desks) -> None:
    aivars = await desks.of(AIVARS)
    text = "Skaļa mūzika dzīvoklī. Iesniedzējs 26123456."

    answer = await aivars.post("/register/narrative", {"text": text})

    assert answer.status_code == 200, answer.text
    assert answer.json()["types"][0]["type"] == "order.noise"
    [thing] = answer.json()["things"]
    assert (thing["kind"], thing["value"], thing["role"]) == ("phone", "+37126123456", "applicant")


async def test_reading_a_text_needs_the_right_to_write(desks: Desks) -> None:
    anna = await desks.of(ANNA)

    assert (await anna.post("/register/narrative", {"text": "Deg"})).status_code == 403
    too_long = await (await desks.of(AIVARS)).post("/register/narrative", {"text": "x" * 20_001})
    assert too_long.status_code == 400
