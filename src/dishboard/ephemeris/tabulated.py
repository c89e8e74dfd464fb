"""Craft whose way a file tells: an Ephemeris for every table of states.

A table is a source of its own, so that nothing is ever interpolated across two of them, by the
pass search neither. Of several that hold at one instant the one made last is taken, of one file's
the later. Where all of a craft's tables stay within 300,000 km of the Earth they are geometric, as
element sets are (light is up to a second old, and station masks do not care: `earth_orbit`);
everything else is seen as old as its light, and aberrated (`distant`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dishboard.ephemeris.distant import Distant, States
from dishboard.ephemeris.earth_view import EarthView
from dishboard.ephemeris.file_frames import barycentric_axes, earth_fixed
from dishboard.ephemeris.interface import Ephemeris, Floats
from dishboard.ephemeris.quality import ErrorGrowth
from dishboard.ephemeris.state_table import EDGE_S, StateTable, covered
from dishboard.geometry import LookAngles, Station, look_angles, tdb_s_of, unix_s_of_tdb
from dishboard.geometry.frames import rotation_velocity_km_s
from dishboard.geometry.interpolation import lagrange_between
from dishboard.geometry.windows import DISTANT, ECCENTRIC, SLOW, Step, step_of_orbit
from dishboard.geometry.windows.grid import NEAR_CIRCULAR, POINTS
from dishboard.model import Quality
from dishboard.units import C_KM_S, GM_EARTH_KM3_S2

__all__ = ["SHORTEST_S", "TabulatedOrbit", "sources_of_tables"]

_MOST_TABLES = 10_000  # of one craft, created in one second
_EARTH_ORBIT_KM = 300_000.0  # nearer than the Moon ever is
_STATION_S = 0.03  # light may reach a station so much before or after the Earth's centre
# For spans too short for the usual grids: the pass search needs ten nodes within a table.
_SHORT = (Step(30.0, 1), Step(5.0, 1), Step(1.0, 1))
_NODES = POINTS + 2
SHORTEST_S = _NODES * _SHORT[-1].node_s
_STEP_ERROR_RAD = 1e-7  # 0.02″: a millisecond of the sky's turning
_STEP_PROBES = 2_000


def sources_of_tables(tables: Sequence[StateTable], earth: EarthView) -> list[Ephemeris]:
    """A source for each table of one craft; those made last rank first."""
    ordered = sorted(tables, key=lambda one: one.created_s)  # stable: later ones of a file after
    limits = covered(ordered)
    near = all(one.centre == "EARTH" and one.farthest_km < _EARTH_ORBIT_KM for one in ordered)
    if near:
        return [
            TabulatedOrbit(table, earth, _rank(table, n), limits) for n, table in enumerate(ordered)
        ]
    way = _Way(ordered, earth)
    found: list[Ephemeris] = []
    for n, table in enumerate(ordered):
        start_s, end_s = way.seen_from_to(table)
        if end_s - start_s >= SHORTEST_S:
            found.append(_far(table, way, _rank(table, n), start_s, end_s, limits))
    return found


def _rank(table: StateTable, number: int) -> int:
    """Before element sets (0), whoever brought the file; the later created the better."""
    return -int(max(table.created_s, 1.0)) * _MOST_TABLES - number


class TabulatedOrbit:
    """A table of states about the Earth."""

    placed_at = None
    segment_terms = 9

    def __init__(self, table: StateTable, earth: EarthView, rank: int, limits: str) -> None:
        self.table = table
        self.rank = rank
        self.source = table.source
        self.epoch_unix_s: float | None = table.created_s
        self.start_unix_s, self.end_unix_s = table.start_s, table.end_s
        self._earth = earth
        self._limits = limits
        nearest_km = float(np.linalg.norm(table.position_km, axis=1).min())
        self.segment_s = (
            600.0 if nearest_km < 9_000 else 1_200.0 if nearest_km < 20_000 else 3_600.0
        )
        self.step = _fitting(_step_about_earth(table, earth), table.end_s - table.start_s)

    def refusal(self, unix_s: float) -> str | None:
        if not self.start_unix_s <= unix_s <= self.end_unix_s:
            return f"no position then: {self._limits}"
        return None

    def quality(self, unix_s: float) -> Quality:
        at = np.clip([unix_s], self.start_unix_s, self.end_unix_s)
        distance = float(np.linalg.norm(self.table.states(at)[0]))
        return self.table.quality(unix_s, distance)

    def position_itrs_km(self, unix_s: Floats) -> Floats:
        position, _ = self._moving(unix_s)
        return position

    seen_itrs_km = position_itrs_km

    def speed_km_s(self, unix_s: Floats) -> Floats:
        position, velocity = self._moving(unix_s)
        return np.linalg.norm(velocity + rotation_velocity_km_s(position), axis=-1)

    def looks(self, unix_s: Floats, station: Station) -> LookAngles:
        position, velocity = self._moving(unix_s)
        return look_angles(position, station, velocity)

    def _moving(self, unix_s: Floats) -> tuple[Floats, Floats]:
        return earth_fixed(self.table.axes, unix_s, *self.table.states(unix_s), self._earth)


@dataclass(frozen=True, eq=False, kw_only=True)
class _TabulatedFar(Distant):
    """A table of states among the planets; its light may have left within the table before it."""

    table: StateTable

    def _quality(self, unix_s: float) -> Quality:
        tdb_s = tdb_s_of(np.array([unix_s]))
        position, _ = self.states(tdb_s)
        distance_km = float(np.linalg.norm(position[0] - self.earth.centre_km(tdb_s)[0]))
        return self.table.quality(unix_s, distance_km)


@dataclass(frozen=True, eq=False)
class _Way:
    """All tables of one craft as one barycentric way; the later in the list the better."""

    tables: Sequence[StateTable]
    earth: EarthView

    def states(self, tdb_s: Floats) -> tuple[Floats, Floats]:
        unix_s = unix_s_of_tdb(tdb_s)
        position = np.full((*unix_s.shape, 3), np.nan)
        velocity = position.copy()
        open_ = ~np.isnan(unix_s)
        if not open_.any():
            return position, velocity
        first_s, last_s = unix_s[open_].min() - EDGE_S, unix_s[open_].max() + EDGE_S
        touched = np.flatnonzero((self._starts <= last_s) & (self._ends >= first_s))
        for number in touched[::-1].tolist():
            table = self.tables[number]
            rows = open_ & (unix_s >= table.start_s - EDGE_S) & (unix_s <= table.end_s + EDGE_S)
            if rows.any():
                position[rows], velocity[rows] = table.barycentric(unix_s[rows], self.earth)
                open_ &= ~rows
        return position, velocity

    @cached_property
    def _starts(self) -> Floats:
        return np.array([one.start_s for one in self.tables])

    @cached_property
    def _ends(self) -> Floats:
        return np.array([one.end_s for one in self.tables])

    def seen_from_to(self, table: StateTable) -> tuple[float, float]:
        """When light of a table arrives, and the craft's own place is known as well."""
        first_s, last_s = (self._arrival_s(at) for at in (table.start_s, table.end_s))
        between = np.linspace(table.end_s, last_s + _STATION_S, 16)
        goes_on = not np.isnan(self.states(tdb_s_of(between))[0]).any()
        return first_s, last_s if goes_on else table.end_s

    def _arrival_s(self, unix_s: float) -> float:
        """When the light of an instant has reached all of the Earth."""
        position, _ = self.states(tdb_s_of(np.array([unix_s])))
        at_s = unix_s
        for _ in range(4):
            centre = self.earth.centre_km(tdb_s_of(np.array([at_s])))
            at_s = unix_s + float(np.linalg.norm(position - centre)) / C_KM_S
        return at_s + _STATION_S

    def line_km(self, unix_s: Floats) -> Floats:
        """From the Earth's centre, (n, 3)."""
        tdb_s = tdb_s_of(unix_s)
        return self.states(tdb_s)[0] - self.earth.centre_km(tdb_s)


