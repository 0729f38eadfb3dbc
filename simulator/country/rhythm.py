"""How often 112 rings, and why: by the hour of the day, seeded."""

from __future__ import annotations

import random

CALLS_PER_DAY = 3_300
"""About 1.2 million calls a year reach 112 in Latvia (2024, 2025)."""

# Share of a day's calls in each local hour; modelled after the shape that emergency call data of
# several countries have in common: lowest at five, a long hill from ten to ten in the evening.
SHARE_BY_HOUR = (
    0.028, 0.024, 0.020, 0.018, 0.016, 0.016, 0.022, 0.031, 0.040, 0.047, 0.051, 0.053,
    0.054, 0.055, 0.056, 0.057, 0.059, 0.061, 0.062, 0.061, 0.056, 0.048, 0.037, 0.028,
)  # fmt: skip

NOT_EMERGENCY = 0.43
"""Share of the calls of 2025 that needed no service."""

GROUPS = {
    "medical": 0.40,
    "order": 0.17,
    "traffic": 0.12,
    "family_violence": 0.09,
    "fire": 0.09,
    "theft": 0.07,
    "rescue": 0.06,
}
"""What the others are about; modelled."""


def pause_s(rng: random.Random, hour: int, pace: float) -> float:
    """Seconds until the next call: a Poisson stream with the hour's rate, `pace` times as fast."""
    per_second = CALLS_PER_DAY * SHARE_BY_HOUR[hour % 24] / 3_600 * pace
    return rng.expovariate(per_second)


def choose_group(rng: random.Random) -> str | None:
    """Group of an emergency; None for a call that needs no service."""
    if rng.random() < NOT_EMERGENCY:
        return None
    return rng.choices(list(GROUPS), weights=list(GROUPS.values()))[0]


def answer_after_s(rng: random.Random) -> float:
    """How long simulated call-takers leave a ringing call to the visitor."""
    return rng.uniform(6.0, 16.0)


def decide_after_s(rng: random.Random) -> float:
    """How long simulated dispatchers leave a card to the visitor."""
    return rng.uniform(18.0, 45.0)


def work_s(rng: random.Random, group: str) -> float:
    """Time on scene; shortened to a fifth of the real one, so that a visitor sees an end."""
    middle = {"fire": 2_400, "rescue": 1_800, "medical": 1_200, "traffic": 2_000}.get(group, 1_100)
    return min(3_600.0, rng.lognormvariate(0, 0.5) * middle) / 5
