from __future__ import annotations

from tests.calls.conftest import calls, centre

__all__ = ["calls", "centre"]
