"""The kinds of refusal. A context subclasses a kind; the edge turns a kind into a status."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from msgspec import Struct


class Fault(Struct, frozen=True):
    """One thing wrong with the input: where, which rule, and what may help to mend it."""

    path: str
    code: str
    data: dict[str, str | int | float] = {}


def faults_of_offsets(**times: datetime | None) -> list[Fault]:
    """A time that comes from outside always says its offset. Asked by whoever is given times in an
    address: there, the `tz` of a `Meta` is dropped on the way."""
    return [
        Fault(path, "input.time_without_offset")
        for path, time in times.items()
        if time is not None and time.tzinfo is None
    ]


class Refusal(Exception):
    """Vienots understood the request and refused it; nothing was changed."""

    code: ClassVar[str] = "refused"

    def __init__(self, **data: str | int | float) -> None:
        super().__init__(data)
        self.data = data


class BadInput(Refusal):
    """The input breaks a rule. Names every fault at once, never only the first."""

    code: ClassVar[str] = "bad_input"

    def __init__(self, faults: Sequence[Fault], **data: str | int | float) -> None:
        super().__init__(**data)
        self.faults = tuple(faults)


class NotSignedIn(Refusal):
    """Nobody is known behind the request, or not any more."""

    code: ClassVar[str] = "not_signed_in"


class Forbidden(Refusal):
    """Known, but without the right to do this."""

    code: ClassVar[str] = "forbidden"


class NotFound(Refusal):
    """The thing asked for does not exist, or this actor may not know that it does."""

    code: ClassVar[str] = "not_found"


class Conflict(Refusal):
    """A rule of the domain forbids this in the present state."""

    code: ClassVar[str] = "conflict"


class StaleVersion(Conflict):
    """Somebody changed the thing first; the data hold the present version."""

    code: ClassVar[str] = "stale_version"


class TooMany(Refusal):
    """Asked too often; `retry_after_s` says when it may be tried again."""

    code: ClassVar[str] = "too_many"


class TooLarge(Refusal):
    """The body is over its bound."""

    code: ClassVar[str] = "too_large"


class Unavailable(Refusal):
    """Something outside Vienots did not answer; the same request may succeed later."""

    code: ClassVar[str] = "unavailable"
