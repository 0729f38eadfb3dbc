from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request, Router, post
from litestar.exceptions import HTTPException
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIType

from vienots.integration.aml.adapter import CONTENT_TYPES, Received, Taken, take
from vienots.kernel.web import ActorParam, DbParam, NowParam

CALLER_HEADER = "Vienots-Caller"
BODY_MAX_BYTES = 65_536


@dataclass
class _AmlOperation(Operation):
    """The body is the handset's own, not JSON of ours."""

    def __post_init__(self) -> None:
        text = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING))
        self.request_body = RequestBody(content=dict.fromkeys(CONTENT_TYPES, text), required=True)


def build_router(key: bytes | None) -> Router:
    """`key`: shared with the gateway, for the optional HMAC of forms."""

    @post(
        "/intake/aml",
        status_code=200,
        operation_class=_AmlOperation,
        opt={"body_max_bytes": BODY_MAX_BYTES},
    )
    async def take_aml(
        request: Request[Any, Any, Any], db: DbParam, actor: ActorParam, now: NowParam
    ) -> Taken:
        """ETSI TS 103 625: the HTTPS form, or the SMS text of version 1 or 2.

        Header `Vienots-Caller` names the SMS's sender. Unreadable messages are kept and flagged.
        """
        return await take(db, actor, await _receive(request), key, now)

    return Router("/", route_handlers=[take_aml], tags=["intake"])


async def _receive(request: Request[Any, Any, Any]) -> Received:
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type not in CONTENT_TYPES:
        raise HTTPException(status_code=415, detail=", ".join(CONTENT_TYPES))
    caller = request.headers.get(CALLER_HEADER, "").strip()[:40] or None
    return Received(content_type, await request.body(), caller)
