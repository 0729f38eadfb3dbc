"""PostgreSQL itself checks every named query against the migrated schema."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.conftest import ROOT
from vienots.kernel.db import load_queries

FILES = sorted((ROOT / "vienots").rglob("queries.sql"))
_PARAMETER = re.compile(r"%\((\w+)\)[sb]")
# These can't be prepared by their nature: commands, not statements with a plan.
UNPREPARABLE = ("LISTEN", "DO $$", "COPY ", "ANALYZE", "VACUUM")
_CAST_UNDER_ITS_NAME = re.compile(r"\b(\w+)::\w+ AS \1\b")
_ORDER = re.compile(r"\bORDER BY\b([^)]*?)(?:\bLIMIT\b|\bFOR\b|$)", re.DOTALL)


def package_of(file: Path) -> str:
    return ".".join(file.parent.relative_to(ROOT).parts)


def every_query() -> Iterator[tuple[str, str]]:
    for file in FILES:
        package = package_of(file)
        for name, sql in load_queries(package).items():
            text = "\n".join(
                line for line in sql.decode().splitlines() if not line.lstrip().startswith("--")
            ).strip()
            if not text.startswith(UNPREPARABLE):
                yield f"{package}.{name}", text


QUERIES = dict(every_query())


@pytest.mark.parametrize("sql", QUERIES.values(), ids=QUERIES.keys())
def test_postgres_can_plan_it(dsn: str, sql: str) -> None:
    names = list(dict.fromkeys(_PARAMETER.findall(sql)))
    numbered = _PARAMETER.sub(lambda found: f"${names.index(found[1]) + 1}", sql)
    with psycopg.connect(dsn) as db:
        db.execute(f"PREPARE checked AS {numbered.replace('%%', '%')}".encode())


@pytest.mark.parametrize("file", FILES, ids=package_of)
def test_every_query_is_used_by_its_context(file: Path) -> None:
    code = "\n".join(path.read_text() for path in file.parent.rglob("*.py"))
    # The kernel's idempotency and health queries are run by the edge.
    if package_of(file) == "vienots.kernel":
        code += "\n".join(path.read_text() for path in (ROOT / "vienots/app").rglob("*.py"))

    unused = [name for name in load_queries(package_of(file)) if f'"{name}"' not in code]

    assert unused == []


@pytest.mark.parametrize("sql", QUERIES.values(), ids=QUERIES.keys())
def test_nothing_is_ordered_by_its_text(sql: str) -> None:
    """A bare name in ORDER BY is the output's column: a number cast to text sorts as text."""
    casts = set(_CAST_UNDER_ITS_NAME.findall(sql))
    ordered = {
        word for keys in _ORDER.findall(sql) for word in re.findall(r"(?<![\w.])\w+(?![\w.])", keys)
    }

    assert casts & ordered == set()
