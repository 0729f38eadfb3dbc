"""What other contexts and the web may know of institutions, people and rights."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Protocol
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

Login = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]{1,63}$")]
Name = Annotated[str, Meta(min_length=1, max_length=200)]


class Institution(Struct, frozen=True):
    code: str
    """`112`, `vugd`, `vp`, `nmpd`, `iemic`, `pp-<atvk>` (municipal), `op-<port>` (port police)."""
    kind: str
    """contact_centre, fire_rescue, state_police, municipal_police, port_police, medical,
    information_centre."""
    name_lv: str
    name_en: str
    atvk: str | None
    """Territory served, where the institution serves one municipality."""


class SessionView(Struct, frozen=True):
    """Who is signed in and what they may do."""

    person_id: UUID
    login: str
    name: str
    institution: Institution
    roles: list[str]
    rights: list[str]
    trained: bool
    totp: bool
    """A one-time code is enrolled."""
    desk: str | None
    preferences: dict[str, str]
    """theme (day, night, system), size (compact, normal, large), language (lv, en), layout keys."""


class SignIn(Struct, frozen=True, forbid_unknown_fields=True):
    login: Annotated[str, Meta(max_length=64)]
    password: Annotated[str, Meta(max_length=200)]
    code: Annotated[str, Meta(max_length=10)] | None = None
    desk: Annotated[str, Meta(max_length=40)] | None = None


class Colleague(Struct, frozen=True):
    """Somebody whom a colleague may name in his work."""

    id: str
    """`person:<uuid>`, as in an actor."""
    login: str
    name: str
    institution: str


class PersonView(Struct, frozen=True):
    id: UUID
    login: str
    name: str
    institution: str
    roles: list[str]
    active: bool
    training_completed_on: date | None
    totp: bool
    last_seen_at: datetime | None


class NewPerson(Struct, frozen=True, forbid_unknown_fields=True):
    login: Login
    name: Name
    institution: str
    roles: list[str]
    password: Annotated[str, Meta(min_length=12, max_length=200)]
    training_completed_on: date | None = None


class PersonChange(Struct, frozen=True, forbid_unknown_fields=True):
    """Only the fields that are given change."""

    name: Name | None = None
    roles: list[str] | None = None
    active: bool | None = None
    training_completed_on: date | None | UnsetType = UNSET
    """Null takes the training back."""
    drop_totp: bool = False
    """For somebody who lost the telephone that makes the one-time codes."""


class ClientView(Struct, frozen=True):
    client_id: str
    name: str
    institution: str
    scopes: list[str]
    active: bool
    created_at: datetime
    last_used_at: datetime | None


class System(Struct, frozen=True):
    """A client that may do something, by the name under which it acts."""

    id: str
    name: str
    institution: str


class NewClient(Struct, frozen=True, forbid_unknown_fields=True):
    client_id: Login
    name: Name
    institution: str
    scopes: list[str]


class NewClientView(Struct, frozen=True):
    """The secret is shown once and never again."""

    client: ClientView
    client_secret: str


class ProviderFlow(Struct, frozen=True):
    """A sign-in by the state identity provider that is under way (OpenID Connect, code flow)."""

    state: str
    nonce: str
    """Comes back inside the signed token: an older token can't be sent again."""
    verifier: str
    """RFC 7636: whoever catches the code on its way can't use it."""


class IdentityProvider(Protocol):
    """Vouches for people; what the house asks of whoever integrates one."""

    async def address(self, flow: ProviderFlow) -> str:
        """Where the browser is sent. Raises Unavailable."""

    async def login(self, flow: ProviderFlow, code: str) -> str | None:
        """Whom the provider vouches for; None where it refuses or nothing proves its word.

        Raises Unavailable.
        """