def _far(
    table: StateTable, way: _Way, rank: int, start_s: float, end_s: float, limits: str
) -> Distant:
    step = _step_among_planets(table, way)
    states: States = way.states
    return _TabulatedFar(
        source=table.source,
        rank=rank,
        states=states,
        earth=way.earth,
        error=ErrorGrowth(0.0),
        start_tdb_s=float(tdb_s_of(start_s)),
        end_tdb_s=float(tdb_s_of(end_s)),
        limits=limits,
        epoch_tdb_s=float(tdb_s_of(table.created_s)),
        step=step,
        segment_s={DISTANT: 3_600.0, SLOW: 1_200.0}.get(step, 600.0),
        table=table,
    )


def _step_about_earth(table: StateTable, earth: EarthView) -> Step:
    """By the osculating orbits of its states (vis-viva and the eccentricity vector)."""
    some = np.linspace(0, table.node_s.size - 1, min(table.node_s.size, 500)).astype(np.intp)
    r, v = barycentric_axes(
        table.axes, table.node_s[some], table.position_km[some], table.velocity_km_s[some], earth
    )
    distance = np.linalg.norm(r, axis=1)
    inverse_axis = 2 / distance - np.sum(v * v, axis=1) / GM_EARTH_KM3_S2
    if (inverse_axis <= 0).any():
        return ECCENTRIC
    to_perigee = np.cross(v, np.cross(r, v)) / GM_EARTH_KM3_S2 - r / distance[:, None]
    eccentricity = float(np.linalg.norm(to_perigee, axis=1).max())
    period_s = 2 * np.pi * np.sqrt((1 / inverse_axis) ** 3 / GM_EARTH_KM3_S2)
    return step_of_orbit(float(period_s.min()), eccentricity)


def _step_among_planets(table: StateTable, way: _Way) -> Step:
    """The longest step whose polynomials follow the table, measured between their nodes.

    A craft about the Moon moves on its circle in hours, one on its way through space does not, and
    no name of a centre tells them apart: a lunar orbiter's file may be centred on the Earth.
    """
    span_s = table.end_s - table.start_s
    for step in (DISTANT, SLOW):
        if span_s < _NODES * step.node_s:
            continue
        nodes = np.arange(table.start_s, table.end_s, step.node_s)
        line = way.line_km(nodes)
        probes = np.linspace(POINTS, nodes.size - POINTS, min(_STEP_PROBES, nodes.size))
        middle = nodes[np.clip(probes.astype(np.intp), 0, nodes.size - 2)] + step.node_s / 2
        truth = way.line_km(middle)
        guess, _ = lagrange_between(nodes, line, np.zeros_like(line), middle, POINTS)
        error = np.linalg.norm(guess - truth, axis=1) / np.linalg.norm(truth, axis=1)
        if error.max() <= _STEP_ERROR_RAD:
            return step
    return _fitting(ECCENTRIC, span_s)


def _fitting(step: Step, span_s: float) -> Step:
    """The step, or a shorter one of which a table of this length has enough.

    Near its ends a table's polynomials are one-sided: six minutes would be a hundred metres there.
    """
    wanted = ECCENTRIC if step == NEAR_CIRCULAR else step
    shorter = (one for one in (wanted, ECCENTRIC, *_SHORT) if span_s >= _NODES * one.node_s)
    return next(shorter, _SHORT[-1])
