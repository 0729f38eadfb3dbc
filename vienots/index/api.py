"""The door to the index. Other contexts import this module, `contracts` and `events`."""

from __future__ import annotations

from vienots.index.actions import (
    follow_links,
    forget_next,
    index_next,
    renew_words,
    search,
    sweep,
)

__all__ = ["follow_links", "forget_next", "index_next", "renew_words", "search", "sweep"]
