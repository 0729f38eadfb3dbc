"""The OpenAPI document: generated from the handlers, with the refusals that all addresses share."""

from __future__ import annotations

from collections.abc import Sequence
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
EXCHANGE = ("/api/v1/exchange/", "/oauth/token")
_METHODS = ("get", "post", "put", "patch", "delete")


def build_document(app: Litestar) -> dict[str, Any]:
    document: dict[str, Any] = app.openapi_schema.to_schema()
    document.setdefault("components", {}).setdefault("schemas", {})["Problem"] = _PROBLEM
    _correct(document)
    for operations in document["paths"].values():
        for method in _METHODS:
            if method in operations:
                responses = operations[method].setdefault("responses", {})
                responses.get("204", {}).pop("content", None)
                _add_refusals(responses)
    return document


def part_of(document: dict[str, Any], addresses: Sequence[str]) -> dict[str, Any]:
    """The same document with these addresses alone, and the shapes that they speak of."""
    paths = {
        path: operations
        for path, operations in document["paths"].items()
        if path.startswith(tuple(addresses))
    }
    shapes = document["components"]["schemas"]
    found: dict[str, Any] = {}
    waiting = _named_in(paths)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = shapes[name]
            waiting |= _named_in(shapes[name])
    kept = {name: found[name] for name in sorted(found)}
    return document | {"paths": paths, "components": {"schemas": kept}}


def _named_in(node: object) -> set[str]:
    match node:
        case {"$ref": str(reference)}:
            return {reference.rpartition("/")[2]}
        case dict():
            return {name for inner in node.values() for name in _named_in(inner)}
        case list() | tuple():
            return {name for inner in node for name in _named_in(inner)}
        case _:
            return set()


def _add_refusals(responses: dict[str, Any]) -> None:
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    for status in sorted({*HTTP_CODES, *STATUS_OF.values()}):
        found = responses.get(str(status), {})
        content = found["content"] if _is_ours(found) else {}
        responses[str(status)] = {
            "description": "Refused; nothing was changed",
            "content": {**content, MEDIA_TYPE: problem},
        }


def _is_ours(response: dict[str, Any]) -> bool:
    """A refusal in the words of a standard, as of OAuth. The framework's own shape for one, written
    out in place, is never what goes out."""
    return any("$ref" in shape["schema"] for shape in response.get("content", {}).values())


def _correct(node: object) -> None:
    """What the framework says a little wrong of our types.

    A tuple has all its items and no more: `prefixItems` alone allows fewer, and any others. Of
    `int | float`, a whole number is both: `oneOf` would forbid it.
    """
    match node:
        case dict():
            if isinstance(items := node.get("prefixItems"), list):
                node |= {"items": False, "minItems": len(items), "maxItems": len(items)}
            if isinstance(node.get("oneOf"), list):
                node["anyOf"] = node.pop("oneOf")
            for inner in node.values():
                _correct(inner)
        case list() | tuple():
            for inner in node:
                _correct(inner)


@get("/openapi.json", opt=without_transaction(), include_in_schema=False)
async def show_document(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
    state = request.app.state
    if "openapi_document" not in state:
        state.openapi_document = build_document(request.app)
    return Response(state.openapi_document)


@get("/openapi/exchange.json", opt=without_transaction(), include_in_schema=False)
async def show_exchange(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
    """For builders of a journal's side: what they need, small enough for every generator."""
    state = request.app.state
    if "openapi_exchange" not in state:
        state.openapi_exchange = part_of(build_document(request.app), EXCHANGE)
    return Response(state.openapi_exchange)
