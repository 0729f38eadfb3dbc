"""Rights, roles and the rules of signing in: pure, with the clock as a parameter."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from vienots.identity.errors import RightMissing, TrainingMissing
from vienots.kernel.contracts import Actor


class Right(StrEnum):
    """What can be allowed. Also the scopes of system clients."""

    CALLS_READ = "calls.read"
    CALLS_TAKE = "calls.take"
    CALLS_CLOSE = "calls.close"
    DISPATCH_READ = "dispatch.read"
    DISPATCH_ASSIGN = "dispatch.assign"
    DISPATCH_UNIT_STATE = "dispatch.unit_state"
    DISPATCH_REFER = "dispatch.refer"
    DISPATCH_ANSWER_REFERRAL = "dispatch.answer_referral"
    RESOURCES_READ = "resources.read"
    RESOURCES_POSITION = "resources.position"
    INTAKE_TELEPHONY = "intake.telephony"
    INTAKE_AML = "intake.aml"
    REGISTER_READ = "register.read"
    REGISTER_WRITE = "register.write"
    REGISTER_PERSONS = "register.persons"
    REGISTER_REVIEW = "register.review"
    REGISTER_IMPORT = "register.import"
    RETENTION_READ = "retention.read"
    RETENTION_HOLD = "retention.hold"
    RETENTION_MANAGE = "retention.manage"
    LEVEL_MINORS = "level.minors"
    LEVEL_RESTRICTED = "level.restricted"
    LEVEL_STATE_SECURITY = "level.state_security"
    CUSTODY_READ = "custody.read"
    CUSTODY_WRITE = "custody.write"
    INDEX_READ = "index.read"
    INDEX_MERGE = "index.merge"
    EXCHANGE_READ = "exchange.read"
    OUTBOX_SEND = "outbox.send"
    ANALYTICS_READ = "analytics.read"
    AUDIT_READ = "audit.read"
    IDENTITY_READ = "identity.read"
    IDENTITY_ADMINISTER = "identity.administer"
    LIVE_READ = "live.read"
    GIS_READ = "gis.read"
    SIMULATION = "simulation"


_DESK = frozenset({Right.LIVE_READ, Right.GIS_READ, Right.RESOURCES_READ, Right.IDENTITY_READ})
_DISPATCH = _DESK | {
    Right.CALLS_READ,
    Right.DISPATCH_READ,
    Right.DISPATCH_ASSIGN,
    Right.DISPATCH_UNIT_STATE,
    Right.DISPATCH_REFER,
    Right.DISPATCH_ANSWER_REFERRAL,
}
_REGISTER = frozenset(
    {
        Right.REGISTER_READ,
        Right.REGISTER_WRITE,
        Right.REGISTER_PERSONS,
        Right.LEVEL_MINORS,
        Right.INDEX_READ,
        Right.CUSTODY_READ,
        Right.CUSTODY_WRITE,
        Right.EXCHANGE_READ,
    }
)

ROLES: Mapping[str, frozenset[Right]] = {
    "call_taker": _DESK
    | {Right.CALLS_READ, Right.CALLS_TAKE, Right.CALLS_CLOSE, Right.DISPATCH_READ},
    "dispatcher": _DISPATCH,
    "station_commander": _DESK | {Right.CALLS_READ, Right.DISPATCH_READ, Right.DISPATCH_UNIT_STATE},
    "duty_officer": _DISPATCH | _REGISTER,
    "register_officer": _DESK | _REGISTER | {Right.INDEX_MERGE, Right.REGISTER_IMPORT},
    "investigator": _DESK | _REGISTER | {Right.INDEX_MERGE, Right.LEVEL_RESTRICTED},
    "security_officer": _DESK
    | _REGISTER
    | {Right.INDEX_MERGE, Right.LEVEL_RESTRICTED, Right.LEVEL_STATE_SECURITY},
    "register_supervisor": _DESK
    | _REGISTER
    | {Right.INDEX_MERGE, Right.LEVEL_RESTRICTED, Right.REGISTER_REVIEW, Right.ANALYTICS_READ}
    | {Right.RETENTION_READ, Right.RETENTION_HOLD, Right.REGISTER_IMPORT, Right.OUTBOX_SEND},
    "supervisor": _DESK
    | {
        Right.CALLS_READ,
        Right.CALLS_TAKE,
        Right.CALLS_CLOSE,
        Right.DISPATCH_READ,
        Right.ANALYTICS_READ,
    },
    # The stream's heartbeat tells these desks that the line is alive; its topics they do not see.
    "analyst": frozenset(
        {Right.LIVE_READ, Right.ANALYTICS_READ, Right.GIS_READ, Right.IDENTITY_READ}
    ),
    "auditor": frozenset(
        {
            Right.LIVE_READ,
            Right.AUDIT_READ,
            Right.IDENTITY_READ,
            Right.EXCHANGE_READ,
            Right.CUSTODY_READ,
            Right.RETENTION_READ,
        }
    ),
    "data_protection_officer": frozenset(
        {
            Right.LIVE_READ,
            Right.IDENTITY_READ,
            Right.RETENTION_READ,
            Right.RETENTION_HOLD,
            Right.RETENTION_MANAGE,
        }
    ),
    "administrator": frozenset(
        {
            Right.LIVE_READ,
            Right.IDENTITY_READ,
            Right.IDENTITY_ADMINISTER,
            Right.EXCHANGE_READ,
            Right.OUTBOX_SEND,
            Right.RETENTION_READ,
            Right.RETENTION_MANAGE,
        }
    ),
}
"""The one table of who may do what."""

ROLES_OF_KIND: Mapping[str, frozenset[str]] = {
    "contact_centre": frozenset({"call_taker", "supervisor", "analyst", "administrator"}),
    "fire_rescue": frozenset(
        {"dispatcher", "station_commander", "supervisor", "analyst", "administrator"}
    ),
    "state_police": frozenset(
        {
            "dispatcher",
            "register_officer",
            "investigator",
            "security_officer",
            "register_supervisor",
            "supervisor",
            "analyst",
            "administrator",
            "data_protection_officer",
        }
    ),
    "municipal_police": frozenset(
        {
            "duty_officer",
            "register_officer",
            "register_supervisor",
            "supervisor",
            "analyst",
            "administrator",
            "data_protection_officer",
        }
    ),
    "port_police": frozenset(
        {
            "duty_officer",
            "register_officer",
            "register_supervisor",
            "supervisor",
            "administrator",
            "data_protection_officer",
        }
    ),
    "medical": frozenset({"dispatcher", "supervisor", "analyst", "administrator"}),
    "information_centre": frozenset(
        {"analyst", "auditor", "administrator", "data_protection_officer"}
    ),
}
"""Which roles an institution of a kind can give."""

CLIENT_SCOPES = frozenset(
    {
        Right.INTAKE_TELEPHONY,
        Right.INTAKE_AML,
        Right.RESOURCES_POSITION,
        Right.REGISTER_READ,
        Right.REGISTER_WRITE,
        Right.REGISTER_PERSONS,
        Right.LEVEL_MINORS,
        Right.DISPATCH_ANSWER_REFERRAL,
        Right.CALLS_READ,
        Right.GIS_READ,
        Right.LIVE_READ,
    }
)
"""What a system may be allowed: nothing that only a person can answer for. A journal states and
reads its own events; whom the whole country knows is no journal's question."""


