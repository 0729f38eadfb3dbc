"""Faults in the reader's language, for answers that carry many of them and for lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from msgspec import Struct

from vienots.exchange.contracts import LineFault, LineProblem
from vienots.kernel.errors import BadInput, Fault, Refusal
from vienots.kernel.i18n import Catalogue, choose_language

_GAP = re.compile(r"\{\w+\}")


class Wording(Struct, frozen=True):
    catalogue: Catalogue
    language: str

    def text(self, code: str, data: Mapping[str, str | int | float]) -> str:
        return self.catalogue.text(self.language, code, dict(data))

    def general(self, code: str) -> str:
        """Of many cases at once: what differs from one to the next is left open."""
        return _GAP.sub("…", self.text(code, {}))

    def faults(self, faults: Iterable[Fault]) -> list[LineFault]:
        return [LineFault(one.path, one.code, self.text(one.code, one.data)) for one in faults]

    def problem(self, refusal: Refusal) -> LineProblem:
        faults = refusal.faults if isinstance(refusal, BadInput) else ()
        title = self.text(refusal.code, refusal.data)
        return LineProblem(refusal.code, title, self.faults(faults), refusal.data)


WordingParam = NamedDependency[Wording]
"""`wording`: the texts in the language of who asks."""


async def provide_wording(request: Request[Any, Any, Any]) -> Wording:
    language = choose_language(request.headers.get("accept-language"))
    return Wording(request.app.state.catalogue, language)
