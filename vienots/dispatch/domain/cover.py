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
_BRINGS = 1
_ARRIVAL = 1 << 14
_SLOT = 1 << 36
"""Each weighs more than all that the one before it can add up to."""
_NEVER = np.iinfo(np.int64).max // 2


class Cover(Struct, frozen=True):
    chosen: list[int]
    """Places in the given order, soonest first."""
    exact: bool


class Wanted(Struct, frozen=True):
    """One need: how much, and whether each of it is a vehicle that should be there early."""

    count: int
    by_vehicle: bool


def choose(
    arrivals_s: Sequence[int],
    amounts: Sequence[Sequence[int]],
    wanted: Sequence[Wanted],
    vehicle_worth_s: int,
) -> Cover:
    """The units whose last one arrives soonest, so that everything is there.

    Of those the choice with the smallest sum of the times at which each wanted vehicle is there,
    and of `vehicle_worth_s` for each unit that goes: the nearest goes even where a later one alone
    would do, and none goes for the gain of a moment. Equal ones fall to the smaller sum of
    arrivals, then to those that bring more.

    `amounts[i][k]` is what unit i gives of need k. What all together can't give is left out: the
    rest is still covered. `vehicle_worth_s` is above zero, or needless units would cost nothing.
    """
    assert vehicle_worth_s > 0
    order = sorted(range(len(arrivals_s)), key=arrivals_s.__getitem__)
    counts = _attainable(amounts, [need.count for need in wanted])
    order = _soonest_complete(order, arrivals_s, amounts, counts)
    order = _without_surplus(order, amounts, counts)
    if math.prod(count + 1 for count in counts) > STATES_MAX:
        return Cover(_quick(order, amounts, counts), exact=False)
    kinds = [_kind(amounts[unit], counts) for unit in order]
    steps = _Steps(counts, [need.by_vehicle for need in wanted])
    taken = _exact([arrivals_s[unit] for unit in order], kinds, steps, vehicle_worth_s)
    return Cover([order[place] for place in taken], exact=True)


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
    arrivals_s: Sequence[int],
    kinds: Sequence[tuple[int, ...]],
    steps: _Steps,
    vehicle_worth_s: int,
) -> list[int]:
    """Dynamic programming over what is still wanted, from the last arrival back to the first.

    cost[left] is the least that covers `left` with the units from here on. A unit that arrives when
    `left` is wanted fills so many slots at its time: known, as all before it have arrived before.
    """
    cost = np.full(steps.size, _NEVER, dtype=np.int64)
    cost[0] = 0
    takes = []
    for arrival_s, kind in zip(reversed(arrivals_s), reversed(kinds), strict=True):
        after, slots = steps.of(kind)
        fixed = vehicle_worth_s * _SLOT + arrival_s * _ARRIVAL - sum(kind) * _BRINGS
        with_it = cost[after] + slots * (arrival_s * _SLOT) + fixed
        # Of two alike the one that stands earlier: the order of call signs, for people to follow.
        take = with_it <= cost
        cost = np.where(take, with_it, cost)
        takes.append((after, take))
    chosen = []
    left = steps.size - 1
    for place, (after, take) in enumerate(reversed(takes)):
        if take[left]:
            chosen.append(place)
            left = int(after[left])
    assert left == 0, "the needs were cut to what can be covered"
    return chosen


class _Steps:
    """For a kind of unit: from what is wanted before it to what is wanted after it, and how many
    of the slots for vehicles it fills."""

    def __init__(self, counts: Sequence[int], by_vehicle: Sequence[bool]) -> None:
        self._shape = tuple(count + 1 for count in counts)
        self.size = math.prod(self._shape)
        self._by_vehicle = by_vehicle
        self._known: dict[tuple[int, ...], tuple[Ints, Ints]] = {}

    def of(self, kind: tuple[int, ...]) -> tuple[Ints, Ints]:
        known = self._known.get(kind)
        if known is None:
            known = self._known[kind] = self._build(kind)
        return known

    def _build(self, kind: tuple[int, ...]) -> tuple[Ints, Ints]:
        after = np.zeros(self._shape, dtype=np.int64)
        slots = np.zeros(self._shape, dtype=np.int64)
        for axis, (size, given) in enumerate(zip(self._shape, kind, strict=True)):
            along = [-1 if other == axis else 1 for other in range(len(self._shape))]
            left = np.arange(size, dtype=np.int64)
            stride = math.prod(self._shape[axis + 1 :])
            after += (np.maximum(left - given, 0) * stride).reshape(along)
            if self._by_vehicle[axis]:
                slots += np.minimum(left, given).reshape(along)
        return after.reshape(-1), slots.reshape(-1)


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
