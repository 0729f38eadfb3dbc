"""One installation for all stories of a worker: its country is loaded once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.desks import chromium
from tests.browser.installation import Installation, installed
from tests.conftest import copied_database
from vienots.identity.demonstration import PEOPLE


@pytest.fixture(scope="session")
def installation(
    server_dsn: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """Everybody of the first page; the sixty simulated colleagues stay out."""
    logins = [person.login for person in PEOPLE]
    with (
        copied_database(server_dsn, template) as dsn,
        installed(dsn, tmp_path_factory.mktemp("installation"), logins) as found,
    ):
        yield found


@pytest.fixture(scope="module")
def browser(installation: Installation) -> Iterator[Browser]:
    # After the installation, and not beyond the module: Playwright keeps a loop running, beside
    # which no other may run.
    assert installation
    with chromium() as found:
        yield found
