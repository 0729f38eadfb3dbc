"""Code lists as data: versioned, with validity dates, judged as of the event's time."""

from __future__ import annotations

import time
from datetime import date, datetime
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
REMEMBERED_MAX = 64
"""Lists of a connection: some dozen, of a few days."""


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


class Classifier(msgspec.Struct, frozen=True):
    name: str
    on: date
    values: list[Value]

    def get(self, code: str) -> Value | None:
        return next((value for value in self.values if value.code == code), None)


_Key = tuple[str, date]

# By connection: what a transaction wrote and undid is never seen by another one.
_remembered: WeakKeyDictionary[Db, dict[_Key, tuple[float, Classifier]]] = WeakKeyDictionary()


async def get(db: Db, name: str, at: datetime) -> Classifier:
    """The code list as it stood on the Latvian day of `at`. Raises UnknownClassifier."""
    known = _remembered.setdefault(db, {})
    key = (name, at.astimezone(RIGA).date())
    read_at, found = known.get(key, (0.0, None))
    if found is None or time.monotonic() - read_at > FRESH_S:
        found = await _read(db, *key)
        if len(known) >= REMEMBERED_MAX:
            known.clear()
        known[key] = (time.monotonic(), found)
    return found


async def _read(db: Db, name: str, on: date) -> Classifier:
    values = await fetch_all(db, Value, queries["list_classifier"], name=name, on=on)
    if not values and name not in await list_names(db):
        raise UnknownClassifier(name=name)
    return Classifier(name, on, values)


class _Name(msgspec.Struct, frozen=True):
    name: str


async def list_names(db: Db) -> list[str]:
    return [row.name for row in await fetch_all(db, _Name, queries["list_classifier_names"])]


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
