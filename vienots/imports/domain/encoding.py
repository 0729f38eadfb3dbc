"""Which letters the bytes stand for. Latvian files come in four kinds of them."""

from __future__ import annotations

import codecs
import re
import unicodedata

import charset_normalizer
from msgspec import Struct

SAMPLE = 200_000
"""Bytes that are looked at where UTF-8 is out of the question."""
UTF8, UTF16 = "utf-8", "utf-16"
FAVOURED = ("windows-1257", "iso-8859-13", "windows-1251")
"""In this order where they read the same: the two Baltic ones differ in quotation marks alone."""
CHOICES = (UTF8, *FAVOURED, "cp775", "windows-1252", UTF16)
BROKEN = "\ufffd"
"""What stands where a byte is no letter in the chosen encoding."""
_BROKEN_MAX = 0.02
_MARKS = frozenset("„“”‚‘’«»–—…€°§№\u00a0²³·")
_BALTIC = frozenset("āčēģīķļņōŗšūžąęėįųäöüõåæøéó")
_WORD = re.compile(r"[^\W\d_]+")


class EncodingGuess(Struct, frozen=True):
    name: str
    sure: bool


def sniff_encoding(data: bytes) -> EncodingGuess:
    """A mark at the beginning decides; then UTF-8, if it fits; then what reads like words."""
    if data.startswith(codecs.BOM_UTF8):
        return EncodingGuess(UTF8, sure=True)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return EncodingGuess(UTF16, sure=True)
    try:
        data.decode(UTF8)
    except UnicodeDecodeError:
        return _sniff_letters(data)
    return EncodingGuess(UTF8, sure=True)


def decode(data: bytes, encoding: str) -> str:
    """What cannot be read becomes a mark, for the row to be refused. A mark of UTF-8 at the
    beginning is believed before anything that was chosen for another file."""
    if data.startswith(codecs.BOM_UTF8):
        return data.decode("utf-8-sig", "replace")
    return data.decode(encoding, "replace")


def is_known(encoding: str) -> bool:
    """Whether it names an encoding of text; Python knows others, such as base64."""
    try:
        info = codecs.lookup(encoding)
    except (LookupError, ValueError):
        return False
    return bool(getattr(info, "_is_text_encoding", False))


def _sniff_letters(data: bytes) -> EncodingGuess:
    foreign = bytes(byte for byte in data if byte >= 0x80)
    sample = _around_foreign(data)
    scored = [(score_of(sample.decode(name, "replace")), name) for name in FAVOURED]
    best, name = max(scored, key=lambda one: one[0])
    if best > 0:
        return EncodingGuess(name, sure=best >= len(foreign[:SAMPLE]) * 0.2)
    # A few broken letters do not make it another encoding.
    if data.decode(UTF8, "replace").count(BROKEN) <= len(foreign) * _BROKEN_MAX:
        return EncodingGuess(UTF8, sure=False)
    found = charset_normalizer.from_bytes(sample[:SAMPLE]).best()
    known = found is not None and is_known(found.encoding)
    return EncodingGuess(found.encoding if found is not None and known else FAVOURED[0], sure=False)


def _around_foreign(data: bytes) -> bytes:
    """From the first line with letters beyond ASCII: the beginning may have none for long."""
    first = next(place for place, byte in enumerate(data) if byte >= 0x80)
    start = data.rfind(b"\n", 0, first) + 1
    return data[start : start + SAMPLE]


def score_of(text: str) -> int:
    """How much it reads like words: of Latin with Baltic letters, or wholly of Cyrillic."""
    words = sum(_score_of_word(word) for word in _WORD.findall(text) if not word.isascii())
    others = (letter for letter in text if letter >= "\x80" and not letter.isalpha())
    return words + sum(_score_of_mark(letter) for letter in others)


def _score_of_word(word: str) -> int:
    foreign = [letter for letter in word.lower() if not letter.isascii()]
    if all("\u0400" <= letter <= "\u04ff" for letter in word):
        # Capitals inside a word are what small letters of another encoding look like.
        return len(foreign) if word[1:].islower() or word.isupper() or len(word) == 1 else -1
    has_latin = len(foreign) < len(word)
    if has_latin and all(letter in _BALTIC for letter in foreign):
        return len(foreign)
    return -len(foreign)


def _score_of_mark(letter: str) -> int:
    if letter == BROKEN or unicodedata.category(letter) == "Cc":
        return -5
    return 1 if letter in _MARKS else -1
