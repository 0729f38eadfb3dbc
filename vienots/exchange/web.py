"""`/api/v1/exchange`: municipal journals and other systems."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
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
from msgspec import Struct

from vienots.dispatch.contracts import CloseLeg, Referral, RejectReferral
from vienots.exchange import actions
from vienots.exchange.actions.batching import (
    SORTED_AT_ONCE,
    TAKEN_AT_ONCE,
    lines_of,
    parts_of,
)
from vienots.exchange.actions.changes import LIMIT_MAX, parse_cursor
from vienots.exchange.actions.reading import StatedFilter
from vienots.exchange.actions.stating import Statement, status_of
from vienots.exchange.contracts import (
    CloudEvent,
    ExchangeState,
    GivingUp,
    JournalEvent,
    LineTaken,
    Reject,
    RejectBody,
    RejectPage,
    RejectState,
    StatedPage,
    StatedView,
    StatementTaken,
    Verdict,
)
from vienots.exchange.domain.meter import Meter
from vienots.exchange.web_hooks import HOOKS
from vienots.exchange.web_pace import PACE
from vienots.exchange.wording import Wording, WordingParam, provide_wording
from vienots.kernel import idempotency
from vienots.kernel.contracts import Actor
from vienots.kernel.idempotency import check_key
from vienots.kernel.journal import Cursor
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
MeterParam = NamedDependency[Meter]
"""`meter`: how much each client has asked of this process, and may."""

CursorQuery = Annotated[str | None, QueryParameter(max_length=100)]


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
    meter: MeterParam,
    now: NowParam,
) -> Response[StatementTaken]:
    """Register or replace an event of the caller's institution. 201 new; 200 replaced, or the same
    again; 409 with the stored version where the version is not a later one."""
    said = Statement(await request.body(), _source_id(request))
    meter.take_one(actor, now)
    taken = await actions.state_event(db, actor, said, now)
    _settle(meter, actor, taken, now)
    return Response(taken, status_code=status_of(taken))


def _settle(meter: Meter, actor: Actor, taken: StatementTaken, at: datetime) -> None:
    if taken.outcome == "unchanged":
        meter.give_back(actor, 1, at)


@post(
    "/events:batch",
    status_code=200,
    media_type=NDJSON,
    operation_class=_BatchOperation,
    opt={"transaction": False},
)
async def state_batch(
    request: Request[Any, Any, Any],
    asking: AskingParam,
    wording: WordingParam,
    meter: MeterParam,
    now: NowParam,
) -> Response[bytes]:
    """One answer a line, in the order of the lines; one bad line does not stop the others. Lines
    beyond a quota are answered 429 and not taken: they are sent again later."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != NDJSON:
        raise HTTPException(status_code=415, detail=NDJSON)
    key = check_key(request.headers.get("idempotency-key"))
    async with _BATCHES:
        async with asking() as (_, sender):
            # Known, and under its quotas, before anything is read.
            meter.refuse_used(sender, "events", now)
        body = await read_bounded(request, BATCH_MAX_BYTES)
        meter.weigh(sender, len(body), now)
        answers = await _state_batch(asking, body, key, _Batch(meter, wording, now))
    return Response(answers, media_type=NDJSON)


class _Batch(Struct, frozen=True):
    """What is the same for all lines of a body."""

    meter: Meter
    wording: Wording
    now: datetime


async def _state_batch(asking: Asking, body: bytes, key: str | None, batch: _Batch) -> bytes:
    digest = hashlib.sha256(b"events:batch\n" + body).digest()
    lines = lines_of(body)
    async with asking() as (db, actor):
        kept = None if key is None else await idempotency.find(db, actor.id, key, digest)
        if kept is not None:
            return kept.body or b""
    taken: dict[int, LineTaken] = {}
    while len(taken) < len(lines):
        wanted = min(SORTED_AT_ONCE, len(lines) - len(taken))
        granted = batch.meter.take(actor, wanted, batch.now)
        if not granted:
            break
        some = {n: lines[n - 1] for n in range(len(taken) + 1, len(taken) + granted + 1)}
        part = await _state_part(asking, some, batch)
        same = sum(one.outcome == "unchanged" for one in part.values())
        batch.meter.give_back(actor, same, batch.now)
        taken |= part
    left = {n: lines[n - 1] for n in range(len(taken) + 1, len(lines) + 1)}
    taken |= actions.leave_lines(actor, left, batch.meter, batch.wording, batch.now)
    told = b"".join(msgspec.json.encode(taken[number]) + b"\n" for number in sorted(taken))
    # Lines that were left are no end of it: the same key goes on with them.
    if key is not None and all(one.status != 429 for one in taken.values()):
        async with asking() as (db, actor):
            if await idempotency.begin(db, actor.id, key, digest) is None:
                await idempotency.finish(
                    db, actor.id, key, status=200, content_type=NDJSON, body=told
                )
    return told


async def _state_part(
    asking: Asking, some: Mapping[int, bytes], batch: _Batch
) -> dict[int, LineTaken]:
    if not some:
        return {}
    async with asking() as (db, actor):
        taken = await actions.state_new_lines(db, actor, some, batch.now)
    left = {number: line for number, line in some.items() if number not in taken}
    for few in parts_of(left, TAKEN_AT_ONCE):
        async with asking() as (db, actor):
            taken |= await actions.state_lines(db, actor, few, batch.wording, batch.now)
    return taken


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
    cursor: CursorQuery = None,
    limit: Annotated[int, QueryParameter(schema_extra={"minimum": 1, "maximum": 200})] = 100,
) -> StatedPage:
    """Events that the institution may see, newest first, with its journal's name for each."""
    return await actions.list_stated(db, actor, StatedFilter(since, until, status, cursor, limit))


@get("/changes", media_type=CLOUDEVENTS, opt={"transaction": False})
async def list_changes(
    asking: AskingParam,
    after: CursorQuery = None,
    limit: Annotated[int, QueryParameter(ge=1, le=LIMIT_MAX)] = 200,
    wait: Annotated[int, QueryParameter(ge=0, le=WAIT_MAX_S)] = 0,
) -> Response[list[CloudEvent]]:
    """CloudEvents 1.0 in order, none lost, none doubled; the next cursor in `Vienots-Cursor`.

    `wait`: seconds to wait where there is nothing yet.
    """
    cursor: Cursor | None = None
    clock = asyncio.get_running_loop()
    ends_at = clock.time() + wait
    while True:
        async with asking() as (db, actor):
            cursor = parse_cursor(after) if cursor is None else cursor
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
    cursor: CursorQuery = None,
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
    reject_id: FromPath[UUID], db: DbParam, actor: ActorParam, meter: MeterParam, now: NowParam
) -> StatementTaken:
    """As it stands: a code list may know the code by now."""
    meter.take_one(actor, now)
    taken = await actions.send_again(db, actor, reject_id, now)
    _settle(meter, actor, taken, now)
    return taken


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
        show_schema,
        *HOOKS,
        *PACE,
    ],
    dependencies={"wording": Provide(provide_wording)},
    opt={"metered": True},
    tags=["exchange"],
)
