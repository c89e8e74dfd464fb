"""Computed figures as readings: one form for what is asked once and for what a tick says."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from dishboard.ephemeris.interface import Ephemeris
from dishboard.model import Evidence, Freshness, PointingReading, PositionReading, Quality
from dishboard.units import C_KM_S

__all__ = ["Basis", "basis_of", "pointing", "position"]


class Basis(NamedTuple):
    """What a figure rests on, as every reading says it."""

    source: str
    quality: Quality
    age_s: float | None  # |instant − epoch|: elements can lie ahead
    placed_at: str | None


def basis_of(source: Ephemeris, unix_s: float) -> Basis:
    """Of a source, at an instant."""
    epoch = source.epoch_unix_s
    age_s = None if epoch is None else round(abs(unix_s - epoch), 3)
    return Basis(source.source, source.quality(unix_s), age_s, source.placed_at)


def pointing(
    antenna: str,
    spacecraft: str,
    at: datetime,
    basis: Basis,
    azimuth_deg: float,
    elevation_deg: float,
    range_km: float,
    range_rate_km_s: float,
    light_time_s: float,
) -> PointingReading:
    """Figures in the order of `LookAngles`."""
    return PointingReading(
        evidence=Evidence.PREDICTED,
        source=basis.source,
        observed_at=at,
        freshness=Freshness.FRESH,
        quality=basis.quality,
        age_s=basis.age_s,
        antenna=antenna,
        spacecraft=spacecraft,
        azimuth_deg=azimuth_deg,
        elevation_deg=elevation_deg,
        range_km=range_km,
        range_rate_km_s=range_rate_km_s,
        light_time_s=light_time_s,
    )


def position(
    spacecraft: str,
    at: datetime,
    basis: Basis,
    latitude_deg: float,
    longitude_deg: float,
    height_km: float,
    distance_km: float,
    speed_km_s: float,
) -> PositionReading:
    """Of the point below, the height, the distance and speed from the Earth's centre."""
    return PositionReading(
        evidence=Evidence.PREDICTED,
        source=basis.source,
        observed_at=at,
        freshness=Freshness.FRESH,
        quality=basis.quality,
        age_s=basis.age_s,
        spacecraft=spacecraft,
        latitude_deg=latitude_deg,
        longitude_deg=longitude_deg,
        height_km=height_km,
        distance_km=distance_km,
        speed_km_s=speed_km_s,
        light_time_s=distance_km / C_KM_S,
        placed_at=basis.placed_at,
    )
