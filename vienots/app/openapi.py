"""The OpenAPI document: generated from the handlers, with the refusals that all addresses share."""

from __future__ import annotations

from typing import Any

from litestar import Litestar, Request, Response, get

from vienots.app.problems import HTTP_CODES, MEDIA_TYPE, STATUS_OF
from vienots.app.transaction import without_transaction

_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "In the reader's language"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable and dotted"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["path", "code", "message"],
                "properties": {
                    "path": {"type": "string"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
        "data": {"type": "object"},
    },
}
_METHODS = ("get", "post", "put", "patch", "delete")


def build_document(app: Litestar) -> dict[str, Any]:
    document: dict[str, Any] = app.openapi_schema.to_schema()
    document.setdefault("components", {}).setdefault("schemas", {})["Problem"] = _PROBLEM
    _close_tuples(document)
    refusal = {
        "description": "Refused; nothing was changed",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    statuses = sorted({*HTTP_CODES, *STATUS_OF.values()})
    for operations in document["paths"].values():
        for method in _METHODS:
            if method in operations:
                responses = operations[method].setdefault("responses", {})
                for status in statuses:
                    # The framework's own shape for a refusal is never what goes out.
                    responses[str(status)] = refusal
    return document


def _close_tuples(node: object) -> None:
    """A tuple has all its items and no more: `prefixItems` alone allows fewer, and any others."""
    match node:
        case dict():
            if isinstance(items := node.get("prefixItems"), list):
                node |= {"items": False, "minItems": len(items), "maxItems": len(items)}
            for inner in node.values():
                _close_tuples(inner)
        case list() | tuple():
            for inner in node:
                _close_tuples(inner)


@get("/openapi.json", opt=without_transaction(), include_in_schema=False)
async def show_document(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
    state = request.app.state
    if "openapi_document" not in state:
        state.openapi_document = build_document(request.app)
    return Response(state.openapi_document)
