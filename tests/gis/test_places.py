from __future__ import annotations

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vienots.gis.domain.places import Named, PlaceIndex, Question, fold, house_position, stem
from vienots.gis.index import GisIndex
from vienots.gis.store import PlaceRow

JELGAVA = (56.6511, 23.7136)


def names(gis: GisIndex, text: str, near: tuple[float, float] | None = None) -> list[str]:
    return [place.name for place in gis.find_places(text, near)]


@pytest.mark.parametrize(
    "text",
    [
        "Lielā iela 12, Jelgava",
        "lielā 12 jelgava",
        "Jelgava lielā 12",
        "jelgava liela iela 12",
        "JELGAVĀ LIELAJĀ 12",
        "Lielā iela 12, Jelgava, LV-3001",
        "12 lielā jelgava",
        "jelgavas lielās ielas 12. nams",
        "Lielā iela 12-34, Jelgava",
    ],
)
def test_an_address_is_found_as_people_say_it(gis: GisIndex, text: str) -> None:
    first = gis.find_places(text)[0]

    assert (first.kind, first.name) == ("address", "Lielā iela 12, Jelgava")
    assert (first.atvk, first.municipality, first.modelled) == ("0003000", "Jelgava", True)
    assert first.lat == pytest.approx(JELGAVA[0], abs=0.05)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("riga", "Rīga"),
        ("rīgā", "Rīga"),
        ("rig", "Rīga"),
        ("jelgvaa", "Jelgava"),
        ("valmeira", "Valmiera, Valmieras novads"),
        ("liepājas", "Liepāja"),
        ("ādažos", "Ādaži, Ādažu novads"),
        ("kuldigas novads kuldiga", "Kuldīga, Kuldīgas novads"),
    ],
)
def test_a_town_comes_before_all_that_is_named_after_it(
    gis: GisIndex, text: str, wanted: str
) -> None:
    assert names(gis, text)[0] == wanted


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("vugd liepaja", "station", "VUGD Liepājas"),
        ("madonas slimnica", "hospital", "Madonas slimnīca"),
        ("stradina slimnica", "hospital", "Paula Stradiņa"),
    ],
)
def test_stations_and_hospitals_are_found(gis: GisIndex, text: str, kind: str, part: str) -> None:
    first = gis.find_places(text)[0]

    assert first.kind == kind
    assert part in first.name
    assert first.modelled is False


def test_of_streets_with_one_name_the_nearer_comes_first(gis: GisIndex) -> None:
    far = names(gis, "miera iela 3")
    near = names(gis, "miera iela 3", JELGAVA)

    assert near[0] == "Miera iela 3, Jelgava"
    assert far[0] != near[0]


def test_an_unknown_word_does_not_hide_the_known_ones(gis: GisIndex) -> None:
    assert "Jelgava" in names(gis, "lielveikals Zvaigznīte Jelgava")
    assert names(gis, "lielveikals jelgava")[0] == "Jelgava"


def test_coordinates_are_a_place_inside_the_country_only(gis: GisIndex) -> None:
    [inside] = gis.find_places("56.6511, 23.7136")

    assert (inside.kind, inside.atvk) == ("coordinates", "0003000")
    assert (inside.lat, inside.lon) == JELGAVA
    assert gis.find_places("59.43, 24.75") == []


@pytest.mark.parametrize("text", ["", " ", "?!", "12", "zzzzqqq", "\x00", "iela " * 50])
def test_hopeless_questions_get_an_answer_too(gis: GisIndex, text: str) -> None:
    assert len(gis.find_places(text)) <= 8


@given(st.text(max_size=80))
def test_any_text_is_answered(gis: GisIndex, text: str) -> None:
    assert len(gis.find_places(text, None, 5)) <= 5


