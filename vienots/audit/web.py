from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from vienots.audit import actions
from vienots.audit.contracts import ChainState, JournalFilter, JournalPage
from vienots.audit.look_contracts import (
    EnquiryAnswer,
    Finding,
    FindingJudgement,
    NewEnquiry,
    ReportRequest,
    SubjectReport,
)
from vienots.kernel.sheets import MEDIA_TYPES, Form
from vienots.kernel.web import ActorParam, DbParam, NowParam, PurposeParam

Sought = Annotated[str | None, QueryParameter(max_length=actions.SOUGHT_LENGTH_MAX)]
Before = Annotated[int | None, QueryParameter(schema_extra={"minimum": 1, "maximum": 2**63 - 1})]
Limit = Annotated[int, QueryParameter(schema_extra={"minimum": 1, "maximum": actions.PAGE_MAX})]


@get("/entries")
async def list_entries(  # noqa: PLR0913 (each is a filter of the address)
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
    purpose: PurposeParam,
    before: Before = None,
    who: Sought = None,
    topic: Sought = None,
    subject: FromQuery[UUID | None] = None,
    kind: Sought = None,
    institution: Sought = None,
    since: FromQuery[datetime | None] = None,
    until: FromQuery[datetime | None] = None,
    limit: Limit = 100,
) -> JournalPage:
    """The journal, newest first. `who`: an actor's id or part of a name; `topic`: or a context."""
    wanted = JournalFilter(before, who, topic, subject, kind, institution, since, until, limit)
    return await actions.read_journal(db, actor, wanted, purpose, now)


@get("/chain")
async def get_chain(db: DbParam, actor: ActorParam, now: NowParam) -> ChainState:
    return await actions.look_at_chain(db, actor, now)


@post("/verifications", status_code=202)
async def ask_for_verification(db: DbParam, actor: ActorParam) -> None:
    """The worker walks the whole chain; see `chain` for what it found."""
    await actions.ask_for_verification(db, actor)


@post("/enquiries")
async def make_enquiry(
    data: JSONBody[NewEnquiry], db: DbParam, actor: ActorParam, purpose: PurposeParam, now: NowParam
) -> EnquiryAnswer:
    """Who looked at a person or an event, or at what a reader looked; kept with its reason."""
    return await actions.make_enquiry(db, actor, data, purpose, now)


@get("/enquiries/{enquiry_id:uuid}/export", media_type="application/octet-stream")
async def export_enquiry(
    enquiry_id: FromPath[UUID],
    db: DbParam,
    actor: ActorParam,
    purpose: PurposeParam,
    now: NowParam,
    format: FromQuery[Form] = "xlsx",
) -> Response[bytes]:
    """For the inspectorate: `csv` or `xlsx`, with a cover."""
    data = await actions.export_enquiry(db, actor, enquiry_id, format, purpose, now)
    headers = {
        "Content-Disposition": f'attachment; filename="skatijumi-{enquiry_id}.{format}"',
        "Cache-Control": "private, no-store",
    }
    return Response(data, media_type=MEDIA_TYPES[format], headers=headers)


@get("/findings")
async def list_findings(
    db: DbParam, actor: ActorParam, purpose: PurposeParam, now: NowParam, judged: Sought = None
) -> list[Finding]:
    """Looks that a rule holds to be unusual; those that nobody has judged come first."""
    return await actions.list_findings(db, actor, judged, purpose, now)


@post("/findings/{finding_id:uuid}/judge", status_code=200)
async def judge_finding(
    finding_id: FromPath[UUID],
    data: JSONBody[FindingJudgement],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> Finding:
    return await actions.judge_finding(db, actor, finding_id, data, now)


@post("/subject-reports")
async def report_to_subject(
    data: JSONBody[ReportRequest],
    db: DbParam,
    actor: ActorParam,
    purpose: PurposeParam,
    now: NowParam,
) -> SubjectReport:
    """Who has looked at the person who asks; purpose `data_subject_request`."""
    return await actions.report_to_subject(db, actor, data, purpose, now)


router = Router(
    "/audit",
    route_handlers=[
        list_entries,
        get_chain,
        ask_for_verification,
        make_enquiry,
        export_enquiry,
        list_findings,
        judge_finding,
        report_to_subject,
    ],
    tags=["audit"],
)
