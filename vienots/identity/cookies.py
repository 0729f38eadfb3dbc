"""The cookies of a signed-in browser: the session, and the device that outlives it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from litestar.datastructures import Cookie

from vienots.identity import domain

SESSION = "vienots_session"
DEVICE = "vienots_device"
PROVIDED = "vienots_provided"
# A name with this prefix is taken by browsers over https only, and from no neighbouring host.
HOST = "__Host-"
_TOKEN = re.compile(r"^[A-Za-z0-9_-]{43}$")


def read(headers: Mapping[str, str], name: str) -> str | None:
    """A token of ours from the Cookie header, in either of its two names."""
    found: dict[str, str] = {}
    for part in headers.get("cookie", "").split(";"):
        key, _, value = part.strip().partition("=")
        found[key] = value
    token = found.get(HOST + name) or found.get(name)
    return token if token and _TOKEN.match(token) else None


def write(
    name: str,
    token: str,
    *,
    secure: bool,
    max_age_s: int,
    samesite: Literal["strict", "lax"] = "strict",
) -> Cookie:
    return Cookie(
        key=HOST + name if secure else name,
        value=token,
        httponly=True,
        samesite=samesite,
        secure=secure,
        path="/",
        max_age=max_age_s,
    )


def provided_cookie(browser: str, *, secure: bool) -> Cookie:
    """Lax, for the way back comes from the provider's pages."""
    patience_s = int(domain.OIDC_PATIENCE.total_seconds())
    return write(PROVIDED, browser, secure=secure, max_age_s=patience_s, samesite="lax")


def session_cookies(token: str, device: str, *, secure: bool) -> list[Cookie]:
    session_s = int(domain.SESSION_MAX.total_seconds())
    device_s = int(domain.DEVICE_KNOWN.total_seconds())
    return [
        write(SESSION, token, secure=secure, max_age_s=session_s),
        write(DEVICE, device, secure=secure, max_age_s=device_s),
    ]


def end_cookie(name: str, *, secure: bool) -> Cookie:
    return write(name, "", secure=secure, max_age_s=0)
