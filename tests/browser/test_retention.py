"""How long events stay: two people make a rule, a hold stops it, a certificate is left."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.desks import PATIENCE_MS, Desk
from tests.browser.installation import Installation
from vienots.kernel.db import HOUSE_OPTIONS
from vienots.register import actions

pytestmark = pytest.mark.browser

PROPOSER, CONFIRMER, HEAD = "ilona.purina", "anna.lace", "rita.birzniece"
RULE = "Nepatiesi ziņojumi, izmēģinājums"
DAYS = 3
ADDRESS = "Rūpniecības iela 91, Jelgava"
"""Of no other story."""


def test_an_event_is_held_and_goes_by_a_rule_of_two_people(
    browser: Browser, installation: Installation
) -> None:
    faults: list[str] = []
    with (
        Desk(browser, installation, PROPOSER, faults) as proposer,
        Desk(browser, installation, CONFIRMER, faults) as confirmer,
        Desk(browser, installation, HEAD, faults) as head,
    ):
        number = _end_an_event(head)
        head.sees(_term(head).get_by_text("Notikumam nav noteikuma: to nedzēš."))
        _read_that_nothing_is_deleted(proposer)
        _propose(proposer, number)
        _confirm(confirmer)
        _hold(head)
        _see_it_due_and_stopped(confirmer, number)
        _lift(head)
        at = datetime.now(UTC)
        _nights(installation, at + timedelta(days=DAYS), at + timedelta(days=2 * DAYS))
        _read_certificate(confirmer, number)
    assert not faults, "\n".join(faults)


# ---- the event -----------------------------------------------------------------------------------


def _send(desk: Desk, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """As the desk's own page would."""
    answer = desk.page.request.fetch(
        f"/api/v1/register/{path}",
        method=method,
        headers={"Idempotency-Key": str(uuid4())},
        data=body,
    )
    assert answer.ok, answer.text()
    told: dict[str, Any] = answer.json()
    return told


def _end_an_event(desk: Desk) -> str:
    desk.press("F7")
    new = {
        "id": str(uuid4()),
        "type": "order.noise",
        "received_at": datetime.now(UTC).isoformat(),
        "received_via": "phone",
        "place": {"address": ADDRESS, "atvk": "0003000"},
        "narrative": "Skaļa mūzika.",
    }
    event = _send(desk, "POST", "events", new)
    path, number = f"events/{event['id']}", str(event["number"])
    desk.page.get_by_role("listbox", name="Atvērtie").get_by_role("option").filter(
        has_text=ADDRESS
    ).click(timeout=PATIENCE_MS)
    ending = {"legal_class": "endangerment", "outcome": {"kind": "false_report"}}
    event = _send(desk, "PATCH", path, {"version": event["version"], **ending})
    _send(desk, "POST", f"{path}/complete", {"version": event["version"]})
    desk.sees(desk.pane("Notikums").get_by_text("Pabeigts", exact=True))
    return number


def _term(desk: Desk) -> Locator:
    return desk.pane("Notikums").get_by_role("region", name="Glabāšana un dzēšana")


def _hold(desk: Desk) -> None:
    desk.sees(_term(desk).get_by_text("Notikumu dzēsīs"))
    _term(desk).get_by_role("button", name="Aizliegt dzēst").click()
    _term(desk).get_by_label("Aizlieguma iemesls").fill("Prokuratūras pieprasījums")
    desk.look("retention-holding")
    _term(desk).get_by_role("form").get_by_role("button", name="Aizliegt dzēst").click()
    desk.sees(_term(desk).get_by_text("Prokuratūras pieprasījums"))
    desk.sees(_term(desk).get_by_text("dzēšanas aizliegums"))
    desk.look("retention-held")


def _lift(desk: Desk) -> None:
    _term(desk).get_by_role("button", name="Atcelt aizliegumu").click()
    _term(desk).get_by_label("Atcelšanas iemesls").fill("Lieta izbeigta")
    _term(desk).get_by_role("form").get_by_role("button", name="Atcelt aizliegumu").click()
    desk.sees(_term(desk).get_by_text("Lieta izbeigta"))


# ---- the desk ------------------------------------------------------------------------------------


def _shown(desk: Desk) -> Locator:
    return desk.pane("Par glabāšanu un dzēšanu")


def _choose(desk: Desk, name: str) -> None:
    desk.page.get_by_role("option").filter(has_text=name).click(timeout=PATIENCE_MS)


