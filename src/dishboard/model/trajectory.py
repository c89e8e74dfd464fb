"""How positions travel: polynomials with a validity, which a browser evaluates by itself."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from dishboard.model.reading import Evidence, Quality

__all__ = ["Segment", "Trajectory"]


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

    Deep-space positions are geometric (where the craft is, not where its light comes from).
    """

    spacecraft: str
    evidence: Evidence
    source: str
    frame: str = "ITRS"
    epoch_at: datetime | None  # of the elements or table it was computed from
    quality: Quality | None
    age_s: float | None
    segments: tuple[Segment, ...]
    reason: str | None = None  # why there are none
