"""What every kind of ephemeris can say about one spacecraft."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dishboard.geometry import LookAngles, Station
from dishboard.geometry.windows import Step
from dishboard.model import Quality

__all__ = ["Ephemeris", "Floats", "Gap", "Known", "Unknown", "known_about"]

Floats = NDArray[np.float64]
_SLACK = timedelta(milliseconds=1)  # a pass may be highest where its knowledge begins or ends


@dataclass(frozen=True)
class Known:
    """What a position rests on. No `epoch_at` and `age_s` where nothing ages: a body's centre."""

    source: str
    epoch_at: datetime | None
    age_s: float | None  # |instant − epoch|: elements can lie ahead
    quality: Quality
    placed_at: str | None = None  # the body at whose centre the craft is drawn


@dataclass(frozen=True)
class Unknown:
    """There is no honest position, and why, in words for the board's reader."""

    reason: str


@dataclass(frozen=True)
class Gap:
    """A part of a span in which no source has a position, and why."""

    begin_at: datetime
    end_at: datetime
    reason: str


def known_about(
    at: datetime, gaps: Iterable[Gap], start_at: datetime, end_at: datetime
) -> tuple[datetime, datetime]:
    """The part of [start_at, end_at] about an instant in which there is no gap.

    There a pass without a rise began to be known, and one without a set ceased to be.
    """
    for gap in gaps:
        if gap.end_at <= at + _SLACK:
            start_at = max(start_at, gap.end_at)
        elif gap.begin_at >= at - _SLACK:
            end_at = min(end_at, gap.begin_at)
    return start_at, end_at


class Ephemeris(Protocol):
    """One source of positions for one spacecraft, valid in [start_unix_s, end_unix_s].

    Arrays of instants are unix_s of shape (n,), positions (n, 3). Where a source cannot say
    anything it answers NaN; `refusal` has the reason.
    """

    @property
    def source(self) -> str: ...

    @property
    def rank(self) -> int:
        """Lower is better; within a rank the nearest epoch wins."""
        ...

    @property
    def epoch_unix_s(self) -> float | None: ...

    @property
    def placed_at(self) -> str | None: ...

    @property
    def start_unix_s(self) -> float: ...

    @property
    def end_unix_s(self) -> float: ...

    @property
    def step(self) -> Step:
        """The grid a pass search needs."""
        ...

    @property
    def segment_s(self) -> float:
        """How long one Chebyshev segment may be."""
        ...

    @property
    def segment_terms(self) -> int: ...

    def refusal(self, unix_s: float) -> str | None:
        """Why there is no position at an instant, or None when there is one."""
        ...

    def quality(self, unix_s: float) -> Quality: ...

    def position_itrs_km(self, unix_s: Floats) -> Floats:
        """Where it is; a deep-space craft where the light left that reaches the Earth's centre."""
        ...

    def seen_itrs_km(self, unix_s: Floats) -> Floats:
        """Where it is seen from the Earth's centre: as old as its light, and aberrated."""
        ...

    def speed_km_s(self, unix_s: Floats) -> Floats:
        """Relative to the Earth's centre, inertial."""
        ...

    def looks(self, unix_s: Floats, station: Station) -> LookAngles:
        """Apparent direction and range from a station, or from as many stations as instants."""
        ...
