"""The mapping as a small file that people read and write, and what is wrong with one."""

from __future__ import annotations

import tomllib
import types
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec import Struct, structs

from vienots.exchange.contracts import (
    JournalEvent,
    StatedDocument,
    StatedObject,
    StatedOfficer,
    StatedRelations,
)
from vienots.imports.contracts import Block, ColumnSource, ImportMapping, PointColumns
from vienots.kernel.errors import Fault
from vienots.kernel.faults import list_faults
from vienots.register.contracts import (
    EventOrganisation,
    EventOutcome,
    EventPerson,
    EventPlace,
    EventVehicle,
)

FieldKind = Literal["moment", "day", "number", "whole", "money", "texts", "text", "code11"]

SINGLE: Mapping[str, type[Struct]] = {
    "event": JournalEvent,
    "place": EventPlace,
    "outcome": EventOutcome,
    "related": StatedRelations,
}
LISTS: Mapping[str, type[Struct]] = {
    "persons": EventPerson,
    "organisations": EventOrganisation,
    "vehicles": EventVehicle,
    "documents": StatedDocument,
    "objects": StatedObject,
    "officers": StatedOfficer,
}
CODES: Mapping[str, str] = {
    "event.type": "incident_type",
    "event.status": "event_status",
    "event.received_via": "received_via",
    "event.legal_class": "legal_class",
    "event.category": "response_category",
    "outcome.kind": "outcome_kind",
    "persons.role": "person_role",
    "persons.sex": "sex",
    "organisations.role": "person_role",
    "vehicles.role": "vehicle_role",
    "documents.type": "document_type",
    "documents.status": "object_status",
    "objects.class": "object_class",
    "objects.status": "object_status",
}
"""Fields that hold codes, and their code lists."""
REFERENCES = frozenset({"driver", "holder", "owner"})
_KINDS: Mapping[str, FieldKind] = {"value_eur": "money", "personal_code": "code11"}
_WANTED = ("source_id", "type", "received_at", "received_via")


@cache
def fields_of(block: str) -> Mapping[str, FieldKind]:
    """Every field that columns can become, as the event document calls it."""
    kind = SINGLE.get(block) or LISTS[block]
    found: dict[str, FieldKind] = {}
    for field in structs.fields(kind):
        bare = _bare(field.type)
        name = field.encode_name
        if not _is_whole(bare):
            found[name] = _KINDS.get(name) or _kind(bare)
    return found


def _bare(wanted: Any) -> Any:
    """Without annotations and without None."""
    if get_origin(wanted) is Annotated:
        return _bare(get_args(wanted)[0])
    if get_origin(wanted) in (Union, types.UnionType):
        return _bare(next(part for part in get_args(wanted) if part is not type(None)))
    return wanted


def _is_whole(bare: Any) -> bool:
    """Parts that have a block of their own."""
    item = _bare(get_args(bare)[0]) if get_origin(bare) is list else bare
    return isinstance(item, type) and issubclass(item, Struct)


def _kind(bare: Any) -> FieldKind:
    if get_origin(bare) is list:
        return "texts"
    kinds: dict[Any, FieldKind] = {datetime: "moment", date: "day", float: "number", int: "whole"}
    return kinds.get(bare, "text")


def blocks_of(mapping: ImportMapping) -> Iterator[tuple[str, str, Block]]:
    """Name of the block, where it stands in the file, and its fields."""
    for name in SINGLE:
        yield name, name, getattr(mapping, name)
    for name in LISTS:
        for place, block in enumerate(getattr(mapping, name)):
            yield name, f"{name}[{place}]", block


def columns_used(mapping: ImportMapping) -> set[str]:
    used = {one for _, _, block in blocks_of(mapping) for s in block.values() for one in s.column}
    point = mapping.point or PointColumns()
    return used | {one for one in (point.north, point.east, point.both) if one is not None}


