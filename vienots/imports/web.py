from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.di import Provide
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from vienots.exchange.api import WordingParam, provide_wording
from vienots.imports import actions
from vienots.imports.contracts import (
    FILE_MAX_BYTES,
    FaultPage,
    ImportMapping,
    ImportPreview,
    ImportView,
    MappingFile,
)
from vienots.kernel.sheets import MEDIA_TYPES, Form
from vienots.kernel.web import ActorParam, DbParam, NowParam, PurposeParam

READ_AT_ONCE = 2
"""Of one process: files are read into memory."""


@dataclass
class _FileOperation(Operation):
    """The file goes as it is, not inside a form."""

    def __post_init__(self) -> None:
        told = "CSV, XLSX, XLS, ODS or NDJSON, as it is"
        schema = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY, description=told)
        content = {"application/octet-stream": OpenAPIMediaType(schema=schema)}
        self.request_body = RequestBody(content=content, required=True)


@post(
    "/",
    operation_class=_FileOperation,
    opt={"body_max_bytes": FILE_MAX_BYTES, "at_once": READ_AT_ONCE},
)
async def add_file(
    request: Request[Any, Any, Any],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
    name: Annotated[str, QueryParameter(min_length=1, max_length=200)],
) -> ImportView:
    return await actions.add_file(db, actor, name, await request.body(), now)


@get("/")
async def list_imports(db: DbParam, actor: ActorParam) -> list[ImportView]:
    """Those of one's institution, newest first."""
    return await actions.list_imports(db, actor)


@get("/{import_id:uuid}")
async def read_import(import_id: FromPath[UUID], db: DbParam, actor: ActorParam) -> ImportView:
    return await actions.read_import(db, actor, import_id)


@get("/{import_id:uuid}/preview", opt={"at_once": READ_AT_ONCE})
async def preview(  # noqa: PLR0913 (what the framework hands over)
    import_id: FromPath[UUID],
    db: DbParam,
    actor: ActorParam,
    wording: WordingParam,
    purpose: PurposeParam,
    now: NowParam,
) -> ImportPreview:
    """How the file is read, and its first rows as they will become events."""
    return await actions.preview(db, actor, import_id, wording, purpose, now)


@post("/{import_id:uuid}/mapping", status_code=200)
async def keep_mapping(
    import_id: FromPath[UUID],
    data: JSONBody[ImportMapping],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> ImportView:
    return await actions.keep_mapping(db, actor, import_id, data, now)


@get("/{import_id:uuid}/mapping.toml", media_type="application/toml")
async def read_mapping_file(
    import_id: FromPath[UUID], db: DbParam, actor: ActorParam
) -> Response[str]:
    """The kept mapping as a file for people and for the command."""
    text = await actions.read_mapping_file(db, actor, import_id)
    return Response(text, media_type="application/toml")


@post("/{import_id:uuid}/mapping-file", status_code=200)
async def keep_mapping_file(
    import_id: FromPath[UUID],
    data: JSONBody[MappingFile],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> ImportView:
    """A mapping that was written as a file."""
    return await actions.keep_mapping_file(db, actor, import_id, data, now)


@post("/{import_id:uuid}/check", status_code=200)
async def begin_check(
    import_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> ImportView:
    """Every row is judged; nothing is registered."""
    return await actions.begin_check(db, actor, import_id, now)


@post("/{import_id:uuid}/start", status_code=200)
async def start(
    import_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> ImportView:
    """From the first row, or from where it was paused."""
    return await actions.start(db, actor, import_id, now)


@post("/{import_id:uuid}/pause", status_code=200)
async def pause(
    import_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> ImportView:
    return await actions.pause(db, actor, import_id, now)


@post("/{import_id:uuid}/cancel", status_code=200)
async def cancel(
    import_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> ImportView:
    """It will not go on; what is taken stays taken."""
    return await actions.cancel(db, actor, import_id, now)


@get("/{import_id:uuid}/faults")
async def list_faults(
    import_id: FromPath[UUID],
    db: DbParam,
    actor: ActorParam,
    wording: WordingParam,
    after: Annotated[int, QueryParameter(ge=-1, le=2**31 - 1)] = -1,
) -> FaultPage:
    """How often each kind stands in the file, and each fault by its row."""
    return await actions.list_faults(db, actor, import_id, wording, after)


@get(
    "/{import_id:uuid}/faults/export",
    media_type="application/octet-stream",
    opt={"at_once": READ_AT_ONCE},
)
async def report_faults(  # noqa: PLR0913 (what the framework hands over)
    import_id: FromPath[UUID],
    db: DbParam,
    actor: ActorParam,
    wording: WordingParam,
    purpose: PurposeParam,
    now: NowParam,
    format: FromQuery[Form] = "xlsx",
) -> Response[bytes]:
    """Row, column and message of every fault, as a list."""
    data = await actions.report_faults(db, actor, import_id, wording, format, purpose, now)
    return _file(data, "faults", format)


@get(
    "/{import_id:uuid}/refused",
    media_type="application/octet-stream",
    opt={"at_once": READ_AT_ONCE},
)
async def write_refused(  # noqa: PLR0913 (what the framework hands over)
    import_id: FromPath[UUID],
    db: DbParam,
    actor: ActorParam,
    wording: WordingParam,
    purpose: PurposeParam,
    now: NowParam,
    format: FromQuery[Form] = "csv",
) -> Response[bytes]:
    """The refused rows with all their columns and one more, which says what to mend."""
    data = await actions.write_refused(db, actor, import_id, wording, format, purpose, now)
    return _file(data, "refused", format)


def _file(data: bytes, name: str, form: Form) -> Response[bytes]:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{form}"',
        "Cache-Control": "private, no-store",
    }
    return Response(data, media_type=MEDIA_TYPES[form], headers=headers)


router = Router(
    "/imports",
    route_handlers=[
        add_file,
        list_imports,
        read_import,
        preview,
        keep_mapping,
        read_mapping_file,
        keep_mapping_file,
        begin_check,
        start,
        pause,
        cancel,
        list_faults,
        report_faults,
        write_refused,
    ],
    dependencies={"wording": Provide(provide_wording)},
    tags=["imports"],
)
