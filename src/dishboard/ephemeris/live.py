"""The live tick: where all craft of a board are and how antennas see them, second after second.

It evaluates the very segments that browsers are sent. Craft whose segments have one shape share
their borders, so one product of weights and coefficients is the state of all of them. The next
segments are made a few craft at a time while the present ones hold: no second pays for all.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dishboard.ephemeris.interface import Ephemeris, Floats
from dishboard.ephemeris.path import Path
from dishboard.ephemeris.segments import Shape, earth_velocity, shape_of, together
from dishboard.geometry import LookAngles, Station, aberrated, sight_beside
from dishboard.geometry.frames import rotation_velocity_km_s
from dishboard.geometry.look import look_of_direction
from dishboard.geometry.series import chebyshev_weights

__all__ = ["Moment", "Tick"]

Rows = NDArray[np.intp]

_READY_BY = 0.9  # of a segment: then all of the next ones are made
_FEW, _PORTIONS = 5, 200
_ROUGH = 1e-9  # of the distance: a last term beyond it says that the series does not describe it
_ROUGH_KM = 1e-3
_NOWHERE = -1  # the last row of every moment
_NAN = np.full((2, 3), np.nan)


class Moment(NamedTuple):
    """All craft at one instant, in rows of arrays; the last row is NaN.

    A craft whose segment does not hold has that row. That is so where its position is unknown,
    and for as long as a segment lasts in which sources change, knowledge ends, or a fly-by bends
    the way too much: `Sky` answers then.
    """

    row: Rows  # of each craft
    position_itrs_km: Floats  # (rows, 3); as seen for deep space, see `Trajectory`
    velocity_itrs_km_s: Floats  # their derivatives, relative to the turning Earth
    # Of craft as seen: where the Earth's barycentric velocity stands among the positions, else -1;
    # the craft's own stands in the row after it.
    earth_row: Rows

    def looks(self, craft: Rows, station: Station) -> LookAngles:
        """From a stack of stations, each at its own craft: as `Ephemeris.looks` of each."""
        row, fixed = self.row[craft], station.position_itrs_km
        line = self.position_itrs_km[row] - fixed
        range_km = np.sqrt(np.einsum("ij,ij->i", line, line))
        rate = np.einsum("ij,ij->i", line, self.velocity_itrs_km_s[row]) / range_km
        earth = self.earth_row[row]
        far = np.flatnonzero(earth >= 0)
        if far.size:
            row, fixed = row[far], fixed[far]
            observer = self.position_itrs_km[earth[far]] + rotation_velocity_km_s(fixed)
            where, moving = self.position_itrs_km[row], self.position_itrs_km[row + 1]
            # The axes turn under the velocity.
            faster = self.velocity_itrs_km_s[row + 1] + rotation_velocity_km_s(moving)
            seen = sight_beside(where, moving, faster, fixed, observer)
            line[far] = aberrated(seen.direction, observer)
            range_km[far], rate[far] = seen.range_km, seen.range_rate_km_s
        return look_of_direction(line, station, range_km, rate)

    def speeds_km_s(self, craft: Rows) -> Floats:
        """Relative to the Earth's centre, inertial."""
        row = self.row[craft]
        velocity = self.velocity_itrs_km_s[row]
        velocity += rotation_velocity_km_s(self.position_itrs_km[row])
        earth = self.earth_row[row]
        far = np.flatnonzero(earth >= 0)
        velocity[far] = self.position_itrs_km[row[far] + 1] - self.position_itrs_km[earth[far]]
        return np.sqrt(np.einsum("ij,ij->i", velocity, velocity))


class Tick:
    """All craft of a board, whatever their sources; not for several threads at once.

    Time may leap and go back: then the segments of that instant are made at once.
    """

    def __init__(self) -> None:
        self._groups: dict[Shape, _Group] = {}
        self._places: list[list[tuple[_Group, int]]] = []  # of each craft, in each of its groups
        self._row: Rows = np.empty(0, dtype=np.intp)
        self._earth_row: Rows = np.empty(0, dtype=np.intp)

    def add(self, path: Path) -> int:
        """Another craft; its number among all."""
        craft = len(self._places)
        places: list[tuple[_Group, int]] = []
        # A craft whose sources differ in shape is in several groups, and in one at a time.
        for shape, source in {shape_of(source): source for source in path.sources}.items():
            group = self._groups.setdefault(shape, _Group(shape, source))
            places.append((group, group.add(craft, path)))
        self._places.append(places)
        return craft

    def at(self, unix_s: float) -> Moment:
        """Everything at one instant."""
        groups = self._groups.values()
        turned = [group.turn_to(unix_s) for group in groups]  # each of them
        if any(turned) or self._row.size < len(self._places):
            self._place()
        parts = [group.states(unix_s) for group in groups]
        both = np.concatenate([*parts, _NAN], axis=1).reshape(2, -1, 3)
        return Moment(self._row, both[0], both[1], self._earth_row)

    def source(self, craft: int) -> Ephemeris | None:
        """What a craft's segment of the last moment was made from; None where it does not hold."""
        for group, place in self._places[craft]:
            if group.sources[place] is not None:
                return group.sources[place]
        return None

    def _place(self) -> None:
        """Where each craft and the Earth stand in the rows."""
        self._row = np.full(len(self._places), _NOWHERE)
        self._earth_row = np.full(sum(group.rows for group in self._groups.values()) + 1, _NOWHERE)
        first = 0
        for group in self._groups.values():
            rows = np.arange(first, first + group.rows)
            if group.shape.as_seen:
                self._earth_row[rows] = first
                rows = rows[1::2]
            self._row[np.array(group.crafts)[group.holds]] = rows[group.holds]
            first += group.rows


