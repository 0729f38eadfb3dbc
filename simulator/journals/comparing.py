"""Whether the register has what a journal has: each event once, each field as it was said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from simulator.journals.book import Document
from simulator.journals.journal import Journal
from simulator.journals.line import Away

ROWS_AT_ONCE = 200


async def find_differences(journal: Journal) -> list[str]:
    """In words; none where both sides are equal. Raises Away."""
    listed = await _list_names(journal)
    found = [f"{name} stands {listed.count(name)} times" for name in _doubled(listed)]
    found += [f"{name} is not known here" for name in set(listed) - journal.book.events.keys()]
    for source_id, kept in journal.book.events.items():
        answer = await journal.line.read(source_id)
        if answer.status_code != 200:
            found.append(f"{source_id} is not there: {answer.status_code}")
            continue
        read = answer.json()
        if read["source_version"] != kept.said["version"]:
            found.append(f"{source_id} is of version {read['source_version']}")
        found += [f"{source_id}: {fault}" for fault in _faults(kept.said, read["event"])]
    return found


async def _list_names(journal: Journal) -> list[str]:
    names: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await journal.line.get("/events", limit=ROWS_AT_ONCE, **cursor)
        if answer.status_code != 200:
            raise Away(f"events: {answer.status_code}")
        page = answer.json()
        names += [row["source_id"] for row in page["events"] if row["source_id"] is not None]
        if page["cursor"] is None:
            return names
        cursor = {"cursor": page["cursor"]}


def _doubled(names: Sequence[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _faults(said: Document, read: Document) -> list[str]:
    return [
        f"{'.'.join(map(str, path))} is {_at(read, path)!r} and not {value!r}"
        for path, value in _leaves(said)
        if value is not None and path != ("version",) and not _same(value, _at(read, path))
    ]


def _leaves(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[Any, object]]:
    if isinstance(value, dict):
        return [leaf for key, one in value.items() for leaf in _leaves(one, (*path, key))]
    if isinstance(value, list):
        return [leaf for n, one in enumerate(value) for leaf in _leaves(one, (*path, n))]
    return [(path, value)]


def _at(value: Any, path: Sequence[Any]) -> object:
    for key in path:
        inside = isinstance(value, dict) and key in value
        if not inside and not (isinstance(value, list) and key < len(value)):
            return None
        value = value[key]
    return value


def _same(said: object, read: object) -> bool:
    if said == read:
        return True
    try:
        return datetime.fromisoformat(str(said)) == datetime.fromisoformat(str(read))
    except (ValueError, TypeError):
        return False
