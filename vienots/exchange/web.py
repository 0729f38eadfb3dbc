"""`/api/v1/exchange`: municipal journals and other systems."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import unquote
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, Operation, Reference, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIType
from litestar.params import FromPath, JSONBody, QueryParameter

from vienots.dispatch.contracts import CloseLeg, Referral, RejectReferral
from vienots.exchange import actions
from vienots.exchange.actions.batching import TAKEN_AT_ONCE, lines_of
from vienots.exchange.actions.changes import LIMIT_MAX, parse_cursor
from vienots.exchange.actions.reading import StatedFilter
from vienots.exchange.actions.stating import Statement, status_of
from vienots.exchange.contracts import (
    CloudEvent,
    ExchangeState,
    GivingUp,
    JournalEvent,
    Reject,
    RejectBody,
    RejectPage,
    RejectState,
    StatedPage,
    StatedView,
    StatementTaken,
    Verdict,
)
from vienots.exchange.hooks_contracts import (
    Delivery,
    DeliveryRef,
    NewSubscription,
    Subscription,
    SubscriptionMade,
)
from vienots.exchange.wording import Wording
from vienots.identity.api import VaultParam
from vienots.kernel import idempotency
from vienots.kernel.i18n import choose_language
from vienots.kernel.idempotency import check_key
from vienots.kernel.web import (
    ActorParam,
    Asking,
    AskingParam,
    DbParam,
    NowParam,
    PurposeParam,
    read_bounded,
)

NDJSON = "application/x-ndjson"
CLOUDEVENTS = "application/cloudevents-batch+json"
CURSOR_HEADER = "Vienots-Cursor"
STATEMENT_MAX_BYTES = 1_000_000
BATCH_MAX_BYTES = 64_000_000
_BATCHES = asyncio.Semaphore(4)
"""Of one process: the rest wait, without a connection."""
WAIT_MAX_S = 30
LOOKED_EVERY_S = 1.0
_EVENTS = "/exchange/events/"

Cursor = Annotated[str | None, QueryParameter(max_length=100)]
WordingParam = NamedDependency[Wording]


async def provide_wording(request: Request[Any, Any, Any]) -> Wording:
    language = choose_language(request.headers.get("accept-language"))
    return Wording(request.app.state.catalogue, language)


@dataclass
class _StatementOperation(Operation):
    """The body is read by the action: what can't be read is kept, too."""

    def __post_init__(self) -> None:
        schema = Reference(ref="#/components/schemas/JournalEvent")
        content = {"application/json": OpenAPIMediaType(schema=schema)}
        self.request_body = RequestBody(content=content, required=True)


@dataclass
class _BatchOperation(Operation):
    def __post_init__(self) -> None:
        told = "One event document a line, up to 10,000 lines"
        text = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING, description=told))
        self.request_body = RequestBody(content={NDJSON: text}, required=True)


def _source_id(request: Request[Any, Any, Any]) -> str:
    """From the address as it was sent: a slash in a number is no part of the path."""
    raw = request.scope.get("raw_path") or request.scope["path"].encode()
    return unquote(raw.partition(b"?")[0].decode("ascii", "replace").partition(_EVENTS)[2])


