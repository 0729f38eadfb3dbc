"""An evening of family violence: event, questions, separation, delivered notices."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.desks import PATIENCE_MS, Desk
from tests.browser.installation import Installation
from vienots.integration.letters.stand_in import Receiver, running
from vienots.kernel.db import HOUSE_OPTIONS
from vienots.protection import api

pytestmark = pytest.mark.browser

OFFICER = "aivars.kaulins"
KINDS = ("social_service", "orphans_court", "court")


def _place(dsn: str, address: str) -> None:
    # The browser's own loop runs in this thread.
    with ThreadPoolExecutor(1) as other:
        other.submit(asyncio.run, _place_recipients(dsn, address)).result()


async def _place_recipients(dsn: str, address: str) -> None:
    async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as db:
        names = {"social_service": "Jelgavas sociālais dienests", "court": "Rajona tiesa"}
        rows = [
            {"kind": kind, "atvk": "*", "name": names.get(kind, "Bāriņtiesa"), "address": address}
            for kind in KINDS
        ]
        await api.put_recipients(db, rows)


def test_an_evening_from_the_event_to_the_delivered_notices(
    browser: Browser, installation: Installation
) -> None:
    recipient, faults = Receiver(), list[str]()
    with running(recipient) as address:
        _place(installation.settings.database_url, address)
        with Desk(browser, installation, OFFICER, faults) as desk:
            desk.press("F7")
            event = _register(desk)
            case = event.get_by_role("region", name="Vardarbība ģimenē")
            case.get_by_role("button", name="Atvērt lietu").click()
            desk.sees(case.get_by_text("Iepriekš nekas nav zināms"))
            case.get_by_role("button", name="nav", exact=True).click()
            _answer(desk, case)
            _separate(desk, case)
            case.get_by_role("button", name="Nosūtīt ziņojumu").click()
            delivered = case.get_by_text("saņemts", exact=True)
            expect(delivered).to_have_count(3, timeout=PATIENCE_MS)
            desk.look("violence-delivered")
    said = {notice["notice"]: notice for notice in recipient.taken.values()}
    assert set(said) == set(KINDS)
    assert said["social_service"]["answers"]["injuries"] == "yes"
    assert [one["name"] for one in said["court"]["persons"]] == [
        "Inese Zariņa",
        "Andris Zariņš",
        "Anna",
    ]
    assert not faults, "\n".join(faults)


def _register(desk: Desk) -> Locator:
    desk.press("F2")
    desk.type("Vīrs iereibis sit sievu, klāt bērns.")
    event = desk.pane("Notikums")
    event.get_by_label("Veids").select_option("family_violence.conflict")
    desk.press("Ctrl+Enter")
    desk.sees(event.locator(".code", has_text="JPP-"))
    for role, name, surname in (
        ("protected", "Inese", "Zariņa"),
        ("threat", "Andris", "Zariņš"),
        ("minor", "Anna", ""),
    ):
        event.get_by_role("button", name="Pievienot personu").first.click()
        event.get_by_label("Loma").select_option(role)
        event.get_by_label("Vārds", exact=True).fill(name)
        event.get_by_label("Uzvārds", exact=True).fill(surname)
        event.get_by_role("button", name="Saglabāt").first.click()
        desk.sees(event.get_by_role("cell", name=name, exact=True))
    return event


def _answer(desk: Desk, case: Locator) -> None:
    """By key alone: yes to the first, no to the rest; the focus walks on by itself."""
    questions = case.get_by_role("group", name="Ziņojums par notikumu").get_by_role("listitem")
    questions.first.focus()
    count = questions.count()
    desk.press("j")
    for _ in range(count - 1):
        desk.press("n")
    desk.sees(case.get_by_text(f"{count}/{count}"))


def _separate(desk: Desk, case: Locator) -> None:
    separation = case.get_by_role("group", name="Lēmums par nošķiršanu")
    separation.get_by_role("button", name="Pieņemt lēmumu").click()
    separation.get_by_label("pieteikums tiesai").check()
    desk.look("violence-separation")
    separation.get_by_role("button", name="Pieņemt lēmumu").click()
    desk.sees(separation.get_by_text("Andris Zariņš no: Inese Zariņa, Anna"))
