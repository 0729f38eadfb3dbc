"""Second factors are unreadable in the database and its backups: their key lies outside."""

from __future__ import annotations

import os
from pathlib import Path

import structlog
from cryptography.fernet import Fernet, InvalidToken
from litestar.di import NamedDependency

log = structlog.get_logger()


class Vault:
    def __init__(self, key: bytes) -> None:
        """Raises ValueError where the key is none of Fernet's: 32 bytes in URL-safe base64."""
        self._fernet = Fernet(key)

    def seal(self, secret: str) -> str:
        return self._fernet.encrypt(secret.encode()).decode()

    def open(self, sealed: str) -> str | None:
        """None where another key sealed it."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken:
            log.warning("identity.second_factor_unreadable")
            return None


VaultParam = NamedDependency[Vault]


def load_vault(file: Path) -> Vault:
    """From its key file, which is made where there is none. Raises ValueError, OSError."""
    if not file.exists():
        _make(file)
    return Vault(file.read_bytes().strip())


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    # Made with its final mode: never readable by others, not even for a moment.
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as lines:
        lines.write(Fernet.generate_key())
    try:
        # Linked, not moved: of two processes that begin together one key wins, for both.
        file.hardlink_to(beside)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
