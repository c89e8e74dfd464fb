"""What positions are computed from, and how they travel to a browser that moves them by itself."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from dishboard.model.reading import Evidence, Quality

__all__ = ["ElementSet", "Segment", "Trajectory"]


class ElementSet(Struct, frozen=True, kw_only=True):
    """Mean elements of an Earth orbit, for SGP4 and nothing else; frame TEME, names as in the OMM.

    The dots are what element sets carry: half the first and a sixth of the second derivative of
    the mean motion, not the derivatives themselves.
    """

    norad_id: int  # catalogue number, up to 9 digits
    name: str
    cospar_id: str | None  # 1998-067A
    epoch_at: datetime
    mean_motion_rev_day: float
    eccentricity: float
    inclination_deg: float
    node_deg: float  # right ascension of the ascending node
    periapsis_deg: float  # argument of perigee
    mean_anomaly_deg: float
    bstar: float = 0.0  # drag term, 1/Earth radii
    mean_motion_dot: float = 0.0  # rev/day²
    mean_motion_ddot: float = 0.0  # rev/day³
    source: str  # where it was read, in words a person reads


class Segment(Struct, frozen=True, kw_only=True):
    """Earth-fixed position over [start_at, end_at] as Chebyshev series of the first kind.

    With s = 2 (t - start_at) / (end_at - start_at) - 1 in [-1, 1]:
    x_km = Σ x[k] T_k(s), likewise y and z.
    """

    start_at: datetime
    end_at: datetime
    x: tuple[float, ...]  # km, ITRS
    y: tuple[float, ...]
    z: tuple[float, ...]


class Trajectory(Struct, frozen=True, kw_only=True):
    """One spacecraft's segments, in order and without gaps, and what they rest on.

    `as_seen`, for deep space: the position at t is where the craft was when the light left that
    reaches the Earth's centre at t, relative to where that centre is at t. Its length is what the
    light travelled; aberration by the Earth's motion (20″) is not in its direction. Otherwise
    positions are geometric: the light of an Earth orbit is milliseconds old.
    """

    spacecraft: str
    evidence: Evidence
    source: str
    frame: str = "ITRS"
    as_seen: bool = False
    epoch_at: datetime | None  # of the elements or table it was computed from
    quality: Quality | None
    age_s: float | None
    segments: tuple[Segment, ...]
    reason: str | None = None  # why there are none
