"""The door to the index. Other contexts import this module, `contracts` and `events`."""

from __future__ import annotations

from vienots.index.actions import (
    find_known_person,
    follow_links,
    forget_next,
    index_loaded,
    index_next,
    list_events_around,
    list_persons_told,
    renew_words,
    save_search,
    search,
    sweep,
)

__all__ = [
    "find_known_person",
    "follow_links",
    "forget_next",
    "index_loaded",
    "index_next",
    "list_events_around",
    "list_persons_told",
    "renew_words",
    "save_search",
    "search",
    "sweep",
]
