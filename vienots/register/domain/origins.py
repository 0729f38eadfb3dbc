"""Where the value of each field comes from, and what a card may still change."""

from __future__ import annotations

from collections.abc import Mapping

from vienots.register.contracts import FieldOrigin
from vienots.register.domain.document import (
    ACTS,
    PIVOTS,
    Document,
    Flat,
    changed_paths,
    flatten,
    unflatten,
)

CARD = "card"
MANUAL = "manual"
NARRATIVE = "narrative"
"""Read out of the text and confirmed by a person: as good as typed."""
REGISTER = "register"
JOURNAL = "journal"
"""Another system's word for its own people."""
Origins = Mapping[str, FieldOrigin]

CALLER = "caller"
"""Ref of the person who stands behind the card's first contact."""
_GROUPS = (
    # A new address with the old coordinates would be a third place.
    frozenset(f"place.{name}" for name in ("address", "address_code", "atvk", "lat", "lon"))
    | {"place.accuracy_m"},
)


def stamp(
    origins: Origins, before: Flat, after: Flat, origin: FieldOrigin
) -> dict[str, FieldOrigin]:
    """The origins after a change: every field that changed has the new one.

    A field that a person or a journal emptied keeps that mark, so that no card fills it again.
    """
    stamped = dict(origins)
    for path in changed_paths(before, after):
        if path in ACTS:
            continue
        if path in after or origin.origin in {MANUAL, JOURNAL}:
            stamped[path] = origin
        else:
            stamped.pop(path, None)
    return stamped


def take_over(document: Document, origins: Origins, proposed: Flat) -> Document:
    """The document with what the card says now, wherever only the card has spoken so far."""
    flat = flatten(document)
    from_card = {path for path, origin in origins.items() if origin.origin == CARD}
    for path in from_card | set(proposed):
        if not _is_free(path, origins):
            continue
        if path in proposed:
            flat[path] = proposed[path]
        else:
            flat.pop(path, None)
    return unflatten(flat, document)


def _is_free(path: str, origins: Origins) -> bool:
    return all(
        other not in origins or origins[other].origin == CARD for other in _group_of(path, origins)
    )


def _group_of(path: str, origins: Origins) -> list[str]:
    """Paths that the card may change only together with this one."""
    for group in _GROUPS:
        if path in group:
            return sorted(group)
    if path == "category":
        # It was derived from the type: of a type that a person chose, the card knows nothing.
        return ["category", "type"]
    if path.split(".")[0] in PIVOTS:
        # A person, a vehicle, an outcome that somebody worked on is whole only with that work.
        thing = path.rpartition(".")[0] + "."
        return [other for other in origins if other.startswith(thing)]
    return [path]
