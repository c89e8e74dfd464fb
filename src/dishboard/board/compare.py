"""Reported beside computed: does an antenna point where its spacecraft is?

Both directions are taken at the report's own instant, so the age of the report plays no part.
"""

from __future__ import annotations

from math import acos, cos, degrees, radians, sin

from dishboard.board.state import Comparison, Verdict
from dishboard.ephemeris.horizon import why_not_seen
from dishboard.model import Antenna, PointingReading, TargetKind
from dishboard.units import in_days

__all__ = ["TOLERANCE_DEG", "compare", "why_not_compared"]

# DSN Now has rounded azimuth and elevation to whole degrees since 2023: up to 0.5° each way, and a
# little for the moment of rounding.
TOLERANCE_DEG = 1.0


def compare(
    reported: PointingReading, computed: PointingReading | str, antenna: Antenna | None = None
) -> Comparison:
    """One reported pointing against the computed one, or against the reason why there is none.

    With the antenna a difference also says why it could not see in the computed direction.
    """
    spacecraft = reported.spacecraft or ""

    def not_compared(reason: str) -> Comparison:
        return Comparison(
            spacecraft=spacecraft,
            observed_at=reported.observed_at,
            verdict=Verdict.NOT_COMPARED,
            reason=reason,
            observed_source=reported.source,
            predicted_source=computed.source if isinstance(computed, PointingReading) else None,
        )

    why_not = why_not_compared(reported)
    if why_not is not None or isinstance(computed, str):
        return not_compared(why_not or str(computed))
    assert reported.azimuth_deg is not None
    assert reported.elevation_deg is not None
    assert computed.azimuth_deg is not None
    assert computed.elevation_deg is not None
    separation_deg = _separation_deg(
        reported.azimuth_deg, reported.elevation_deg, computed.azimuth_deg, computed.elevation_deg
    )
    agrees = separation_deg <= TOLERANCE_DEG
    return Comparison(
        spacecraft=spacecraft,
        observed_at=reported.observed_at,
        verdict=Verdict.AGREES if agrees else Verdict.DIFFERS,
        reason=None if agrees else _difference_in_words(separation_deg, computed, antenna),
        tolerance_deg=TOLERANCE_DEG,
        separation_deg=round(separation_deg, 3),
        azimuth_difference_deg=round(_turned(reported.azimuth_deg - computed.azimuth_deg), 3),
        elevation_difference_deg=round(reported.elevation_deg - computed.elevation_deg, 3),
        range_difference_km=(
            round(reported.range_km - computed.range_km, 3)
            if reported.range_km is not None and computed.range_km is not None
            else None
        ),
        observed_source=reported.source,
        predicted_source=computed.source,
    )


def why_not_compared(reported: PointingReading) -> str | None:
    """What keeps a report from being compared with anything; None: nothing."""
    if reported.target_kind is TargetKind.UNKNOWN:
        return f"no network file says what {reported.source} means by {reported.target}"
    if reported.stowed:
        return "the antenna is stowed (elevation 89.5° or more)"
    if reported.azimuth_deg is None or reported.elevation_deg is None:
        return "the source reports no direction"
    return None


def _difference_in_words(
    separation_deg: float, computed: PointingReading, antenna: Antenna | None
) -> str:
    words = f"points {separation_deg:.1f}° from the computed direction"
    if antenna and computed.azimuth_deg is not None and computed.elevation_deg is not None:
        hidden = why_not_seen(antenna, computed.azimuth_deg, computed.elevation_deg)
        words += f", which is {hidden}" if hidden else ""
    if computed.quality is not None:
        words += (
            f"; computed with quality {computed.quality}"  # a body's centre does not age
            if computed.age_s is None
            else f"; computed from data {in_days(computed.age_s)} old, quality {computed.quality}"
        )
    return words


def _separation_deg(
    azimuth_1: float, elevation_1: float, azimuth_2: float, elevation_2: float
) -> float:
    """The angle between two directions on the sky, degrees."""
    e1, e2, da = radians(elevation_1), radians(elevation_2), radians(azimuth_1 - azimuth_2)
    cosine = sin(e1) * sin(e2) + cos(e1) * cos(e2) * cos(da)
    return degrees(acos(max(-1.0, min(1.0, cosine))))


def _turned(angle_deg: float) -> float:
    """An angle brought into (-180, 180]."""
    turned = angle_deg % 360.0
    return turned - 360.0 if turned > 180.0 else turned
