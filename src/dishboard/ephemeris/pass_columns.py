"""Passes as columns of one length: for files of millions of them, without an object for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dishboard.ephemeris.interface import Floats
from dishboard.model import Pass, Quality, pass_id
from dishboard.time import from_unix_s

if TYPE_CHECKING:
    from dishboard.ephemeris.light_columns import LightColumns

__all__ = ["Names", "PassColumns", "instants_us"]


@dataclass(frozen=True, eq=False)
class Names:
    """A column of few words: which of them stands in each row."""

    row: NDArray[np.intp]
    words: tuple[str, ...]

    @classmethod
    def of(cls, values: Sequence[str]) -> Names:
        number = {word: n for n, word in enumerate(dict.fromkeys(values))}
        return cls(np.array([number[one] for one in values], dtype=np.intp), tuple(number))

    def __len__(self) -> int:
        return self.row.size

    def __iter__(self) -> Iterator[str]:
        return (self.words[row] for row in self.row.tolist())


@dataclass(frozen=True, eq=False)
class PassColumns:
    """The fields of `Pass`; instants are unix_s, and NaN stands for what is None there."""

    antenna: Names
    spacecraft: Names
    rise_s: Floats
    culmination_s: Floats
    set_s: Floats
    rise_azimuth_deg: Floats
    culmination_azimuth_deg: Floats
    set_azimuth_deg: Floats
    rise_elevation_deg: Floats
    set_elevation_deg: Floats
    max_elevation_deg: Floats
    rise_range_km: Floats
    culmination_range_km: Floats
    set_range_km: Floats
    quality: Names
    age_s: Floats
    source: Names
    light: LightColumns | None = None  # where it was asked for

    def __len__(self) -> int:
        return self.culmination_s.size

    def take(self, rows: NDArray[np.intp]) -> PassColumns:
        """Some of the rows, in that order."""

        def taken(column: Names | Floats | LightColumns | None) -> Any:
            if isinstance(column, Names):
                return Names(column.row[rows], column.words)
            if isinstance(column, np.ndarray):
                return column[rows]
            return None if column is None else column.take(rows)

        return PassColumns(*(taken(getattr(self, one.name)) for one in fields(self)))

    @classmethod
    def of(cls, passes: Sequence[Pass], light: LightColumns | None = None) -> PassColumns:
        """Objects as columns."""

        def numbers(values: Iterator[float | None]) -> Floats:
            return np.array([np.nan if one is None else one for one in values], dtype=np.float64)

        return cls(
            Names.of([one.antenna for one in passes]),
            Names.of([one.spacecraft for one in passes]),
            numbers(one.rise_at and one.rise_at.timestamp() for one in passes),
            numbers(one.culmination_at.timestamp() for one in passes),
            numbers(one.set_at and one.set_at.timestamp() for one in passes),
            numbers(one.rise_azimuth_deg for one in passes),
            numbers(one.culmination_azimuth_deg for one in passes),
            numbers(one.set_azimuth_deg for one in passes),
            numbers(one.rise_elevation_deg for one in passes),
            numbers(one.set_elevation_deg for one in passes),
            numbers(one.max_elevation_deg for one in passes),
            numbers(one.rise_range_km for one in passes),
            numbers(one.culmination_range_km for one in passes),
            numbers(one.set_range_km for one in passes),
            Names.of([one.quality for one in passes]),
            numbers(one.age_s for one in passes),
            Names.of([one.source for one in passes]),
            light,
        )

    def passes(self) -> Iterator[Pass]:
        """Columns as objects; a `LitPass` each where there is light."""
        if self.light is None:
            yield from self._bare_passes()
        else:
            from dishboard.ephemeris.light import lit_passes

            yield from lit_passes(list(self._bare_passes()), self.light.lights())

    def _bare_passes(self) -> Iterator[Pass]:
        numbers = (
            self.rise_s,
            self.culmination_s,
            self.set_s,
            self.rise_azimuth_deg,
            self.culmination_azimuth_deg,
            self.set_azimuth_deg,
            self.rise_elevation_deg,
            self.set_elevation_deg,
            self.max_elevation_deg,
            self.rise_range_km,
            self.culmination_range_km,
            self.set_range_km,
            self.age_s,
        )
        words = (self.antenna, self.spacecraft, self.quality, self.source)
        rows = zip(*words, *(column.tolist() for column in numbers), strict=True)
        for antenna, spacecraft, quality, source, rise, top, end, *looks, age in rows:
            rise_at = None if rise != rise else from_unix_s(rise)
            set_at = None if end != end else from_unix_s(end)
            culmination_at = from_unix_s(top)
            rise_azimuth, top_azimuth, set_azimuth, *looks = looks
            rise_deg, set_deg, highest, rise_km, top_km, set_km = looks
            yield Pass(
                id=pass_id(spacecraft, antenna, rise_at, culmination_at, set_at),
                antenna=antenna,
                spacecraft=spacecraft,
                rise_at=rise_at,
                culmination_at=culmination_at,
                set_at=set_at,
                rise_azimuth_deg=_or_none(rise_azimuth),
                culmination_azimuth_deg=top_azimuth,
                set_azimuth_deg=_or_none(set_azimuth),
                rise_elevation_deg=_or_none(rise_deg),
                set_elevation_deg=_or_none(set_deg),
                max_elevation_deg=highest,
                rise_range_km=_or_none(rise_km),
                culmination_range_km=top_km,
                set_range_km=_or_none(set_km),
                quality=Quality(quality),
                age_s=_or_none(age),
                source=source,
            )

    def ids(self) -> list[str]:
        """What `pass_id` calls each of them."""
        known = np.where(np.isnan(self.rise_s), self.set_s, self.rise_s)
        instant_s = np.where(np.isnan(known), self.culmination_s, known)
        word = np.isnan(self.rise_s).astype(np.intp) + np.isnan(known)
        stamps = np.datetime_as_string(instants_us(instant_s), unit="s", casting="unsafe")
        said = ("", "until-", "during-")
        return [
            f"{craft}-{antenna}-{said[which]}{at[:4]}{at[5:7]}{at[8:13]}{at[14:16]}{at[17:19]}Z"
            for craft, antenna, which, at in zip(
                self.spacecraft, self.antenna, word.tolist(), stamps.tolist(), strict=True
            )
        ]


def _or_none(value: float) -> float | None:
    return None if value != value else value


def instants_us(unix_s: Floats) -> NDArray[np.datetime64]:
    """Instants to the microsecond, rounded as `from_unix_s` rounds; NaT for NaN."""
    fraction, whole = np.modf(unix_s)
    unknown = np.isnan(unix_s)
    whole_us = np.where(unknown, 0, whole).astype(np.int64) * 1_000_000
    us = whole_us + np.rint(np.where(unknown, 0, fraction) * 1e6).astype(np.int64)
    instants = us.astype("datetime64[us]")
    instants[unknown] = np.datetime64("NaT")
    return instants
