"""What handlers may ask for by name, joined with the request here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, Any

from litestar import Request
from litestar.params import HeaderParameter
from litestar.types import HTTPScope

from vienots.app.metering import admit
from vienots.app.transaction import ACTOR_KEY, DB_KEY
from vienots.identity import api as identity
from vienots.kernel import clock
from vienots.kernel.contracts import PURPOSES, Actor, Purpose
from vienots.kernel.db import Db, Pool
from vienots.kernel.errors import BadInput, Fault, NotSignedIn
from vienots.kernel.web import Asking
from vienots.register import api as register

PURPOSE_HEADER = "Vienots-Purpose"
PURPOSE_REF_LENGTH_MAX = 100
SEEING = frozenset({identity.Right.REGISTER_READ, identity.Right.AUDIT_READ})
"""Others are given no key: to them the register's tables are empty."""
_PURPOSE_CODE = re.compile(r"[a-z_]+")
# Named to readers of our document as wanted and of this form; checked below, where each fault has
# its own words.
PurposeHeader = Annotated[
    str | None,
    HeaderParameter(
        name=PURPOSE_HEADER,
        required=True,
        description="Why personal data are looked at: `<code>;ref=<case or event>`.",
        schema_extra={
            "one_of": None,
            "type": "string",
            "pattern": f"^({'|'.join(PURPOSES)})(;ref=[!-:<-~]{{1,{PURPOSE_REF_LENGTH_MAX}}})?$",
        },
    ),
]


async def provide_db(request: Request[Any, Any, Any]) -> Db:
    db: Db = request.scope["state"][DB_KEY]
    return db


async def provide_actor(request: Request[Any, Any, Any]) -> Actor:
    actor: Actor | None = request.scope["state"].get(ACTOR_KEY)
    if actor is None:
        raise NotSignedIn
    return actor


async def provide_asking(request: Request[Any, Any, Any]) -> Asking:
    pool: Pool = request.app.state.pool

    @asynccontextmanager
    async def ask() -> AsyncIterator[tuple[Db, Actor]]:
        async with pool.connection() as db:
            actor = await identify(db, request.scope)
            if actor is None:
                raise NotSignedIn
            admit(request.scope, actor, 0)
            yield db, actor

    return ask


async def provide_now() -> datetime:
    return clock.now()


async def provide_purpose(header: PurposeHeader = None) -> Purpose:
    if header is None:
        raise BadInput([Fault(PURPOSE_HEADER, "purpose.missing")])
    return parse_purpose(header)


def parse_purpose(header: str) -> Purpose:
    """`<code>;ref=<case or event>`. Raises BadInput."""
    code, *parameters = (part.strip() for part in header.split(";"))
    if code not in PURPOSES:
        raise BadInput([Fault(PURPOSE_HEADER, "purpose.unknown", {"given": code[:40]})])
    references = [part.removeprefix("ref=") for part in parameters if part.startswith("ref=")]
    ref = references[0] if references else None
    if ref is not None and not 1 <= len(ref) <= PURPOSE_REF_LENGTH_MAX:
        raise BadInput([Fault(PURPOSE_HEADER, "purpose.ref_length")])
    return Purpose(code, ref)


async def identify(db: Db, scope: HTTPScope) -> Actor | None:
    """Who sends this request: a session's cookie or a client's token; with what opens rows to him
    for the purpose that he states."""
    headers = {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
    }
    now = clock.now()
    actor = await identity.identify(db, scope["method"], headers, now)
    if actor is None or not SEEING & actor.rights:
        return actor
    purpose = _PURPOSE_CODE.match(headers.get(PURPOSE_HEADER.lower(), ""))
    return await register.enter(db, actor, purpose[0] if purpose else None, now)
