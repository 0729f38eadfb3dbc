"""Every fault of a body at once: the decoder stops at the first, people should not have to."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec

from vienots.kernel.errors import Fault

FAULTS_MAX = 100
_PATH = re.compile(r" - at `[^`]*`$")


def list_faults(wanted: Any, value: object) -> list[Fault]:
    """What of a decoded JSON value does not fit the type; at most a hundred faults."""
    return list(islice(_walk(wanted, value, ""), FAULTS_MAX))


def _walk(wanted: Any, value: object, path: str) -> Iterator[Fault]:
    try:
        msgspec.convert(value, wanted)
    except (msgspec.ValidationError, ValueError) as error:
        inner = list(_walk_inside(_bare(wanted, value), value, path))
        # A rule of the whole (a union, a length) has no part to blame.
        yield from inner or [_invalid(path, str(error))]


def _bare(wanted: Any, value: object) -> Any:
    """Without annotations; of a union, the part that this value was meant for."""
    if get_origin(wanted) is Annotated:
        return _bare(get_args(wanted)[0], value)
    if get_origin(wanted) in (Union, types.UnionType):
        parts = [_bare(part, value) for part in get_args(wanted) if part is not type(None)]
        kind = list if isinstance(value, list) else dict
        fitting = [part for part in parts if _is_struct(part) == (kind is dict)]
        return (fitting or parts)[0]
    return wanted


def _is_struct(wanted: Any) -> bool:
    return isinstance(wanted, type) and issubclass(wanted, msgspec.Struct)


def _walk_inside(wanted: Any, value: object, path: str) -> Iterator[Fault]:
    if _is_struct(wanted) and isinstance(value, dict):
        yield from _walk_struct(wanted, value, path)
    elif get_origin(wanted) is list and isinstance(value, list):
        (item,) = get_args(wanted)
        for place, one in enumerate(value):
            yield from _walk(item, one, f"{path}[{place}]")


def _walk_struct(wanted: Any, value: dict[str, Any], path: str) -> Iterator[Fault]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(wanted)}
    for name, field in fields.items():
        at = f"{path}.{name}" if path else name
        if name in value:
            yield from _walk(field.type, value[name], at)
        elif field.required:
            yield Fault(at, "input.missing")
    if wanted.__struct_config__.forbid_unknown_fields:
        for name in value:
            if name not in fields:
                yield Fault(f"{path}.{name}" if path else str(name)[:80], "input.unknown_field")


def _invalid(path: str, detail: str) -> Fault:
    return Fault(path, "input.invalid", {"detail": _PATH.sub("", detail)[:300]})
