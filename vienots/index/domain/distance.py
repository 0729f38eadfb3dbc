"""How many slips of the finger lie between two words."""

from __future__ import annotations


def distance(one: str, other: str) -> int:
    """Letters wrong, missing, too many, or two neighbours changed about (bit-parallel after
    Hyyrö 2003: one step a letter, whatever the length of the other word)."""
    if one == other:
        return 0
    if not one or not other:
        return len(one) or len(other)
    where: dict[str, int] = {}
    for place, char in enumerate(one):
        where[char] = where.get(char, 0) | 1 << place
    full, last = (1 << len(one)) - 1, 1 << (len(one) - 1)
    plus, minus, diagonal, matched_before, count = full, 0, 0, 0, len(one)
    for char in other:
        matched = where.get(char, 0)
        swapped = (((~diagonal) & matched) << 1) & matched_before
        diagonal = (((((matched & plus) + plus) ^ plus) | matched | minus) & full) | swapped
        up = (minus | ~(diagonal | plus)) & full
        down = diagonal & plus
        if up & last:
            count += 1
        elif down & last:
            count -= 1
        up = (up << 1 | 1) & full
        down = (down << 1) & full
        plus = (down | ~(diagonal | up)) & full
        minus = up & diagonal & full
        matched_before = matched
    return count