def _read_that_nothing_is_deleted(desk: Desk) -> None:
    desk.press("Alt+t")
    status = desk.pane("Glabāšanas termiņi").get_by_role("status")
    desk.sees(status.get_by_text("Spēkā nav neviena noteikuma: nekas netiek dzēsts"))
    desk.look("retention-nothing")
    _choose(desk, "PARAUGS, nav tiesību akts")
    desk.sees(_shown(desk).get_by_text("Jūsu ierosinājumu apstiprina vai noraida cits cilvēks"))
    _choose(desk, "Kam noteikumi ir un kam nav")
    desk.sees(_shown(desk).get_by_text("noteikuma nav"))
    desk.look("retention-coverage")
    _choose(desk, "Dzēšanas sertifikāti")
    desk.sees(_shown(desk).get_by_text("Nekas nav dzēsts"))


def _propose(desk: Desk, number: str) -> None:
    desk.press("F2")
    form = _shown(desk).get_by_role("form", name="Ierosināt noteikumu")
    form.get_by_label("Nosaukums").fill(RULE)
    form.get_by_label("Tiesiskais pamats").fill("Izmēģinājums")
    form.get_by_label("Kods", exact=False).first.fill("tried")
    form.get_by_label("Rezultāts").select_option("false_report")
    form.get_by_label("Dienas no paziņošanas līdz dzēšanai").fill("1")
    form.get_by_label("Cik ilgi").fill(str(DAYS))
    form.get_by_label("Vienība").select_option("day")
    desk.look("retention-proposing")
    form.get_by_role("button", name="Ierosināt noteikumu").click()
    reach = _shown(desk).get_by_role("region", name="Ko noteikums skar")
    desk.sees(reach.get_by_text("ja tas būtu spēkā šodien"))
    reach.get_by_role("button", name="Rādīt").first.click()
    desk.sees(reach.get_by_text(number))
    desk.look("retention-reach")


def _confirm(desk: Desk) -> None:
    desk.press("Alt+t")
    _choose(desk, RULE)
    _shown(desk).get_by_role("button", name="Apstiprināt noteikumu").click()
    asked = desk.page.get_by_role("dialog", name="Vai apstiprināt noteikumu?")
    desk.sees(asked)
    desk.look("retention-confirming")
    asked.get_by_role("button", name="Apstiprināt noteikumu").click()
    desk.sees(desk.pane("Glabāšanas termiņi").get_by_text("Spēkā ir 1 noteikums"))
    expect(_shown(desk).get_by_role("button", name="Apstiprināt noteikumu")).to_be_hidden()


def _see_it_due_and_stopped(desk: Desk, number: str) -> None:
    _choose(desk, "Tuvākās dzēšanas")
    row = _shown(desk).get_by_role("row").filter(has_text=number)
    desk.sees(row)
    desk.sees(row.get_by_text("dzēšanas aizliegums"))
    desk.look("retention-due")
    _choose(desk, "Dzēšanas aizliegumi")
    desk.sees(_shown(desk).get_by_text("Prokuratūras pieprasījums"))
    desk.look("retention-holds")


def _read_certificate(desk: Desk, number: str) -> None:
    _choose(desk, "Dzēšanas sertifikāti")
    _shown(desk).get_by_label("Sertifikāta vai notikuma numurs").fill(number)
    desk.press("Enter")
    row = _shown(desk).get_by_role("row").filter(has_text=number)
    desk.sees(row)
    row.click()
    whole = _shown(desk).get_by_role("region", name="Sertifikāts")
    desk.sees(whole.get_by_text("Ilona Puriņa"))
    desk.sees(whole.get_by_text("Anna Lāce"))
    desk.look("retention-certificate")


# ---- the house's own work, some days on ----------------------------------------------------------


def _nights(installation: Installation, *days: datetime) -> None:
    """The walks and deletions of those days. In a thread: Playwright keeps a loop in this one."""

    async def work() -> None:
        dsn = installation.settings.database_url
        async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as db:
            # Whether it is drawn for a second look is chance.
            await db.execute(
                "UPDATE register.second_look SET verdict = 'upheld', judged_at = now(),"
                " judged_by = 'system:tests', judged_by_name = 'Tests' WHERE verdict IS NULL"
            )
            for at in days:
                await actions.walk_next(db, at)
                await db.commit()
                await actions.delete_next(db, at)
                await db.commit()

    with ThreadPoolExecutor(1) as threads:
        threads.submit(asyncio.run, work()).result()
