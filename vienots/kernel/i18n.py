"""Texts for people, by code and language. Code, logs and journal hold codes only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import files

import msgspec

LANGUAGES = ("lv", "en")
"""Latvian first: it is what is shown when a language is not known."""


class Catalogue:
    """All texts of the house; built once from the `texts/` folder of each context."""

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        self._texts = texts

    def text(self, language: str, code: str, data: Mapping[str, object] | None = None) -> str:
        """The text in this language, or in Latvian; the code itself only where no text exists."""
        template = self._texts.get(language, {}).get(code) or self._texts["lv"].get(code)
        if template is None:
            return code
        return template.format_map(_Lenient(data or {}))

    def all(self, language: str) -> dict[str, str]:
        return dict(self._texts[language])

    def codes(self, language: str) -> frozenset[str]:
        return frozenset(self._texts[language])


class _Lenient(dict[str, object]):
    """A datum that a refusal did not give is shown as its name: never a fault while telling one."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def load_catalogue(packages: Iterable[str]) -> Catalogue:
    texts: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    for package in packages:
        for language in LANGUAGES:
            path = files(package) / "texts" / f"{language}.json"
            if path.is_file():
                texts[language] |= msgspec.json.decode(path.read_bytes(), type=dict[str, str])
    return Catalogue(texts)


def choose_language(accept_language: str | None) -> str:
    """The first of our languages that the header names; Latvian without one."""
    for part in (accept_language or "").lower().split(","):
        language = part.split(";")[0].strip().split("-")[0]
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]
