"""What our OpenAPI document says of the shapes on the wire."""

from __future__ import annotations

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
