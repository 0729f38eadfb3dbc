"""Words of names and addresses, and the forms under which two spellings of a word meet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations

from msgspec import Struct

from vienots.index.domain.normal import fold, key_of, stem_of

NAME = "name"
PLACE = "place"
NAME_WORDS_MAX = 5
ADDRESS_WORDS_MAX = 10
_PREFIX = 12
"""Letters behind it do not make more forms: two words that are alike begin alike."""
_LONG = 5
"""From this length on two letters may be wrong, below it one."""
_SPACE_OR_HYPHEN = re.compile(r"[\s\-–—.,;'’`\"()/]+")
_POSTCODE = re.compile(r"\blv\s?-?\s?[0-9]{4}\b")
_IN_EVERY_ADDRESS = frozenset(
    {
        "iela", "ielas", "iel", "ielai", "nov", "novads", "novada", "pag", "pagasts", "pagasta",
        "latvija", "dzivoklis", "dz", "dziv", "kv", "prospekts", "prosp", "bulvaris", "bulv",
        "maja", "street", "str",
    }
)  # fmt: skip


class Word(Struct, frozen=True):
    """As it was written, and as it is compared."""

    text: str
    key: str
    stem: str


@lru_cache(maxsize=100_000)
def word_of(text: str) -> Word:
    key = key_of(text)
    return Word(text, key, stem_of(key))


def name_words(text: str) -> list[Word]:
    """Words of a name in their order; initials and what has no letters are left out."""
    words = (word_of(part) for part in _SPACE_OR_HYPHEN.split(text))
    return [word for word in words if _is_name(word)][:NAME_WORDS_MAX]


def _is_name(word: Word) -> bool:
    return len(word.key) >= 2 and word.key.isalpha()


def address_words(text: str) -> list[Word]:
    """Words and numbers that tell addresses apart."""
    folded = _POSTCODE.sub(" ", fold(text))
    told = [part for part in folded.split() if part not in _IN_EVERY_ADDRESS]
    return [_address_word(part) for part in told][:ADDRESS_WORDS_MAX]


def _address_word(part: str) -> Word:
    if any(char.isdigit() for char in part):
        return Word(part, part, part)
    return word_of(part)


def is_number(word: Word) -> bool:
    return any(char.isdigit() for char in word.key)


def forms_of(word: Word) -> set[str]:
    """Every form of the word with letters taken out; of its stem, too. Numbers stay as they are."""
    if is_number(word):
        return {word.key}
    return _deletions(word.key) | _deletions(word.stem)


def _deletions(key: str) -> set[str]:
    head = key[:_PREFIX]
    if len(head) <= 2:
        return {head}
    count = 2 if len(head) >= _LONG else 1
    return {
        "".join(head[place] for place in kept)
        for left in range(len(head) - count, len(head) + 1)
        for kept in combinations(range(len(head)), left)
    }


def hash_of(scope: str, form: str) -> int:
    """Eight bytes in place of a text. Should two forms meet by chance, the distance tells."""
    digest = blake2b(f"{scope}:{form}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def hashes_of(scope: str, word: Word) -> list[int]:
    return [hash_of(scope, form) for form in forms_of(word)]


def join_keys(words: Iterable[Word]) -> str:
    return " ".join(word.key for word in words)
