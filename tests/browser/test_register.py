"""Registering by hand: by keyboard alone, through a lost server, and on a patrol's phone."""

from __future__ import annotations

from playwright.sync_api import Browser, FilePayload, expect

from tests.browser.desks import PATIENCE_MS, PHONE_SCREEN, Desk
from tests.browser.installation import Installation

OFFICER = "valdis.sprogis"
"""Of Valmiera: what is registered here stands on no other story's desk."""
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(40)
NARRATIVE = "Skaļa mūzika dzīvoklī. Iesniedzējs 26123456, blakus auto AB-1234."


def test_an_event_is_registered_through_a_lost_server(
    browser: Browser, installation: Installation
) -> None:
    with Desk(browser, installation, OFFICER, []) as desk:
        desk.press("F7")
        desk.press("F2")
        desk.type(NARRATIVE)
        event = desk.pane("Notikums")
        desk.sees(desk.button("Alt+1"))
        desk.press("Alt+1")
        expect(event.get_by_label("Veids")).to_have_value("order.noise", timeout=PATIENCE_MS)
        desk.look("register-new")

        desk.page.context.set_offline(True)
        desk.press("Ctrl+Enter")
        desk.sees(desk.page.get_by_text("gaida", exact=False))
        desk.page.context.set_offline(False)

        desk.sees(event.get_by_text("VAPP-").or_(event.get_by_text("VALPP-")))
        # The same text goes on proposing: each thing is taken with one key.
        desk.sees(desk.button("+37126123456"))
        desk.press("Alt+1")
        desk.sees(event.get_by_role("cell", name="+37126123456"))
        desk.press("Alt+1")
        desk.sees(event.get_by_role("cell", name="AB-1234"))
        expect(event.get_by_role("cell", name="Iesniedzējs")).to_have_count(1)

        chooser = desk.page.locator("input[type=file]")
        chooser.set_input_files(FilePayload(name="foto.jpg", mimeType="image/jpeg", buffer=JPEG))
        desk.sees(event.get_by_role("button", name="foto.jpg"))
        with desk.page.expect_download() as download:
            event.get_by_role("button", name="foto.jpg").click()
        assert download.value.path().read_bytes() == JPEG
        disguised = FilePayload(name="raksts.pdf", mimeType="application/pdf", buffer=JPEG)
        chooser.set_input_files(disguised)
        desk.sees("Faila saturs neatbilst nosaukumam")
        desk.look("register-attachments")
    assert not desk.faults, "\n".join(desk.faults)


def test_a_draft_survives_a_reload(browser: Browser, installation: Installation) -> None:
    with Desk(browser, installation, OFFICER, []) as desk:
        desk.press("F7")
        desk.press("F2")
        desk.type("Atrasts suns")
        desk.page.reload()
        desk.sees(desk.page.locator(".frame .clock"))
        desk.press("F7")
        desk.press("F2")

        expect(desk.pane("Notikums").get_by_label("Fabula")).to_have_value(
            "Atrasts suns", timeout=PATIENCE_MS
        )
        desk.button("Atmest").click()


def test_a_patrol_registers_on_a_phone(browser: Browser, installation: Installation) -> None:
    with Desk(browser, installation, OFFICER, [], PHONE_SCREEN) as desk:
        desk.button("Reģistrs").click()
        desk.button("Jauns").click()
        event = desk.pane("Notikums")
        # Another event may stand there until the form has come.
        desk.sees(event.get_by_role("heading", name="Jauns notikums"))
        event.get_by_label("Fabula").fill("Bojāts žogs, auto CD-987. Liecinieks 26998877.")
        event.get_by_label("Veids").select_option("order.noise")
        desk.look("register-phone")
        desk.button("Reģistrēt").click()
        desk.sees(desk.button("CD-987"))
        desk.button("CD-987").click()

        desk.sees(event.get_by_role("cell", name="CD-987"))
        across = desk.page.evaluate("() => document.documentElement.scrollWidth")
        assert across <= PHONE_SCREEN[0], "nothing lies beyond the edge"
        desk.look("register-phone-event")
    assert not desk.faults, "\n".join(desk.faults)
