"""A small network and a sky that is a table of passes, for tests without ephemerides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from dishboard.ephemeris import Gap
from dishboard.model import (
    Agreement,
    Antenna,
    Band,
    Direction,
    Figure,
    Link,
    Network,
    Pass,
    Quality,
    Site,
    Spacecraft,
)

DAY_START = datetime(2026, 11, 23, tzinfo=UTC)  # day 20780: even


@dataclass(frozen=True)
class TruePass:
    antenna: str
    spacecraft: str
    start_at: datetime
    end_at: datetime
    peak_deg: float = 60.0

    def elevation_deg(self, at: datetime) -> float:
        """A tent: up from 5° to the peak in the middle, and down again."""
        half = (self.end_at - self.start_at) / 2
        middle = self.start_at + half
        return 5.0 + (self.peak_deg - 5.0) * (1 - abs((at - middle) / half))


@dataclass
class TableSky:
    """Answers as a real sky does: what is up at an end of the span has no rise, or no set."""

    table: Sequence[TruePass]
    asked: list[tuple[datetime, datetime]] = field(default_factory=list)
    unknown: Sequence[Gap] = ()  # of every craft, in order, within all that is asked

    def passes(
        self, pairs: Sequence[tuple[str, str]], start_at: datetime, end_at: datetime
    ) -> list[Pass]:
        self.asked.append((start_at, end_at))
        cuts = [at for gap in self.unknown for at in (gap.begin_at, gap.end_at)]
        bounds = [start_at, *cuts, end_at]
        return [
            one
            for true in self.table
            if (true.antenna, true.spacecraft) in pairs
            for from_at, to_at in zip(bounds[::2], bounds[1::2], strict=True)
            for one in self._seen(true, from_at, to_at)
        ]

    def gaps(self, spacecraft_id: str, start_at: datetime, end_at: datetime) -> list[Gap]:
        return list(self.unknown)

    def _seen(self, true: TruePass, start_at: datetime, end_at: datetime) -> list[Pass]:
        if true.end_at <= start_at or true.start_at >= end_at:
            return []
        middle = true.start_at + (true.end_at - true.start_at) / 2
        top_at = min(max(middle, start_at), end_at)
        return [
            Pass(
                id=f"{true.spacecraft}-{true.antenna}-{true.start_at:%Y%m%dT%H%M%SZ}",
                antenna=true.antenna,
                spacecraft=true.spacecraft,
                rise_at=true.start_at if true.start_at >= start_at else None,
                culmination_at=top_at,
                set_at=true.end_at if true.end_at <= end_at else None,
                rise_azimuth_deg=None,
                culmination_azimuth_deg=180.0,
                set_azimuth_deg=None,
                rise_elevation_deg=None,
                set_elevation_deg=None,
                max_elevation_deg=true.elevation_deg(top_at),
                rise_range_km=None,
                culmination_range_km=1_000.0,
                set_range_km=None,
                quality=Quality.GOOD,
                age_s=3600.0,
                source="a table",
            )
        ]


def an_antenna(name: str, **bands: str) -> Antenna:
    """An antenna with bands like S="up down"."""
    return Antenna(
        id=name,
        name=name,
        site="HOME",
        network="test",
        diameter_m=Figure(value=15.0),
        latitude_deg=Figure(value=67.9),
        longitude_deg=Figure(value=21.0),
        height_m=Figure(value=400.0),
        mask_deg=Figure(value=5.0),
        bands={
            band: Band(up="up" in ways or None, down="down" in ways) for band, ways in bands.items()
        },
    )


def a_spacecraft(name: str, antennas: Sequence[str], **figures: float | str | bool) -> Spacecraft:
    """A spacecraft with an S-band link each way; `figures` are those of its agreement."""
    regime = str(figures.pop("regime", "LEO"))
    numbers = {key: Figure(value=float(value)) for key, value in figures.items()}
    return Spacecraft(
        id=name,
        name=name,
        links=(Link(direction=Direction.UP, band="S"), Link(direction=Direction.DOWN, band="S")),
        agreement=Agreement(
            regime=regime,
            antennas=tuple(antennas),
            antennas_verified=True,
            **({"setup_min": Figure(value=5.0), "teardown_min": Figure(value=2.0)} | numbers),
        ),
    )


def a_network(antennas: Sequence[Antenna], spacecraft: Sequence[Spacecraft]) -> Network:
    home = Site(
        id="HOME",
        name="Home",
        latitude_deg=Figure(value=67.9),
        longitude_deg=Figure(value=21.0),
        height_m=Figure(value=400.0),
    )
    return Network(
        name="test", sites=(home,), antennas=tuple(antennas), spacecraft=tuple(spacecraft)
    )


def table(text: str) -> list[TruePass]:
    """Passes from lines `antenna spacecraft [+days] from to peak`; to before from: the next day."""
    found: list[TruePass] = []
    for line in text.strip().splitlines():
        antenna, spacecraft, *when, start, end, peak = line.split()
        day_at = DAY_START + timedelta(days=int(when[0]) if when else 0)
        start_at, end_at = (
            day_at + timedelta(hours=int(clock[:2]), minutes=int(clock[3:]))
            for clock in (start, end)
        )
        if end_at <= start_at:
            end_at += timedelta(days=1)
        found.append(TruePass(antenna, spacecraft, start_at, end_at, float(peak)))
    return found


@dataclass(frozen=True)
class Bench:
    """What the planner's tests build with."""

    day_at: datetime = DAY_START
    antenna: Callable[..., Antenna] = an_antenna
    spacecraft: Callable[..., Spacecraft] = a_spacecraft
    network: Callable[..., Network] = a_network
    table: Callable[[str], list[TruePass]] = table
    true_pass: type[TruePass] = TruePass
    sky: type[TableSky] = TableSky


@pytest.fixture(scope="session")
def bench() -> Bench:
    return Bench()
