"""Passes of a whole catalogue, told as the network's own are: who, where, when, how good."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from dishboard.ephemeris.catalogue import Chunk, Failure, catalogue_chunks
from dishboard.ephemeris.earth_orbit import ElementSetOrbit
from dishboard.ephemeris.interface import Floats
from dishboard.ephemeris.light_bodies import builtin_skies
from dishboard.ephemeris.light_columns import LightColumns
from dishboard.ephemeris.light_table import light_table
from dishboard.ephemeris.pass_columns import Names, PassColumns
from dishboard.ephemeris.pass_looks import looks_on_tracks
from dishboard.ephemeris.quality import Expiry, quality_rows
from dishboard.ephemeris.viewers import viewers_of
from dishboard.geometry import EarthOrientation
from dishboard.geometry.windows import Viewers
from dishboard.model import Antenna, ElementSet, Quality
from dishboard.units import DAY_S

__all__ = ["CatalogueObject", "CataloguePasses", "catalogue_objects", "catalogue_passes"]

# Who hands in a catalogue means these elements, however old: that is said, not refused.
_NEVER = Expiry(low_days=math.inf, days=math.inf)
_QUALITIES = tuple(Quality)


@dataclass(frozen=True, eq=False)
class CatalogueObject:
    """One object of a catalogue; in passes it is called by its number."""

    orbit: ElementSetOrbit
    expired_days: float  # from this age on its elements are worth nothing, by our assumption

    @property
    def id(self) -> str:
        return str(self.orbit.elements.norad_id)

    def is_expired(self, unix_s: float) -> bool:
        return abs(unix_s - self.orbit.epoch_unix_s) > self.expired_days * DAY_S


@dataclass(frozen=True, eq=False)
class CataloguePasses:
    """Of a few hundred objects: by object, antenna and time."""

    passes: PassColumns
    failures: tuple[Failure, ...]
    objects: int


def catalogue_objects(
    sets: Sequence[ElementSet],
    orientation: EarthOrientation,
    at_s: float,
    expiry: Expiry | None = None,
) -> list[CatalogueObject]:
    """Each object once: where there are several sets of it, the one nearest to `at_s`."""
    nearest: dict[int, ElementSet] = {}
    for one in sets:
        other = nearest.get(one.norad_id)
        if other is None or _away_s(one, at_s) < _away_s(other, at_s):
            nearest[one.norad_id] = one
    expiry = expiry or Expiry()
    return [
        CatalogueObject(
            orbit := ElementSetOrbit(one, orientation, _NEVER),
            expiry.limit_days(orbit.mean_altitude_km),
        )
        for one in nearest.values()
    ]


def catalogue_passes(
    objects: Sequence[CatalogueObject],
    antennas: Sequence[Antenna],
    start_s: float,
    end_s: float,
    *,
    light: bool = False,
) -> Iterator[CataloguePasses]:
    """Every pass of every object over every antenna, a few hundred objects at a time.

    An object without a position in a part of the span is among the failures once, and has its
    passes in the rest. Elements that are too old are not refused: their passes are `indicative`.

    Args:
        antennas: every one has a position.
        light: tell the light of each pass as well.
    """
    if not antennas:
        return
    viewers = viewers_of(antennas)
    ids = tuple(one.id for one in antennas)
    for chunk in catalogue_chunks([one.orbit for one in objects], viewers, start_s, end_s):
        some = [objects[row] for row in chunk.rows.tolist()]
        columns = _columns(chunk, some, ids, viewers)
        if light:
            lit = light_table(chunk.tracks, viewers, chunk.table, builtin_skies())
            columns = replace(columns, light=LightColumns.of_table(lit))
        yield CataloguePasses(columns, chunk.failures, len(some))


def _columns(
    chunk: Chunk, objects: Sequence[CatalogueObject], antennas: tuple[str, ...], viewers: Viewers
) -> PassColumns:
    table = chunk.table
    epoch_s: Floats = np.array([one.orbit.epoch_unix_s for one in objects], dtype=np.float64)
    age_s: Floats = np.abs(table.culmination_s - epoch_s[table.craft])
    limit_s = np.array([one.expired_days * DAY_S for one in objects])[table.craft]
    worst = _QUALITIES.index(Quality.INDICATIVE)
    sources = Names.of([one.orbit.source for one in objects])
    looks = looks_on_tracks(chunk.tracks, viewers, table)
    return PassColumns(
        antenna=Names(table.station, antennas),
        spacecraft=Names(table.craft, tuple(one.id for one in objects)),
        rise_s=table.rise_s,
        culmination_s=table.culmination_s,
        set_s=table.set_s,
        rise_azimuth_deg=looks.rise_azimuth_deg,
        culmination_azimuth_deg=looks.culmination_azimuth_deg,
        set_azimuth_deg=looks.set_azimuth_deg,
        rise_elevation_deg=looks.rise_elevation_deg,
        set_elevation_deg=looks.set_elevation_deg,
        max_elevation_deg=np.round(table.max_elevation_deg, 6),
        rise_range_km=looks.rise_range_km,
        culmination_range_km=looks.culmination_range_km,
        set_range_km=looks.set_range_km,
        quality=Names(np.where(age_s > limit_s, worst, quality_rows(age_s)), _QUALITIES),
        age_s=np.asarray(np.round(age_s, 3)),
        source=Names(sources.row[table.craft], sources.words),
    )


def _away_s(one: ElementSet, at_s: float) -> float:
    return abs(one.epoch_at.timestamp() - at_s)
