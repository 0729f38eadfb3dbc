"""What each version changed, and from where it came."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from vienots.register.contracts import FieldChange, FieldOrigin, FieldValue
from vienots.register.domain.document import PERSONAL, Document, Flat, changed_paths, flatten


def list_changes(
    before: Document | None, after: Document, origins: Mapping[str, FieldOrigin]
) -> list[FieldChange]:
    """`before` is None for the first version: all that it says is new."""
    was: Flat = {} if before is None else flatten(before)
    now = flatten(after)
    return [
        FieldChange(
            path,
            _plain(was.get(path)),
            _plain(now.get(path)),
            origins[path].origin if path in origins else None,
            origins[path].source if path in origins else None,
        )
        for path in changed_paths(was, now)
    ]


def is_personal(path: str) -> bool:
    """Of a field, or of what is wanted: `persons:victim`."""
    return path.replace(":", ".").partition(".")[0] in PERSONAL


def _plain(value: object) -> FieldValue:
    plain: FieldValue = msgspec.to_builtins(value)
    return plain
