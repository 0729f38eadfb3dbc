"""A search is saved; the bell tells what comes; it is opened by keys; who supervises sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.desks import PATIENCE_MS, Desk, chromium, state_purpose
from tests.browser.installation import Installation, installed
from tests.people import AIVARS
from tests.register.builders import a_person, a_vehicle, an_event
from vienots.kernel import clock
from vienots.kernel.db import HOUSE_OPTIONS
from vienots.register import actions
from vienots.register.contracts import EventChange, EventPlace

pytestmark = pytest.mark.browser

OFFICER, AUDITOR, HEAD = "aivars.kaulins", "viktors.strods", "rita.birzniece"
ANDRIS = a_person(name="Andris", surname="Zariņš", role="suspect", personal_code="120384-10215")
GARAGE = EventPlace(address="Rūpniecības iela 4, Jelgava", atvk="0003000")


async def register(dsn: str) -> str:
    """Somebody elsewhere registers an event with the man and his car; its number."""
    at = clock.now()
    async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as db:
        new = an_event(type="theft.burglary", received_at=at - timedelta(minutes=2), place=GARAGE)
        event = await actions.register_event(db, AIVARS, new, at)
        change = EventChange(event.version, persons=[ANDRIS], vehicles=[a_vehicle(plate="KL-4406")])
        return (await actions.change_event(db, AIVARS, event.id, change, at)).number


@pytest.fixture
def installation(own_dsn: str, tmp_path: Path) -> Iterator[Installation]:
    with installed(own_dsn, tmp_path, (OFFICER, AUDITOR, HEAD)) as found:
        yield found


@pytest.fixture
def browser(installation: Installation) -> Iterator[Browser]:
    assert installation
    with chromium() as found:
        yield found


def test_the_bell_tells_what_a_saved_search_has_found(
    browser: Browser, installation: Installation, own_dsn: str
) -> None:
    faults: list[str] = []
    with Desk(browser, installation, OFFICER, faults) as officer:
        _save(officer)
        # Beside the loop of the browser's driver, in a thread of its own.
        with ThreadPoolExecutor(1) as other:
            number = other.submit(asyncio.run, register(own_dsn)).result()
        _is_told(officer, number)
        _survives(officer, number)
        _is_changed(officer)
    for login, opens in ((HEAD, "Alt+i"), (AUDITOR, "Alt+b")):
        with Desk(browser, installation, login, faults) as supervisor:
            _supervises(supervisor, opens)
    assert not faults, "\n".join(faults)


def _bell(desk: Desk) -> Locator:
    return desk.page.locator(".frame").get_by_role("button", name="Saglabātie meklējumi")


def _save(desk: Desk) -> None:
    desk.press("F7")
    desk.press("F3")
    desk.type("andrim zarinsham kl4406")
    desk.press("Enter")
    state_purpose(desk)
    desk.sees(desk.page.get_by_text("Nekas nav atrasts").or_(desk.button("Saglabāt meklējumu")))
    desk.press("Alt+w")
    form = desk.page.get_by_role("form", name="Saglabāt meklējumu")
    expect(form.get_by_label("Nosaukums")).to_be_focused(timeout=PATIENCE_MS)
    desk.press("Ctrl+a")
    desk.type("Zariņš un viņa auto")
    expect(form.get_by_label("Lieta")).to_have_value("11180000126")
    desk.look("saved-form")
    desk.press("Enter")
    expect(form).to_be_hidden(timeout=PATIENCE_MS)
    expect(_bell(desk)).not_to_contain_text("1")


def _is_told(desk: Desk, number: str) -> None:
    """By keys alone, from the bell to the event."""
    expect(_bell(desk)).to_contain_text("1", timeout=PATIENCE_MS)
    desk.press("Alt+b")
    told = desk.pane("Paziņots")
    notice = told.get_by_role("listbox", name="Paziņots").get_by_role("option")
    expect(notice).to_contain_text(number, timeout=PATIENCE_MS)
    expect(notice).to_contain_text("Andris Zariņš")
    expect(notice).to_contain_text("KL-4406")
    desk.look("saved-told")
    desk.press("Alt+n")
    event = desk.pane("Notikums")
    desk.sees(event.locator(".code", has_text=number))
    expect(_bell(desk)).not_to_contain_text("1", timeout=PATIENCE_MS)
    expect(notice.get_by_role("img", name="redzēts")).to_be_visible()
    desk.look("saved-opened")


def _survives(desk: Desk, number: str) -> None:
    desk.page.reload()
    desk.sees(_bell(desk))
    desk.press("Alt+b")
    notice = desk.pane("Paziņots").get_by_role("option").filter(has_text=number)
    expect(notice.get_by_role("img", name="redzēts")).to_be_visible(timeout=PATIENCE_MS)


def _is_changed(desk: Desk) -> None:
    told = desk.pane("Paziņots")
    desk.press("F9")
    found = told.get_by_role("listbox", name="Viss, ko atrod")
    desk.sees(found.get_by_text("Andris Zariņš"))
    told.get_by_role("button", name="Mainīt").click()
    form = desk.page.get_by_role("form", name="Mainīt")
    form.get_by_label("Nosaukums").fill("Zariņa garāžas")
    desk.look("saved-changing")
    desk.press("Enter")
    listed = desk.pane("Saglabātie meklējumi").get_by_role("option")
    expect(listed).to_contain_text("Zariņa garāžas", timeout=PATIENCE_MS)
    told.get_by_role("button", name="Apturēt").click()
    expect(listed).to_contain_text("apturēts", timeout=PATIENCE_MS)


def _supervises(desk: Desk, opens: str) -> None:
    if opens == "Alt+i":
        desk.press("Alt+b")
        desk.sees(desk.pane("Saglabātie meklējumi"))
    else:
        desk.press("F8")
        desk.sees(desk.pane("Atbilde"))
    desk.press(opens)
    row = desk.page.get_by_role("row").filter(has_text="andrim zarinsham kl4406")
    expect(row).to_contain_text("Aivars Kauliņš", timeout=PATIENCE_MS)
    expect(row).to_contain_text("11180000126")
    desk.look(f"saved-standing-{opens[-1]}")
