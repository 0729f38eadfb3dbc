"""People are told everything in Latvian and English: no code, topic or state without its text."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest

import simulator
import vienots
from tests.conftest import ROOT
from vienots.app.contexts import PACKAGES
from vienots.kernel.errors import Refusal
from vienots.kernel.events import Event
from vienots.kernel.i18n import LANGUAGES, load_catalogue

CATALOGUE = load_catalogue(PACKAGES)
_FAULT = re.compile(r'Fault\(\s*[^,]+,\s*"(?P<code>[a-z_.]+)"', re.S)


def every_module() -> Iterator[object]:
    for package in (vienots, simulator):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def subclasses(kind: type[Any]) -> Iterator[type[Any]]:
    for child in kind.__subclasses__():
        yield child
        yield from subclasses(child)


MODULES = list(every_module())
OURS = ("vienots.", "simulator.")


def refusal_codes() -> set[str]:
    return {kind.code for kind in subclasses(Refusal) if kind.__module__.startswith(OURS)}


def fault_codes() -> set[str]:
    return {
        found["code"]
        for path in (ROOT / "vienots").rglob("*.py")
        for found in _FAULT.finditer(path.read_text())
    }


def topics() -> set[str]:
    kinds = [kind for kind in subclasses(Event) if kind.__module__.startswith(OURS)]
    return {kind.topic for kind in kinds if "topic" in vars(kind) and not inspect.isabstract(kind)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_a_text(language: str) -> None:
    assert sorted(refusal_codes() - CATALOGUE.codes(language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_of_an_input_has_a_text(language: str) -> None:
    assert sorted(fault_codes() - CATALOGUE.codes(language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_has_a_text(language: str) -> None:
    assert sorted({f"topic.{topic}" for topic in topics()} - CATALOGUE.codes(language)) == []


def test_the_languages_say_the_same_things() -> None:
    first, *others = (CATALOGUE.codes(language) for language in LANGUAGES)

    assert all(first ^ other == set() for other in others)
