"""Chance that can be had again: each question has its own numbers, whoever asks first."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from dishboard.board.intervals import Interval, Intervals, union
from dishboard.units import DAY_S

__all__ = ["chance", "spells"]


def chance(seed: int, *names: object) -> Random:
    """Random numbers for one question. The same seed and names give the same, on every machine.

    >>> chance(7, "fate", "CRY").random() == chance(7, "fate", "CRY").random()
    True
    """
    return Random("/".join(str(name) for name in (seed, *names)))


def spells(
    seed: int, name: str, per_day: float, length_min: float, start_s: float, end_s: float
) -> Intervals:
    """Spells that come by chance and touch a span, each between half and one and a half times long.

    They are drawn day by day (UTC), so that every span finds the same ones.
    """
    return union(list(_drawn(seed, name, per_day, length_min, start_s, end_s)))


def _drawn(
    seed: int, name: str, per_day: float, length_min: float, start_s: float, end_s: float
) -> Iterator[Interval]:
    if per_day <= 0.0 or length_min <= 0.0:
        return
    longest_s = 1.5 * 60.0 * length_min
    for day in range(int((start_s - longest_s) // DAY_S), int(end_s // DAY_S) + 1):
        drawn = chance(seed, name, day)
        whole = int(per_day)
        count = whole + (drawn.random() < per_day - whole)
        for _ in range(count):
            from_s = (day + drawn.random()) * DAY_S
            until_s = from_s + 60.0 * length_min * drawn.uniform(0.5, 1.5)
            if until_s > start_s and from_s < end_s:
                yield from_s, until_s
