"""Normal forms, forms of words, slips and what a typed text may mean: without a database."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from vienots.app.generating.names import ERRORS, bare, english, full_name, russian, slip
from vienots.index.domain.mentions import identity_key
from vienots.index.domain.normal import key_of, phone_key, plate_key, stem_of
from vienots.index.domain.query import Birth, read_query
from vienots.index.domain.score import apart, fit_words
from vienots.index.domain.words import address_words, forms_of, join_keys, name_words, word_of

LETTERS = "abcdefghijklmnoprstuvz"
WORDS = st.text(LETTERS, min_size=1, max_size=12)
SEEDS = st.integers(0, 10_000)


@pytest.mark.parametrize(
    "spellings",
    [
        ("Bērziņš", "Berzins", "Берзиньш", "Berzinsh", "BĒRZIŅŠ"),
        ("Andrejs", "Андрей", "Andrey"),
        ("Kļaviņa", "Клявиня", "Klyavinya"),
        ("Žanna", "Zhanna", "Жанна", "Zana"),
        ("Šmits", "Shmits", "Schmits", "Шмитс"),
        ("Jānis", "Янис", "Yanis", "Jaanis"),
        ("Ščerbakovs", "Щербаков", "Shcherbakov"),
        ("Aleksandrs", "Александр"),
    ],
)
def test_spellings_of_one_name_have_one_stem(spellings: tuple[str, ...]) -> None:
    assert len({stem_of(key_of(spelling)) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    "cases",
    [
        ("Bērziņš", "Bērziņa", "Bērziņam", "Bērziņu", "Bērziņā", "Bērziņi", "Bērziņiem"),
        ("Ozols", "Ozola", "Ozolam", "Ozolu", "Ozolā", "Ozoliem"),
        ("Kļava", "Kļavas", "Kļavai", "Kļavu", "Kļavām"),
        ("Jānis", "Jāņa", "Jānim", "Jāni", "Jānī"),
        ("Ilze", "Ilzes", "Ilzei", "Ilzi", "Ilzē"),
        ("Иванов", "Иванова", "Ивановым", "Ивановой"),
    ],
)
def test_cases_of_one_name_have_one_stem(cases: tuple[str, ...]) -> None:
    assert len({stem_of(key_of(case)) for case in cases}) == 1


@given(WORDS, SEEDS)
def test_a_word_with_a_slip_meets_the_right_one_under_some_form(text: str, seed: int) -> None:
    wrong = slip(random.Random(seed), text)
    keys = key_of(wrong), key_of(text)

    if min(map(len, keys)) >= 3 and OSA.distance(*keys) <= 1:
        assert forms_of(word_of(wrong)) & forms_of(word_of(text))


@given(st.text(LETTERS, min_size=7, max_size=14), SEEDS)
def test_a_long_word_with_two_slips_meets_it_too(text: str, seed: int) -> None:
    rng = random.Random(seed)
    wrong = slip(rng, slip(rng, text))

    if OSA.distance(key_of(wrong), key_of(text)) <= 2 and len(key_of(wrong)) >= 5:
        assert forms_of(word_of(wrong)) & forms_of(word_of(text))


@given(SEEDS)
def test_a_name_fits_itself_best_and_in_any_order(seed: int) -> None:
    rng = random.Random(seed)
    written = " ".join(full_name(rng))
    words = name_words(written)

    exact = fit_words(words, words)
    swapped = fit_words(name_words(" ".join(reversed(written.split()))), words)

    assert exact is not None
    assert exact.score == pytest.approx(1.0)
    assert {reason.code for reason in exact.why} == {"exact"}
    assert swapped is not None
    assert swapped.score == pytest.approx(1.0)
    assert "order" in {reason.code for reason in swapped.why}


@given(SEEDS, st.sampled_from(sorted(ERRORS)))
def test_a_wrong_name_still_fits_the_right_one(seed: int, kind: str) -> None:
    rng = random.Random(seed)
    parts = full_name(rng)
    typed = ERRORS[kind](rng, *parts)

    fit = fit_words(name_words(typed), name_words(" ".join(parts)))

    assert fit is not None
    assert fit.score > 0.5


@given(SEEDS)
def test_other_alphabets_and_missing_marks_are_no_slips_or_few(seed: int) -> None:
    given_name, family = full_name(random.Random(seed))
    for name in (given_name, family):
        assert apart(word_of(bare(name)), word_of(name)) == 0
        assert apart(word_of(english(name)), word_of(name)) <= 2
        assert apart(word_of(russian(name)), word_of(name)) <= 2


def test_signs_of_a_plate_that_look_alike_are_one() -> None:
    assert plate_key("AO-1234") == plate_key("a0 i234") == plate_key("АО1234")
    assert plate_key("KB-80") == plate_key("K8 BO")


@pytest.mark.parametrize(
    "text", ["20000512", "20 000 512", "+371 20000512", "00371-20000512", "(371) 2000 0512"]
)
def test_a_phone_in_any_form_is_one(text: str) -> None:
    assert phone_key(text) == "+37120000512"


def test_an_address_is_told_by_its_words_and_numbers() -> None:
    one = address_words("Lielā iela 18–42, Jelgava, LV-3001")
    other = address_words("lielaa iela 18 - 42 Jelgava, Latvija")

    assert join_keys(one) == join_keys(other) == "liela 18 42 ielgava"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("161175-19997", {"personal_code": "16117519997"}),
        ("Bērziņš 16117519997", {"personal_code": "16117519997"}),
        ("andris zariņš 12.03.1984", {"birth": Birth(date(1984, 3, 12), date(1984, 3, 12))}),
        ("zariņš 1984", {"birth": Birth(date(1984, 1, 1), date(1984, 12, 31))}),
        ("1984", {"birth": None, "names": []}),
        ("zariņš 31.02.1984", {"birth": None}),
        ("kl 4406", {"plates": ["4406", "KL4406"]}),
        ("kl44O6", {"plates": ["KL4406"]}),
        ("BOSS", {"plates": ["80SS"]}),
        ("andris zariņš", {"plates": [], "phone": None, "number": None}),
        ("+371 20000512", {"phone": "+37120000512", "phone_part": "37120000512"}),
        ("zvanīja 20 000 512", {"phone": "+37120000512"}),
        ("kl 4406", {"phone": None}),
        ("2026-1234", {"card": "2026-0001234"}),
        ("LV 1234567", {"marks": ["1234567", "LV1234567"]}),
    ],
)
def test_what_a_text_may_mean(text: str, meant: dict[str, object]) -> None:
    query = read_query(text)

    assert {name: getattr(query, name) for name in meant} == meant


@given(st.text(max_size=60))
def test_anything_can_be_typed(text: str) -> None:
    query = read_query(text)

    assert query.text == text.strip()
    assert len(query.plates) <= 6


def test_what_makes_two_mentions_one_row() -> None:
    born, phone = date(1984, 3, 12), "+37120000512"
    one, other = name_words("Andris Zariņš"), name_words("ZARINS Andris")

    assert identity_key(one, "12038410215", born, phone) == "c:12038410215"
    assert identity_key(one, None, born, phone) == identity_key(other, None, born, None)
    assert identity_key(one, None, None, phone) == identity_key(other, None, None, phone)
    assert identity_key(one, None, None, None) == "n:andris zarins"
    maria, mara = name_words("Marija Kalna"), name_words("Māra Kalna")
    assert maria[0].key == mara[0].key
    assert identity_key(maria, None, born, None) != identity_key(mara, None, born, None)
    assert identity_key([], None, born, phone) is None