@put(
    "/events/{source_id:path}",
    status_code=200,
    responses={201: ResponseSpec(StatementTaken, description="Registered")},
    operation_class=_StatementOperation,
    opt={"body_max_bytes": STATEMENT_MAX_BYTES, "commits_refusal": True},
)
async def state_event(
    request: Request[Any, Any, Any],
    source_id: FromPath[str],  # noqa: ARG001 (read from the address as it was sent)
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> Response[StatementTaken]:
    """Register or replace an event of the caller's institution. 201 new; 200 replaced, or the same
    again; 409 with the stored version where the version is not a later one."""
    said = Statement(await request.body(), _source_id(request))
    taken = await actions.state_event(db, actor, said, now)
    return Response(taken, status_code=status_of(taken))


@post(
    "/events:batch",
    status_code=200,
    media_type=NDJSON,
    operation_class=_BatchOperation,
    opt={"transaction": False},
)
async def state_batch(
    request: Request[Any, Any, Any], asking: AskingParam, wording: WordingParam, now: NowParam
) -> Response[bytes]:
    """One answer a line, in the order of the lines; one bad line does not stop the others."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != NDJSON:
        raise HTTPException(status_code=415, detail=NDJSON)
    key = check_key(request.headers.get("idempotency-key"))
    async with _BATCHES:
        body = await read_bounded(request, BATCH_MAX_BYTES)
        answers = await _state_batch(asking, body, key, wording, now)
    return Response(answers, media_type=NDJSON)


async def _state_batch(
    asking: Asking, body: bytes, key: str | None, wording: Wording, now: datetime
) -> bytes:
    digest = hashlib.sha256(b"events:batch\n" + body).digest()
    lines = lines_of(body)
    async with asking() as (db, actor):
        kept = None if key is None else await idempotency.find(db, actor.id, key, digest)
        if kept is not None:
            return kept.body or b""
    answers: list[bytes] = []
    for place in range(0, len(lines), TAKEN_AT_ONCE):
        some = lines[place : place + TAKEN_AT_ONCE]
        async with asking() as (db, actor):
            taken = await actions.state_lines(db, actor, some, place + 1, wording, now)
        answers += [msgspec.json.encode(answer) + b"\n" for answer in taken]
    told = b"".join(answers)
    if key is not None:
        async with asking() as (db, actor):
            if await idempotency.begin(db, actor.id, key, digest) is None:
                await idempotency.finish(
                    db, actor.id, key, status=200, content_type=NDJSON, body=told
                )
    return told


@post("/events:check", status_code=200, operation_class=_StatementOperation)
async def judge_event(
    request: Request[Any, Any, Any],
    db: DbParam,
    actor: ActorParam,
    wording: WordingParam,
    now: NowParam,
) -> Verdict:
    """What would become of a document; nothing of it is kept."""
    return await actions.judge_event(db, actor, Statement(await request.body()), wording, now)


@get("/events/{source_id:path}")
async def read_event(
    request: Request[Any, Any, Any],
    source_id: FromPath[str],  # noqa: ARG001 (read from the address as it was sent)
    db: DbParam,
    actor: ActorParam,
    purpose: PurposeParam,
    now: NowParam,
) -> StatedView:
    """As the register has it now, with what others added."""
    return await actions.read_event(db, actor, _source_id(request), purpose, now)


@get("/events")
async def list_stated(
    db: DbParam,
    actor: ActorParam,
    since: Annotated[datetime | None, QueryParameter(name="from")] = None,
    until: Annotated[datetime | None, QueryParameter(name="to")] = None,
    status: Annotated[str | None, QueryParameter(max_length=60)] = None,
    cursor: Cursor = None,
    limit: Annotated[int, QueryParameter(schema_extra={"minimum": 1, "maximum": 200})] = 100,
) -> StatedPage:
    """Events that the institution may see, newest first, with its journal's name for each."""
    return await actions.list_stated(db, actor, StatedFilter(since, until, status, cursor, limit))


@get("/changes", media_type=CLOUDEVENTS, opt={"transaction": False})
async def list_changes(
    asking: AskingParam,
    after: Cursor = None,
    limit: Annotated[int, QueryParameter(ge=1, le=LIMIT_MAX)] = 200,
    wait: Annotated[int, QueryParameter(ge=0, le=WAIT_MAX_S)] = 0,
) -> Response[list[CloudEvent]]:
    """CloudEvents 1.0 in order, none lost, none doubled; the next cursor in `Vienots-Cursor`.

    `wait`: seconds to wait where there is nothing yet.
    """
    cursor = parse_cursor(after)
    clock = asyncio.get_running_loop()
    ends_at = clock.time() + wait
    while True:
        async with asking() as (db, actor):
            found = await actions.list_changes(db, actor, cursor, limit)
        cursor = found.cursor
        if found.events or clock.time() >= ends_at:
            return Response(
                found.events, media_type=CLOUDEVENTS, headers={CURSOR_HEADER: str(cursor)}
            )
        if found.at_end:
            await asyncio.sleep(min(LOOKED_EVERY_S, max(0.0, ends_at - clock.time())))


@post("/referrals/{referral_id:uuid}/accept", status_code=200)
async def accept_referral(
    referral_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> Referral:
    return await actions.accept_referral(db, actor, referral_id, now)


@post("/referrals/{referral_id:uuid}/reject", status_code=200)
async def reject_referral(
    referral_id: FromPath[UUID],
    data: JSONBody[RejectReferral],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> Referral:
    return await actions.reject_referral(db, actor, referral_id, data, now)


@post("/referrals/{referral_id:uuid}/complete", status_code=200)
async def complete_referral(
    referral_id: FromPath[UUID],
    data: JSONBody[CloseLeg],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> Referral:
    return await actions.complete_referral(db, actor, referral_id, data, now)


@get("/state")
async def read_state(db: DbParam, actor: ActorParam, now: NowParam) -> ExchangeState:
    """How it stands between one's institution and the register."""
    return await actions.read_state(db, actor, now)


@get("/rejects")
async def list_rejects(
    db: DbParam,
    actor: ActorParam,
    wording: WordingParam,
    kept: Annotated[RejectState | None, QueryParameter(name="state")] = None,
    cursor: Cursor = None,
) -> RejectPage:
    """What was refused, with every fault in words; newest first."""
    return await actions.list_rejects(db, actor, wording, kept, cursor)


@get("/rejects/{reject_id:uuid}/body")
async def read_body(
    reject_id: FromPath[UUID], db: DbParam, actor: ActorParam, purpose: PurposeParam, now: NowParam
) -> RejectBody:
    return await actions.read_body(db, actor, reject_id, purpose, now)


@post("/rejects/{reject_id:uuid}/send", status_code=200, opt={"commits_refusal": True})
async def send_again(
    reject_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> StatementTaken:
    """As it stands: a code list may know the code by now."""
    return await actions.send_again(db, actor, reject_id, now)


@post("/rejects/{reject_id:uuid}/give-up", status_code=200)
async def give_up(  # noqa: PLR0913 (what the framework hands over)
    reject_id: FromPath[UUID],
    data: JSONBody[GivingUp],
    db: DbParam,
    actor: ActorParam,
    wording: WordingParam,
    now: NowParam,
) -> Reject:
    return await actions.give_up(db, actor, reject_id, data, wording, now)


@post("/subscriptions", opt={"answer_is_secret": True})
async def subscribe(
    data: JSONBody[NewSubscription],
    db: DbParam,
    actor: ActorParam,
    vault: VaultParam,
    now: NowParam,
) -> SubscriptionMade:
    """Signed webhooks after Standard Webhooks, of changes from now on. The secret is told once."""
    return await actions.subscribe(db, actor, data, vault, now)


@get("/subscriptions")
async def list_subscriptions(db: DbParam, actor: ActorParam) -> list[Subscription]:
    return await actions.list_subscriptions(db, actor)


@post("/subscriptions/{subscription_id:uuid}/end", status_code=200)
async def end_subscription(
    subscription_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> list[Subscription]:
    """Nothing more is sent there; what waited is dropped."""
    return await actions.end_subscription(db, actor, subscription_id, now)


@get("/subscriptions/{subscription_id:uuid}/unbrought")
async def list_unbrought(
    subscription_id: FromPath[UUID], db: DbParam, actor: ActorParam
) -> list[Delivery]:
    """What failed, and what was tried in vain and waits for its next turn."""
    return await actions.list_unbrought(db, actor, subscription_id)


@post("/subscriptions/{subscription_id:uuid}/send", status_code=200)
async def send_delivery_again(
    subscription_id: FromPath[UUID],
    data: JSONBody[DeliveryRef],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> list[Delivery]:
    """At once, with all its tries before it again."""
    return await actions.send_delivery_again(db, actor, subscription_id, data, now)


@get("/schema.json", media_type="application/schema+json")
async def show_schema(actor: ActorParam) -> dict[str, Any]:  # noqa: ARG001 (known clients alone)
    """JSON Schema of the event document, for those who build a journal's side."""
    return msgspec.json.schema(JournalEvent)


router = Router(
    "/exchange",
    route_handlers=[
        state_event,
        state_batch,
        judge_event,
        read_event,
        list_stated,
        list_changes,
        accept_referral,
        reject_referral,
        complete_referral,
        read_state,
        list_rejects,
        read_body,
        send_again,
        give_up,
        subscribe,
        list_subscriptions,
        end_subscription,
        list_unbrought,
        send_delivery_again,
        show_schema,
    ],
    dependencies={"wording": Provide(provide_wording)},
    tags=["exchange"],
)
