"""Refusals and faults as application/problem+json (RFC 9457), in the reader's language."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import psycopg
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from vienots.app.transaction import BODY_KEY
from vienots.kernel.errors import (
    BadInput,
    Conflict,
    Fault,
    Forbidden,
    NotFound,
    NotSignedIn,
    Refusal,
    TooLarge,
    TooMany,
    Unavailable,
)
from vienots.kernel.faults import list_faults
from vienots.kernel.i18n import Catalogue, choose_language
from vienots.kernel.idempotency import KeyReused

log = structlog.get_logger()

STATUS_OF: dict[type[Refusal], int] = {
    BadInput: 400,
    KeyReused: 422,
    NotSignedIn: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    TooLarge: 413,
    TooMany: 429,
    Unavailable: 503,
}
HTTP_CODES = {
    400: "http.bad_request",
    401: "not_signed_in",
    403: "forbidden",
    404: "http.no_such_address",
    405: "http.method_not_allowed",
    413: "too_large",
    415: "http.media_type",
    422: "http.unprocessable",
    429: "too_many",
}
MEDIA_TYPE = "application/problem+json"
_MISSING = re.compile(r"Missing required \w+ parameter '(?P<name>[^']+)'")
_STRUCT_PATH = re.compile(r" - at `\$?(?P<path>[^`]*)`$")


class FaultView(msgspec.Struct, frozen=True):
    path: str
    code: str
    message: str


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a refusal looks like on the wire."""

    type: str
    title: str
    status: int
    code: str
    errors: list[FaultView] = []
    data: dict[str, str | int | float] = {}


def status_of(refusal: Refusal) -> int:
    return next(status for kind, status in STATUS_OF.items() if isinstance(refusal, kind))


def _answer(problem: Problem, headers: dict[str, str] | None = None) -> Response[Problem]:
    return Response(
        problem, status_code=problem.status, media_type=MEDIA_TYPE, headers=headers or {}
    )


def _catalogue(request: Request[Any, Any, Any]) -> tuple[Catalogue, str]:
    catalogue: Catalogue = request.app.state.catalogue
    return catalogue, choose_language(request.headers.get("accept-language"))


def answer_refusal(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Problem]:
    catalogue, language = _catalogue(request)
    faults: tuple[Fault, ...] = getattr(refusal, "faults", ())
    errors = [
        FaultView(fault.path, fault.code, catalogue.text(language, fault.code, fault.data))
        for fault in faults
    ]
    title = catalogue.text(language, refusal.code, refusal.data)
    problem = Problem(
        f"urn:vienots:{refusal.code}", title, status_of(refusal), refusal.code, errors, refusal.data
    )
    headers = {}
    if "retry_after_s" in refusal.data:
        headers["Retry-After"] = str(int(refusal.data["retry_after_s"]) + 1)
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return _answer(problem, headers)


def answer_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    """What the framework refuses before a handler is reached."""
    catalogue, language = _catalogue(request)
    code = HTTP_CODES.get(error.status_code, "http.refused")
    errors = _faults_of(request, error, catalogue, language)
    if errors:
        code = "bad_input"
    problem = Problem(
        f"urn:vienots:{code}", catalogue.text(language, code), error.status_code, code, errors
    )
    return _answer(problem, dict(error.headers or {}))


def _faults_of(
    request: Request[Any, Any, Any], error: HTTPException, catalogue: Catalogue, language: str
) -> list[FaultView]:
    if not isinstance(error, ValidationException):
        return []
    missing = _MISSING.match(error.detail)
    if missing is not None:
        fault = Fault(missing["name"], "input.missing")
        return [FaultView(fault.path, fault.code, catalogue.text(language, fault.code, fault.data))]
    extra = error.extra if isinstance(error.extra, list) else []
    faults = [_read_fault(item) for item in extra if isinstance(item, dict)]
    faults = _faults_of_body(request) or faults
    return [
        FaultView(fault.path, fault.code, catalogue.text(language, fault.code, fault.data))
        for fault in faults or [Fault("", "input.invalid", {"detail": str(error.detail)[:300]})]
    ]


def _faults_of_body(request: Request[Any, Any, Any]) -> list[Fault]:
    """All of them, where the body is JSON for a handler that says what it wants."""
    wanted = request.route_handler.parsed_fn_signature.parameters.get("data")
    body = request.scope["state"].get(BODY_KEY)
    if wanted is None or not body:
        return []
    try:
        value = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return [Fault("", "input.not_json")]
    return list_faults(wanted.annotation, value)


def _read_fault(item: dict[str, Any]) -> Fault:
    detail = str(item.get("message", ""))
    found = _STRUCT_PATH.search(detail)
    path = str(item.get("key", "")) or (found["path"].lstrip(".") if found else "")
    return Fault(path, "input.invalid", {"detail": _STRUCT_PATH.sub("", detail)[:300]})


def answer_fault(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """A bug or a broken machine: the log has the chain, the reader a number to tell us."""
    catalogue, language = _catalogue(request)
    log.error("fault", path=request.url.path, method=request.method, exc_info=error)
    code = "fault"
    return _answer(Problem("urn:vienots:fault", catalogue.text(language, code), 500, code))


def answer_database_away(
    request: Request[Any, Any, Any], error: psycopg.OperationalError
) -> Response[Problem]:
    """Gone, restarting, or two requests in each other's way: the same request may be sent again."""
    log.warning("database.away", path=request.url.path, error=str(error))
    return answer_refusal(request, DatabaseAway(retry_after_s=1))


def answer_unstorable(
    request: Request[Any, Any, Any], error: psycopg.DataError | UnicodeError
) -> Response[Problem]:
    """Text that no database can hold (NUL, half a surrogate), a number beyond its column."""
    log.info("input.unstorable", path=request.url.path, error=str(error))
    return answer_refusal(request, BadInput([Fault("", "input.unstorable")]))


class DatabaseAway(Unavailable):
    code = "database.away"


EXCEPTION_HANDLERS: dict[int | type[Exception], Any] = {
    Refusal: answer_refusal,
    HTTPException: answer_http,
    psycopg.OperationalError: answer_database_away,
    psycopg.DataError: answer_unstorable,
    UnicodeError: answer_unstorable,
    Exception: answer_fault,
}