def misspelt(rng: random.Random, name: str) -> str:
    """One typing error of four kinds, not in the first letter."""
    place = rng.randrange(1, len(name))
    match rng.randrange(4):
        case 0:
            return name[:place] + name[place + 1 :]
        case 1:
            return name[:place] + rng.choice(string.ascii_lowercase) + name[place:]
        case 2:
            return name[:place] + rng.choice(string.ascii_lowercase) + name[place + 1 :]
        case _:
            place = min(place, len(name) - 2)
            return name[:place] + name[place + 1] + name[place] + name[place + 2 :]


def recall(gis: GisIndex, asked: list[tuple[str, PlaceRow]]) -> float:
    found = [
        any(place.id == row.id for place in gis.find_places(text, (row.lat, row.lon), 10))
        for text, row in asked
    ]
    return sum(found) / len(found)


def some_settlements(places: list[PlaceRow], count: int) -> list[PlaceRow]:
    rng = random.Random(112)
    fitting = [
        p for p in places if p.kind == "settlement" and len(p.name) >= 6 and " " not in p.name
    ]
    return rng.sample(fitting, count)


def test_every_settlement_is_found_without_its_letters(
    gis: GisIndex, places: list[PlaceRow]
) -> None:
    rows = some_settlements(places, 400)

    assert recall(gis, [(fold(row.name), row) for row in rows]) >= 0.99


def test_a_typing_error_rarely_hides_a_settlement_from_who_is_near(
    gis: GisIndex, places: list[PlaceRow]
) -> None:
    rng = random.Random(5)
    rows = some_settlements(places, 400)

    assert recall(gis, [(misspelt(rng, fold(row.name)), row) for row in rows]) >= 0.95


def test_a_beginning_is_enough_for_who_is_near(gis: GisIndex, places: list[PlaceRow]) -> None:
    rows = some_settlements(places, 400)

    assert recall(gis, [(row.name[:5], row) for row in rows]) >= 0.9


@pytest.mark.parametrize(
    ("text", "words", "house"),
    [
        ("Lielā iela 12", ["liela"], "12"),
        ("Lielā iela 12a", ["liela"], "12A"),
        ("Lielā iela 12/14", ["liela"], "12/14"),
        ("Lielā iela 12-34", ["liela"], "12"),
        ("Lielā iela 12 k-2", ["liela"], "12 k-2"),
        ("Lielā iela 12 korpuss 2", ["liela"], "12 k-2"),
        ("18. novembra iela 5", ["18", "novembra"], "5"),
        ("Rīga LV-1010", ["riga"], None),
        ("iela", ["iela"], None),
    ],
)
def test_a_question_is_taken_apart(text: str, words: list[str], house: str | None) -> None:
    assert Question.read(text) == Question(words, house)


@pytest.mark.parametrize(
    "forms", [("Jelgava", "Jelgavas", "Jelgavai", "Jelgavu", "Jelgavā"), ("Cēsis", "Cēsu", "Cēsīm")]
)
def test_cases_of_a_word_have_one_stem(forms: tuple[str, ...]) -> None:
    stems = {stem(fold(form)) for form in forms}

    assert len(stems) == 1


A_STREET = Named(
    "s1", "street", "Miera iela", "Miera iela, Jelgava", 56.65, 23.71, "Jelgava", "0003000", 4.0,
    (56.66, 23.72),
)  # fmt: skip


def test_house_numbers_grow_along_the_street_on_two_sides() -> None:
    north = [house_position(A_STREET, str(number))[0] for number in (1, 11, 21, 31)]
    odd, even = house_position(A_STREET, "5"), house_position(A_STREET, "6")

    assert north == sorted(north)
    assert odd != even
    assert abs(odd[0] - even[0]) * 111_195 < 60


@given(st.integers(1, 999))
def test_no_house_lies_beyond_its_street(number: int) -> None:
    lat, lon = house_position(A_STREET, str(number))

    assert 56.6498 <= lat <= 56.6602
    assert 23.7095 <= lon <= 23.7205


def test_an_empty_map_finds_nothing() -> None:
    assert PlaceIndex([]).find("Rīga") == []
