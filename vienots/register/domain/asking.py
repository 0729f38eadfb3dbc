"""Which registers are asked about what of an event, what their answer means, when they rest."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from vienots.register.asking_contracts import AskedList, Breaker, CheckState, Inquiry, SourceAnswer
from vienots.register.contracts import EventContent

KEY_LENGTH_MAX = 60
FAILURES_BORNE = 3
REST_MIN, REST_MAX = timedelta(seconds=30), timedelta(minutes=10)
PAUSES_MIN = (1, 2, 5, 15, 60)
_NOT_KEY = re.compile(r"[^A-Z0-9]")
_COMPARED = ("name", "surname", "make")


class AskedRule(Struct, frozen=True):
    """One value of the code list `asked_register`."""

    asks: dict[AskedList, str]
    """List of an event → the field whose value it is asked by."""
    cache_minutes: int | None = None
    """How long the law lets its answers be kept; None: it is not configured, and none is."""
    purposes: list[str] | None = None
    """It may be asked for these alone; None: for any."""


def key_of(text: str) -> str:
    return _NOT_KEY.sub("", text.upper())[:KEY_LENGTH_MAX]


def inquiries_of(
    content: EventContent, rules: Mapping[str, AskedRule]
) -> dict[tuple[str, str, str], Inquiry]:
    """By list, ref and register."""
    found: dict[tuple[str, str, str], Inquiry] = {}
    for source, rule in rules.items():
        for name, field in rule.asks.items():
            for item in getattr(content, name):
                key = key_of(getattr(item, field) or "")
                if key:
                    found[name, item.ref, source] = Inquiry(source, name, key)
    return found


def judge(answer: SourceAnswer, item: Any) -> tuple[CheckState, str | None]:
    """What it means for the item as it was entered; words for people where there are any."""
    if answer.alert:
        return "alert", answer.note
    if not answer.found:
        return "absent", answer.note
    others = [
        answer.values[field]
        for field in _COMPARED
        if field in answer.values
        and getattr(item, field, None)
        and _plain(answer.values[field]) != _plain(getattr(item, field))
    ]
    return ("differs", ", ".join(others)) if others else ("clear", answer.note)


def touches(fields: Collection[str], name: str, ref: str) -> bool:
    """Something that registers are compared with has changed in this item."""
    return any(f"{name}.{ref}.{field}" in fields for field in _COMPARED)


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.casefold())
    return "".join(sign for sign in parts if sign.isalnum())


def is_quiet(source: str) -> bool:
    """Of these to have nobody is the ordinary case."""
    return source in ("wanted", "weapons")


def after_success() -> Breaker:
    return Breaker()


def after_failure(before: Breaker, at: datetime) -> Breaker:
    """From the third failure in a row it rests, longer each time."""
    failures = before.failures + 1
    if failures < FAILURES_BORNE:
        return Breaker(failures)
    rest = min(REST_MAX, REST_MIN * 2 ** min(10, failures - FAILURES_BORNE))
    return Breaker(failures, at + rest)


def rests(breaker: Breaker, at: datetime) -> bool:
    return breaker.rests_until is not None and at < breaker.rests_until


def next_check(tries: int, at: datetime) -> datetime:
    """It is never given up: what is not checked stays so in plain sight."""
    return at + timedelta(minutes=PAUSES_MIN[min(tries, len(PAUSES_MIN)) - 1])
