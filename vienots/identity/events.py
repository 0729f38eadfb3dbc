from __future__ import annotations

from typing import ClassVar

from vienots.identity.contracts import ClientView, PersonView
from vienots.kernel.events import Event


class SignedIn(Event, frozen=True):
    topic: ClassVar[str] = "identity.signed_in"
    network: str
    by: str
    """password, oidc, demonstration."""


class SignInFailed(Event, frozen=True):
    topic: ClassVar[str] = "identity.sign_in_failed"
    login: str
    network: str


class SignedOut(Event, frozen=True):
    topic: ClassVar[str] = "identity.signed_out"


class PersonAdded(Event, frozen=True):
    topic: ClassVar[str] = "identity.person_added"
    person: PersonView


class PersonChanged(Event, frozen=True):
    topic: ClassVar[str] = "identity.person_changed"
    person: PersonView


class PasswordSet(Event, frozen=True):
    topic: ClassVar[str] = "identity.password_set"


class TotpChanged(Event, frozen=True):
    topic: ClassVar[str] = "identity.totp_changed"
    enrolled: bool


class ClientAdded(Event, frozen=True):
    topic: ClassVar[str] = "identity.client_added"
    client: ClientView


class ClientChanged(Event, frozen=True):
    topic: ClassVar[str] = "identity.client_changed"
    client: ClientView


class TokenIssued(Event, frozen=True):
    topic: ClassVar[str] = "identity.token_issued"
    client_id: str
    scopes: list[str]
