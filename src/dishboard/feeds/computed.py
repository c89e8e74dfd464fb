"""Computing is a feed: what we compute enters the board by the door that reports use too."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from dishboard.ephemeris import Moment, Sky, Tick, Unknown
from dishboard.ephemeris.readings import Basis, basis_of, pointing, position
from dishboard.geometry import Station, doppler_shift_hz, itrs_to_geodetic
from dishboard.model import (
    Absence,
    Antenna,
    Evidence,
    Freshness,
    Link,
    LinkReading,
    Network,
    PointingReading,
    PositionReading,
    Reading,
)

__all__ = ["Computed"]

Floats = NDArray[np.float64]
Bases = dict[int, Basis | None]  # by numbers of craft in the tick; None: ask the sky


@dataclass(frozen=True, eq=False)
class _Wanted:
    """What is asked for at a tick, ready for arrays: usually the same as the second before."""

    asked: list[tuple[str, str]]
    spacecraft: list[str]
    positions: list[int]  # numbers of `spacecraft` in the tick
    pairs: list[tuple[Antenna, str]]  # those whose antenna has a position
    looking: list[int]  # numbers of their craft
    stations: Station
    links: list[list[Link]]  # of each pair, those whose frequency a source gives
    frequency_hz: Floats  # of all links in a row
    pair: NDArray[np.intp]  # and whose they are


class Computed:
    """Look angles, positions and Doppler shifts, as readings with evidence `predicted`.

    Keeps the segments of the present between its answers; not for several threads at once.
    """

    def __init__(self, network: Network, sky: Sky) -> None:
        self._network = network
        self._sky = sky
        self._tick = Tick()
        self._numbers: dict[str, int] = {}  # of craft in the tick
        self._wanted = self._prepared([], [])

    def readings(
        self, at: datetime, pairs: Iterable[tuple[str, str]], spacecraft: Iterable[str]
    ) -> list[Reading | Absence]:
        """Everything computed for an instant: pairs of (antenna, spacecraft), and positions."""
        asked, crafts = list(pairs), list(spacecraft)
        if asked != self._wanted.asked or crafts != self._wanted.spacecraft:
            self._wanted = self._prepared(asked, crafts)
        wanted, unix_s = self._wanted, at.timestamp()
        moment = self._tick.at(unix_s)
        bases = {n: self._basis(n, unix_s) for n in {*wanted.positions, *wanted.looking}}
        found: list[Reading | Absence] = [*self._positions(wanted, at, moment, bases)]
        found += self._looks_and_shifts(wanted, at, moment, bases)
        return found

    def _basis(self, number: int, unix_s: float) -> Basis | None:
        source = self._tick.source(number)
        return None if source is None else basis_of(source, unix_s)

    def _positions(
        self, wanted: _Wanted, at: datetime, moment: Moment, bases: Bases
    ) -> Iterator[PositionReading | Absence]:
        numbers = np.array(wanted.positions, np.intp)
        where = moment.position_itrs_km[moment.row[numbers]]
        distance_km, speed_km_s = np.linalg.norm(where, axis=1), moment.speeds_km_s(numbers)
        figures = (*itrs_to_geodetic(where), distance_km, speed_km_s)
        rows = zip(*(column.tolist() for column in figures), strict=True)
        for craft, number, row in zip(wanted.spacecraft, wanted.positions, rows, strict=True):
            basis = bases[number]
            if basis is not None:
                yield position(craft, at, basis, *row)
                continue
            asked = self._sky.position(craft, at)
            if isinstance(asked, Unknown):
                reason = asked.reason
                yield Absence(spacecraft=craft, source="dishboard", observed_at=at, reason=reason)
            else:
                yield asked

    def _looks_and_shifts(
        self, wanted: _Wanted, at: datetime, moment: Moment, bases: Bases
    ) -> Iterator[PointingReading | LinkReading]:
        looks = list(self._looks(wanted, at, moment, bases))
        rates = [math.nan if look is None else look.range_rate_km_s for look in looks]
        rate = np.array(rates, np.float64)[wanted.pair]
        shifts = iter(doppler_shift_hz(wanted.frequency_hz, rate).tolist())
        for look, links in zip(looks, wanted.links, strict=True):
            mine = [(link, next(shifts)) for link in links]
            if look is not None:  # else the spacecraft's own entry says why
                yield look
                for link, shift_hz in mine:
                    yield _shifted(look, link, shift_hz)

    def _looks(
        self, wanted: _Wanted, at: datetime, moment: Moment, bases: Bases
    ) -> Iterator[PointingReading | None]:
        """One for each pair."""
        looks = moment.looks(np.array(wanted.looking, np.intp), wanted.stations)
        rows = zip(*(column.tolist() for column in looks), strict=True)
        for (antenna, craft), number, row in zip(wanted.pairs, wanted.looking, rows, strict=True):
            basis = bases[number]
            if basis is not None:
                yield pointing(antenna.id, craft, at, basis, *row)
            else:
                asked = self._sky.look(antenna, craft, at)
                yield None if isinstance(asked, Unknown) else asked

    def _prepared(self, asked: list[tuple[str, str]], spacecraft: list[str]) -> _Wanted:
        known = self._network.antenna_by_id
        pairs = [(known[antenna], craft) for antenna, craft in asked if known[antenna].has_position]
        stations = [self._sky.station(antenna) for antenna, _ in pairs]
        links = [
            [link for link in self._network.spacecraft_by_id[craft].links if _frequency_hz(link)]
            for _, craft in pairs
        ]
        return _Wanted(
            asked=asked,
            spacecraft=spacecraft,
            positions=[self._number(craft) for craft in spacecraft],
            pairs=pairs,
            looking=[self._number(craft) for _, craft in pairs],
            stations=Station(
                np.array([one.latitude_deg for one in stations], np.float64),
                np.array([one.longitude_deg for one in stations], np.float64),
                np.array([one.height_m for one in stations], np.float64),
            ),
            links=links,
            frequency_hz=np.array([_frequency_hz(link) for one in links for link in one]),
            pair=np.repeat(np.arange(len(pairs)), [len(one) for one in links]),
        )

    def _number(self, craft: str) -> int:
        if craft not in self._numbers:
            self._numbers[craft] = self._tick.add(self._sky.path(craft))
        return self._numbers[craft]


def _frequency_hz(link: Link) -> float | None:
    return None if link.frequency_hz is None else link.frequency_hz.value


def _shifted(look: PointingReading, link: Link, shift_hz: float) -> LinkReading:
    return LinkReading(
        evidence=Evidence.PREDICTED,
        source=look.source,
        observed_at=look.observed_at,
        freshness=Freshness.FRESH,
        quality=look.quality,
        age_s=look.age_s,
        antenna=look.antenna,
        spacecraft=look.spacecraft,
        direction=link.direction,
        band=link.band,
        frequency_hz=_frequency_hz(link),
        doppler_hz=round(shift_hz, 1),
    )
