"""What the index can do. One action is one transaction's worth of change."""

from __future__ import annotations

from vienots.index.actions.forgetting import forget_event
from vienots.index.actions.indexing import (
    forget_next,
    index_event,
    index_loaded,
    index_next,
    renew_words,
    sweep,
)
from vienots.index.actions.knowing import list_known
from vienots.index.actions.linking import ID_LENGTH_MAX, follow_links
from vienots.index.actions.merging import merge_persons, read_identity, undo_merge
from vienots.index.actions.noticing import list_notices, mark_seen
from vienots.index.actions.saving import (
    extend_search,
    forget_search,
    list_own_searches,
    pause_search,
    rename_search,
    resume_search,
    run_search,
    save_search,
)
from vienots.index.actions.searching import CODE_LENGTH_MAX, LIMIT_MAX, search
from vienots.index.actions.supervising import list_all_standing, list_standing
from vienots.index.actions.telling import (
    find_known_person,
    list_events_around,
    list_persons_told,
    read_around,
)
from vienots.index.actions.watching import check_next
from vienots.index.domain.query import LENGTH_MAX

__all__ = [
    "check_next",
    "extend_search",
    "forget_search",
    "list_all_standing",
    "list_notices",
    "list_own_searches",
    "list_standing",
    "mark_seen",
    "pause_search",
    "rename_search",
    "resume_search",
    "run_search",
    "save_search",
    "find_known_person",
    "list_events_around",
    "list_persons_told",
    "CODE_LENGTH_MAX",
    "ID_LENGTH_MAX",
    "LENGTH_MAX",
    "LIMIT_MAX",
    "follow_links",
    "forget_event",
    "forget_next",
    "index_event",
    "index_loaded",
    "index_next",
    "list_known",
    "merge_persons",
    "read_around",
    "read_identity",
    "renew_words",
    "search",
    "sweep",
    "undo_merge",
]
