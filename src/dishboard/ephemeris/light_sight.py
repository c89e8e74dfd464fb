"""How near the Sun a craft is seen from an antenna, and which bodies hide it from there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dishboard.ephemeris.interface import Floats
from dishboard.ephemeris.light_bodies import RADIUS_KM, Bodies
from dishboard.geometry.discs import hidden_margin, separation_rad
from dishboard.geometry.look import elevation_deg
from dishboard.geometry.minima import least
from dishboard.geometry.spans import Samples, Spans, negative_spans
from dishboard.geometry.windows import Tracks, Viewers, WindowTable
from dishboard.units import AU_KM, DAY_S, EARTH_EQUATORIAL_RADIUS_KM, EARTH_ROTATION_RAD_S

__all__ = ["Sight", "SunSight"]

Rows = NDArray[np.intp]

_SAMPLES_AT_ONCE = 200_000
_LEAST_SAMPLES = 9  # of a short pass
_SUN_TOLERANCE_S = 0.05
# In axes fixed to the Earth: its rotation less a turn a year. Within half a day 0.2° from the Sun,
# which matters to where a separation is least, and by its square to how small it is.
_SUN_GOES_ROUND_RAD_S = EARTH_ROTATION_RAD_S - 2 * np.pi / (365.2422 * DAY_S)
_SLACK_RAD = 0.01  # what discs move in a fine step, twice over


class SunSight(NamedTuple):
    """Of each window, degrees; NaN where there is no rise or set, or the Sun is not known."""

    rise_deg: Floats
    culmination_deg: Floats
    set_deg: Floats
    least_deg: Floats
    least_s: Floats  # when
    station_sun_elevation_deg: Floats  # at culmination, geometric


@dataclass(frozen=True, eq=False)
class Sight:
    """Windows, and where everything is seen during them."""

    tracks: Tracks
    viewers: Viewers
    table: WindowTable
    bodies: Bodies

    def sun(self) -> SunSight:
        table = self.table
        every = np.arange(len(table))
        least_s = np.empty(len(table))
        for rows in self._blocks(self._counts()):
            least_s[rows] = self._nearest_the_sun(rows)
        height_deg = np.full(len(table), np.nan)
        known = np.flatnonzero(~np.isnan(table.culmination_s))
        sun = self.bodies.position_km("Sun", table.culmination_s[known])
        height_deg[known] = elevation_deg(sun, self.viewers.station.take(table.station[known]))
        return SunSight(
            self._from_sun_deg(table.rise_s, every),
            self._from_sun_deg(table.culmination_s, every),
            self._from_sun_deg(table.set_s, every),
            self._from_sun_deg(least_s, every),
            least_s,
            height_deg,
        )

    def may_be_hidden(self, craft: int, body: str, more_rad: float) -> bool:
        """Whether a body could hide a craft from anywhere on the Earth; `more_rad`: an error."""
        one = self.tracks.take(slice(craft, craft + 1)).fine_positions()[0].T
        other = self.bodies.fine_km(body).T
        craft_away, away = np.linalg.norm(one, axis=-1), np.linalg.norm(other, axis=-1)
        if np.fmax.reduce(craft_away) < 0.95 * np.fmin.reduce(away):
            return False  # before it
        earth = EARTH_EQUATORIAL_RADIUS_KM + 10
        seen_aside = np.arcsin(np.minimum(earth / away, 1)) + np.arcsin(
            np.minimum(earth / craft_away, 1)
        )
        disc = np.arcsin(np.minimum(RADIUS_KM[body] / away, 1))
        beside = separation_rad(one, other) - disc - seen_aside
        return bool(np.fmin.reduce(beside) < more_rad + _SLACK_RAD)

    def nearest_km(self, craft: int) -> float:
        """A craft's least distance from the Earth's centre, but never less than a low orbit's."""
        return max(float(self.tracks.take(slice(craft, craft + 1)).nearest_km()[0]), 6_500.0)

    def disc_rad(self, body: str) -> float:
        """A body's angular radius in the middle of the grid."""
        away = np.linalg.norm(self.bodies.fine_km(body), axis=0)
        return float(np.arcsin(RADIUS_KM[body] / away[away.size // 2]))

    def hidden(self, rows: Rows, body: str) -> tuple[Spans, Floats]:
        """When a body hides windows `rows`; and for each the least margin that was sampled, rad."""
        spans: list[Spans] = []
        least_rad = np.full(rows.size, np.inf)
        counts = self._counts()[rows]
        for block in self._blocks(counts):
            samples = self._samples(rows[block])

            def margin(at: Floats, index: Rows, which: Rows = rows[block]) -> Floats:
                return self._hidden_margin(at, which[index], body)

            value = margin(samples.unix_s, samples.row)
            found = negative_spans(margin, samples._replace(value=value))
            spans.append(found._replace(row=rows[block][found.row]))
            np.fmin.at(least_rad, block[samples.row], value)
        return _below(spans), least_rad

    def _nearest_the_sun(self, rows: Rows) -> Floats:
        samples = self._samples(rows)
        row, at = samples.row, samples.unix_s
        middle_s = (self.table.begin_s[rows] + self.table.end_s[rows]) / 2
        sun = self.bodies.position_km("Sun", middle_s)
        craft, site = self.table.craft[rows], self.viewers.site_km[self.table.station[rows]]

        def apart(unix_s: Floats, index: Rows) -> Floats:
            """Minus the cosine of the separation, the Sun going round evenly: quick, for where."""
            turn = _SUN_GOES_ROUND_RAD_S * (unix_s - middle_s[index])
            cosine, sine = np.cos(turn), np.sin(turn)
            x, y, z = sun[index].T
            line = self.tracks.position(craft[index], unix_s) - site[index]
            along = line[:, 0] * (x * cosine + y * sine) + line[:, 1] * (y * cosine - x * sine)
            away = np.sqrt(np.einsum("ki,ki->k", line, line))
            return -(along + line[:, 2] * z) / (away * AU_KM)

        value = apart(at, row)
        first = np.searchsorted(row, np.arange(rows.size))
        last = np.append(first[1:], row.size) - 1
        lowest = np.fmin.reduceat(value, first)[row]
        are_lowest = np.flatnonzero((value == lowest) | np.isnan(lowest))
        best = are_lowest[np.searchsorted(row[are_lowest], np.arange(rows.size))]
        low, high = np.maximum(best - 1, first), np.minimum(best + 1, last)
        # At an end of the window the lowest sample is an end of the bracket.
        inner = np.where(best == low, (2 * at[low] + at[high]) / 3, at[best])
        inner = np.where(best == high, (at[low] + 2 * at[high]) / 3, inner)
        every = np.arange(rows.size)
        lowest_s = least(apart, at[low], inner, at[high], every, _SUN_TOLERANCE_S)
        return np.where(apart(lowest_s, every) <= value[best], lowest_s, at[best])

    def _from_sun_deg(self, at: Floats, row: Rows) -> Floats:
        """NaN at instants that are NaN."""
        found = np.full(at.size, np.nan)
        known = np.flatnonzero(~np.isnan(at))
        row, at = row[known], at[known]
        site = self.viewers.site_km[self.table.station[row]]
        line = self.tracks.position(self.table.craft[row], at) - site
        sun = self.bodies.position_km("Sun", at) - site
        found[known] = np.degrees(separation_rad(line, sun))
        return found

    def _hidden_margin(self, at: Floats, row: Rows, body: str) -> Floats:
        site = self.viewers.site_km[self.table.station[row]]
        line = self.tracks.position(self.table.craft[row], at) - site
        return hidden_margin(line, self.bodies.position_km(body, at) - site, RADIUS_KM[body])

    def _counts(self) -> Rows:
        """Samples for each window: a fine step apart, and a few at least."""
        span = self.table.end_s - self.table.begin_s
        steps = np.ceil(span / self.tracks.grid.step.fine_s).astype(np.intp)
        return np.maximum(steps + 1, _LEAST_SAMPLES)

    def _blocks(self, counts: Rows) -> list[Rows]:
        """Numbers of windows, as many at once as fit."""
        block = np.cumsum(counts) // _SAMPLES_AT_ONCE
        bounds = np.searchsorted(block, np.arange(int(block[-1]) + 2)) if block.size else []
        return [np.arange(*pair) for pair in pairwise(bounds)]

    def _samples(self, rows: Rows) -> Samples:
        """Instants along windows, `row` counted from 0; values are still to come."""
        count = self._counts()[rows]
        row = np.repeat(np.arange(rows.size), count)
        number = np.arange(row.size) - np.repeat(np.cumsum(count) - count, count)
        share = number / (count[row] - 1)
        begin, end = self.table.begin_s[rows][row], self.table.end_s[rows][row]
        at = np.where(share == 1, end, begin + share * (end - begin))
        return Samples(row, at, np.empty(0))


def _below(parts: Sequence[Spans]) -> Spans:
    """One below the other."""
    return Spans(
        np.concatenate([part.row for part in parts]),
        np.concatenate([part.begin_s for part in parts]),
        np.concatenate([part.end_s for part in parts]),
    )
