"""The vendor's walk against a running installation, web server and worker alike."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.browser.installation import Installation
from vienots.app.commands.journals import journal

pytestmark = pytest.mark.browser


def test_a_journal_walks_through_the_exchange(installation: Installation, tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    client = "journal-liepaja"
    words = ["check", installation.url, "--client", client, "--report", str(report)]

    done = CliRunner().invoke(journal, [*words, "--secret", installation.secret(client)])
    wrong = CliRunner().invoke(journal, [*words, "--secret", "wrong"])

    assert done.exit_code == 0, done.output
    assert done.output.count("\nizturēts") + done.output.startswith("izturēts") == 9
    assert wrong.exit_code == 1
    page = report.read_text()
    assert "neatbilst / does not conform" in page
