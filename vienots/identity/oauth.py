"""`POST /oauth/token`: client credentials after RFC 6749, with that document's own refusals."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any
from urllib.parse import unquote_plus

from litestar import Request, Response, Router, post
from litestar.openapi import ResponseSpec
from msgspec import Struct

from vienots.identity.actions import clients
from vienots.kernel.web import DbParam, NowParam

# RFC 6749, 5.1: the answer must not be kept by anybody on the way.
NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


_CLIENT_ID = re.compile(r"^[a-z0-9][a-z0-9._-]{1,63}\Z")


class OAuthRefusal(Struct, frozen=True):
    error: str


def _basic(header: str) -> tuple[str, str] | None:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        decoded = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    client_id, separator, secret = decoded.partition(":")
    client_id, secret = unquote_plus(client_id), unquote_plus(secret)
    return (client_id, secret) if separator and _CLIENT_ID.match(client_id) else None


REFUSAL = ResponseSpec(OAuthRefusal, description="Refused, as of RFC 6749", generate_examples=False)


@post(
    "/oauth/token",
    status_code=200,
    opt={"commits_refusal": True},
    responses={
        200: ResponseSpec(clients.Token, description="A token", generate_examples=False),
        400: REFUSAL,
        401: REFUSAL,
    },
)
async def issue_token(
    request: Request[Any, Any, Any], db: DbParam, now: NowParam
) -> Response[clients.Token | OAuthRefusal]:
    """Form `grant_type=client_credentials` (and `scope`), HTTP Basic for the client."""
    form = await request.form()
    credentials = _basic(request.headers.get("authorization", ""))
    if credentials is None:
        return _refuse("invalid_client", 401)
    if form.get("grant_type") != "client_credentials":
        return _refuse("unsupported_grant_type", 400)
    scope = form.get("scope")
    done = await clients.issue_token(
        db,
        *credentials,
        scope if isinstance(scope, str) and scope.strip() else None,
        now,
        demonstration=request.app.state.settings.demonstration,
    )
    if isinstance(done, str):
        return _refuse(done, 401 if done == "invalid_client" else 400)
    return Response(done, headers=NO_STORE)


def _refuse(error: str, status: int) -> Response[clients.Token | OAuthRefusal]:
    headers = dict(NO_STORE)
    if status == 401:
        headers["WWW-Authenticate"] = 'Basic realm="vienots"'
    return Response(OAuthRefusal(error), status_code=status, headers=headers)


router = Router("/", route_handlers=[issue_token], tags=["identity"])
