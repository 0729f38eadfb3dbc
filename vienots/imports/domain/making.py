"""Rows become event documents, as the mapping says; what stands in the way is told by column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, structs

from vienots.gis.api import read_coordinates
from vienots.imports.contracts import Block, ColumnSource, DateOrder, ImportMapping, RowFault
from vienots.imports.domain.cells import read_number
from vienots.imports.domain.dates import Unreadable, read_day, read_moment, sniff_order
from vienots.imports.domain.mapping import (
    LISTS,
    REFERENCES,
    SINGLE,
    FieldKind,
    blocks_of,
    fields_of,
)
from vienots.imports.domain.points import locate
from vienots.imports.domain.table import Row, Table
from vienots.kernel.errors import Fault

SNIFFED_ROWS = 2_000
_LETTERS = dict(zip(LISTS, "povdba", strict=True))
"""Refs begin with them: an owner may be a person or an organisation."""
Origins = dict[str, tuple[int, str | None]]
"""Path of a field to the row and column that it comes from."""


class Group(Struct, frozen=True):
    """The rows of one event."""

    rows: list[Row]


class Made(Struct, frozen=True):
    rows: list[int]
    source_id: str | None
    document: dict[str, Any]
    faults: list[RowFault]
    origins: Origins

    def place(self, fault: Fault) -> RowFault:
        """A fault of the document, told where people find it in the file."""
        path = fault.path
        while path and path not in self.origins:
            path = path.rpartition(".")[0]
        row, column = self.origins.get(path, (self.rows[0], None))
        return RowFault(row, column, fault.path, fault.code, fault.data)


class Maker:
    """One file and its mapping. Knows the order of days of each column once and for all."""

    def __init__(self, table: Table, mapping: ImportMapping) -> None:
        self._mapping = mapping
        self._places = {name: place for place, name in enumerate(table.columns)}
        self._empty = {_folded(one) for one in mapping.rows.empty}
        self._tables = {
            name: {_folded(said): code for said, code in values.items()}
            for name, values in mapping.values.items()
        }
        self._orders = self._sniff_orders(table.rows[:SNIFFED_ROWS])

    def groups(self, rows: Sequence[Row]) -> list[Group]:
        """In the order of the file. Rows of one number are one event where the mapping says so."""
        groups: list[Group] = []
        known: dict[str, Group] = {}
        for row in rows:
            named = self.number_of(row) if self._mapping.rows.group else None
            if named is not None and named in known:
                known[named].rows.append(row)
                continue
            groups.append(Group([row]))
            if named is not None:
                known[named] = groups[-1]
        return groups

    def make(self, group: Group) -> Made:
        first = group.rows[0]
        if first.fault is not None:
            fault = RowFault(first.number, first.column, "", first.fault.code, first.fault.data)
            return Made([first.number], self.number_of(first), {}, [fault], {})
        if first.document is not None:
            named = first.document.get("source_id")
            document = {"version": 1} | first.document
            told = named if isinstance(named, str) else None
            return Made([first.number], told, document, [], {})
        making = _Making(self, self._mapping, group.rows)
        return making.made()

    def text(self, row: Row, source: ColumnSource) -> str:
        """What the columns say, joined, without those that say nothing."""
        said = [self.cell(row, name) for name in source.column]
        return source.join.join(one for one in said if one)

    def cell(self, row: Row, column: str) -> str:
        place = self._places.get(column)
        if place is None or place >= len(row.cells):
            return ""
        text = row.cells[place]
        return "" if _folded(text) in self._empty else text

    def order(self, source: ColumnSource) -> DateOrder | None:
        return source.dates or self._orders.get(tuple(source.column))

    def lookup(self, table: str, text: str) -> str | None:
        """None: nobody has said what it means."""
        return self._tables.get(table, {}).get(_folded(text)) or None

    def number_of(self, row: Row) -> str | None:
        """The journal's own number of the event that the row tells of."""
        source = self._mapping.event.get("source_id")
        return None if source is None else self.text(row, source) or None

    def _sniff_orders(self, rows: Sequence[Row]) -> dict[tuple[str, ...], DateOrder]:
        found: dict[tuple[str, ...], DateOrder] = {}
        for name, _, block in blocks_of(self._mapping):
            for field, source in block.items():
                if fields_of(name).get(field) not in ("moment", "day") or source.dates:
                    continue
                order, _ = sniff_order([self.text(row, source) for row in rows])
                if order is not None:
                    found[tuple(source.column)] = order
        return found


