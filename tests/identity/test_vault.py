"""The key of second factors: made once, readable by nobody else, refused when it is none."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from vienots.identity.vault import load_vault


def test_a_key_is_made_once_and_read_again(tmp_path: Path) -> None:
    file = tmp_path / "data" / "secret.key"
    sealed = load_vault(file).seal("JBSWY3DPEHPK3PXP")

    assert load_vault(file).open(sealed) == "JBSWY3DPEHPK3PXP"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_what_is_sealed_says_nothing(tmp_path: Path) -> None:
    vault = load_vault(tmp_path / "secret.key")

    assert "JBSW" not in vault.seal("JBSWY3DPEHPK3PXP")
    assert vault.seal("same") != vault.seal("same")


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    sealed = load_vault(tmp_path / "one.key").seal("JBSWY3DPEHPK3PXP")

    assert load_vault(tmp_path / "other.key").open(sealed) is None


def test_a_file_that_holds_no_key_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "secret.key"
    file.write_text("not a key")

    with pytest.raises(ValueError, match="32"):
        load_vault(file)
