"""What the tests of calls are made of; a test names only the fields it is about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from tests.conftest import ROOT
from vienots.calls.contracts import IntakeCall, NewCard, NewPlace
from vienots.gis.contracts import Territory
from vienots.identity.api import Right
from vienots.kernel import classifiers
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id

NOON = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
NUMBER = "+37120000001"
EXCHANGE = Actor("client:exchange", "Centrāle", "112", frozenset({str(Right.INTAKE_TELEPHONY)}))
AML = Actor("client:aml", "AML vārteja", "112", frozenset({str(Right.INTAKE_AML)}))

RIGA = Territory("0001000", "Rīga", None, None, True)
JELGAVA = Territory("0003000", "Jelgava", None, None, True)
IN_RIGA = (56.9496, 24.1052)
IN_JELGAVA = (56.6511, 23.7214)
IN_LITHUANIA = (55.0, 24.0)


class Country:
    """A Latvia of two cities: what lies west of the 24th degree is Jelgava, the rest Rīga."""

    def territory_at(self, lat: float, lon: float, on: date | None = None) -> Territory | None:
        if not 55.6 < lat < 58.1:
            return None
        return JELGAVA if lon < 24 else RIGA


COUNTRY = Country()


async def load_code_lists(db: Db) -> None:
    await classifiers.load_folder(db, ROOT / "data/classifiers")


def a_call(event: str = "ringing", **changes: Any) -> IntakeCall:
    fields: dict[str, Any] = {"call_id": "call-1", "event": event, "at": NOON, "caller": NUMBER}
    return IntakeCall(**(fields | changes))


def a_place(
    text: str = "Lielā iela 1, Jelgava", at: tuple[float, float] | None = IN_JELGAVA
) -> NewPlace:
    return NewPlace(text) if at is None else NewPlace(text, at[0], at[1], 20)


def a_new_card(**changes: Any) -> NewCard:
    fields: dict[str, Any] = {"id": new_id(), "what": "Deg dzīvoklis", "place": a_place()}
    return NewCard(**(fields | changes))
