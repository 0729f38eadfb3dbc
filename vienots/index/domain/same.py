"""Whether two identities may be one person: proposed with reasons, decided by a human being."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from vienots.index.domain.distance import distance
from vienots.index.domain.mentions import code_digits
from vienots.index.domain.score import fit_words
from vienots.index.domain.words import name_words

PROPOSED_FROM = 0.6
NAME_MIN = 0.75
_NAME_SAME = 0.95
"""A case ending or another alphabet is the same name."""
NAME_LEAST = 0.3
"""With a birth date and one thing more in common: a given name alone, or one that was misheard."""
_NAME, _BIRTH, _PHONE, _ADDRESS = 0.4, 0.45, 0.3, 0.2
_BIRTH_NEAR, _BIRTH_OTHER = 0.15, -0.3


class Facts(Struct, frozen=True):
    """What all events that a reader may see tell of one identity."""

    labels: frozenset[str]
    codes: frozenset[str]
    births: frozenset[date]
    phones: frozenset[str]
    addresses: frozenset[int]


class Judged(Struct, frozen=True):
    score: float
    reasons: list[str]
    against: list[str]


def facts_of(
    labels: Sequence[str],
    codes: Sequence[str | None],
    births: Sequence[date | None],
    phones: Sequence[str | None],
    addresses: Sequence[int],
) -> Facts:
    digits = (code_digits(code) for code in codes)
    return Facts(
        frozenset(labels),
        frozenset(code for code in digits if code),
        frozenset(birth for birth in births if birth),
        frozenset(phone for phone in phones if phone),
        frozenset(addresses),
    )


def judge(one: Facts, other: Facts) -> Judged | None:
    """None where they can't be one, or nothing but a name speaks for it."""
    if one.codes and other.codes and not one.codes & other.codes:
        return None
    name = _name_fit(one, other)
    sure = one.births & other.births and (
        one.phones & other.phones or one.addresses & other.addresses
    )
    if name < (NAME_LEAST if sure else NAME_MIN):
        return None
    score, reasons, against = _NAME * name, [], []
    if name < NAME_MIN:
        against.append("other_name")
    else:
        reasons.append("name" if name >= _NAME_SAME else "name_alike")
    if one.births & other.births:
        score, reasons = score + _BIRTH, [*reasons, "birth_date"]
    elif any(_is_slip(born, told) for born in one.births for told in other.births):
        score, reasons = score + _BIRTH_NEAR, [*reasons, "birth_near"]
    elif one.births and other.births:
        score, against = score + _BIRTH_OTHER, [*against, "other_birth_date"]
    if one.phones & other.phones:
        score, reasons = score + _PHONE, [*reasons, "phone"]
    if one.addresses & other.addresses:
        score, reasons = score + _ADDRESS, [*reasons, "address"]
    return Judged(round(min(1.0, score), 3), reasons, against)


def _is_slip(one: date, other: date) -> bool:
    """One digit typed wrong, two of them changed about, or day and month."""
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return True
    return distance(f"{one:%Y%m%d}", f"{other:%Y%m%d}") == 1


def _name_fit(one: Facts, other: Facts) -> float:
    """The best pair of names, told from the side that it fits worse: a part is not the whole."""
    best = 0.0
    for label in one.labels:
        for another in other.labels:
            words, others = name_words(label), name_words(another)
            fits = [fit_words(words, others), fit_words(others, words)]
            best = max(best, min(fit.score if fit else 0.0 for fit in fits))
    return best
