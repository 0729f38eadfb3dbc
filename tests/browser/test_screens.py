"""Every screen that the story does not come by, in both themes and all text sizes, as axe and a
reader see it; and what can be done on them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.desks import PATIENCE_MS, Desk, inspect
from tests.browser.installation import Installation

pytestmark = pytest.mark.browser

ADMINISTRATOR = "anna.lace"
OWNER_OF_ACCOUNT = "martins.berzs"
"""Of an institution with a long name. No other test signs in as he: his password changes here."""
PASSWORD = "jauna parole 2026"


@contextmanager
def visitor(browser: Browser, installation: Installation) -> Iterator[Page]:
    """Somebody who has not signed in yet."""
    context = browser.new_context(
        base_url=installation.url,
        viewport={"width": 1440, "height": 900},
        locale="lv-LV",
        timezone_id="Europe/Riga",
        color_scheme="light",
    )
    context.set_default_timeout(PATIENCE_MS)
    try:
        yield context.new_page()
    finally:
        context.close()


def _answer(page: Page, address: str, answer: object) -> None:
    """As an installation that is set up otherwise would."""

    def fulfil(route: Route) -> None:
        route.fulfill(content_type="application/json", body=json.dumps(answer))

    page.route(f"**{address}", fulfil)


def test_the_first_visit(browser: Browser, installation: Installation) -> None:
    with visitor(browser, installation) as page:
        page.goto("/")
        expect(page.get_by_role("button", name="Ienākt: Ilze Kalniņa")).to_be_focused()

        faults = inspect(page, "first-visit")
    assert not faults, "\n".join(faults)


def test_the_sign_in_of_a_real_installation(browser: Browser, installation: Installation) -> None:
    with visitor(browser, installation) as page:
        _answer(page, "/api/v1/demonstration", {"demonstration": False, "people": []})
        _answer(page, "/api/v1/session/ways", {"provider": True})
        page.goto("/?sign_in=identity.sign_in_refused")
        way = page.get_by_role("link", name="Ieiet ar vienoto pieteikšanos")
        expect(way).to_have_attribute("href", "/api/v1/session/oidc/start")
        expect(page.get_by_role("alert")).to_contain_text("Pieteikšanās neizdevās")
        assert page.url.endswith("/")
        expect(page.get_by_label("Lietotājs")).to_be_focused()

        faults = inspect(page, "sign-in")
    assert not faults, "\n".join(faults)


def test_a_wrong_password_is_told_at_its_field(
    browser: Browser, installation: Installation
) -> None:
    with visitor(browser, installation) as page:
        page.goto("/?sign_in=<b>anything</b>")
        expect(page.get_by_role("alert")).to_contain_text("Mēģiniet vēlreiz")
        page.get_by_label("Lietotājs").fill("inta.vanaga")
        page.get_by_label("Parole").fill("nav īstā")
        page.keyboard.press("Enter")

        expect(page.get_by_label("Parole")).to_be_visible()
        expect(page.get_by_text("Lietotājs, parole vai kods neder")).to_be_visible()


def test_the_map(browser: Browser, installation: Installation) -> None:
    faults: list[str] = []
    with Desk(browser, installation, "andra.ozola", faults) as desk:
        desk.press("F5")
        desk.sees(desk.page.locator(".map-box canvas"))
        desk.page.wait_for_timeout(3_000)
        desk.inspect("map", settle_ms=3_000)

    assert not faults, "\n".join(faults)


def test_the_administration(browser: Browser, installation: Installation) -> None:
    faults: list[str] = []
    with Desk(browser, installation, ADMINISTRATOR, faults) as desk:
        desk.sees(desk.page.get_by_role("cell", name="Ilze Kalniņa"))
        desk.inspect("administration-people")
        desk.button("Pievienot personu").click()
        desk.button("Pievienot personu").click()
        desk.sees("No 1 līdz 200 zīmēm")
        desk.inspect("administration-new-person")
        desk.button("Atcelt").click()
        desk.press("Alt+2")
        desk.sees(desk.page.get_by_role("cell", name="telephone-exchange"))
        desk.inspect("administration-clients")
        _ask_before_a_secret_is_renewed(desk)
        desk.button("Pievienot sistēmu").click()
        desk.inspect("administration-new-client")
        desk.button("Atcelt").click()
        desk.press("Alt+3")
        desk.sees(desk.page.get_by_role("cell", name="Valsts policija").first)
        desk.inspect("administration-institutions")
        desk.press("Alt+4")
        desk.sees(desk.page.get_by_role("cell", name="identity.administer"))
        desk.inspect("administration-roles")

    assert not faults, "\n".join(faults)


def _ask_before_a_secret_is_renewed(desk: Desk) -> None:
    desk.button("Mainīt atslēgu: ecall-gateway").click()
    desk.sees(desk.page.get_by_role("dialog").get_by_text("vairs netiks iekšā"))
    desk.inspect("administration-renew")
    desk.press("Escape")
    expect(desk.page.get_by_text("Atslēga tiek rādīta tikai vienreiz")).to_be_hidden()
    desk.button("Mainīt atslēgu: ecall-gateway").click()
    desk.page.get_by_role("button", name="Mainīt atslēgu", exact=True).click()
    desk.sees("Atslēga tiek rādīta tikai vienreiz")
    desk.inspect("administration-secret")
    desk.button("Aizvērt").click()


def test_ones_own_account(browser: Browser, installation: Installation) -> None:
    faults: list[str] = []
    login = OWNER_OF_ACCOUNT
    with Desk(browser, installation, login, faults) as desk:
        desk.press("Alt+K")
        account = desk.page.get_by_role("dialog", name="Mans konts")
        desk.sees(account)
        tab = desk.page.locator(".tabs [aria-current]")
        before = tab.inner_text()
        # Behind the dialog the desk rests.
        desk.press("F7")
        expect(account).to_be_visible()
        assert tab.inner_text() == before
        account.get_by_label("Pašreizējā parole").fill("nav īstā")
        account.get_by_label("Jaunā parole", exact=False).first.fill("īsa")
        account.get_by_label("Jaunā parole vēlreiz").fill("īsa")
        desk.press("Enter")
        desk.sees(account.get_by_text("Parolē jābūt 12 līdz 200 zīmēm"))
        account.get_by_role("button", name="Iestatīt").click()
        desk.sees(account.get_by_label("Atslēga"))
        desk.inspect("own-account")

        secret = account.get_by_label("Atslēga").input_value().replace(" ", "")
        account.get_by_label("Kods no lietotnes").fill("000 00")
        desk.press("Enter")
        desk.sees(account.get_by_role("alert").filter(has_text="6 cipari"))
        account.get_by_label("Kods no lietotnes").fill(pyotp.TOTP(secret).now())
        desk.press("Enter")
        desk.sees(account.get_by_text("Ieslēgts: ienākot tiek prasīts kods"))
        desk.inspect("own-account-code")

        _change_password(desk, installation.password(login))
        desk.press("Escape")
        expect(account).to_be_hidden()

    _sign_in_with_code(browser, installation, login, secret)
    assert not faults, "\n".join(faults)


def _change_password(desk: Desk, old: str) -> None:
    account = desk.page.get_by_role("dialog", name="Mans konts")
    for words, value in (
        (re.compile("^Pašreizējā parole"), old),
        (re.compile("^Jaunā parole(?! vēlreiz)"), PASSWORD),
        (re.compile("^Jaunā parole vēlreiz"), PASSWORD),
    ):
        account.get_by_label(words).fill(value)
    desk.press("Enter")
    desk.sees(account.get_by_text("Parole nomainīta"))


def _sign_in_with_code(
    browser: Browser, installation: Installation, login: str, secret: str
) -> None:
    with visitor(browser, installation) as page:
        page.goto("/")
        page.get_by_label("Lietotājs").fill(login)
        page.get_by_label("Parole").fill(PASSWORD)
        page.keyboard.press("Enter")
        code = page.get_by_label("Vienreizējs kods")
        expect(code).to_be_focused()
        expect(page.get_by_text("Vajadzīgs arī vienreizējais kods")).to_be_visible()
        # The present code was used to enrol; the next one counts already.
        code.fill(pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=30)))
        page.keyboard.press("Enter")
        expect(page.locator(".frame .clock")).to_be_visible()


def test_an_administrator_removes_a_lost_code(browser: Browser, installation: Installation) -> None:
    faults: list[str] = []
    with Desk(browser, installation, "normunds.vitols", faults) as lost:
        lost.press("Alt+K")
        lost.button("Iestatīt").click()
        secret = lost.page.get_by_label("Atslēga").input_value().replace(" ", "")
        lost.page.get_by_label("Kods no lietotnes").fill(pyotp.TOTP(secret).now())
        lost.press("Enter")
        lost.sees("Ieslēgts: ienākot tiek prasīts kods")
    with Desk(browser, installation, ADMINISTRATOR, faults) as desk:
        row = desk.page.get_by_role("row").filter(has_text="Normunds Vītols")
        desk.sees(row.get_by_text("ieslēgts"))
        row.get_by_role("button", name="Normunds Vītols").click()
        person = desk.page.get_by_role("dialog", name="Normunds Vītols")
        person.get_by_role("button", name="Noņemt kodu…").click()
        desk.inspect("administration-person")
        person.get_by_role("button", name="Noņemt kodu").click()
        desk.sees(person.get_by_text("Nav iestatīts"))
    with Desk(browser, installation, "normunds.vitols", faults):
        pass

    assert not faults, "\n".join(faults)
