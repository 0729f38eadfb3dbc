"""Rules of bringing events: to what addresses, which ones, and when again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from vienots.kernel.errors import Fault

# As Standard Webhooks proposes: soon, then ever more seldom, over more than a day.
_PAUSES = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 36_000)
)


def next_try(tries: int, at: datetime) -> datetime | None:
    """When it is tried again after so many tries; None: it has failed."""
    return at + _PAUSES[tries - 1] if tries <= len(_PAUSES) else None


def wants(types: Collection[str], event_type: str) -> bool:
    return event_type in types or f"{event_type.rpartition('.')[0]}.*" in types


def find_url_faults(url: str) -> list[Fault]:
    """Encrypted, or within the machine itself; no password in an address that is shown."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return [Fault("url", "exchange.url_form")]
    if not host or not url.isascii() or any(char.isspace() for char in url):
        return [Fault("url", "exchange.url_form")]
    faults = []
    if parts.username is not None or parts.password is not None:
        faults.append(Fault("url", "exchange.url_password"))
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(host)):
        faults.append(Fault("url", "exchange.url_unencrypted"))
    return faults


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
