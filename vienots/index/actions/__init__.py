"""What the index can do. One action is one transaction's worth of change."""

from __future__ import annotations

from vienots.index.actions.indexing import (
    forget_next,
    index_event,
    index_next,
    renew_words,
    sweep,
)
from vienots.index.actions.linking import follow_links
from vienots.index.actions.merging import merge_persons, read_identity, undo_merge
from vienots.index.actions.searching import search

__all__ = [
    "follow_links",
    "forget_next",
    "index_event",
    "index_next",
    "merge_persons",
    "read_identity",
    "renew_words",
    "search",
    "sweep",
    "undo_merge",
]
