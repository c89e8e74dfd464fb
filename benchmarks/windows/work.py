"""What all tools are given: the same element sets, stations and span."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sgp4.api import WGS72, Satrec, SatrecArray
from sgp4.conveniences import jday_datetime
from sgp4.exporter import export_tle

from dishboard.networks import default_network
from dishboard.units import DAY_S, EARTH_EQUATORIAL_RADIUS_KM

Floats = NDArray[np.float64]
Lines = tuple[str, str]

MASK_DEG = 5.0
REAL_SETS = Path(__file__).parents[2].parent / "shared/data/elements/active-20260822.3le"
_SGP4_EPOCH = datetime(1949, 12, 31, tzinfo=UTC)
_LOWEST_KM = 120.0  # a tool may stop at whatever falls lower; none is asked to


@dataclass(frozen=True, eq=False)
class Work:
    """Satellites by their two lines, stations on WGS 84, one span and one mask."""

    satellites: tuple[Lines, ...]
    latitude_deg: Floats
    longitude_deg: Floats
    height_m: Floats
    start_at: datetime
    hours: float
    mask_deg: float = MASK_DEG

    @property
    def pairs(self) -> int:
        return len(self.satellites) * self.latitude_deg.size

    @property
    def end_at(self) -> datetime:
        return self.start_at + timedelta(hours=self.hours)

    @property
    def start_s(self) -> float:
        return self.start_at.timestamp()

    @property
    def end_s(self) -> float:
        return self.end_at.timestamp()

    def __str__(self) -> str:
        return f"{len(self.satellites):,} × {self.latitude_deg.size} × {self.hours:g} h"


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Element sets and where they come from; a span begins at the midnight after their epochs."""

    satellites: tuple[Lines, ...]
    origin: str
    start_at: datetime

    def work(
        self, satellites: int, stations: int, hours: float = 24.0, *, flying: bool = True
    ) -> Work:
        """Satellites taken evenly from the whole catalogue, stations from the built-in network.

        With `flying` only those that SGP4 takes through the span above 120 km.
        """
        chosen = self._flying(hours) if flying else np.arange(len(self.satellites))
        if satellites > chosen.size:
            raise ValueError(f"{self.origin} has {chosen.size} sets for a span of {hours:g} h")
        even = chosen[(np.arange(satellites) * chosen.size) // satellites]
        return Work(
            tuple(self.satellites[row] for row in even),
            *_stations(stations),
            start_at=self.start_at,
            hours=hours,
        )

    def _flying(self, hours: float) -> NDArray[np.intp]:
        instants = [self.start_at + timedelta(hours=hours * n / 48) for n in range(49)]
        day, fraction = (
            np.array(column) for column in zip(*map(jday_datetime, instants), strict=True)
        )
        records = SatrecArray([Satrec.twoline2rv(*lines) for lines in self.satellites])
        code, position_km, _ = records.sgp4(day, fraction)
        height_km = np.linalg.norm(position_km, axis=-1) - EARTH_EQUATORIAL_RADIUS_KM
        return np.flatnonzero((code == 0).all(axis=1) & (height_km > _LOWEST_KM).all(axis=1))


def read_catalogue(path: Path) -> Catalogue:
    """A file of two or three lines an object."""
    lines = [line.rstrip() for line in path.read_text().splitlines()]
    found = tuple(
        (one, two) for one, two in pairwise(lines) if one.startswith("1 ") and two.startswith("2 ")
    )
    epochs = [_epoch_s(one) for one, _ in found]
    return Catalogue(
        found, f"{len(found):,} element sets of {path.name}", _next_midnight(np.median(epochs))
    )


def made_catalogue() -> Catalogue:
    """4,000 sets for where no catalogue is at hand: made, by a fixed seed, like those in use.

    Of 20: 13 in shells at 53° and 550 km, 4 Sun-synchronous at 450 to 850 km, 1 in navigation
    orbits, 1 geostationary, 1 highly eccentric.
    """
    dice = np.random.default_rng(20261123)
    at = datetime(2026, 11, 23, tzinfo=UTC)
    satellites: list[Lines] = []
    for number in range(4_000):
        kind = number % 20
        node, anomaly, perigee = dice.uniform(0, 360, 3)
        if kind < 13:
            plane = number // 20
            node, anomaly = plane * 1.8, kind * 360 / 13 + plane * 2.1
            orbit = (15.05 + dice.uniform(-0.05, 0.05), dice.uniform(1e-4, 2e-3), 53.05)
        elif kind < 17:
            orbit = (dice.uniform(14.2, 15.3), dice.uniform(1e-4, 5e-3), dice.uniform(97.2, 98.9))
        elif kind == 17:
            orbit = (2.0056, dice.uniform(1e-4, 0.02), 55.0)
        elif kind == 18:
            orbit = (1.0027, dice.uniform(1e-5, 5e-4), dice.uniform(0.01, 6.0))
        else:
            orbit = (2.006, dice.uniform(0.6, 0.73), 63.4)
            perigee = 270.0
        satellites.append(_made(number + 1, at, orbit, node, perigee, anomaly))
    return Catalogue(tuple(satellites), "4,000 synthetic element sets (seed 20261123)", at)


def _made(
    number: int,
    at: datetime,
    orbit: tuple[float, float, float],
    node: float,
    perigee: float,
    anomaly: float,
) -> Lines:
    motion_rev_day, eccentricity, inclination_deg = orbit
    satellite = Satrec()
    satellite.sgp4init(
        WGS72,
        "i",
        number,
        (at - _SGP4_EPOCH).total_seconds() / DAY_S,
        3e-5 if motion_rev_day > 10 else 0.0,
        0.0,
        0.0,
        eccentricity,
        math.radians(perigee % 360),
        math.radians(inclination_deg),
        math.radians(anomaly % 360),
        motion_rev_day * 2 * math.pi / 1440,
        math.radians(node % 360),
    )
    satellite.classification, satellite.intldesg = "U", "26001A"
    one, two = export_tle(satellite)
    return one, two


def _stations(count: int) -> tuple[Floats, Floats, Floats]:
    """Of different sites first, then further antennas of the same sites."""
    antennas = [one for one in default_network().antennas if one.has_position]
    first: dict[str, int] = {}
    for row, one in enumerate(antennas):
        first.setdefault(one.site, row)
    rows = [*first.values(), *(n for n in range(len(antennas)) if n not in first.values())]
    if count > len(rows):
        raise ValueError(f"the built-in network has {len(rows)} antennas")
    chosen = [antennas[row] for row in rows[:count]]
    return (
        np.array([one.latitude_deg.value for one in chosen], dtype=np.float64),
        np.array([one.longitude_deg.value for one in chosen], dtype=np.float64),
        np.array([one.height_m.value for one in chosen], dtype=np.float64),
    )


def _epoch_s(line: str) -> float:
    year = int(line[18:20])
    year += 1900 if year >= 57 else 2000
    return datetime(year, 1, 1, tzinfo=UTC).timestamp() + (float(line[20:32]) - 1) * DAY_S


def _next_midnight(unix_s: float) -> datetime:
    return datetime.fromtimestamp(math.ceil(unix_s / DAY_S) * DAY_S, UTC)
