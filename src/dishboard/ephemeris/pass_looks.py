"""Direction and range at the instants of passes, from the tracks they were found on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dishboard.ephemeris.earth_orbit import ElementSetOrbit
from dishboard.ephemeris.interface import Ephemeris, Floats
from dishboard.geometry.windows import Tracks, Viewers, WindowTable

__all__ = ["PassLooks", "looks_on_tracks", "ranges_of_sources"]

Rows = NDArray[np.intp]

# To a millionth of a degree, and to a metre, which is what a track is worth: what digits follow
# depends on the order of additions.
_ANGLE_DIGITS, _RANGE_DIGITS = 6, 3
_ROWS_AT_ONCE = 8_192  # stays in the processor's cache


class PassLooks(NamedTuple):
    """Of each window; NaN where there is no rise or no set."""

    rise_azimuth_deg: Floats
    culmination_azimuth_deg: Floats
    set_azimuth_deg: Floats
    rise_elevation_deg: Floats
    set_elevation_deg: Floats
    rise_range_km: Floats
    culmination_range_km: Floats
    set_range_km: Floats


def looks_on_tracks(tracks: Tracks, viewers: Viewers, table: WindowTable) -> PassLooks:
    """Where the antennas point at rise, culmination and set, and how far that is.

    Ranges are those of the tracks: geometric for element sets, as in `Sky.look`. For what is seen
    as old as its light they are the distance in axes that move with the Earth, which differs from
    the way of the light by up to 1e-4 of it: see `ranges_of_sources`.
    """
    rise, top, end = (
        _looks(tracks, viewers, table.craft, table.station, at)
        for at in (table.rise_s, table.culmination_s, table.set_s)
    )
    return PassLooks(rise[0], top[0], end[0], rise[1], end[1], rise[2], top[2], end[2])


def ranges_of_sources(
    looks: PassLooks, table: WindowTable, viewers: Viewers, sources: Sequence[Ephemeris]
) -> PassLooks:
    """The same with the ranges of `Sky.look` where a source has light times of its own.

    Args:
        sources: of each craft of the table.
    """
    instants = np.stack([table.rise_s, table.culmination_s, table.set_s])
    ranges = np.stack([looks.rise_range_km, looks.culmination_range_km, looks.set_range_km])
    for craft, source in enumerate(sources):
        if isinstance(source, ElementSetOrbit):
            continue
        which, row = np.nonzero((table.craft == craft) & ~np.isnan(instants))
        if row.size:
            station = viewers.station.take(table.station[row])
            light = source.looks(instants[which, row], station)
            ranges[which, row] = np.round(light.range_km, _RANGE_DIGITS)
    rise_km, top_km, set_km = ranges
    return looks._replace(rise_range_km=rise_km, culmination_range_km=top_km, set_range_km=set_km)


def _looks(
    tracks: Tracks, viewers: Viewers, craft: Rows, station: Rows, unix_s: Floats
) -> tuple[Floats, Floats, Floats]:
    """Azimuth and elevation (degrees) and range (km); NaN where the instant is."""
    axes = np.atleast_3d(viewers.station.east_north_up)
    to_east, to_north, to_up = axes[:, 0], axes[:, 1], axes[:, 2]
    azimuth, elevation, distance = np.full((3, unix_s.size), np.nan)
    known = np.flatnonzero(~np.isnan(unix_s))
    for begin in range(0, known.size, _ROWS_AT_ONCE):
        rows = known[begin : begin + _ROWS_AT_ONCE]
        seen_by = station[rows]
        line = tracks.position(craft[rows], unix_s[rows]) - viewers.site_km[seen_by]
        east = np.einsum("ki,ki->k", to_east[seen_by], line)
        north = np.einsum("ki,ki->k", to_north[seen_by], line)
        angle = np.round(np.degrees(np.arctan2(east, north)) % 360, _ANGLE_DIGITS)
        # A tiny negative angle modulo 360, or one just below 360, rounds to 360 itself.
        azimuth[rows] = np.where(angle >= 360, 0.0, angle)
        range_km = np.sqrt(np.einsum("ki,ki->k", line, line))
        sine = np.einsum("ki,ki->k", to_up[seen_by], line) / range_km
        elevation[rows] = np.round(np.degrees(np.arcsin(sine)), _ANGLE_DIGITS)
        distance[rows] = np.round(range_km, _RANGE_DIGITS)
    return azimuth, elevation, distance