def repeated(maker: Maker, groups: Sequence[Group]) -> dict[int, int]:
    """Place of each event whose number an earlier one has, to the row of that one."""
    rows: dict[str, int] = {}
    found: dict[int, int] = {}
    for place, group in enumerate(groups):
        named = maker.number_of(group.rows[0])
        if named is not None and rows.setdefault(named, group.rows[0].number) != (
            group.rows[0].number
        ):
            found[place] = rows[named]
    return found


class _Making:
    """One event on its way."""

    def __init__(self, maker: Maker, mapping: ImportMapping, rows: list[Row]) -> None:
        self._maker = maker
        self._mapping = mapping
        self._rows = rows
        self._faults: list[RowFault] = []
        self._origins: Origins = {}
        self._document: dict[str, Any] = {}

    def made(self) -> Made:
        for row in self._rows:
            if row.fault is not None:
                fault = row.fault
                self._faults.append(RowFault(row.number, row.column, "", fault.code, fault.data))
                continue
            self._take_single(row)
            renamed: dict[str, str] = {}
            for name in LISTS:
                self._take_items(name, row, renamed)
        self._document.setdefault("version", 1)
        named = self._document.get("source_id")
        if named is None:
            source = self._mapping.event.get("source_id")
            column = source.column[0] if source is not None and source.column else None
            fault = Fault("source_id", "imports.number_missing")
            self._faults.append(RowFault(self._rows[0].number, column, fault.path, fault.code))
        numbers = [row.number for row in self._rows]
        return Made(numbers, named, self._document, self._faults, self._origins)

    def _take_single(self, row: Row) -> None:
        """The event's own fields: those of its first row, which the others must not gainsay."""
        for name in SINGLE:
            prefix = "" if name == "event" else f"{name}."
            read = dict(self._read(name, getattr(self._mapping, name), row, prefix))
            if name == "place":
                read |= self._point(row)
            target = self._document
            if prefix and (read or name in self._document):
                target = self._document.setdefault(name, {})
            for field, (value, column) in read.items():
                if field not in target:
                    target[field] = value
                    self._origins[f"{prefix}{field}"] = (row.number, column)
                elif target[field] != value:
                    path = f"{prefix}{field}"
                    self._faults.append(RowFault(row.number, column, path, "imports.rows_differ"))

    def _read(
        self, name: str, block: Block, row: Row, prefix: str
    ) -> Iterator[tuple[str, tuple[Any, str | None]]]:
        """Each field that says anything, with its column."""
        kinds = fields_of(name)
        for field, source in block.items():
            text = self._maker.text(row, source)
            column = source.column[0] if source.column else None
            if not text and source.value is None:
                continue
            if not text:
                text, source = source.value or "", structs.replace(source, values=None)
            try:
                value = self._value(text, source, kinds.get(field, "text"))
            except Unreadable as error:
                data: dict[str, str | int | float] = {"given": text[:80]}
                self._faults.append(
                    RowFault(row.number, column, f"{prefix}{field}", error.code, data)
                )
                continue
            yield field, (value, column)

    def _value(self, text: str, source: ColumnSource, kind: FieldKind) -> Any:
        if kind == "texts":
            parts = text.split(source.split) if source.split else [text]
            return [self._coded(one.strip(), source) for one in parts if one.strip()]
        if kind == "moment":
            return read_moment(text, self._maker.order(source)).isoformat()
        if kind == "day":
            return read_day(text, self._maker.order(source)).isoformat()
        if kind in ("number", "whole"):
            return _number(text, whole=kind == "whole")
        coded = self._coded(text, source)
        return _tidied(coded, kind)

    def _coded(self, text: str, source: ColumnSource) -> str:
        if source.values is None:
            return text
        code = self._maker.lookup(source.values, text)
        if code is None:
            raise Unreadable("imports.value_unknown")
        return code

    def _point(self, row: Row) -> Mapping[str, tuple[Any, str | None]]:
        point = self._mapping.point
        if point is None:
            return {}
        if point.both is not None:
            text, column = self._maker.cell(row, point.both), point.both
            found = read_coordinates(text) if text else None
        else:
            said = [self._maker.cell(row, name) for name in (point.north or "", point.east or "")]
            text, column = " ".join(said).strip(), point.north or ""
            north, east = (read_number(one) for one in said)
            known = north is not None and east is not None
            found = locate(north or 0, east or 0, point.system) if known else None
        if not text:
            return {}
        if found is None:
            data: dict[str, str | int | float] = {"given": text[:80]}
            self._faults.append(
                RowFault(row.number, column, "place.lat", "imports.point_unknown", data)
            )
            return {}
        return {
            "lat": (round(found[0], 7), column),
            "lon": (round(found[1], 7), point.east or column),
        }

    def _take_items(self, name: str, row: Row, renamed: dict[str, str]) -> None:
        """People and things of one row; one that an earlier row has told already is the same.

        `renamed`: what the refs of this row are called in the event.
        """
        told = list(self._document.get(name, []))
        for place, block in enumerate(getattr(self._mapping, name)):
            read = dict(self._read(name, block, row, f"{name}[{place}]."))
            if not any(column for _, column in read.values()):
                continue
            item = {field: value for field, (value, _) in read.items()}
            if name != "officers":
                item.setdefault("ref", f"{_LETTERS[name]}{place + 1}")
            for field in REFERENCES & set(item):
                item[field] = renamed.get(item[field], item[field])
            own, said = item.get("ref"), _without_ref(item)
            same = next((one for one in told if _without_ref(one) == said), None)
            if same is None:
                same = self._add(name, item)
                self._note(name, same, row, read)
            renamed[str(own)] = str(same.get("ref"))

    def _add(self, name: str, item: dict[str, Any]) -> dict[str, Any]:
        """With a ref that nobody else has."""
        items: list[dict[str, Any]] = self._document.setdefault(name, [])
        taken = {str(one.get("ref")) for one in items}
        if item.get("ref") in taken:
            item["ref"] = _free(name, taken)
        items.append(item)
        return item

    def _note(
        self,
        name: str,
        item: Mapping[str, Any],
        row: Row,
        read: Mapping[str, tuple[Any, str | None]],
    ) -> None:
        """Where each field of the last item comes from, by both ways in which faults name it."""
        items = self._document[name]
        for field, (_, column) in read.items():
            named = item.get("ref") or f"a{len(items)}"
            for path in (f"{name}[{len(items) - 1}]", f"{name}.{named}"):
                self._origins[f"{path}.{field}"] = (row.number, column)
                self._origins.setdefault(path, (row.number, column))


def _without_ref(item: Mapping[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in item.items() if field != "ref"}


def _free(name: str, taken: set[str]) -> str:
    number = len(taken) + 1
    while f"{_LETTERS[name]}{number}" in taken:
        number += 1
    return f"{_LETTERS[name]}{number}"


def _number(text: str, *, whole: bool) -> int | float:
    found = read_number(text)
    if found is None or (whole and not found.is_integer()):
        raise Unreadable("imports.number_unreadable")
    return int(found) if whole else found


def _tidied(text: str, kind: FieldKind) -> str:
    if kind == "money":
        found = read_number(text.upper().replace("EUR", "").replace("€", ""))
        if found is None:
            raise Unreadable("imports.number_unreadable")
        return f"{found:.2f}"
    # Spreadsheets that take a personal code for a number lose its dash.
    if kind == "code11" and len(text) == 11 and text.isdigit():
        return f"{text[:6]}-{text[6:]}"
    return text


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