def find_faults(mapping: ImportMapping, columns: Collection[str] | None) -> list[Fault]:
    """Everything wrong with it; `columns`: those of the file, None where it is not at hand."""
    faults = [fault for one in blocks_of(mapping) for fault in _block_faults(mapping, *one)]
    faults += [
        Fault(f"event.{name}", "imports.field_wanted")
        for name in _WANTED
        if name not in mapping.event
    ]
    faults += _point_faults(mapping)
    if columns is not None:
        faults += [
            Fault("", "imports.column_unknown", {"column": name})
            for name in sorted(columns_used(mapping) - set(columns))
        ]
    return faults


def _block_faults(mapping: ImportMapping, name: str, path: str, block: Block) -> Iterator[Fault]:
    known = fields_of(name)
    for field, source in block.items():
        at = f"{path}.{field}"
        if field not in known:
            yield Fault(at, "imports.field_unknown")
        elif not source.column and source.value is None:
            yield Fault(at, "imports.source_missing")
        if source.values is not None and source.values not in mapping.values:
            yield Fault(f"{at}.values", "imports.values_unknown", {"name": source.values})


def _point_faults(mapping: ImportMapping) -> list[Fault]:
    point = mapping.point
    if point is None:
        return []
    two, one = (point.north, point.east), point.both
    fits = (all(two) and one is None) or (one is not None and not any(two))
    return [] if fits else [Fault("point", "imports.point_columns")]


# ---- as a file ----------------------------------------------------------------------------------


def read_toml(text: str) -> tuple[ImportMapping | None, list[Fault]]:
    """The mapping, or all that is wrong with its shape. A field may be the bare name of its
    column, and `column` a single name."""
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, [Fault("", "imports.not_toml", {"detail": str(error)[:200]})]
    plain = _plain(value)
    faults = list_faults(ImportMapping, plain)
    return (None, faults) if faults else (msgspec.convert(plain, ImportMapping), [])


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    found = dict(value)
    for name in SINGLE:
        if isinstance(found.get(name), dict):
            found[name] = _plain_block(found[name])
    for name in LISTS:
        if isinstance(found.get(name), list):
            found[name] = [_plain_block(o) if isinstance(o, dict) else o for o in found[name]]
    return found


def _plain_block(block: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain_source(source) for name, source in block.items()}


def _plain_source(source: Any) -> Any:
    if isinstance(source, str):
        return {"column": [source]}
    if isinstance(source, dict) and isinstance(source.get("column"), str):
        return source | {"column": [source["column"]]}
    return source


def write_toml(mapping: ImportMapping, told: Sequence[str] = ()) -> str:
    """As people would write it; `told` stands above it."""
    lines = [f"# {line}" for line in told]
    for name in ("file", "rows"):
        lines += _table(f"[{name}]", msgspec.to_builtins(getattr(mapping, name)))
    for name in SINGLE:
        lines += _table(f"[{name}]", _short_block(getattr(mapping, name)))
        if name == "place" and mapping.point is not None:
            lines += _table("[point]", msgspec.to_builtins(mapping.point))
    for name in LISTS:
        for block in getattr(mapping, name):
            lines += _table(f"[[{name}]]", _short_block(block))
    for name, values in mapping.values.items():
        lines += _table(f"[values.{_key(name)}]", values)
    return "\n".join(lines).strip("\n") + "\n"


def _short_block(block: Block) -> dict[str, Any]:
    return {name: _short(source) for name, source in block.items()}


def _short(source: ColumnSource) -> Any:
    plain = msgspec.to_builtins(source)
    if len(source.column) == 1:
        plain["column"] = source.column[0]
    return source.column[0] if set(plain) == {"column"} and len(source.column) == 1 else plain


def _table(head: str, values: Mapping[str, Any]) -> list[str]:
    if not values:
        return []
    return ["", head, *(f"{_key(name)} = {_value(value)}" for name, value in values.items())]


def _key(name: str) -> str:
    bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if bare else _value(name)


def _value(value: Any) -> str:
    match value:
        case dict():
            inner = ", ".join(f"{_key(name)} = {_value(one)}" for name, one in value.items())
            return f"{{ {inner} }}"
        case list():
            return f"[{', '.join(_value(one) for one in value)}]"
        case _:
            # JSON writes strings, numbers and truth as TOML does, but for one control character.
            return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")
