"""A municipality brings its old journal: recognised, put right, checked, registered, mended."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.desks import PATIENCE_MS, Desk
from tests.browser.installation import Installation
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

OFFICER = "rita.birzniece"
HISTORY = ROOT / "data" / "imports" / "zurnals-2024.csv"


def test_an_old_journal_becomes_events_of_the_register(
    browser: Browser, installation: Installation, tmp_path: Path
) -> None:
    faults: list[str] = []
    with Desk(browser, installation, OFFICER, faults) as desk:
        # Listening begins before the key: the browser takes a while to hand its chooser over.
        with desk.page.expect_file_chooser() as asked:
            desk.press("Alt+i")
            desk.sees(desk.pane("Vēstures faili").get_by_text("Failu vēl nav"))
            desk.press("F2")
        asked.value.set_files(HISTORY)
        pane = desk.pane("Fails")
        desk.sees(pane.get_by_role("heading", name="zurnals-2024.csv"))
        expect(pane.get_by_label("Rakstzīmju kodējums")).to_have_value(
            "windows-1257", timeout=PATIENCE_MS
        )
        expect(pane.get_by_label("Kolonna “Nr.” kļūst par")).to_have_value("event.source_id")
        expect(pane.get_by_label("Koordinātu sistēma")).to_have_value("lks92")
        desk.look("imports-columns")

        columns = pane.get_by_role("region", name="Kolonnas un lauki")
        columns.get_by_label("Kolonna “Inspektors” kļūst par").select_option("")
        desk.sees(columns.get_by_text("12 no 13"))
        columns.get_by_label("Kolonna “Inspektors” kļūst par").select_option("officers[0].name")
        desk.sees(columns.get_by_text("13 no 13"))
        wanted = pane.locator("select.is-wanted")
        for left in range(wanted.count(), 0, -1):
            wanted.first.select_option("other.assistance")
            expect(wanted).to_have_count(left - 1, timeout=PATIENCE_MS)
        desk.sees(pane.get_by_role("region", name="Pirmie notikumi").get_by_text("JLG-2024-0001"))

        desk.press("Alt+r")
        desk.sees(pane.get_by_text("Pārbaude", exact=True))
        desk.sees(pane.get_by_role("region", name="Noraidītie notikumi"))
        pane.get_by_role("button", name="Rādīt").click()
        desk.sees(pane.get_by_text("“31.02.2024 10:36” nav datums").last)
        desk.look("imports-checked")
        with desk.page.expect_download() as taken:
            pane.get_by_role("button", name="Labojamais fails").click()
        mended = tmp_path / "labots.csv"
        text = Path(taken.value.path()).read_text("utf-8-sig")
        assert "Kļūdas" in text.splitlines()[0]
        mended.write_text(text, "utf-8-sig")

        desk.press("Alt+s")
        desk.sees(desk.page.get_by_role("listbox", name="Vēstures faili").get_by_text("pabeigts"))
        desk.sees(pane.get_by_text(re.compile("jauni$")))
        desk.look("imports-done")
    assert not faults, "\n".join(faults)
