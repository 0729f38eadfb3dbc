"""Every integration says who owns it, what it speaks, and how far it keeps the house's rules."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

FOLDERS = sorted(path.parent for path in (ROOT / "vienots/integration").glob("*/manifest.toml"))
RULES = {
    "pure_protocol",
    "raw_kept",
    "idempotent",
    "bounded",
    "authenticated",
    "recorded_exchanges",
    "fake",
    "retries",
}


def load(folder: Path, name: str) -> dict[str, Any]:
    return tomllib.loads((folder / name).read_text())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.name))
def test_a_manifest_names_owner_protocol_and_limits(folder: Path) -> None:
    manifest = load(folder, "manifest.toml")

    assert manifest["name"] == folder.name
    assert all(manifest[key] for key in ("title", "owner", "direction", "protocol", "limits"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.name))
def test_every_rule_is_kept_or_excused_with_a_reason(folder: Path) -> None:
    rules = load(folder, "quality.toml")["rules"]

    assert set(rules) >= RULES
    assert all(rule["state"] in ("done", "exempt") and rule["why"] for rule in rules.values())
