from __future__ import annotations

from vienots.kernel.errors import BadInput, Conflict, NotFound


class LetterNotFound(NotFound):
    """There is none, or its event is not open to this reader."""

    code = "outbox.letter_not_found"


class NothingDead(Conflict):
    """None of these letters waits for a person."""

    code = "outbox.nothing_dead"


class BadLetterFilter(BadInput):
    pass


class BadRoutes(ValueError):
    """The file of routes cannot be read; says why."""


class NotAccepted(Exception):
    """The receiver will never take this letter, however often it comes."""
