"""What a mission is due on one day, in the planner's terms.

An agreement speaks of passes or hours a day, hours or minutes a pass, hours an orbit; some give
several of these, some none. Here they become one shape: how many tracks, how long each, how long
in all, and which of these figures no source gave.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from msgspec import Struct

from dishboard.units import DAY_S

if TYPE_CHECKING:
    from dishboard.model import Agreement, Figure

__all__ = ["HOUR_S", "Due", "changeover_s", "due_on"]

HOUR_S = 3600

# Dishboard's own figures; docs/understanding/plan.md says so too.
SHORTEST_LEO_TRACK_S = 5 * 60
SHORTEST_TRACK_S = HOUR_S


class Due(Struct, frozen=True, kw_only=True):
    """What one day owes one spacecraft. Seconds throughout; None: not limited."""

    tracks: int | None  # how many at most
    track_s: int | None  # how long each; None: as long as the pass, or what is left of `total_s`
    total_s: int | None  # how long in all
    shortest_s: int  # a shorter track is no use
    setup_s: int
    teardown_s: int
    assumptions: tuple[str, ...]


def due_on(day: int, agreement: Agreement) -> Due | None:
    """What `agreement` asks of a day, counted from 1970-01-01; None when it gives no figure.

    A fraction of a pass a day is owed as whole passes on some days: half a pass a day is one on
    every second day.
    """
    said = _Said()
    passes_per_day = said.figure(agreement.passes_per_day, "passes a day")
    track_s = _track_s(agreement, said)
    total_s = None
    if passes_per_day is None or track_s is None:
        total_s = _seconds(said.figure(agreement.hours_per_day, "h a day"), HOUR_S)
    if passes_per_day is None and track_s is None and total_s is None:
        return None
    if passes_per_day is not None and track_s is None and total_s is not None:
        track_s = round(total_s / max(passes_per_day, 1))
    if passes_per_day is None and total_s is None:
        passes_per_day = 1.0
        per_orbit = agreement.hours_per_orbit is not None
        said.words.append(
            "at most one pass a day stands for one an orbit: Dishboard's assumption"
            if per_orbit
            else "1 pass a day is Dishboard's assumption"
        )
    if track_s is None and total_s is None:
        said.words.append("the whole pass above the mask is Dishboard's assumption")
    shortest_s = SHORTEST_LEO_TRACK_S if agreement.regime == "LEO" else SHORTEST_TRACK_S
    longest_s = track_s or total_s
    return Due(
        tracks=None if passes_per_day is None else _whole(day, passes_per_day),
        track_s=track_s,
        total_s=total_s,
        shortest_s=min(shortest_s, longest_s // 2) if longest_s else shortest_s,
        setup_s=_seconds(said.figure(agreement.setup_min, "min set-up"), 60) or 0,
        teardown_s=_seconds(said.figure(agreement.teardown_min, "min tear-down"), 60) or 0,
        assumptions=tuple(said.words),
    )


def changeover_s(agreement: Agreement) -> int:
    """Seconds from the end of one track to the begin of the next on the same antenna, at least."""
    figures = (agreement.setup_min, agreement.teardown_min)
    return sum(_seconds(one.value, 60) or 0 for one in figures)


class _Said:
    """Reads figures and remembers, in words, which of them no source gave."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def figure(self, figure: Figure | None, unit: str) -> float | None:
        """A figure's value, None when there is none."""
        if figure is None or figure.value is None:
            return None
        if not figure.verified:
            number = f"{figure.value:g} {unit}"
            self.words.append(
                _doubt("1 pass a day" if number == "1 passes a day" else number, figure)
            )
        return figure.value


def _doubt(what: str, figure: Figure) -> str:
    """Why a figure is not to be taken as given: assumed here, or read where it is not sure."""
    note = figure.note or ""
    kind = "Dishboard's assumption" if note.startswith("Dishboard's assumption") else "not verified"
    basis = note.removeprefix("Dishboard's assumption").strip(" :")
    return f"{what} is {kind} ({basis})" if basis else f"{what} is {kind}"


def _track_s(agreement: Agreement, said: _Said) -> int | None:
    """How long one track is, where the agreement says so."""
    for figure, unit, unit_s in (
        (agreement.hours_per_pass, "h a pass", HOUR_S),
        (agreement.minutes_per_pass, "min a pass", 60),
        (agreement.hours_per_orbit, "h an orbit", HOUR_S),
    ):
        value = said.figure(figure, unit)
        if value is not None:
            return _seconds(value, unit_s)
    return None


def _whole(day: int, per_day: float) -> int:
    """This day's share of a rate that need not be whole: the shares of many days add up to it."""
    return math.floor((day + 1) * per_day) - math.floor(day * per_day)


def _seconds(value: float | None, unit_s: int) -> int | None:
    return None if value is None else min(round(value * unit_s), round(DAY_S))
