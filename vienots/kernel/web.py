"""The parameters that every handler may ask for, by these very names."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Annotated, Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import Db
from vienots.kernel.errors import TooLarge

DbParam = NamedDependency[Db]
"""`db`: the request's transaction; committed before the answer leaves, undone on any refusal."""
ActorParam = NamedDependency[Actor]
"""`actor`: who asks; without a sign-in the request ends with 401."""
NowParam = NamedDependency[datetime]
"""`now`: the time of the request."""
PurposeParam = NamedDependency[Purpose]
"""`purpose`: why personal data are looked at; without one the request ends with 400."""

Asking = Callable[[], AbstractAsyncContextManager[tuple[Db, Actor]]]
AskingParam = NamedDependency[Asking]
"""`asking`: for a handler without a transaction of its own that waits for something: each time a
short transaction, with who asks looked at anew."""


async def read_bounded(request: Request[Any, Any, Any], limit: int) -> bytes:
    """The body, where there is no transaction. Raises TooLarge before the rest of it is read."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise TooLarge(limit_bytes=limit)
        parts.append(part)
    return b"".join(parts)


# Bounds of a query parameter stand in QueryParameter: those of a `Meta` are dropped on the way.
# Where a context has its own words for a number out of bounds, `schema_extra` tells the document.
LatitudeQuery = Annotated[float, QueryParameter(ge=-90, le=90)]
LongitudeQuery = Annotated[float, QueryParameter(ge=-180, le=180)]
