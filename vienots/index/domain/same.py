"""Whether two identities may be one person: proposed with reasons, decided by a human being.

Each thing that two identities tell alike or differently is evidence of so many bits: how much
likelier it is among records of one person than among those of two, as a power of two (Fellegi and
Sunter 1969). The bits are rounded from what a logistic regression finds on the public files and on
the generated people of `bench/same_person.py`, except that other people of a household are held
apart more than those files would ask for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import product
from typing import TypeVar

from msgspec import Struct
from rapidfuzz.distance import OSA

from vienots.index.domain.mentions import code_digits
from vienots.index.domain.score import likeness
from vienots.index.domain.words import Word, name_words

PROPOSED_FROM = 0.5
"""Likelier one person than two."""
_PRIOR = -8.0
"""Of two who have been brought together by a name, a birth date, a phone or an address."""
_HOUSEHOLD_MAX = 7.0
"""Phone and address together, where a name differs and no birth date agrees: relatives share."""
_NAME_ALONE = -1.0
"""Namesakes are many, in a country."""
_SAME_WORD_FROM, _TYPO_FROM = 0.94, 0.6
_NAME_WORDS_COUNTED = 2
_BITS = {
    "code": 20.0, "code_near": 9.0, "code_far": 3.0, "other_code": -6.0,
    "birth_date": 9.0, "birth_near": 3.0, "birth_far": 0.0, "other_birth_date": -4.5,
    "phone": 11.0, "phone_near": 7.0, "other_phone": -1.5,
    "address": 7.0, "address_near": 6.0, "address_part": 3.5, "other_address": -2.0,
}  # fmt: skip
_SAME_WORD, _TYPO, _OTHER_WORD = 4.5, 2.5, -6.0
_UNTOLD = frozenset({"code_far", "birth_far", "other_phone", "other_address", "address_part"})
"""Counted, but no reason by itself: people have several phones, and move."""
_ADDRESS_NEAR, _ADDRESS_PART = 0.7, 0.5
_T = TypeVar("_T")


class Facts(Struct, frozen=True):
    """What all events that a reader may see tell of one identity."""

    labels: frozenset[str]
    codes: frozenset[str]
    births: frozenset[date]
    phones: frozenset[str]
    addresses: frozenset[str]
    """Keys of address words, joined by blanks."""


class Judged(Struct, frozen=True):
    score: float
    """How likely they are one person, from 0 to 1."""
    reasons: list[str]
    against: list[str]


class _Name(Struct, frozen=True):
    bits: float
    other: int
    """Words of both that find no like in the other."""
    exact: bool


def facts_of(
    labels: Sequence[str],
    codes: Sequence[str | None],
    births: Sequence[date | None],
    phones: Sequence[str | None],
    addresses: Sequence[str],
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
    """None where they can't be one: another name beside another personal code. Another code alone
    does not part them: people are given new ones."""
    name = _best_name(one, other)
    code = _best(one.codes, other.codes, _code)
    birth = _best(one.births, other.births, _birth)
    phone = _best(one.phones, other.phones, _phone)
    address = _best(one.addresses, other.addresses, _address)
    if code not in {None, "code"} and name is not None and name.other:
        # Twins have codes that are but a digit or two apart.
        return None
    home = _bits(phone) + _bits(address)
    if name is not None and name.other and birth not in {"birth_date", "birth_near"}:
        home = min(home, _HOUSEHOLD_MAX)
    beside = [_bits(code), _bits(birth), home]
    bits = _PRIOR + (name.bits if name else 0.0) + sum(beside)
    if max(beside) <= 0:
        bits = min(bits, _NAME_ALONE)
    told = [_name_reason(name), code, birth, phone, address]
    reasons = [why for why in told if why and why not in _UNTOLD]
    return Judged(
        round(1 / (1 + 2**-bits), 3),
        [why for why in reasons if not why.startswith("other_")],
        [why for why in reasons if why.startswith("other_")],
    )


def _bits(why: str | None) -> float:
    return 0.0 if why is None else _BITS[why]


def _best(ones: Iterable[_T], others: Iterable[_T], told: Callable[[_T, _T], str]) -> str | None:
    """What speaks most for them; None where one of them tells nothing."""
    return max((told(one, other) for one, other in product(ones, others)), key=_bits, default=None)


def _name_reason(name: _Name | None) -> str | None:
    if name is None:
        return None
    if name.other:
        return "other_name"
    return "name" if name.exact else "name_alike"


def _best_name(one: Facts, other: Facts) -> _Name | None:
    pairs = ((name_words(a), name_words(b)) for a, b in product(one.labels, other.labels))
    names = [_name(words, others) for words, others in pairs if words and others]
    return max(names, key=lambda name: name.bits, default=None)


def _name(words: Sequence[Word], others: Sequence[Word]) -> _Name:
    """Each word takes the one that it is likest to; long words choose first."""
    left = list(others)
    same = typos = unlike = 0
    for word in sorted(words, key=lambda word: -len(word.key)):
        scores = [likeness(word, other) for other in left]
        score = max(scores, default=0.0)
        if score <= _TYPO_FROM:
            unlike += 1
            continue
        left.pop(scores.index(score))
        same, typos = same + (score >= _SAME_WORD_FROM), typos + (score < _SAME_WORD_FROM)
    other = min(unlike, len(left))
    bits = _SAME_WORD * min(same, _NAME_WORDS_COUNTED) + _TYPO * typos + _OTHER_WORD * other
    return _Name(bits, other, exact=not typos and len(words) == len(others))


def _code(one: str, other: str) -> str:
    return ("code", "code_near", "code_far", "other_code")[_slips(one, other, 3)]


def _birth(one: date, other: date) -> str:
    """One digit typed wrong, two of them changed about, or day and month, is near."""
    slips = _slips(one.isoformat(), other.isoformat(), 3)
    if slips and (one.year, one.month, one.day) == (other.year, other.day, other.month):
        slips = 1
    return ("birth_date", "birth_near", "birth_far", "other_birth_date")[slips]


def _phone(one: str, other: str) -> str:
    return ("phone", "phone_near", "phone_near", "other_phone")[_slips(one, other, 3)]


def _address(one: str, other: str) -> str:
    if one == other:
        return "address"
    words, left = one.split(), other.split()
    count = len(words) + len(left)
    shared = 0
    for word in words:
        found = next((told for told in left if _is_like(word, told)), None)
        if found is not None:
            left.remove(found)
            shared += 1
    share = 2 * shared / count
    another_number = any(_is_number(word) for word in left) and shared < len(words)
    if share >= _ADDRESS_NEAR and not another_number:
        return "address_near"
    return "address_part" if share >= _ADDRESS_PART else "other_address"


def _is_like(word: str, told: str) -> bool:
    """Numbers are the same or other ones; words may have a slip or two."""
    if word == told:
        return True
    if _is_number(word) or _is_number(told):
        return False
    most = min(2, len(word) // 3)
    return _slips(word, told, most + 1) <= most


def _slips(one: str, other: str, most: int) -> int:
    """Letters wrong, missing, too many, or neighbours changed about; `most` stands for more."""
    return min(OSA.distance(one, other, score_cutoff=most - 1), most)


def _is_number(word: str) -> bool:
    return any(char.isdigit() for char in word)
