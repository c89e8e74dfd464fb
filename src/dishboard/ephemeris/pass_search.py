"""Passes of many pairs: each craft is asked for its nodes once, all antennas look at them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from dishboard.ephemeris.pass_looks import looks_on_tracks, ranges_of_sources
from dishboard.ephemeris.path import Path
from dishboard.ephemeris.tracks import FLY_BY_KM, Piece, pieces, tracks_of
from dishboard.ephemeris.viewers import viewers_of
from dishboard.errors import UnknownNameError
from dishboard.geometry.windows import (
    DISTANT,
    ECCENTRIC,
    Grid,
    Step,
    Viewers,
    find_windows,
)
from dishboard.model import Antenna, Network, Pass, pass_id
from dishboard.time import from_unix_s

__all__ = ["search"]


@dataclass(frozen=True)
class _Task:
    """One piece of a craft's way, and the antennas that look at it."""

    spacecraft_id: str
    piece: Piece
    antennas: list[int]  # rows of the viewers


@dataclass(frozen=True)
class _Found:
    """A window of one piece; joined with the next one's where the source changes in a pass."""

    spacecraft_id: str
    antenna: int
    piece: Piece
    begin_s: float
    end_s: float
    rises: bool
    sets: bool
    top_s: float
    max_elevation_deg: float
    rise_azimuth_deg: float
    culmination_azimuth_deg: float
    set_azimuth_deg: float
    rise_elevation_deg: float
    set_elevation_deg: float
    rise_range_km: float
    culmination_range_km: float
    set_range_km: float


def search(
    path_of: Callable[[str], Path],
    network: Network,
    pairs: Sequence[tuple[str, str]],
    start_s: float,
    end_s: float,
) -> list[Pass]:
    """See `Sky.passes`."""
    antennas, wanted = _wanted(network, pairs)
    if not antennas or end_s <= start_s:
        return []
    viewers = viewers_of(antennas)
    tasks: defaultdict[Step, list[_Task]] = defaultdict(list)
    for spacecraft_id, rows in wanted.items():
        for piece in pieces(path_of(spacecraft_id), start_s, end_s):
            tasks[piece.source.step].append(_Task(spacecraft_id, piece, rows))
    found: list[_Found] = []
    for step, those in tasks.items():
        if step.node_s >= ECCENTRIC.node_s:
            found += _windows(those, Grid.covering(step, start_s, end_s), viewers)
            continue
        for task in those:  # tables of minutes with steps of seconds: none needs the whole span
            grid = Grid.covering(step, task.piece.begin_s, task.piece.end_s)
            found += _windows([task], grid, viewers)
    passes = [_pass(one, antennas) for one in _joined(found)]
    return sorted(passes, key=lambda one: (one.rise_at or one.culmination_at, one.antenna))


def _wanted(
    network: Network, pairs: Sequence[tuple[str, str]]
) -> tuple[list[Antenna], dict[str, list[int]]]:
    """The antennas that can look, and for each craft which of them do."""
    rows: dict[str, int] = {}
    antennas: list[Antenna] = []
    wanted: defaultdict[str, list[int]] = defaultdict(list)
    for antenna_id, spacecraft_id in dict.fromkeys(pairs):
        antenna = network.antenna_by_id.get(antenna_id)
        if antenna is None:
            raise UnknownNameError("antenna", antenna_id, network.antenna_by_id)
        if not antenna.has_position:
            continue
        if antenna_id not in rows:
            rows[antenna_id] = len(antennas)
            antennas.append(antenna)
        wanted[spacecraft_id].append(rows[antenna_id])
    return antennas, wanted


def _windows(tasks: list[_Task], grid: Grid, viewers: Viewers) -> list[_Found]:
    tracks = tracks_of([task.piece.source for task in tasks], grid)
    if grid.step == DISTANT:
        passing = tracks.nearest_km() < FLY_BY_KM
        if passing.any():
            near = [task for task, is_near in zip(tasks, passing, strict=True) if is_near]
            far = [task for task, is_near in zip(tasks, passing, strict=True) if not is_near]
            found = _windows(near, Grid.covering(ECCENTRIC, grid.start_s, grid.end_s), viewers)
            return found + (_windows(far, grid, viewers) if far else [])
    craft = np.repeat(np.arange(len(tasks)), [len(task.antennas) for task in tasks])
    station = np.array([row for task in tasks for row in task.antennas], dtype=np.intp)
    begins = np.array([task.piece.begin_s for task in tasks])
    ends = np.array([task.piece.end_s for task in tasks])
    table = find_windows(tracks, viewers, begins, ends, (craft, station))
    sources = [task.piece.source for task in tasks]
    looks = looks_on_tracks(tracks, viewers, table)
    looks = ranges_of_sources(looks, table, viewers, sources)
    columns = (
        table.craft,
        table.station,
        table.begin_s,
        table.end_s,
        table.rises,
        table.sets,
        table.culmination_s,
        table.max_elevation_deg,
        *looks,
    )
    return [
        _Found(tasks[row].spacecraft_id, antenna, tasks[row].piece, *rest)
        for row, antenna, *rest in zip(*(column.tolist() for column in columns), strict=True)
    ]


def _joined(found: list[_Found]) -> Iterable[_Found]:
    """Passes across a change of source, where both sides have the craft up, are one pass."""
    found.sort(key=lambda one: (one.spacecraft_id, one.antenna, one.begin_s))
    joined: list[_Found] = []
    for one in found:
        last = joined[-1] if joined else None
        if (
            last is None
            or (last.spacecraft_id, last.antenna) != (one.spacecraft_id, one.antenna)
            or last.end_s != one.begin_s
            or last.sets
            or one.rises
        ):
            joined.append(one)
            continue
        higher = max(last, one, key=lambda part: part.max_elevation_deg)
        joined[-1] = replace(
            higher,
            begin_s=last.begin_s,
            rises=last.rises,
            rise_azimuth_deg=last.rise_azimuth_deg,
            rise_elevation_deg=last.rise_elevation_deg,
            rise_range_km=last.rise_range_km,
            end_s=one.end_s,
            sets=one.sets,
            set_azimuth_deg=one.set_azimuth_deg,
            set_elevation_deg=one.set_elevation_deg,
            set_range_km=one.set_range_km,
        )
    return joined


def _pass(one: _Found, antennas: list[Antenna]) -> Pass:
    source = one.piece.source
    epoch = source.epoch_unix_s
    antenna_id = antennas[one.antenna].id
    rise_at = from_unix_s(one.begin_s) if one.rises else None
    culmination_at = from_unix_s(one.top_s)
    set_at = from_unix_s(one.end_s) if one.sets else None
    return Pass(
        id=pass_id(one.spacecraft_id, antenna_id, rise_at, culmination_at, set_at),
        antenna=antenna_id,
        spacecraft=one.spacecraft_id,
        rise_at=rise_at,
        culmination_at=culmination_at,
        set_at=set_at,
        rise_azimuth_deg=_or_none(one.rise_azimuth_deg),
        culmination_azimuth_deg=one.culmination_azimuth_deg,
        set_azimuth_deg=_or_none(one.set_azimuth_deg),
        rise_elevation_deg=_or_none(one.rise_elevation_deg),
        set_elevation_deg=_or_none(one.set_elevation_deg),
        max_elevation_deg=round(one.max_elevation_deg, 6),
        rise_range_km=_or_none(one.rise_range_km),
        culmination_range_km=one.culmination_range_km,
        set_range_km=_or_none(one.set_range_km),
        quality=source.quality(one.top_s),
        age_s=None if epoch is None else abs(one.top_s - epoch),
        source=source.source,
    )


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else value
