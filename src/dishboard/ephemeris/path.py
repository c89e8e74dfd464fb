"""One spacecraft's way through all its sources."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dishboard.ephemeris.interface import Ephemeris, Floats, Unknown
from dishboard.geometry import LookAngles, Station
from dishboard.model import Spacecraft

if TYPE_CHECKING:
    from dishboard.ephemeris.library import Library

__all__ = ["Path"]


class Path:
    """All sources of one spacecraft: which is best when, and arrays across their seams."""

    def __init__(self, craft: Spacecraft, library: Library) -> None:
        self.sources: tuple[Ephemeris, ...] = library.sources(craft)
        self._none = library.reason_for_none(craft)

    def best(self, unix_s: float) -> Ephemeris | Unknown:
        """The best source that has a position at an instant, else the reason of the nearest."""
        best = int(self.choice(np.array([unix_s]))[0])
        if best >= 0:
            refusal = self.sources[best].refusal(unix_s)
            return self.sources[best] if refusal is None else Unknown(refusal)
        if not self.sources:
            return Unknown(self._none)
        nearest = min(
            self.sources,
            key=lambda one: max(one.start_unix_s - unix_s, unix_s - one.end_unix_s),
        )
        return Unknown(nearest.refusal(unix_s) or self._none)

    def choice(self, unix_s: Floats) -> NDArray[np.intp]:
        """Index of the best source at each instant, −1 for none: by rank, then nearest epoch."""
        best = np.full(unix_s.shape, -1, dtype=np.intp)
        cost = np.full(unix_s.shape, np.inf)
        for index, source in enumerate(self.sources):
            epoch = source.epoch_unix_s
            age = np.zeros(unix_s.shape) if epoch is None else np.abs(unix_s - epoch)
            valid = (unix_s >= source.start_unix_s) & (unix_s <= source.end_unix_s)
            better = valid & (source.rank * 1e12 + age < cost)
            best[better], cost[better] = index, (source.rank * 1e12 + age)[better]
        return best

    def looks(self, unix_s: Floats, station: Station) -> LookAngles:
        """From one station, or from as many as instants."""
        many = np.ndim(station.latitude_deg) > 0
        columns = self._each(
            unix_s,
            lambda source, rows: np.stack(
                source.looks(unix_s[rows], station.take(rows) if many else station), axis=-1
            ),
            width=len(LookAngles._fields),
        )
        return LookAngles(*np.moveaxis(columns, -1, 0))

    def _each(
        self,
        unix_s: Floats,
        ask: Callable[[Ephemeris, NDArray[np.intp]], Floats],
        width: int | None = None,
    ) -> Floats:
        """One array from all sources, each asked for the instants it is best at; else NaN."""
        choice = self.choice(unix_s)
        chosen = sorted(set(choice.tolist()))  # no `numpy.unique`: it loads numpy.ma, 15 ms
        if len(chosen) == 1 and chosen[0] >= 0:
            return ask(self.sources[chosen[0]], np.arange(unix_s.size))
        parts: list[tuple[NDArray[np.intp], Floats]] = []
        for index in (one for one in chosen if one >= 0):
            rows = np.flatnonzero(choice == index)
            parts.append((rows, ask(self.sources[index], rows)))
        shape = parts[0][1].shape[1:] if parts else () if width is None else (width,)
        whole = np.full((unix_s.size, *shape), np.nan)
        for rows, values in parts:
            whole[rows] = values
        return whole
