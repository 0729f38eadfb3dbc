"""Rules of the house that no library checks: sizes, places of commits, words, files, documents."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import tomllib
from pathlib import Path

import msgspec
import pytest

from tests.conftest import ROOT
from vienots.app.settings import PREFIX, Settings

MODULE_LINES_MAX = 500
TYPESCRIPT_LINES_MAX = 250
FUNCTION_LINES_MAX = 70


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


PYTHON = tracked("*.py")


def test_no_module_is_over_its_limit() -> None:
    sizes = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in PYTHON}

    assert {name: size for name, size in sizes.items() if size > MODULE_LINES_MAX} == {}


def test_no_typescript_file_is_over_its_limit() -> None:
    files = [path for path in tracked("*.ts", "*.tsx") if path.name != "schema.d.ts"]
    sizes = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in files}

    assert {name: size for name, size in sizes.items() if size > TYPESCRIPT_LINES_MAX} == {}


def test_no_function_is_over_its_limit() -> None:
    long = {}
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                size = node.end_lineno - node.lineno + 1
                if size > FUNCTION_LINES_MAX:
                    long[f"{path.relative_to(ROOT)}:{node.name}"] = size

    assert long == {}


def test_every_module_says_what_it_is_for() -> None:
    """Except the obvious ones, whose name says it."""
    obvious = {"__init__.py", "errors.py", "events.py", "web.py"}
    modules = [path for path in PYTHON if "vienots" in path.parts or "simulator" in path.parts]
    silent = [
        str(path.relative_to(ROOT))
        for path in modules
        if path.name not in obvious
        and ROOT / "tests" not in path.parents
        and ast.get_docstring(ast.parse(path.read_text())) is None
    ]

    assert silent == []


def test_only_the_edge_commits() -> None:
    """One request or job is one transaction; nobody below the edge may end it."""
    edges = (
        ROOT / "vienots/app",
        ROOT / "simulator",
        ROOT / "tests",
        ROOT / "bench",
        ROOT / "tools",
    )
    inside = [path for path in PYTHON if not any(edge in path.parents for edge in edges)]
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in inside
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if re.search(r"\.(commit|rollback)\(", line)
    ]

    assert found == []


def test_only_the_settings_read_the_environment() -> None:
    allowed = {"web.py", "cli.py", "settings.py"}
    app = ROOT / "vienots/app"
    found = [
        str(path.relative_to(ROOT))
        for path in PYTHON
        if ROOT / "vienots" in path.parents
        and re.search(r"\bos\.environ|\bgetenv\(", path.read_text())
        and not (app in path.parents and (path.name in allowed or path.parent != app))
    ]

    assert found == []


@pytest.mark.parametrize("field", [field.name for field in msgspec.structs.fields(Settings)])
def test_every_setting_is_explained(field: str) -> None:
    text = (ROOT / "docs/guide/settings.md").read_text()

    assert f"`{PREFIX}{field.upper()}`" in text


def test_lock_files_name_no_host() -> None:
    lock = json.loads((ROOT / "console/package-lock.json").read_text())
    resolved = [name for name, entry in lock["packages"].items() if "resolved" in entry]
    requirements = (ROOT / "requirements.lock").read_text()

    assert resolved == []
    assert "http:" not in requirements
    assert "https:" not in requirements


def test_every_dependency_says_why_it_is_here() -> None:
    text = (ROOT / "docs/dependencies.md").read_text().lower()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"]]
    for extra in project["optional-dependencies"].values():
        wanted += extra
    python = [re.split(r"[\[<>=]", line)[0] for line in wanted]
    package = json.loads((ROOT / "console/package.json").read_text())
    browser = [*package["dependencies"], *package["devDependencies"]]

    missing = [name for name in python + browser if f"`{name.lower()}`" not in text]

    assert missing == []
