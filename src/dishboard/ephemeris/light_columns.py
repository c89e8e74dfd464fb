"""The light of passes as columns: sums and least values, without an object for each span."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dishboard.ephemeris.interface import Floats
from dishboard.ephemeris.light import pass_lights
from dishboard.ephemeris.light_shadow import LIGHTS
from dishboard.ephemeris.light_table import LightTable
from dishboard.ephemeris.pass_columns import Names
from dishboard.model import PassLight

__all__ = ["LightColumns"]

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class LightColumns:
    """What `PassLight` has, a row for each pass; NaN stands for what is None there."""

    sunlit_s: Floats
    penumbra_s: Floats
    umbra_s: Floats
    rise_sun_separation_deg: Floats
    culmination_sun_separation_deg: Floats
    set_sun_separation_deg: Floats
    min_sun_separation_deg: Floats
    min_sun_separation_s: Floats  # unix_s
    station_sun_elevation_deg: Floats
    occulted_s: Floats
    occulted_by: Names  # bodies with a blank between; "" for none
    light_unknown: Names  # reasons with a semicolon between; "" where all is known
    rows: Rows
    objects: Callable[[], Sequence[PassLight]]  # of all rows; made when asked for

    def lights(self) -> list[PassLight]:
        """With every span."""
        everyone = self.objects()
        return [everyone[row] for row in self.rows.tolist()]

    def take(self, rows: Rows) -> LightColumns:
        def taken(column: Any) -> Any:
            if isinstance(column, Names):
                return Names(column.row[rows], column.words)
            return column if callable(column) else column[rows]

        return LightColumns(*(taken(getattr(self, one.name)) for one in fields(self)))

    @classmethod
    def of(cls, lights: Sequence[PassLight]) -> LightColumns:
        """Objects as columns."""

        def numbers(name: str) -> Floats:
            values = [getattr(one, name) for one in lights]
            return np.array([np.nan if one is None else one for one in values], dtype=np.float64)

        at = [one.min_sun_separation_at for one in lights]
        return cls(
            numbers("sunlit_s"),
            numbers("penumbra_s"),
            numbers("umbra_s"),
            numbers("rise_sun_separation_deg"),
            numbers("culmination_sun_separation_deg"),
            numbers("set_sun_separation_deg"),
            numbers("min_sun_separation_deg"),
            np.array([np.nan if one is None else one.timestamp() for one in at]),
            numbers("station_sun_elevation_deg"),
            numbers("occulted_s"),
            Names.of([" ".join(_once(span.body for span in one.occultations)) for one in lights]),
            Names.of([_reasons(one) for one in lights]),
            np.arange(len(lights)),
            lambda: lights,
        )

    @classmethod
    def of_table(cls, table: LightTable) -> LightColumns:
        """For millions of passes, of which few are hidden or unknown."""
        lit, sun, count = table.lit, table.sun, table.windows
        lasting = lit.end_s - lit.begin_s
        cell = lit.row * len(LIGHTS) + lit.light
        sums: Floats = np.zeros(count * len(LIGHTS))
        np.add.at(sums, cell, lasting)
        sums = np.round(sums.reshape(count, len(LIGHTS)), 3)
        sums[list(table.lit_unknown)] = np.nan
        occulted_s, by = np.zeros(count), [""] * count
        made = cache(partial(pass_lights, table))
        if table.hidden.row.size or table.hidden_unknown:
            lights = made()
            for row in {*table.hidden.row.tolist(), *table.hidden_unknown}:
                hidden_s = lights[row].occulted_s
                occulted_s[row] = np.nan if hidden_s is None else hidden_s
                by[row] = " ".join(_once(span.body for span in lights[row].occultations))
        unknown = [""] * count
        for row in {*table.lit_unknown, *table.hidden_unknown}:
            reasons = (table.lit_unknown.get(row, ""), *table.hidden_unknown.get(row, ()))
            unknown[row] = "; ".join(_once(one for one in reasons if one))
        return cls(
            sums[:, 0],
            sums[:, 1],
            sums[:, 2],
            np.round(sun.rise_deg, 4),
            np.round(sun.culmination_deg, 4),
            np.round(sun.set_deg, 4),
            np.round(sun.least_deg, 4),
            np.where(np.isnan(sun.least_deg), np.nan, sun.least_s),
            np.round(sun.station_sun_elevation_deg, 4),
            occulted_s,
            Names.of(by),
            Names.of(unknown),
            np.arange(count),
            made,
        )


def _reasons(one: PassLight) -> str:
    reasons = (one.spans_unknown or "", *one.occultations_unknown)
    return "; ".join(_once(reason for reason in reasons if reason))


def _once(words: Any) -> list[str]:
    return list(dict.fromkeys(words))
