"""Drives the console as people do, by its keys and words, and looks at it as axe does."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.browser.installation import Installation
from tests.conftest import ROOT

ARTEFACTS = ROOT / "tests" / "artefacts"
PICTURES = ROOT / "docs" / "pictures"
AXE = ROOT / "console" / "node_modules" / "axe-core" / "axe.min.js"
LAYOUT = Path(__file__).with_name("layout.js")
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
SIZES = ("compact", "normal", "large")
THEMES = ("day", "night")
LAWFUL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESK_SCREEN = (1440, 900)
PHONE_SCREEN = (390, 844)
PICTURE_MAX_BYTES = 200_000
"""Pictures of the docs are read over slow lines too."""
PATIENCE_MS = 45_000
"""For one state to appear on a machine that does much else."""
FLAGS = [
    "--no-sandbox",
    "--enable-unsafe-swiftshader",
    "--use-angle=swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    path = os.environ.get("VIENOTS_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class Desk:
    """One person in front of one browser. Scripts that break and what a screen withholds from
    some people go to `faults`: a story is told to its end first."""

    def __init__(
        self,
        browser: Browser,
        installation: Installation,
        login: str,
        faults: list[str],
        screen: tuple[int, int] = DESK_SCREEN,
    ) -> None:
        """`screen`: width and height in pixels."""
        self.faults = faults
        self._context: BrowserContext = browser.new_context(
            base_url=installation.url,
            viewport={"width": screen[0], "height": screen[1]},
            locale="lv-LV",
            timezone_id="Europe/Riga",
            color_scheme="light",
        )
        self._context.set_default_timeout(PATIENCE_MS)
        self.page: Page = self._context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.goto("/")
        self.page.get_by_label("Lietotājs").fill(login)
        self.page.get_by_label("Parole").fill(installation.password(login))
        self.page.keyboard.press("Enter")
        self.sees(self.page.locator(".frame .clock"))

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self._context.close()

    def press(self, keys: str) -> None:
        self.page.keyboard.press(keys.replace("Ctrl", "Control"))

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def pane(self, label: str) -> Locator:
        return self.page.get_by_role("region", name=label, exact=True)

    def button(self, words: str) -> Locator:
        """By its words; the key printed on it belongs to its name."""
        return self.page.get_by_role("button", name=words).first

    def sees(self, what: Locator | str) -> None:
        found = self.page.get_by_text(what).first if isinstance(what, str) else what.first
        expect(found).to_be_visible(timeout=PATIENCE_MS)

    def look(self, name: str) -> None:
        """A picture of the desk, kept with the test's artefacts and, when asked, in the docs."""
        picture(self.page, name)
        self.judge(name)
        for size in SIZES:
            self.faults += [f"{name}, {size}: {fault}" for fault in read(self.page, size)]
        resize(self.page, "normal")

    def judge(self, name: str) -> None:
        """By day and by night; the theme is as before afterwards."""
        for theme in THEMES:
            self.page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
            self.faults += [f"{name}, {theme}: {fault}" for fault in judge(self.page)]
        self.page.evaluate("() => { document.documentElement.dataset.theme = 'day' }")

    def inspect(self, name: str, settle_ms: int = 0) -> None:
        """In every text size and theme; afterwards all is as at first."""
        self.faults += inspect(self.page, name, settle_ms)


def state_purpose(desk: Desk) -> None:
    """Asked before anything is found, once for the task."""
    asked = desk.page.get_by_role("form", name="Mērķis")
    desk.sees(asked)
    asked.get_by_label("Lieta vai notikums").fill("11180000126")
    desk.press("Enter")
    expect(asked).to_be_hidden()


def inspect(page: Page, name: str, settle_ms: int = 0) -> list[str]:
    """What is wrong with this screen in any text size and theme; each size leaves a picture, and
    the night one more: what is drawn by itself, like a map, takes `settle_ms` to change."""
    faults = []
    for size in SIZES:
        found = read(page, size)
        picture(page, f"{name}-{size}")
        faults += [f"{name}, {size}: {fault}" for fault in found + judge(page)]
        # A theme changes nothing but colours.
        page.evaluate("() => { document.documentElement.dataset.theme = 'night' }")
        found = judge(page, rules=["color-contrast"])
        faults += [f"{name}, {size}, night: {fault}" for fault in found]
        page.evaluate("() => { document.documentElement.dataset.theme = 'day' }")
    resize(page, "normal")
    page.evaluate("() => { document.documentElement.dataset.theme = 'night' }")
    page.evaluate(DRAWN)
    page.wait_for_timeout(settle_ms)
    picture(page, f"{name}-night")
    page.evaluate(
        "() => Object.assign(document.documentElement.dataset, { size: 'normal', theme: 'day' })"
    )
    return faults


def resize(page: Page, size: str) -> None:
    page.evaluate("size => { document.documentElement.dataset.size = size }", size)
    page.evaluate(DRAWN)


def read(page: Page, size: str) -> list[str]:
    """What can't be read in this text size; the page stays in it."""
    resize(page, size)
    found: list[str] = page.evaluate(_layout())
    return found


@cache
def _layout() -> str:
    return LAYOUT.read_text()


def picture(page: Page, name: str) -> None:
    ARTEFACTS.mkdir(exist_ok=True)
    kept = ARTEFACTS / f"{name}.png"
    page.screenshot(path=kept, animations="disabled")
    small = kept.stat().st_size < PICTURE_MAX_BYTES
    if small and os.environ.get("VIENOTS_KEEP_PICTURES"):
        PICTURES.mkdir(exist_ok=True)
        shutil.copy(kept, PICTURES / kept.name)


@cache
def _axe() -> str:
    return Path(AXE).read_text()


def judge(page: Page, rules: list[str] = LAWFUL) -> list[str]:
    """What breaks WCAG 2.2 A or AA on this screen, each with its first places."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })", rules
    )
    return [
        f"{one['id']}: {one['help']} {[node['target'] for node in one['nodes'][:4]]}"
        for one in found["violations"]
    ]
