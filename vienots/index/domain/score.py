"""How well a found thing fits what was typed, and why: pure, so that it can be told and tested."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from rapidfuzz.distance import OSA

from vienots.index.contracts import Reason
from vienots.index.domain import normal
from vienots.index.domain.query import Birth
from vienots.index.domain.words import Word, is_number

APART_MAX = 3
"""Beyond it two words are not taken for one another."""
_OF_TYPO = (0.93, 0.86, 0.72, 0.5)
_EXACT, _DIACRITICS, _SPELLING, _ENDING = 1.0, 0.995, 0.98, 0.96
_EXTRA_WORD = 0.02
_BIRTH_FITS, _YEAR_FITS, _BIRTH_OTHER, _BIRTH_UNKNOWN = 0.15, 0.08, -0.3, -0.03


class Fit(Struct, frozen=True):
    score: float
    why: list[Reason]


class _WordFit(Struct, frozen=True):
    place: int
    """Of the word in what was written there."""
    score: float
    code: str


def apart(one: Word, other: Word) -> int:
    """Slips between two words; a case ending is none."""
    if one.key == other.key or one.stem == other.stem:
        return 0
    return min(OSA.distance(one.key, other.key), OSA.distance(one.stem, other.stem))


def nearness(one: Word, other: Word) -> tuple[int, float]:
    """Slips, and the same told finer: of words equally far the one with less of an ending apart."""
    slips = apart(one, other)
    return slips, slips + 0.1 * OSA.distance(one.key, other.key)


def likeness(one: Word, other: Word) -> float:
    """From 0 (another word) to 1 (the very same)."""
    fit = _fit_word(one, other)
    return fit[0] if fit else 0.0


def _fit_word(typed: Word, written: Word) -> tuple[float, str] | None:
    if typed.text.casefold() == written.text.casefold():
        return _EXACT, "exact"
    if typed.key == written.key:
        same = normal.fold(typed.text) == normal.fold(written.text)
        cyrillic = normal.has_cyrillic(typed.text) or normal.has_cyrillic(written.text)
        if same and not cyrillic:
            return _DIACRITICS, "diacritics"
        return _SPELLING, "transliteration"
    if is_number(typed) or is_number(written):
        return None
    if typed.stem == written.stem:
        # One family's names differ in their endings: the nearer one first.
        return _ENDING - 0.005 * OSA.distance(typed.key, written.key), "ending"
    slips, finer = nearness(typed, written)
    if slips > APART_MAX or slips * 2 > max(len(typed.key), len(written.key)):
        return None
    longest = max(len(typed.key), len(written.key))
    return _OF_TYPO[slips] - 0.2 * slips / longest - 0.1 * (finer - slips), "typo"


def fit_words(typed: Sequence[Word], written: Sequence[Word]) -> Fit | None:
    """Each typed word takes the written word that it fits best; None where too little fits."""
    taken: dict[int, _WordFit] = {}
    for place, word in enumerate(typed):
        best = _best_left(word, written, {fit.place for fit in taken.values()})
        if best is not None:
            taken[place] = best
    if not taken:
        return None
    weights = [len(word.key) for word in typed]
    got = sum(taken[place].score * weight for place, weight in enumerate(weights) if place in taken)
    score = got / sum(weights) - _EXTRA_WORD * max(0, len(written) - len(typed))
    why = [Reason(fit.code, written[fit.place].text) for fit in taken.values()]
    places = [fit.place for fit in taken.values()]
    if places != sorted(places):
        why.append(Reason("order"))
    return Fit(score, why)


def _best_left(word: Word, written: Sequence[Word], taken: set[int]) -> _WordFit | None:
    best: _WordFit | None = None
    for place, other in enumerate(written):
        fit = None if place in taken else _fit_word(word, other)
        if fit is not None and (best is None or fit[0] > best.score):
            best = _WordFit(place, *fit)
    return best


def fit_birth(wanted: Birth | None, born: date | None) -> tuple[float, list[Reason]]:
    """What the birth date adds to a name, or takes from it."""
    if wanted is None:
        return 0.0, []
    if born is None:
        return _BIRTH_UNKNOWN, []
    if wanted.since <= born <= wanted.until:
        if wanted.exact:
            return _BIRTH_FITS, [Reason("birth_date", born.isoformat())]
        return _YEAR_FITS, [Reason("birth_year", str(born.year))]
    return _BIRTH_OTHER, [Reason("birth_other", born.isoformat())]


def fit_part(code: str, part: str, whole: str) -> Fit:
    """A part of a plate or a number: the more of it, the better."""
    return Fit(0.5 + 0.4 * len(part) / len(whole), [Reason(code, whole)])


def fit_plate(text: str, typed: Sequence[str], label: str) -> Fit | None:
    """Of what was typed, the longest that stands in this plate."""
    key = normal.plate_key(label)
    inside = [part for part in typed if part in key]
    if not inside:
        return None
    best = max(inside, key=len)
    if best != key:
        return fit_part("plate_part", best, label)
    as_written = normal.bare_plate(label) in normal.bare_plate(text)
    return Fit(1.0, [Reason("plate" if as_written else "plate_alike", label)])


def fit_place(typed: Sequence[Word], label_words: Sequence[Word]) -> Fit | None:
    fit = fit_words(typed, label_words)
    if fit is None or fit.score <= 0.4:
        return None
    exact = all(reason.code != "typo" for reason in fit.why)
    found = " ".join(reason.found or "" for reason in fit.why).strip()
    return Fit(0.9 * min(fit.score, 1.0), [Reason("address" if exact else "address_typo", found)])
