"""What a text in the search box may mean: every meaning is tried, and says why it found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from vienots.index.domain import normal
from vienots.index.domain.words import Word, address_words, is_number, name_words

LENGTH_MIN = 2
LENGTH_MAX = 200
_PERSONAL_CODE = re.compile(r"(?<![0-9])([0-9]{6})\s?-?\s?([0-9]{5})(?![0-9])")
_DATE = re.compile(r"(?<![0-9])([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})(?![0-9])")
_ISO_DATE = re.compile(r"(?<![0-9])([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9])")
_YEAR = re.compile(r"^(?:19|20)[0-9]{2}$")
_PHONE = re.compile(r"\+?[0-9][0-9\s().\-/]{2,}[0-9]")
_CARD = re.compile(r"^([0-9]{4})-([0-9]{1,9})$")
PHONE_PART_MIN = 4
PHONE_WITH_WORDS_MIN = 7
PLATE_MIN, PLATE_MAX = 3, 8
MARK_MIN = 5
PLATES_MAX = 6


class Birth(Struct, frozen=True):
    since: date
    until: date

    @property
    def exact(self) -> bool:
        return self.since == self.until


class Query(Struct, frozen=True):
    """Empty or None where the text can't mean this."""

    text: str
    names: list[Word]
    birth: Birth | None
    personal_code: str | None
    phone: str | None
    """A whole number as it is kept."""
    phone_part: str | None
    plates: list[str]
    """Of letters alone: a plate only where it is the whole of it."""
    marks: list[str]
    places: list[Word]
    number: str | None
    """Part of a registration number."""
    card: str | None


def read_query(text: str) -> Query:
    text = text.strip()
    rest, code = _take(_PERSONAL_CODE, text)
    rest, birth = _take_birth(rest)
    parts = rest.replace(",", " ").split()
    names = [word for part in parts if not _has_digit(part) for word in name_words(part)]
    if birth is None and names:
        birth = _birth_year(parts)
    phone, phone_part = _read_phone(text)
    places = address_words(rest) if code is None else []
    return Query(
        text=text,
        names=names,
        birth=birth,
        personal_code=code[1] + code[2] if code else None,
        phone=phone,
        phone_part=phone_part,
        plates=_read_plates(parts) if code is None else [],
        # Eleven digits are a firm's registration number, too.
        marks=_read_marks([code[1] + code[2]] if code else parts),
        places=places if any(_tells(word) for word in places) else [],
        number=text.upper() if _has_digit(text) and len(text) >= 4 else None,
        card=_card_number(text),
    )


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, re.Match[str] | None]:
    found = pattern.search(text)
    if found is None:
        return text, None
    return f"{text[: found.start()]} {text[found.end() :]}", found


def _take_birth(text: str) -> tuple[str, Birth | None]:
    for pattern, order in ((_DATE, (3, 2, 1)), (_ISO_DATE, (1, 2, 3))):
        rest, found = _take(pattern, text)
        if found is not None:
            year, month, day = (int(found[group]) for group in order)
            try:
                on = date(year, month, day)
            except ValueError:
                continue
            return rest, Birth(on, on)
    return text, None


def _birth_year(parts: Sequence[str]) -> Birth | None:
    years = [int(part) for part in parts if _YEAR.match(part)]
    return Birth(date(years[0], 1, 1), date(years[0], 12, 31)) if years else None


def _has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _tells(word: Word) -> bool:
    return not is_number(word) and len(word.key) >= 3


def _read_phone(text: str) -> tuple[str | None, str | None]:
    """The whole number and its digits. Among other words a few digits are no phone number."""
    digits_min = PHONE_WITH_WORDS_MIN if any(char.isalpha() for char in text) else PHONE_PART_MIN
    for found in _PHONE.finditer(text):
        key = normal.phone_key(found[0])
        if key is not None and len(key.lstrip("+")) >= digits_min:
            return key, key.lstrip("+")
    return None, None


def _read_plates(parts: Sequence[str]) -> list[str]:
    """Each part, and each two neighbours together: people write `KL 4406` and `KL4406`."""
    together = [f"{one}{other}" for one, other in zip(parts, parts[1:], strict=False)]
    keys = [
        normal.plate_key(text)
        for text in [*parts, *together]
        if PLATE_MIN <= len(normal.bare_plate(text)) <= PLATE_MAX
        and (_has_digit(text) or len(parts) == 1)
    ]
    return list(dict.fromkeys(key for key in keys if key.isascii()))[:PLATES_MAX]


def _read_marks(parts: Sequence[str]) -> list[str]:
    whole = "".join(parts)
    keys = [normal.mark_key(text) for text in [*parts, whole] if _has_digit(text)]
    return [key for key in dict.fromkeys(keys) if len(key) >= MARK_MIN and key.isascii()][:4]


def _card_number(text: str) -> str | None:
    found = _CARD.match(text)
    return f"{found[1]}-{int(found[2]):07d}" if found else None
