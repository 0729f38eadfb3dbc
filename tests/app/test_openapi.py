"""What our OpenAPI document says of the shapes on the wire."""

from __future__ import annotations

import re
from typing import Any

from vienots.app.openapi import build_document
from vienots.app.settings import Settings
from vienots.app.web import build_app


def test_a_tuple_has_all_its_items_and_no_more() -> None:
    document = build_document(build_app(Settings()))

    route = document["components"]["schemas"]["Route"]["properties"]

    assert route["coordinates"]["items"] == {
        "type": "array",
        "prefixItems": [{"type": "number"}, {"type": "number"}],
        "items": False,
        "minItems": 2,
        "maxItems": 2,
    }


def test_a_whole_number_is_a_number() -> None:
    document = build_document(build_app(Settings()))

    problem = document["components"]["schemas"]["Candidate"]["properties"]["reason_data"]

    kinds = [kind["type"] for kind in problem["additionalProperties"]["anyOf"]]
    assert kinds == ["string", "integer", "number"]


def test_the_document_says_which_addresses_want_a_purpose() -> None:
    document = build_document(build_app(Settings()))

    looks = document["paths"]["/api/v1/index/search"]["get"]

    [purpose] = [one for one in looks["parameters"] if one["in"] == "header"]
    assert (purpose["name"], purpose["required"]) == ("Vienots-Purpose", True)
    form = re.compile(purpose["schema"]["pattern"])
    assert form.match("event_entry")
    assert form.match("audit;ref=A-1")
    assert not form.match("curiosity")
    assert not form.match("audit;ref=")


def test_every_parameter_of_an_address_has_its_bounds() -> None:
    """A bound that the framework drops on the way is missing in the document too."""
    document = build_document(build_app(Settings()))

    endless = [
        f"{path}?{parameter['name']}"
        for path, operations in document["paths"].items()
        for operation in operations.values()
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query" and not _is_bounded(parameter["schema"])
    ]

    assert endless == []


def _is_bounded(schema: dict[str, Any]) -> bool:
    kinds = [*schema.get("anyOf", []), schema]
    types = {name for kind in kinds for name in _types_of(kind)}
    if types & {"integer", "number"}:
        return "minimum" in schema and "maximum" in schema
    return "string" not in types or any(
        {"maxLength", "format", "enum"} & kind.keys() for kind in kinds
    )


def _types_of(schema: dict[str, Any]) -> list[str]:
    told = schema.get("type", [])
    return told if isinstance(told, list) else [told]
