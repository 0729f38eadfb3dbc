"""From a 112 call to a registered event, in a real Chromium, at four desks at once."""

from __future__ import annotations

import re
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.desks import PATIENCE_MS, Desk
from tests.browser.exchange import locate, ring
from tests.browser.installation import Installation

pytestmark = pytest.mark.browser

CALLER = "+37126112233"
PLACE = "Lielā iela 12, Jelgava"


class Story:
    """Four people at their desks, all evening."""

    def __init__(self, browser: Browser, installation: Installation, desks: ExitStack) -> None:
        self.faults: list[str] = []

        def sit(login: str) -> Desk:
            return desks.enter_context(Desk(browser, installation, login, self.faults))

        self.sit = sit
        self.installation = installation
        self.call_taker = sit("ilze.kalnina")
        self.fire = sit("andra.ozola")
        self.police = sit("peteris.liepa")
        self.duty = sit("aivars.kaulins")


def test_a_call_becomes_a_registered_event(browser: Browser, installation: Installation) -> None:
    with ExitStack() as desks:
        story = Story(browser, installation, desks)

        _answer_and_inform(story)
        _send_fire_engines(story)
        _refer_to_the_municipality(story)
        _complete_the_event(story)
        _read_the_times(story)
        _read_who_did_what(story)

        assert not story.faults, "\n".join(story.faults)


def _answer_and_inform(story: Story) -> None:
    """Two fields and one key; the services see the card without doing anything."""
    desk = story.call_taker
    ring(story.installation, call_id="story-1", caller=CALLER)
    locate(story.installation, caller=CALLER, lat=56.6511, lon=23.7214)
    desk.sees(CALLER)
    desk.press("F3")
    what = desk.page.get_by_label("Kas notiek")
    expect(what).to_be_focused(timeout=PATIENCE_MS)
    desk.type("Deg automašīna pagalmā, cilvēki kliedz")
    desk.sees(desk.button("Deg transportlīdzeklis"))
    desk.press("Tab")
    desk.type(PLACE)
    desk.sees(desk.page.get_by_role("option").filter(has_text="Lielā iela").first)
    desk.look("call-taker-writing")
    desk.press("Enter")
    desk.press("Ctrl+Enter")
    desk.sees("VUGD")
    desk.look("call-taker-informed")

    story.fire.sees(story.fire.pane("Mana kartiņa").get_by_text("Lielā iela 12"))
    story.police.sees(story.police.pane("Mana kartiņa").get_by_text("Lielā iela 12"))


def _send_fire_engines(story: Story) -> None:
    desk = story.fire
    desk.sees(desk.button("Sūtīt"))
    desk.look("dispatcher-proposal")
    desk.press("F9")
    for words in ("Pieņēma", "Ceļā", "Vietā"):
        desk.button(words).click()
        desk.sees(desk.page.locator("table.t .st").filter(has_text=STATES[words]).first)
    desk.look("dispatcher-at-work")
    # The call-taker follows without asking anybody.
    services = story.call_taker.page.get_by_label("Dienesti", exact=True)
    story.call_taker.sees(services.get_by_text("vietā"))


STATES = {"Pieņēma": "pieņēmusi", "Ceļā": "ceļā", "Vietā": "vietā"}


def _refer_to_the_municipality(story: Story) -> None:
    story.police.button("Nodot pašvaldības policijai").click()
    story.police.sees("Gaida atbildi")
    story.police.look("police-referral")

    story.duty.sees("nodod notikumu")
    story.duty.look("duty-officer-referral")
    story.duty.press("Alt+I")
    story.duty.sees(story.duty.pane("Mana kartiņa").get_by_text("Lielā iela 12"))
    story.duty.look("duty-officer-card")


def _complete_the_event(story: Story) -> None:
    """What the call said stands already, marked with its origin; the officer adds the end."""
    desk = story.duty
    desk.press("F7")
    event = desk.pane("Notikums")
    desk.sees(event.get_by_text("Lielā iela 12"))
    desk.sees(event.get_by_text("VEK "))
    expect(event.get_by_label("Fabula")).to_have_value(
        re.compile("Deg automašīna"), timeout=PATIENCE_MS
    )
    desk.look("register-born")

    event.get_by_label("Tiesiskā klase").select_option("endangerment")
    expect(event.get_by_label("Tiesiskā klase")).to_have_value("endangerment", timeout=PATIENCE_MS)
    event.get_by_label("Rezultāts", exact=True).select_option("settled")
    desk.button("Pievienot personu").click()
    event.get_by_label("Loma notikumā").select_option("victim")
    event.get_by_label("Vārds", exact=True).fill("Ieva")
    event.get_by_label("Uzvārds").fill("Paraudziņa")
    event.get_by_label("Personas kods").fill("111111-1111")
    desk.press("Enter")
    # What is wrong is said at its field, and what was typed stays there.
    desk.sees(event.get_by_text("Tas nav personas kods"))
    desk.look("register-person")
    event.get_by_label("Personas kods").fill("")
    desk.press("Enter")
    desk.sees(event.get_by_role("cell", name="Paraudziņa"))
    # What the text tells is taken over with one key each, and marked as read from it.
    event.get_by_label("Fabula").fill(
        "Deg automašīna AB-1234 pagalmā, cilvēki kliedz. Liecinieks 26998877."
    )
    desk.sees(desk.button("AB-1234"))
    desk.look("register-narrative")
    desk.press("Alt+1")
    desk.sees(event.get_by_role("cell", name="AB-1234"))
    desk.press("Alt+1")
    desk.sees(event.get_by_role("cell", name="+37126998877"))
    expect(desk.pane("Trūkst, lai pabeigtu").locator('li [data-s="warn"]')).to_have_count(
        0, timeout=PATIENCE_MS
    )
    desk.press("Ctrl+Enter")
    desk.sees(desk.pane("Trūkst, lai pabeigtu").get_by_text("pabeigts"))
    desk.look("register-completed")


def _read_the_times(story: Story) -> None:
    with story.sit("liga.dzene") as desk:
        desk.press("F6")
        desk.sees(desk.pane("Maiņa").filter(has_text=re.compile(r"no [12] zvan")))
        desk.sees(desk.pane("Posmu laiki").get_by_role("table"))
        desk.look("supervisor")


def _read_who_did_what(story: Story) -> None:
    with story.sit("viktors.strods") as desk:
        journal = desk.pane("Žurnāls")
        for name in ("Ilze Kalniņa", "Andra Ozola", "Pēteris Liepa"):
            desk.sees(journal.get_by_role("cell", name=name))
        # The officer both wrote the event and read it, and said why.
        rows = journal.get_by_role("row").filter(has_text="Aivars Kauliņš")
        desk.sees(rows.filter(has_text="skatīts"))
        desk.sees(rows.filter(has_text="mainīts"))
        desk.look("auditor")
