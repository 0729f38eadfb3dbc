"""Code lists as data: versioned, with validity dates, judged as of the event's time."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import msgspec

from vienots.kernel.clock import RIGA
from vienots.kernel.db import Db, as_json, execute_many, fetch_all, load_queries
from vienots.kernel.errors import NotFound

queries = load_queries(__package__)

FRESH_S = 5.0
"""A new code may take as long to be seen by every connection; lists are read at every write."""


class UnknownClassifier(NotFound):
    code = "kernel.classifier_unknown"


class Value(msgspec.Struct, frozen=True):
    code: str
    version: int
    valid_from: date
    valid_to: date | None
    text_lv: str
    text_en: str
    sort: int
    attributes: dict[str, Any]


class Classifier(msgspec.Struct, frozen=True, dict=True):
    name: str
    on: date
    values: list[Value]

    @cached_property
    def by_code(self) -> Mapping[str, Value]:
        return {value.code: value for value in self.values}

    def get(self, code: str) -> Value | None:
        return self.by_code.get(code)


class _Remembered(msgspec.Struct, frozen=True):
    """A whole list, every version of its codes: events of any day are judged by it."""

    read_at: float
    values: list[Value]
    by_day: dict[date, Classifier]
    """As many days as are asked for while it is fresh."""


# By connection: what a transaction wrote and undid is never seen by another one.
_remembered: WeakKeyDictionary[Db, dict[str, _Remembered]] = WeakKeyDictionary()


async def get(db: Db, name: str, at: datetime) -> Classifier:
    """The code list as it stood on the Latvian day of `at`: a code keeps the meaning it had then.

    Raises UnknownClassifier.
    """
    known = _remembered.setdefault(db, {})
    found = known.get(name)
    if found is None or time.monotonic() - found.read_at > FRESH_S:
        found = known[name] = _Remembered(time.monotonic(), await _read(db, name), {})
    on = at.astimezone(RIGA).date()
    if on not in found.by_day:
        valid = [one for one in found.values if _is_valid(one, on)]
        found.by_day[on] = Classifier(name, on, valid)
    return found.by_day[on]


def _is_valid(value: Value, on: date) -> bool:
    return value.valid_from <= on and (value.valid_to is None or value.valid_to >= on)


async def _read(db: Db, name: str) -> list[Value]:
    values = await fetch_all(db, Value, queries["list_classifier"], name=name)
    if not values:
        raise UnknownClassifier(name=name)
    return values


class _Seed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    version: int
    valid_from: date
    valid_to: date | None
    text_lv: str
    text_en: str
    sort: int
    attributes: dict[str, Any] = {}


async def load_folder(db: Db, folder: Path) -> int:
    """Take in every `<name>.json` of a folder; the number of values. Again is harmless."""
    _remembered.pop(db, None)
    count = 0
    for name, seeds in _read_folder(folder):
        await execute_many(
            db, queries["upsert_classifier_value"], [_as_row(name, seed) for seed in seeds]
        )
        count += len(seeds)
    return count


def _read_folder(folder: Path) -> list[tuple[str, list[_Seed]]]:
    return [
        (path.stem, msgspec.json.decode(path.read_bytes(), type=list[_Seed]))
        for path in sorted(folder.glob("*.json"))
    ]


def _as_row(name: str, seed: _Seed) -> dict[str, object]:
    row: dict[str, object] = msgspec.structs.asdict(seed)
    return row | {"name": name, "attributes": as_json(seed.attributes)}
