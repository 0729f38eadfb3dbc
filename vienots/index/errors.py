from __future__ import annotations

from vienots.kernel.errors import Conflict, NotFound


class ThingNotFound(NotFound):
    """No such thing, or it stands in no event that this institution may see."""

    code = "index.thing_not_found"


class MergeNotFound(NotFound):
    code = "index.merge_not_found"


class MergeUndone(Conflict):
    """It was undone before."""

    code = "index.merge_undone"


class AlreadyOne(Conflict):
    """Both are one person already."""

    code = "index.already_one"


class SavedSearchNotFound(NotFound):
    """No such search of one's own."""

    code = "index.saved_search_not_found"


class SavedSearchEnded(Conflict):
    """Its last day is over: its end is to be moved first."""

    code = "index.saved_search_ended"


class TooManySavedSearches(Conflict):
    code = "index.saved_search_too_many"
