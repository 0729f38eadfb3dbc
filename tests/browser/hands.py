"""Hands on a keyboard: every key is counted, every thought before an act; there is no pointer."""

from __future__ import annotations

from msgspec import Struct

from tests.browser.desks import Desk
from vienots.register.domain.effort import KEY_S, THINK_S


class Told(Struct, frozen=True):
    """What one event asked of the hands, by the keystroke-level model."""

    story: str
    keys: int
    thoughts: int

    @property
    def seconds(self) -> float:
        return self.keys * KEY_S + self.thoughts * THINK_S

    def __str__(self) -> str:
        return f"{self.story}: {self.keys} keys, {self.thoughts} thoughts, {self.seconds:.0f} s"


class Hands:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._keys = 0
        self._thoughts = 0

    def press(self, keys: str, times: int = 1) -> None:
        """A chord counts each of its keys."""
        for _ in range(times):
            self._desk.press(keys)
        self._keys += times * len(keys.split("+"))

    def type(self, text: str) -> None:
        """A capital letter needs Shift, a letter with a mark the dead key before it."""
        self._desk.type(text)
        self._keys += sum(1 + char.isupper() + (not char.isascii()) for char in text)

    def think(self) -> None:
        """Before an act: reading what is offered, deciding what comes next."""
        self._thoughts += 1

    def told(self, story: str) -> Told:
        return Told(story, self._keys, self._thoughts)
