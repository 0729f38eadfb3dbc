"""`credentials.json`: who can sign in to this demonstration. Random per installation, kept over
restarts, readable by its owner only."""

from __future__ import annotations

import secrets
from pathlib import Path

import msgspec

from vienots.app.postgres.folder import write_private

PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters that are mistaken for each other: people type these from a screen."""
PASSWORD_GROUPS = 3
PASSWORD_GROUP_LENGTH = 5


class User(msgspec.Struct, frozen=True):
    login: str
    password: str
    name: str
    institution: str
    roles: list[str]


class Client(msgspec.Struct, frozen=True):
    client_id: str
    client_secret: str
    institution: str
    scopes: list[str]


class Credentials(msgspec.Struct, frozen=True):
    base_url: str
    users: list[User]
    clients: list[Client]
    database_url: str


def read(path: Path) -> Credentials | None:
    """What an earlier start wrote; None when it is not there or was written by something else."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Credentials)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def write(path: Path, credentials: Credentials) -> None:
    text = msgspec.json.format(msgspec.json.encode(credentials), indent=2)
    write_private(path, text.decode() + "\n")


def new_password() -> str:
    """About 74 bits."""
    groups = (
        "".join(secrets.choice(PASSWORD_LETTERS) for _ in range(PASSWORD_GROUP_LENGTH))
        for _ in range(PASSWORD_GROUPS)
    )
    return "-".join(groups)
