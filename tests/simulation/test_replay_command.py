"""`vienots simulate --replay` as people type it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.cli import simulate
from tests.app.commands import run
from tests.simulation.replaying import independent
from tests.simulation.test_replay import HAND_MADE
from tests.simulation.test_replay_reading import a_call, a_file


def test_from_an_empty_database_to_the_figures(own_dsn: str, tmp_path: Path) -> None:
    file = a_file(tmp_path, *HAND_MADE)
    settings: dict[str, str | Path] = {
        "database_url": own_dsn,
        "data_dir": tmp_path,
        "log_json": "false",
    }
    migrated = run("migrate", settings=settings)
    assert migrated.returncode == 0, migrated.stderr

    played = run("simulate", "--replay", str(file), "--speed", "1000000", settings=settings)
    said = run("report", "intervals", "--json", settings=settings)

    assert played.returncode == 0, played.stderr
    assert "calls 5\nrows 7\nlive 4\nafterwards_out_of_order 1\n" in played.stdout
    assert "out_of_order 2\nnever_freed 1\n" in played.stdout
    found, script = json.loads(said.stdout), independent(file)
    assert {name: found[name] for name in script} == script


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "give either --country FILE or --replay FILE"),
        (["--replay", "calls.csv", "--speed", "0"], "0 is neither a factor above 0 nor `max`"),
        (["--replay", "nowhere.csv"], "does not exist"),
        (["--replay", "calls.csv", "--limit", "0"], "0 is not in the range"),
    ],
)
def test_a_slip_of_the_hand_is_explained(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_file(tmp_path, *HAND_MADE)
    monkeypatch.chdir(tmp_path)

    answer = CliRunner().invoke(simulate, words)

    assert answer.exit_code == 2
    assert said in answer.output


def test_a_file_in_another_form_is_refused_before_anything_is_played(tmp_path: Path) -> None:
    file = a_file(tmp_path, a_call("2016-01-01 10:00:00"))

    answer = CliRunner().invoke(simulate, ["--replay", str(file), "--format", "sf-fire"])

    assert answer.exit_code == 1
    assert "cannot be played" in answer.output
    assert "column missing: Call Number" in answer.output
