"""One spacecraft's way through all its sources."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dishboard.ephemeris.interface import Ephemeris, Floats, Unknown
from dishboard.ephemeris.library import Library
from dishboard.geometry import LookAngles, Station
from dishboard.model import Spacecraft
from dishboard.units import DAY_S

__all__ = ["Path", "Piece"]


class Piece(NamedTuple):
    """A span of time, unix_s, all along which one source is the best."""

    source: Ephemeris
    begin_s: float
    end_s: float


class Path:
    """All sources of one spacecraft: which is best when, and arrays across their seams."""

    def __init__(self, craft: Spacecraft, library: Library) -> None:
        self.sources: tuple[Ephemeris, ...] = library.sources(craft)
        self._none = library.reason_for_none(craft)

    def best(self, unix_s: float) -> Ephemeris | Unknown:
        """The best source that has a position at an instant, else the reason of the nearest."""
        piece = self.piece(unix_s)
        if piece is not None:
            refusal = piece.source.refusal(unix_s)
            return piece.source if refusal is None else Unknown(refusal)
        if not self.sources:
            return Unknown(self._none)
        nearest = min(
            self.sources,
            key=lambda one: max(one.start_unix_s - unix_s, unix_s - one.end_unix_s),
        )
        return Unknown(nearest.refusal(unix_s) or self._none)

    def piece(self, unix_s: float) -> Piece | None:
        """What an instant belongs to, ends included; None where no source is valid."""
        piece = self.pieces[max(0, bisect_right(self._begins, unix_s) - 1)] if self.pieces else None
        return piece if piece and piece.begin_s <= unix_s <= piece.end_s else None

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """All that is known, in order of time, from one change of the best source to the next."""
        epochs = sorted({s.epoch_unix_s for s in self.sources if s.epoch_unix_s is not None})
        # Sources change where one begins or ends, and half-way between two epochs.
        seams = {
            *(source.start_unix_s for source in self.sources),
            *(source.end_unix_s for source in self.sources),
            *((one + two) / 2 for n, one in enumerate(epochs) for two in epochs[n + 1 :]),
        }
        spans = list(pairwise(sorted(seams)))
        best = self._best_within(np.array([_within(*span) for span in spans]))
        found: list[Piece] = []
        for (begin, end), index in zip(spans, best.tolist(), strict=True):
            if index < 0:
                continue
            source = self.sources[index]
            if found and found[-1].source is source and found[-1].end_s == begin:
                found[-1] = found[-1]._replace(end_s=end)
            else:
                found.append(Piece(source, begin, end))
        return tuple(found)

    def gaps(self, start_s: float, end_s: float) -> list[tuple[float, float]]:
        """What lies between the pieces within a span."""
        bounds = [start_s]
        for piece in self.pieces:
            if piece.begin_s < end_s and start_s < piece.end_s:
                bounds += [max(piece.begin_s, start_s), min(piece.end_s, end_s)]
        bounds.append(end_s)
        return [
            (begin, end)
            for begin, end in zip(bounds[::2], bounds[1::2], strict=True)
            if begin < end
        ]

    @cached_property
    def _begins(self) -> list[float]:
        return [piece.begin_s for piece in self.pieces]

    @cached_property
    def _ends_and_sources(self) -> tuple[Floats, NDArray[np.intp]]:
        """The end of each piece, and the index of its source."""
        number = {id(source): index for index, source in enumerate(self.sources)}
        return (
            np.array([piece.end_s for piece in self.pieces]),
            np.array([number[id(piece.source)] for piece in self.pieces], dtype=np.intp),
        )

    def choice(self, unix_s: Floats) -> NDArray[np.intp]:
        """Index of the best source at each instant, −1 for none: what `piece` says, for many."""
        if not self.pieces:
            return np.full(unix_s.shape, -1, dtype=np.intp)
        ends, sources = self._ends_and_sources
        number = np.searchsorted(self._begins, unix_s, side="right") - 1
        return np.where((number >= 0) & (unix_s <= ends[number]), sources[number], -1)

    def _best_within(self, unix_s: Floats) -> NDArray[np.intp]:
        """The same at instants between two seams: by rank, then nearest epoch."""
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


def _within(begin_s: float, end_s: float) -> float:
    """An instant between two, either of which may be infinite."""
    return (max(begin_s, min(end_s, 0.0) - DAY_S) + min(end_s, max(begin_s, 0.0) + DAY_S)) / 2
