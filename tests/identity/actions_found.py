"""Reads the code: which right does each action ask for, and which address asks for nobody."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.conftest import ROOT

Function = ast.FunctionDef | ast.AsyncFunctionDef


def action_files() -> list[Path]:
    found = [*ROOT.glob("vienots/*/actions.py"), *ROOT.glob("vienots/*/actions/*.py")]
    return sorted(path for path in found if path.name != "__init__.py")


def actions() -> dict[str, frozenset[str]]:
    """Every public function of the actions that takes an actor, with the rights that it asks for
    in its own body: `context.module.function`, or `context.function` where one module holds all.
    """
    found: dict[str, frozenset[str]] = {}
    for path in action_files():
        module = ast.parse(path.read_text())
        for node in module.body:
            if isinstance(node, Function) and _acts(node):
                found[f"{_place(path)}.{node.name}"] = frozenset(_required(node))
    return found


def late_checks() -> list[str]:
    """Actions that do something before they ask whether they may."""
    return [
        f"{_place(path)}.{node.name}"
        for path in action_files()
        for node in ast.parse(path.read_text()).body
        if isinstance(node, Function) and _acts(node) and _required(node)
        if not _is_require(_first(node))
    ]


def _place(path: Path) -> str:
    parts = path.relative_to(ROOT / "vienots").with_suffix("").parts
    return ".".join(part for part in parts if part != "actions")


def _acts(node: Function) -> bool:
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return not node.name.startswith("_") and any(one.arg == "actor" for one in arguments)


def _first(node: Function) -> ast.stmt:
    has_docstring = ast.get_docstring(node) is not None
    return node.body[1 if has_docstring else 0]


def _required(node: Function) -> list[str]:
    return [_right_of(call) for call in ast.walk(node) if _is_require_call(call)]


def _is_require(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and _is_require_call(node.value)


def _is_require_call(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name | ast.Attribute)
        and (node.func.id if isinstance(node.func, ast.Name) else node.func.attr) == "require"
    )


def _right_of(node: ast.AST) -> str:
    assert isinstance(node, ast.Call)
    actor, right = node.args
    assert isinstance(actor, ast.Name)
    assert actor.id == "actor"
    assert isinstance(right, ast.Attribute)
    return right.attr.lower().replace("_", ".", 1)
