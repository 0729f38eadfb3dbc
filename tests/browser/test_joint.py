"""One event in two institutions' hands: offered, accepted, talked of, cancelled, returned."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.desks import PATIENCE_MS, Desk
from tests.browser.installation import Installation

pytestmark = pytest.mark.browser

STATE, JELGAVA, HEAD = "dace.vitola", "aivars.kaulins", "rita.birzniece"
JELGAVA_POLICE = "pp-0003000"


def test_an_event_goes_over_and_comes_back_from_the_second_look(
    browser: Browser, installation: Installation
) -> None:
    faults: list[str] = []
    with (
        Desk(browser, installation, STATE, faults) as state,
        Desk(browser, installation, JELGAVA, faults) as officer,
        Desk(browser, installation, HEAD, faults) as head,
    ):
        for desk in (state, officer, head):
            desk.press("F7")
        _register(state)
        _offer(state)
        _accept(officer)
        _ask_and_answer(officer)
        _cancel(officer)
        _return(head)

        officer.sees(_list(officer, "Mani uzdevumi").get_by_text("Tas nav divreiz"))
        officer.sees(officer.pane("Notikums").get_by_text("izskatīšanā"))
        officer.look("joint-returned")
    assert not faults, "\n".join(faults)


def _list(desk: Desk, name: str) -> Locator:
    return desk.page.get_by_role("listbox", name=name)


def _register(desk: Desk) -> None:
    desk.press("F2")
    desk.type("Divi nepazīstami vīrieši trokšņo Pasta ielā.")
    event = desk.pane("Notikums")
    event.get_by_label("Veids").select_option("order.noise")
    desk.press("Ctrl+Enter")
    desk.sees(event.locator(".code", has_text="VP-"))


def _offer(desk: Desk) -> None:
    event = desk.pane("Notikums")
    event.get_by_role("button", name="Nodot", exact=True).click()
    event.get_by_label("Iestāde", exact=True).select_option(JELGAVA_POLICE)
    event.get_by_label("Pamatojums").fill("Sabiedriskā kārtība pilsētā")
    event.get_by_role("button", name="Nodot", exact=True).last.click()
    desk.sees(event.get_by_role("group", name="Piedāvājums"))
    desk.look("joint-offered")


def _accept(desk: Desk) -> None:
    offered = _list(desk, "Piedāvāts mums").get_by_role("option").first
    offered.click(timeout=PATIENCE_MS)
    event = desk.pane("Notikums")
    desk.sees(event.get_by_role("group", name="Piedāvājums"))
    desk.look("joint-to-accept")
    event.get_by_role("button", name="Pieņemt").click()
    desk.sees(event.locator(".code", has_text="JPP-"))


def _ask_and_answer(desk: Desk) -> None:
    event = desk.pane("Notikums")
    event.get_by_label("Komentārs kolēģiem").fill("Apsargs viņus redzēja.")
    event.get_by_role("button", name="Pievienot", exact=True).click()
    desk.sees(event.get_by_text("Apsargs viņus redzēja."))
    event.get_by_role("button", name="Uzdevums", exact=True).click()
    event.get_by_label("Kas jāizdara").fill("Izņemt video")
    event.get_by_role("button", name="Uzdevums", exact=True).last.click()
    desk.sees(_list(desk, "Mani uzdevumi").get_by_text("Izņemt video"))
    event.get_by_role("button", name="Izdarīts").click()
    expect(_list(desk, "Mani uzdevumi")).to_have_count(0, timeout=PATIENCE_MS)


def _cancel(desk: Desk) -> None:
    beside = desk.pane("Trūkst, lai pabeigtu")
    beside.get_by_role("button", name="Atcelt notikumu").click()
    beside.get_by_label("Kāpēc atceļ").fill("Reģistrēts divreiz")
    desk.press("Enter")
    desk.sees(beside.get_by_text("atcelts"))


def _return(desk: Desk) -> None:
    looks = _list(desk, "Jāpārbauda atkārtoti").get_by_role("option")
    waiting = looks.filter(has_text="atcelts").first
    waiting.click(timeout=PATIENCE_MS)
    event = desk.pane("Notikums")
    event.get_by_label("Vērtējums").fill("Tas nav divreiz")
    desk.look("joint-second-look")
    event.get_by_role("button", name="Atgriezt darbā").click()
    desk.sees(event.get_by_text("izskatīšanā"))
