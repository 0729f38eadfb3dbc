"""Ratios to a peer of the same minute: rounds in turn, a median with its interval, a JSON line."""

from __future__ import annotations

import json
import os
import platform
import random
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from vienots.app.observability import configure_logs

# Figures alone go to the standard output.
configure_logs(as_json=False)
ROOT = Path(__file__).parent.parent
FULL = bool(os.environ.get("FULL"))
RESAMPLES = 2_000


def interval(ratios: Sequence[float], seed: int) -> tuple[float, float]:
    """95 % of the medians of resampled rounds."""
    rng = random.Random(seed)
    medians = sorted(
        statistics.median(rng.choices(ratios, k=len(ratios))) for _ in range(RESAMPLES)
    )
    return medians[int(RESAMPLES * 0.025)], medians[int(RESAMPLES * 0.975)]


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def skip(figure: str, package: str) -> None:
    """A peer that is not installed is no failure, and no figure."""
    print(
        f"{figure}: left out, `{package}` is not installed: .venv/bin/pip install -e '.[bench]'",
        file=sys.stderr,
    )


def tell(
    name: str,
    ratios: Sequence[float],
    *,
    limit: float | None,
    absolute: Mapping[str, float],
    seed: int,
) -> None:
    low, high = interval(ratios, seed)
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    line = {
        "name": name,
        "ratio": round(statistics.median(ratios), 3),
        "low": round(low, 3),
        "high": round(high, 3),
        "limit": limit,
        "absolute": {key: round(value, 3) for key, value in absolute.items()},
        "seed": seed,
        "commit": commit,
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}",
    }
    print(json.dumps(line, ensure_ascii=False), flush=True)
