"""How a journal behaves towards the register; what is usual in one is unheard of in the next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta


@dataclass(frozen=True)
class Habit:
    """Shares are between 0 and 1; turns are the day's steps."""

    name: str
    events: float = 0.5
    """New ones a turn."""
    sends_every: int = 1
    """Turns between two sendings: a journal that sends at the end of a shift keeps it all."""
    batches: bool = False
    """Many in one body."""
    corrects: float = 0.1
    """Of the events of earlier turns, in each turn."""
    repeats: float = 0.0
    """Of what was taken already, sent once more: an old version, too."""
    clock_off: timedelta = timedelta()
    """Ahead of the true time; events of the future are refused, and stated again later."""
    wrong: float = 0.0
    """Of new events that bear a code which is in no list, until a clerk reads the refusal."""
    cuts: float = 0.0
    """Of requests that break off in the middle, or whose answer is never read."""
    silent_for: int = 0
    """Turns at the beginning of the day in which nothing leaves the house."""
    accepts: float = 0.8
    """Of the cards that are offered to it; the rest is rejected with a reason."""
    answers: bool = True
    """Whether it answers offers at all, or people do at the console."""


STEADY = Habit("steady")
HABITS = (
    STEADY,
    Habit("bursts at the end of a shift", sends_every=8, batches=True),
    Habit("one big body a day", sends_every=30, batches=True, events=0.8),
    Habit("late corrections", corrects=0.5),
    Habit("corrections in bursts", corrects=0.4, sends_every=5, batches=True),
    Habit("sends everything twice", repeats=1.0),
    Habit("sends everything twice in bodies", repeats=1.0, batches=True, sends_every=3),
    Habit("clock ahead", clock_off=timedelta(minutes=9)),
    Habit("clock behind", clock_off=timedelta(minutes=-40)),
    Habit("codes of its own", wrong=0.4),
    Habit("codes of its own in bodies", wrong=0.3, batches=True, sends_every=4),
    Habit("broken line", cuts=0.4),
    Habit("broken line in bodies", cuts=0.4, batches=True, sends_every=4),
    Habit("silent for the day", silent_for=1_000, batches=True),
    Habit("rejects what it is offered", accepts=0.2),
    replace(STEADY, name="everything at once", corrects=0.3, repeats=0.3, wrong=0.2, cuts=0.3,
            clock_off=timedelta(minutes=7), sends_every=2),
)  # fmt: skip


def habit_of(place: int) -> Habit:
    return HABITS[place % len(HABITS)]
