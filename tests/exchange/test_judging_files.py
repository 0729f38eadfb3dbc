"""A file of events is judged line by line, by the code lists of the installation."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.exchange.journals import JELGAVA, Journals, an_event
from tests.exchange.test_stating import counted
from vienots.app.commands import journals as command
from vienots.app.settings import Settings


async def test_each_line_of_a_file_is_judged_and_nothing_kept(
    journals: Journals, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "day.ndjson"
    wrong = an_event("2", type="no.such", persons=[{"ref": "p1", "role": "king"}], objects=[])
    lines = [an_event("1"), wrong | {"documents": []}]
    file.write_bytes(b"\n\n".join(msgspec.json.encode(line) for line in lines) + b"\n{half\n")
    settings = Settings(database_url=journals.dsn, data_dir=tmp_path)

    fits = await command.judge(settings, file, JELGAVA, "en")

    told = capsys.readouterr().out.splitlines()
    assert not fits
    assert [line.partition(": ")[0] for line in told] == ["3", "3", "4", "1 / 3"]
    assert await counted(journals.dsn, "exchange.reject") == 0
