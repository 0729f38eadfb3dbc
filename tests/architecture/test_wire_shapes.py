"""The console is built on the server's own shapes."""

from __future__ import annotations

from tools.write_openapi import TARGET, wire_shapes


def test_the_console_has_the_shapes_of_the_server() -> None:
    assert TARGET.read_text() == wire_shapes(), "run tools/write_openapi.py and `npm run types`"
