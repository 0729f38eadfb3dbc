"""What every context needs to know of who acts, where and why."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

Latitude = Annotated[float, Meta(ge=-90, le=90, description="WGS84 degrees north")]
Longitude = Annotated[float, Meta(ge=-180, le=180, description="WGS84 degrees east")]
Atvk = Annotated[str, Meta(pattern=r"^[0-9]{7}$", description="ATVK code of 7 digits")]

PURPOSES = (
    "event_entry",
    "emergency_response",
    "criminal_case",
    "administrative_case",
    "search",
    "prevention",
    "supervision",
    "audit",
    "data_subject_request",
    "test",
)


Keys = frozenset[str]
"""What opens rows to a reader."""
HOUSE_KEY = "house"
SYSTEM_PREFIX = "system:"
LEVEL_RIGHT = "level."
"""A right of this beginning opens a level of secrecy: `level.restricted`."""
AUDIT_RIGHT = "audit.read"


class Actor(Struct, frozen=True):
    """Who acts: a person at a desk, a system client, or the house itself."""

    id: str
    """`person:<uuid>`, `client:<client id>` or `system:<name>`."""
    name: str
    institution: str
    """Code of the institution, such as `vugd`, `vp`, `112`, `pp-0003000`."""
    rights: frozenset[str]
    roles: frozenset[str] = frozenset()
    desk: str | None = None
    trained: bool = False
    """Training for the register is done: without it, the register may be read but not written."""
    given_keys: Keys | None = None
    """What the edge worked out for this one request: by its purpose, by a broken glass."""

    @property
    def keys(self) -> Keys:
        """What opens rows to this actor: a row lists keys, and one in common shows it.

        `<institution>`, `<institution>#<level>` for each level that a right names, and the
        actor's own id; `house` opens everything to the house's own work and to auditors.
        """
        if self.given_keys is not None:
            return self.given_keys
        if self.id.startswith(SYSTEM_PREFIX) or AUDIT_RIGHT in self.rights:
            return frozenset({HOUSE_KEY})
        levels = (
            f"{self.institution}#{right.removeprefix(LEVEL_RIGHT)}"
            for right in self.rights
            if right.startswith(LEVEL_RIGHT)
        )
        return frozenset({self.institution, self.id, *levels})


class Purpose(Struct, frozen=True):
    """Why personal data are looked at: a code of the classifier and the case or event behind it."""

    code: str
    ref: str | None = None


class Point(Struct, frozen=True):
    lat: Latitude
    lon: Longitude
