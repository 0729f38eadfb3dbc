"""Reads a narrative: plates, phones, personal codes and addresses in it, and whose each one is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from vienots.register.contracts import Found
from vienots.register.domain import codes

FOUND_MAX = 20
ROLE_REACH = 90
"""Letters between a role's word and what belongs to it: about one clause."""

_PERSONAL_CODE = re.compile(r"(?<![\w-])(\d{6}-\d{5}|\d{11})(?![\w-])")
_PHONE = re.compile(r"(?<![\w+-])(\+\d{1,3}(?:[ -]?\d){6,12}|[2678]\d(?:[ -]?\d){6})(?![\w-])")
# In capitals with a blank or hyphen, or written together: `ap 20` is no plate.
_PLATE = re.compile(r"(?<![\w-])(?!LV-)([A-Z]{2}[ -]\d{1,4}|[A-Za-z]{2}\d{2,4})(?![\w-])")
_ADDRESS = re.compile(
    r"\b((?:[A-ZĀČĒĢĪĶĻŅŠŪŽ][\w.]*\s+){1,4}"
    r"(?:iel|bulvār|prospekt|šosej|gatv|laukum|ceļ|krastmal|dambi|lini)\w*"
    r"\s+\d{1,3}[a-zA-Z]?(?:\s?[/k-]\s?\d{1,4})?"
    r"(?:,?\s+(?:[A-ZĀČĒĢĪĶĻŅŠŪŽ]\w+))?)"
)
_SENTENCE_END = re.compile(r";\s|[.!?]\s+(?=[A-ZĀČĒĢĪĶĻŅŠŪŽ])")


def read_narrative(text: str, role_words: Mapping[str, Sequence[str]]) -> list[Found]:
    """In the order of the text. `role_words`: role to the beginnings of words that speak of it."""
    taken: list[range] = []
    found: list[Found] = []
    for kind, start, end, value in _candidates(text):
        # A code is no phone: what was recognised first keeps its letters.
        if any(start < other.stop and other.start < end for other in taken):
            continue
        taken.append(range(start, end))
        role = _role_before(text, start, role_words) if kind != "address" else None
        found.append(Found(kind, text[start:end], value, start, end, role))
    unique = {(one.kind, one.value): one for one in reversed(found)}
    return sorted(unique.values(), key=lambda one: one.start)[:FOUND_MAX]


def _candidates(text: str) -> Iterator[tuple[str, int, int, str]]:
    for match in _PERSONAL_CODE.finditer(text):
        code = codes.parse_personal_code(match[1])
        # Eleven digits without a hyphen may be anything; then the check digit must speak for it.
        if code is not None and ("-" in match[1] or code.checksum_fits):
            yield "personal_code", *match.span(1), code.text
    for match in _ADDRESS.finditer(text):
        yield "address", *match.span(1), match[1]
    for match in _PHONE.finditer(text):
        phone = codes.normalise_phone(match[1])
        if phone is not None:
            yield "phone", *match.span(1), phone
    for match in _PLATE.finditer(text):
        plate = codes.normalise_plate(match[1])
        if plate is not None:
            yield "plate", *match.span(1), f"{plate[:2]}-{plate[2:]}"


def _role_before(text: str, start: int, role_words: Mapping[str, Sequence[str]]) -> str | None:
    """The role spoken of last before this place, in the same sentence."""
    clause = _SENTENCE_END.split(text[max(0, start - ROLE_REACH) : start])[-1]
    words = [codes.fold(word) for word in clause.split()]
    for word in reversed(words):
        for role, stems in role_words.items():
            if any(word.startswith(codes.fold(stem)) for stem in stems):
                return role
    return None
