"""A first mapping that writes itself: by what columns are called and what stands in them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files

from msgspec import Struct

from vienots.imports.contracts import (
    VALUES_MAX,
    Block,
    ColumnSource,
    FileShape,
    ImportMapping,
    PointColumns,
    SniffedColumn,
)
from vienots.imports.domain.dates import sniff_order
from vienots.imports.domain.mapping import CODES
from vienots.imports.domain.points import sniff_point
from vienots.imports.domain.table import FAULTS_COLUMN, Table

SAMPLES = 5
LOOKED_AT = 2_000
"""Rows."""
DISTINCT_MAX = 200
"""Words of a column that could be codes."""
RECEIVED_VIA = "system"
"""Where the file does not say: it came from another system."""
_WORDS = re.compile(r"[^a-z0-9]+")
Headings = Mapping[str, Mapping[str, Sequence[str]]]


class Code(Struct, frozen=True):
    """A value of a code list, with the words that may stand for it."""

    code: str
    words: list[str]


Codes = Mapping[str, Sequence[Code]]


def load_headings() -> Headings:
    return tomllib.loads((files("vienots.imports") / "headings.toml").read_text("utf-8"))


def fold(text: str) -> str:
    """Small letters without diacritics, words with one space between."""
    plain = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _WORDS.sub(" ", bare).strip()


def look_at(table: Table) -> list[SniffedColumn]:
    """Each column with some of what it says."""
    found = []
    for name, values in _columns(table).items():
        said = [value for value in values if value]
        order, doubtful = sniff_order(said)
        samples = list(dict.fromkeys(one[:120] for one in said))[:SAMPLES]
        found.append(SniffedColumn(name, len(said), samples, order, doubtful))
    return found


def suggest(table: Table, headings: Headings, codes: Codes) -> ImportMapping:
    return _Suggesting(table, headings, codes).mapping()


def _columns(table: Table) -> dict[str, list[str]]:
    rows = [row for row in table.rows[:LOOKED_AT] if row.fault is None]
    return {name: [row.cells[place] for row in rows] for place, name in enumerate(table.columns)}


class _Suggesting:
    def __init__(self, table: Table, headings: Headings, codes: Codes) -> None:
        self._headings = headings
        self._codes = codes
        self._columns = _columns(table)
        self._table = table
        self._names = {name: fold(name) for name in table.columns if name != FAULTS_COLUMN}
        self._taken: set[str] = set()
        self._values: dict[str, dict[str, str]] = {}

    def mapping(self) -> ImportMapping:
        # Persons first: "iesniedzēja adrese" is nobody's place of an event.
        persons = self._persons()
        point = self._point()
        event = self._event()
        return ImportMapping(
            file=_shape(self._table),
            event=event,
            place=self._block("place"),
            point=point,
            outcome=self._block("outcome"),
            related=self._block("related"),
            vehicles=self._items("vehicles", role="involved"),
            persons=persons or self._items("persons", role="applicant"),
            organisations=self._items("organisations", role="victim"),
            objects=self._items("objects", **{"class": "other"}),
            officers=self._items("officers"),
            values=self._values,
        )

    def _find(self, names: Iterable[str]) -> str | None:
        """The column that is called so; it is taken from then on."""
        for name in sorted(names, key=len, reverse=True):
            for column, folded in self._names.items():
                if folded == name and column not in self._taken:
                    self._taken.add(column)
                    return column
        return None

    def _block(self, block: str) -> Block:
        found: Block = {}
        for field, names in self._headings[block].items():
            column = self._find(names)
            if column is not None:
                found[field] = self._source(f"{block}.{field}", column)
        return found

    def _source(self, path: str, column: str) -> ColumnSource:
        listed = CODES.get(path)
        if listed is None:
            return ColumnSource([column])
        name = path.rpartition(".")[2]
        while name in self._values:
            name += "_"
        self._values[name] = self._table_of(column, self._codes.get(listed, ()))
        return ColumnSource([column], values=name)

    def _table_of(self, column: str, codes: Sequence[Code]) -> dict[str, str]:
        """Every word of the column with the code that it seems to mean; for people to fill where
        it seems to mean none."""
        words = {fold(word): one.code for one in codes for word in one.words}
        said = list(dict.fromkeys(value for value in self._columns[column] if value))
        if len(said) > DISTINCT_MAX:
            said = said[:DISTINCT_MAX]
        table = {one[:300]: words.get(fold(one), "") for one in said}
        return dict(list(table.items())[:VALUES_MAX])

    def _event(self) -> Block:
        event = self._block("event")
        received = event.get("received_at")
        if received is not None:
            clock = self._find(self._headings["time"]["received_at"])
            if clock is not None:
                event["received_at"] = ColumnSource([*received.column, clock])
        event.setdefault("received_via", ColumnSource(value=RECEIVED_VIA))
        return event

    def _items(self, name: str, **constant: str) -> list[Block]:
        block = self._block(name)
        if not block:
            return []
        return [{field: ColumnSource(value=value) for field, value in constant.items()} | block]

    def _persons(self) -> list[Block]:
        found: list[Block] = []
        for role, beginnings in self._headings["roles"].items():
            block: Block = {}
            for field, names in self._headings["persons"].items():
                column = self._find_of_role(beginnings, names)
                if column is not None:
                    block[field] = self._source(f"persons.{field}", column)
            if block:
                found.append({"role": ColumnSource(value=role)} | block)
        return found

    def _find_of_role(self, beginnings: Sequence[str], names: Sequence[str]) -> str | None:
        for column, folded in self._names.items():
            first, _, rest = folded.partition(" ")
            told = any(first.startswith(one) for one in beginnings)
            if told and rest in names and column not in self._taken:
                self._taken.add(column)
                return column
        return None

    def _point(self) -> PointColumns | None:
        names = self._headings["point"]
        both = self._find(names["both"])
        if both is not None:
            return PointColumns(both=both)
        north, east = self._find(names["north"]), self._find(names["east"])
        if north is None or east is None:
            self._taken -= {one for one in (north, east) if one is not None}
            return None
        guess = sniff_point(self._columns[north], self._columns[east])
        if guess is None:
            return PointColumns(north, east)
        straight = (north, east) if guess.first_is_north else (east, north)
        return PointColumns(*straight, system=guess.system)


def _shape(table: Table) -> FileShape:
    """What was a guess is written down, so that the next file of the kind is read alike."""
    file = table.file
    if file.kind != "delimited":
        return FileShape(header_row=file.header_row) if file.kind == "book" else FileShape()
    return FileShape(
        file.encoding,
        file.separator,  # type: ignore[arg-type]
        header_row=file.header_row,
    )
