"""Where a dish points: told where to go, it slews there, then holds, follows or stands still."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import acos, cos, degrees, radians, sin
from typing import NamedTuple, TypeAlias

import numpy as np

from dishboard.board.intervals import Interval
from dishboard.geometry import LookAngles

__all__ = [
    "STOW",
    "Goal",
    "Leg",
    "Looks",
    "Pointed",
    "Where",
    "follows",
    "moved",
    "separation_deg",
    "slew_s",
]

FEWEST_S, MOST_S, STEPS = 1.0, 60.0, 500  # of a table of look angles


class Where(NamedTuple):
    """A direction, degrees; azimuth from true north, any turn."""

    azimuth_deg: float
    elevation_deg: float


STOW = Where(180.0, 90.0)


class Looks:
    """Where a spacecraft is seen from an antenna during a span, from a table."""

    def __init__(self, unix_s: Sequence[float], looks: LookAngles) -> None:
        self.is_known = bool(np.isfinite(looks.elevation_deg).all())
        self._at_s = unix_s
        self._azimuth_deg: list[float] = np.unwrap(looks.azimuth_deg, period=360.0).tolist()
        self._elevation_deg: list[float] = looks.elevation_deg.tolist()
        self._range_km: list[float] = looks.range_km.tolist()
        self._rate_km_s: list[float] = looks.range_rate_km_s.tolist()

    @classmethod
    def of(cls, ask: Callable[[np.ndarray], LookAngles], start_s: float, end_s: float) -> Looks:
        """The table of a span, fine enough for straight lines between its rows."""
        step_s = min(MOST_S, max(FEWEST_S, (end_s - start_s) / STEPS))
        at_s = np.arange(start_s, end_s + step_s, step_s)
        return cls(at_s.tolist(), ask(at_s))

    def where(self, at_s: float) -> Where:
        """The direction at an instant; outside the span that of its end."""
        row, part = self._place(at_s)
        return Where(_on(self._azimuth_deg, row, part), _on(self._elevation_deg, row, part))

    def range_km(self, at_s: float) -> float:
        return _on(self._range_km, *self._place(at_s))

    def range_rate_km_s(self, at_s: float) -> float:
        """Positive: receding."""
        return _on(self._rate_km_s, *self._place(at_s))

    def _place(self, at_s: float) -> tuple[int, float]:
        times = self._at_s
        if at_s <= times[0]:
            return 0, 0.0
        if at_s >= times[-1]:
            return len(times) - 2, 1.0
        row = bisect_right(times, at_s) - 1
        return row, (at_s - times[row]) / (times[row + 1] - times[row])


def _on(column: Sequence[float], row: int, part: float) -> float:
    return column[row] + part * (column[row + 1] - column[row])


class Goal(NamedTuple):
    """What a dish is told: a direction to go to, a craft to follow, or (neither) to stand still."""

    mode: str  # once it is there; a word of CCSDS's antPointingMode
    where: Where | None = None
    craft: str | None = None


@dataclass(frozen=True, kw_only=True)
class Leg:
    """One stretch of a dish's way: from where it was to its goal, and on with the goal."""

    goal: Goal
    start_s: float
    arrives_s: float
    from_where: Where
    to_where: Where

    def mode(self, at_s: float) -> str:
        """The CCSDS word; a dish on its way to stow is in `stow` already."""
        if at_s >= self.arrives_s or self.goal.mode == "stow":
            return self.goal.mode
        return "slew"


class Pointed(NamedTuple):
    mode: str
    commanded: Where
    actual: Where


Paths: TypeAlias = dict[str, Looks]


def moved(
    told: Sequence[tuple[float, Goal]], looks: Paths, rate_deg_s: float
) -> tuple[Sequence[Leg], Callable[[float], Pointed]]:
    """The way of a dish that begins in its stow position.

    Args:
        told: goals in order of time, Unix seconds.
        looks: by craft, for those that are followed.

    Returns:
        Its legs, and where it points at any instant.
    """
    legs: list[Leg] = []
    for at_s, goal in told:
        here = _where(legs[-1], looks, at_s) if legs else STOW
        legs.append(_leg(at_s, goal, here, looks, rate_deg_s))
    starts_s = [leg.start_s for leg in legs]

    def pointed(at_s: float) -> Pointed:
        index = bisect_right(starts_s, at_s) - 1
        if index < 0:
            return Pointed("stow", STOW, STOW)
        leg = legs[index]
        actual = _where(leg, looks, at_s)
        is_there = at_s >= leg.arrives_s
        return Pointed(leg.mode(at_s), actual if is_there else leg.to_where, actual)

    return legs, pointed


def follows(legs: Sequence[Leg], craft: str, end_s: float) -> list[Interval]:
    """When a dish is on a craft."""
    ends_s = [*(leg.start_s for leg in legs[1:]), end_s]
    return [
        (leg.arrives_s, until_s)
        for leg, until_s in zip(legs, ends_s, strict=True)
        if leg.goal.craft == craft and leg.arrives_s < until_s
    ]


def _leg(at_s: float, goal: Goal, here: Where, looks: Paths, rate_deg_s: float) -> Leg:
    there, arrives_s = goal.where or here, at_s
    if goal.craft is not None:
        for _ in range(4):  # it moves while the dish does
            there = looks[goal.craft].where(arrives_s)
            arrives_s = at_s + slew_s(here, there, rate_deg_s)
        there = looks[goal.craft].where(arrives_s)
    elif goal.where is not None:
        arrives_s = at_s + slew_s(here, there, rate_deg_s)
    return Leg(goal=goal, start_s=at_s, arrives_s=arrives_s, from_where=here, to_where=there)


def _where(leg: Leg, looks: Paths, at_s: float) -> Where:
    if at_s < leg.arrives_s:
        part = (at_s - leg.start_s) / (leg.arrives_s - leg.start_s)
        return Where(
            leg.from_where.azimuth_deg + part * _turn_deg(leg.from_where, leg.to_where),
            leg.from_where.elevation_deg
            + part * (leg.to_where.elevation_deg - leg.from_where.elevation_deg),
        )
    return looks[leg.goal.craft].where(at_s) if leg.goal.craft is not None else leg.to_where


def _turn_deg(here: Where, there: Where) -> float:
    """In azimuth, the short way."""
    return (there.azimuth_deg - here.azimuth_deg + 180.0) % 360.0 - 180.0


def slew_s(here: Where, there: Where, rate_deg_s: float) -> float:
    """How long a dish takes whose axes turn at once.

    >>> slew_s(Where(350, 10), Where(20, 90), 1.0)
    80.0
    """
    climb_deg = abs(there.elevation_deg - here.elevation_deg)
    return max(abs(_turn_deg(here, there)), climb_deg) / rate_deg_s


def separation_deg(one: Where, other: Where) -> float:
    """The angle between two directions on the sky."""
    e1, e2 = radians(one.elevation_deg), radians(other.elevation_deg)
    turn = radians(one.azimuth_deg - other.azimuth_deg)
    return degrees(acos(max(-1.0, min(1.0, sin(e1) * sin(e2) + cos(e1) * cos(e2) * cos(turn)))))