@dataclass
class _Segments:
    """Segments of one number, of the first so many craft of a group."""

    number: int
    sources: list[Ephemeris | None] = field(default_factory=list["Ephemeris | None"])
    terms: list[Floats] = field(default_factory=list[Floats])  # pieces of (terms, rows, 3)
    holds: list[NDArray[np.bool_]] = field(default_factory=list[NDArray[np.bool_]])


class _Group:
    """Craft whose segments begin and end together: those that hold now, and the next ones.

    A row for each craft. As seen: first the Earth's velocity, then position and velocity of each.
    """

    def __init__(self, shape: Shape, source: Ephemeris) -> None:
        self.shape = shape
        self.crafts: list[int] = []  # their numbers among all
        self.sources: Sequence[Ephemeris | None] = ()  # of the craft's segments
        self.holds = np.empty(0, dtype=np.bool_)
        self._paths: list[Path] = []
        self._any_source = source
        self._now = self._next = _Segments(0)
        self._terms = np.empty((shape.terms, 0))

    @property
    def rows(self) -> int:
        count = len(self._paths)
        return 2 * count + 1 if self.shape.as_seen else count

    def add(self, craft: int, path: Path) -> int:
        """The craft's place among those of the group."""
        self.crafts.append(craft)
        self._paths.append(path)
        return len(self._paths) - 1

    def turn_to(self, unix_s: float) -> bool:
        """Has the segments of an instant ready; whether they are others than before."""
        length_s, count = self.shape.length_s, len(self._paths)
        number = math.floor(unix_s / length_s)
        turned = number != self._now.number or len(self._now.sources) < count
        if turned:
            known = (one for one in (self._next, self._now) if one.number == number)
            self._now = next(known, _Segments(number))
            self._make(self._now, count)
            if self._next.number != number + 1:
                self._next = _Segments(number + 1)
            self.sources, self.holds = self._now.sources, np.concatenate(self._now.holds)
            terms = np.concatenate(self._now.terms, axis=1)
            self._terms = terms.reshape(self.shape.terms, -1)
        share = (unix_s - number * length_s) / (length_s * _READY_BY)
        due, ready = min(count, int(share * count)), len(self._next.sources)
        if due - ready >= self._portion or ready < due == count:
            self._make(self._next, due)
        return turned

    @property
    def _portion(self) -> int:
        """Of the next segments: a far craft's cost a millisecond, several others' hardly more."""
        return 1 if self.shape.as_seen else max(_FEW, len(self._paths) // _PORTIONS)

    def states(self, unix_s: float) -> Floats:
        """Values and their derivatives by time, (2, rows · 3); after `turn_to`."""
        half_s = self.shape.length_s / 2
        s = (unix_s - self._now.number * self.shape.length_s) / half_s - 1
        weights = chebyshev_weights(self.shape.terms, s)
        weights[1] /= half_s
        return weights @ self._terms

    def _make(self, segments: _Segments, until: int) -> None:
        """The segments of craft up to `until` that are not there yet."""
        shape = self.shape
        begin_s = segments.number * shape.length_s
        if shape.as_seen and not segments.terms:
            segments.terms.append(earth_velocity(self._any_source, shape, begin_s))
        paths = self._paths[len(segments.sources) : until]
        if not paths:
            return
        sources = [self._source(path, begin_s) for path in paths]
        rows = np.array([n for n, source in enumerate(sources) if source is not None], np.intp)
        terms = np.full((shape.terms, len(paths), 6 if shape.as_seen else 3), np.nan)
        if rows.size:
            known = [source for source in sources if source is not None]
            terms[:, rows] = together(known, shape, begin_s)
        size = np.abs(terms[:, :, :3]).max(axis=2)
        holds = size[-2:].max(axis=0) <= np.maximum(_ROUGH_KM, _ROUGH * size.max(axis=0))
        segments.sources += [
            one if good else None for one, good in zip(sources, holds, strict=True)
        ]
        segments.terms.append(terms.reshape(shape.terms, -1, 3))
        segments.holds.append(holds)

    def _source(self, path: Path, begin_s: float) -> Ephemeris | None:
        """The one that is best all through the segment that begins then, if it is of this group."""
        piece = path.piece(begin_s)
        if piece is None or piece.end_s < begin_s + self.shape.length_s:
            return None
        return piece.source if shape_of(piece.source) == self.shape else None
