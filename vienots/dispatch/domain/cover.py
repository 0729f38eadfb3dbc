"""Which units cover what is needed: exact, soonest complete first. Knows numbers only."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from msgspec import Struct

Ints = npt.NDArray[np.int64]

STATES_MAX = 30_000
"""Combinations of what is still wanted; beyond it the choice is quick instead of exact."""
_PER_SECOND = 1 << 10
"""A second of arrival weighs more than one vehicle more: the fewest vehicles only break ties."""
_NEVER = np.iinfo(np.int64).max // 2


class Cover(Struct, frozen=True):
    chosen: list[int]
    """Places in the given order, soonest first."""
    exact: bool


def choose(
    arrivals_s: Sequence[int], amounts: Sequence[Sequence[int]], wanted: Sequence[int]
) -> Cover:
    """The units whose last one arrives soonest; of those the smallest sum of arrivals.

    `amounts[i][k]` is what unit i gives of need k. What all together can't give is left out: the
    rest is still covered. Equal choices fall to fewer units, then to those earlier in the order.
    """
    order = sorted(range(len(arrivals_s)), key=arrivals_s.__getitem__)
    counts = _attainable(amounts, wanted)
    order = _soonest_complete(order, arrivals_s, amounts, counts)
    order = _without_surplus(order, amounts, counts)
    if math.prod(count + 1 for count in counts) > STATES_MAX:
        return Cover(_quick(order, amounts, counts), exact=False)
    return Cover(_exact(order, arrivals_s, amounts, counts), exact=True)


def _attainable(amounts: Sequence[Sequence[int]], wanted: Sequence[int]) -> list[int]:
    """Looked at only until it is enough: the first few units of a full country are."""
    counts = []
    for k, count in enumerate(wanted):
        total = 0
        for given in amounts:
            if total >= count:
                break
            total += given[k]
        counts.append(min(count, total))
    return counts


def _soonest_complete(
    order: Sequence[int],
    arrivals_s: Sequence[int],
    amounts: Sequence[Sequence[int]],
    counts: Sequence[int],
) -> list[int]:
    """Everybody who is there when the needs can first be covered; no later one is looked at."""
    missing = list(counts)
    last_s = -1
    for unit in order:
        if max(missing, default=0) <= 0:
            break
        missing = [left - given for left, given in zip(missing, amounts[unit], strict=True)]
        last_s = arrivals_s[unit]
    return [unit for unit in order if arrivals_s[unit] <= last_s]


def _kind(given: Sequence[int], counts: Sequence[int]) -> tuple[int, ...]:
    return tuple(min(amount, count) for amount, count in zip(given, counts, strict=True))


def _without_surplus(
    order: Sequence[int], amounts: Sequence[Sequence[int]], counts: Sequence[int]
) -> list[int]:
    """Of units that give the same, only the first ones can ever be of use.

    So many of a kind cover alone whatever it gives; one more would be too much in any choice.
    """
    taken: dict[tuple[int, ...], int] = {}
    kept = []
    for unit in order:
        kind = _kind(amounts[unit], counts)
        most = max(
            (-(-count // given) for count, given in zip(counts, kind, strict=True) if given),
            default=0,
        )
        if taken.get(kind, 0) < most:
            taken[kind] = taken.get(kind, 0) + 1
            kept.append(unit)
    return kept


def _exact(
    order: Sequence[int],
    arrivals_s: Sequence[int],
    amounts: Sequence[Sequence[int]],
    counts: Sequence[int],
) -> list[int]:
    """Dynamic programming over what is still wanted: cost[left] with the units looked at so far."""
    shape = tuple(count + 1 for count in counts)
    left_after = _Steps(shape)
    cost = np.full(math.prod(shape), _NEVER, dtype=np.int64)
    cost[0] = 0
    takes = []
    for unit in order:
        step = left_after.of(_kind(amounts[unit], counts))
        with_it = cost[step] + (arrivals_s[unit] * _PER_SECOND + 1)
        take = with_it < cost
        cost = np.where(take, with_it, cost)
        takes.append((unit, step, take))
    chosen = []
    left = math.prod(shape) - 1
    for unit, step, take in reversed(takes):
        if take[left]:
            chosen.append(unit)
            left = int(step[left])
    assert left == 0, "the needs were cut to what can be covered"
    return chosen[::-1]


class _Steps:
    """For a kind of unit: from what is wanted before it to what is wanted after it."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self._axes = [
            (np.arange(size, dtype=np.int64), math.prod(shape[axis + 1 :]), axis)
            for axis, size in enumerate(shape)
        ]
        self._shape = shape
        self._known: dict[tuple[int, ...], Ints] = {}

    def of(self, kind: tuple[int, ...]) -> Ints:
        known = self._known.get(kind)
        if known is None:
            known = np.zeros(self._shape, dtype=np.int64)
            for (values, stride, axis), given in zip(self._axes, kind, strict=True):
                line = np.maximum(values - given, 0) * stride
                known += line.reshape([-1 if a == axis else 1 for a in range(len(self._shape))])
            known = known.reshape(-1)
            self._known[kind] = known
        return known


def _quick(
    order: Sequence[int], amounts: Sequence[Sequence[int]], counts: Sequence[int]
) -> list[int]:
    """Whoever brings something that is still missing; then, latest first, without the needless."""
    missing = list(counts)
    chosen = []
    for unit in order:
        if any(left > 0 and given for left, given in zip(missing, amounts[unit], strict=True)):
            chosen.append(unit)
            missing = [left - given for left, given in zip(missing, amounts[unit], strict=True)]
    for unit in chosen[::-1]:
        spare = [left + given for left, given in zip(missing, amounts[unit], strict=True)]
        if max(spare, default=0) <= 0:
            chosen.remove(unit)
            missing = spare
    return chosen
