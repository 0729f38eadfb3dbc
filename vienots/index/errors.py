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
