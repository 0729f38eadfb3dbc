"""What narrows a list by its text: a part of a number, of a card's number, of an address."""

from __future__ import annotations

import re

from msgspec import Struct

from vienots.register.domain import codes

LENGTH_MIN = 2
LENGTH_MAX = 200
WORDS_MAX = 8
_IN_EVERY_ADDRESS = frozenset({"iela", "ielas", "nov", "novads", "pag", "pagasts", "latvija"})
_CARD_NUMBER = re.compile(r"^([0-9]{4})-([0-9]{1,9})$")


class SearchTerms(Struct, frozen=True):
    """None where the text can't mean this. Texts of LIKE are escaped already."""

    number: str | None
    """Part of a registration number."""
    card: str | None
    address: list[str] | None
    """Every one of these must be in it."""
    address_key: str | None
    """The one of them that says most: an index finds by one pattern, not by all of a list."""


def escape_like(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def contains(text: str) -> str:
    return f"%{escape_like(text)}%"


def interpret(q: str) -> SearchTerms:
    text = q.strip()
    words = codes.fold(text).split()[:WORDS_MAX]
    told = words if len("".join(words)) >= 3 else []
    digits = sum(char.isdigit() for char in text)
    return SearchTerms(
        number=contains(text.upper()) if digits and len(text) >= 3 else None,
        card=_card_number(text),
        address=[contains(word) for word in told] or None,
        address_key=contains(max(told, key=_telling)) if told else None,
    )


def _telling(word: str) -> tuple[bool, int]:
    return word not in _IN_EVERY_ADDRESS, len(word)


def _card_number(text: str) -> str | None:
    found = _CARD_NUMBER.match(text)
    return f"{found[1]}-{int(found[2]):07d}" if found else None
