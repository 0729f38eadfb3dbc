"""Two people in one event: what each changed is kept, unless both changed the same field."""

from __future__ import annotations

from collections.abc import Collection

from vienots.register.domain.document import (
    PIVOTS,
    Document,
    Flat,
    Value,
    changed_paths,
    flatten,
    unflatten,
)


def find_collisions(base: Document, present: Document, mine: Document) -> dict[str, Value]:
    """Fields that others and I changed since `base`, to different values; with the present one.

    A field that was emptied meanwhile stands with None.
    """
    was, is_now, wanted = flatten(base), flatten(present), flatten(mine)
    theirs, my_own = set(changed_paths(was, is_now)), changed_paths(was, wanted)
    collisions = {
        path: is_now.get(path)
        for path in my_own
        if path in theirs and is_now.get(path) != wanted.get(path)
    }
    # Taking a thing away is a change of the whole thing: no half of it may stay behind.
    for pivot in _pivots(was):
        taken_away = (pivot in is_now) != (pivot in wanted)
        if taken_away and _touches(pivot, theirs) and _touches(pivot, my_own):
            collisions[pivot] = is_now.get(pivot)
    return collisions


def _pivots(flat: Flat) -> list[str]:
    """Paths of the fields without which a person, a vehicle, an object or an outcome is none."""
    return [path for path in flat if PIVOTS.get(path.split(".")[0]) == path.split(".")[-1]]


def _touches(pivot: str, paths: Collection[str]) -> bool:
    thing = pivot.rpartition(".")[0] + "."
    return any(path.startswith(thing) for path in paths)


def overwrite(base: Document, present: Document, mine: Document) -> Document:
    """`present` with my changes since `base`, whatever others did to the same fields: for whoever
    keeps the event elsewhere and can't be asked. Things that I took away are gone whole."""
    if base == present:
        return mine
    was, wanted = flatten(base), flatten(mine)
    merged: Flat = flatten(present)
    for path in changed_paths(was, wanted):
        if path in wanted:
            merged[path] = wanted[path]
        else:
            merged.pop(path, None)
    for pivot in _pivots(was):
        if pivot not in wanted:
            thing = pivot.rpartition(".")[0] + "."
            merged = {path: value for path, value in merged.items() if not path.startswith(thing)}
    for pivot in _pivots(wanted):
        # Others took it away and I changed it: it is there again, as I know it.
        if pivot not in merged:
            thing = pivot.rpartition(".")[0] + "."
            merged |= {path: value for path, value in wanted.items() if path.startswith(thing)}
    return unflatten(merged, mine)


def merge(base: Document, present: Document, mine: Document) -> Document:
    """`present` with my changes since `base`. There must be no collisions."""
    if base == present:
        return mine
    was, wanted = flatten(base), flatten(mine)
    merged: Flat = flatten(present)
    for path in changed_paths(was, wanted):
        if path in wanted:
            merged[path] = wanted[path]
        else:
            merged.pop(path, None)
    return unflatten(merged, present)
