"""Writes console/openapi.json, the shapes of the wire that `npm run types` turns into TypeScript.

Run after a change of a contract: .venv/bin/python tools/write_openapi.py && npm run types
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from vienots.app.openapi import build_document
from vienots.app.settings import Settings
from vienots.app.web import build_app

TARGET = Path(__file__).resolve().parent.parent / "console/openapi.json"


def wire_shapes() -> str:
    """The schemas alone: addresses stay in the server's own document, at /openapi.json."""
    document = build_document(build_app(Settings()))
    shapes = {
        "openapi": document["openapi"],
        "info": document["info"],
        "paths": {},
        "components": {"schemas": document["components"]["schemas"]},
    }
    # Examples in the document are structs of ours: plain JSON has no word for them.
    plain = msgspec.json.encode(shapes, order="sorted")
    return msgspec.json.format(plain, indent=1).decode() + "\n"


if __name__ == "__main__":
    TARGET.write_text(wire_shapes())
