"""Passes of many pairs: each spacecraft is propagated once, all its antennas look at it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dishboard.ephemeris.interface import Floats
from dishboard.errors import UnknownNameError
from dishboard.geometry import PassTable, Station, find_passes
from dishboard.model import Antenna, Network, Pass
from dishboard.time import from_unix_s
from dishboard.units import DAY_S

if TYPE_CHECKING:
    from dishboard.ephemeris.sky import Path, Sky

__all__ = ["search"]


def search(
    sky: Sky,
    network: Network,
    pairs: Sequence[tuple[str, str]],
    start_s: float,
    end_s: float,
) -> list[Pass]:
    """See `Sky.passes`."""
    by_craft: dict[str, list[Antenna]] = {}
    for antenna_id, spacecraft_id in dict.fromkeys(pairs):
        antenna = network.antenna_by_id.get(antenna_id)
        if antenna is None:
            raise UnknownNameError("antenna", antenna_id, network.antenna_by_id)
        if antenna.has_position:
            by_craft.setdefault(spacecraft_id, []).append(antenna)
    found: list[Pass] = []
    for spacecraft_id, antennas in by_craft.items():
        found += _passes_of(sky, spacecraft_id, antennas, start_s, end_s)
    return sorted(found, key=lambda one: (one.rise_at or one.culmination_at, one.antenna))


def _passes_of(
    sky: Sky, spacecraft_id: str, antennas: list[Antenna], start_s: float, end_s: float
) -> list[Pass]:
    path = sky.path(spacecraft_id)
    steps = [
        source.pass_step_s
        for source in path.sources
        if source.start_unix_s <= end_s and source.end_unix_s >= start_s
    ]
    if not steps or end_s <= start_s:
        return []
    grid = _grid(start_s, end_s, min(steps))
    stations = _stacked([sky.station(antenna) for antenna in antennas])
    # An antenna without a mask looks down to the horizon.
    mask_deg = np.array([antenna.mask_deg.value or 0.0 for antenna in antennas])

    def elevation_deg(at: Floats, row: NDArray[np.intp]) -> Floats:
        return path.elevation_deg(at, stations.take(row))

    coarse = _elevations(path.seen_itrs_km(grid), stations)
    table = find_passes(elevation_deg, grid, coarse, mask_deg)
    return _as_passes(path, spacecraft_id, antennas, stations, table)


def _grid(start_s: float, end_s: float, longest_step_s: float) -> Floats:
    """Instants of the search: both ends, and between them the multiples of a step since 1970.

    The step divides a day. So the nodes are the same whatever span is searched, and a pass comes
    out the same to far below a microsecond: what is planned from passes rests on that.
    """
    step_s = DAY_S / math.ceil(DAY_S / longest_step_s)
    inner = np.arange(math.ceil(start_s / step_s), math.floor(end_s / step_s) + 1) * step_s
    inner = inner[(inner > start_s + 1e-3) & (inner < end_s - 1e-3)]
    return np.concatenate([[start_s], inner, [end_s]])


def _stacked(stations: list[Station]) -> Station:
    return Station(
        np.array([one.latitude_deg for one in stations]),
        np.array([one.longitude_deg for one in stations]),
        np.array([one.height_m for one in stations]),
    )


def _elevations(position_itrs_km: Floats, stations: Station) -> Floats:
    """Elevations of positions (t, 3) over all stations: (stations, t), by one matrix product."""
    up = stations.east_north_up[:, 2, :]
    sites = stations.position_itrs_km
    height = up @ position_itrs_km.T - np.sum(up * sites, axis=-1)[:, None]
    squared = (
        np.sum(position_itrs_km**2, axis=-1)
        - 2 * (sites @ position_itrs_km.T)
        + np.sum(sites**2, axis=-1)[:, None]
    )
    return np.degrees(np.arcsin(np.clip(height / np.sqrt(squared), -1.0, 1.0)))


def _as_passes(
    path: Path, spacecraft_id: str, antennas: list[Antenna], stations: Station, table: PassTable
) -> list[Pass]:
    rise_azimuth = _azimuths(path, stations, table.row, table.rise_s)
    set_azimuth = _azimuths(path, stations, table.row, table.set_s)
    best = path.choice(table.culmination_s)
    passes: list[Pass] = []
    for n, row in enumerate(table.row.tolist()):
        source = path.sources[int(best[n])]
        culmination_s = float(table.culmination_s[n])
        epoch = source.epoch_unix_s
        passes.append(
            Pass(
                antenna=antennas[row].id,
                spacecraft=spacecraft_id,
                rise_at=_instant(table.rise_s[n]),
                culmination_at=from_unix_s(culmination_s),
                set_at=_instant(table.set_s[n]),
                rise_azimuth_deg=_number(rise_azimuth[n]),
                set_azimuth_deg=_number(set_azimuth[n]),
                max_elevation_deg=float(table.max_elevation_deg[n]),
                quality=source.quality(culmination_s),
                age_s=0.0 if epoch is None else round(abs(culmination_s - epoch), 3),
                source=source.source,
            )
        )
    return passes


def _azimuths(path: Path, stations: Station, row: NDArray[np.intp], at: Floats) -> Floats:
    azimuth = np.full(at.shape, np.nan)
    known = np.flatnonzero(~np.isnan(at))
    if known.size:
        azimuth[known] = path.looks(at[known], stations.take(row[known])).azimuth_deg
    return azimuth


def _instant(unix_s: float) -> datetime | None:
    return None if math.isnan(unix_s) else from_unix_s(float(unix_s))


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
