from __future__ import annotations

from typing import ClassVar

from vienots.imports.contracts import ImportCounts, ImportState
from vienots.kernel.events import Event


class ImportAdded(Event, frozen=True):
    """A file came in; its hash says which."""

    topic: ClassVar[str] = "imports.added"
    file_name: str
    sha256: str


class ImportMoved(Event, frozen=True):
    """It was begun, paused, finished or given up."""

    topic: ClassVar[str] = "imports.moved"
    state: ImportState
    rows_total: int
    done: ImportCounts
    fault: str | None = None


class ImportAdvanced(Event, frozen=True):
    """It is at work and this far; told every few seconds."""

    topic: ClassVar[str] = "imports.advanced"
    state: ImportState
    rows_total: int
    done: ImportCounts


class ImportRead(Event, frozen=True):
    """A look at what stands in a file: it may name people."""

    topic: ClassVar[str] = "imports.read"
    sha256: str
    what: str
    """preview, faults, refused."""