def rights_of(roles: Collection[str]) -> frozenset[str]:
    return frozenset(str(right) for role in roles for right in ROLES.get(role, ()))


def require(actor: Actor, right: Right) -> None:
    """The first line of every action. Raises RightMissing."""
    if right not in actor.rights:
        raise RightMissing(right=str(right))


def require_trained(actor: Actor) -> None:
    """Register rules: the training comes before the right to write. Raises TrainingMissing."""
    if not actor.trained:
        raise TrainingMissing


# ---- sign-in -----------------------------------------------------------------------------------

IDLE_MAX = timedelta(hours=2)
SESSION_MAX = timedelta(hours=14)
"""Longer than a night shift with its hand-over."""
DEVICE_KNOWN = timedelta(days=90)
TOKEN_LIFE = timedelta(hours=1)
OIDC_PATIENCE = timedelta(minutes=10)
"""How long somebody may stay at the state identity provider's page."""

FREE_TRIES = 5
WINDOW = timedelta(minutes=15)
DELAY_MAX = timedelta(minutes=5)
FREE_TRIES_OF_NETWORK = 60
"""A whole contact centre may stand behind one address at the change of shift."""


def wait_before_next_try(failures: Sequence[datetime], free: int, at: datetime) -> timedelta:
    """How long to wait after these failures: nothing for the free ones, then 2, 4, 8 … seconds.

    Old failures are forgotten, the wait is bounded: nobody is ever locked out for good.
    """
    recent = sorted(moment for moment in failures if at - moment < WINDOW)
    if len(recent) < free:
        return timedelta(0)
    doubled = min(20, len(recent) - free + 1)
    delay = min(DELAY_MAX, timedelta(seconds=2**doubled))
    return max(timedelta(0), recent[-1] + delay - at)


Network = IPv4Network | IPv6Network


def network_prefix(address: str) -> str:
    """/24 of IPv4, /48 of IPv6: one attacker is one, however many addresses of it they use."""
    try:
        known = _plain(ip_address(address))
    except ValueError:
        # A socket of this machine has no address.
        return address[:60]
    length = 24 if known.version == 4 else 48
    return str(ip_network((known, length), strict=False).network_address)


@cache
def parse_networks(text: str) -> tuple[Network, ...]:
    """Networks with commas between. Raises ValueError."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def client_address(peer: str, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """The address behind our own proxies: X-Forwarded-For counts only as far as they wrote it."""
    address = peer
    for step in reversed([part.strip() for part in forwarded_for.split(",") if part.strip()]):
        if not _is_trusted(address, trusted):
            break
        address = step
    return address


def _is_trusted(address: str, trusted: Sequence[Network]) -> bool:
    try:
        known = _plain(ip_address(address))
    except ValueError:
        return False
    return any(known in network for network in trusted)


def _plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


UNSAFE_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def is_cross_site(method: str, headers: Mapping[str, str], host: str) -> bool:
    """A cookie goes along with requests that other pages make; an act must come from our own.

    Browsers say where a request comes from in Sec-Fetch-Site; older ones in Origin. A client that
    sends neither is no browser and was given the cookie by hand.
    """
    if method not in UNSAFE_METHODS:
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2] != host


PREFERENCES_MAX = 64
PREFERENCE_LENGTH_MAX = 4_000
PREFERENCE_VALUES: Mapping[str, frozenset[str]] = {
    "theme": frozenset({"day", "night", "system"}),
    "size": frozenset({"compact", "normal", "large"}),
    "language": frozenset({"lv", "en"}),
}


def seconds_up(wait: timedelta) -> int:
    return math.ceil(wait.total_seconds())
