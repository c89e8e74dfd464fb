"""What an Orbit Ephemeris Message says, whichever of its two forms it came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

__all__ = ["Oem", "OemProblem", "OemSegment"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class OemProblem:
    """Why one segment was refused, or what of it was not taken."""

    line: int  # of the file, from 1
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}"


@dataclass(frozen=True, eq=False, kw_only=True)
class OemSegment:
    """States of one object between which one may interpolate; never across to the next segment.

    All instants are seconds since 1970-01-01T00:00:00 of the calendar on the segment's own time
    scale (`time_system`), every day counted with 86,400 s. Names are as in the file, upper case,
    with blanks for `_`.
    """

    number: int  # in its message, from 1
    line: int  # where it begins
    object_name: str
    object_id: str
    centre: str
    frame: str
    has_frame_epoch: bool  # REF_FRAME_EPOCH: the axes of one instant, not of date
    time_system: str
    start_s: float  # from where to where it may be used: USEABLE_… or else START, STOP
    stop_s: float
    interpolation: str | None  # LAGRANGE, HERMITE, LINEAR
    degree: int | None
    epoch_s: Floats  # (n,), strictly rising
    position_km: Floats  # (n, 3)
    velocity_km_s: Floats  # (n, 3)
    covariance_epoch_s: Floats  # (m,), rising
    position_sigma_km: Floats  # (m,): root of the trace of the position block, the same in any axes


@dataclass(frozen=True, eq=False, kw_only=True)
class Oem:
    """One message: what is good of it, and what was wrong with the rest."""

    version: str
    created_at: datetime
    originator: str
    segments: tuple[OemSegment, ...]
    problems: tuple[OemProblem, ...]
