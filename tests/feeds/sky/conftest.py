"""Feeds of the sky, living in fake time beside a source on the loopback."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from dishboard.feeds import FeedMessage, FeedTrouble, SkyNews
from dishboard.feeds.celestrak.feed import CelestrakSettings, celestrak_feed
from dishboard.feeds.refreshing import SkyFeed
from dishboard.feeds.stops import Stops
from dishboard.model import Network, Spacecraft
from dishboard.testing import FakeClock, LoopbackSource

START_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
FIXTURES = Path(__file__).parents[2] / "fixtures"

MakeFeed = Callable[..., SkyFeed]  # (clock, sleep=…, chance=…)


@dataclass
class SkyLife:
    """A feed under test: it lives through spans of the fake clock's time."""

    source: LoopbackSource
    make: MakeFeed
    clock: FakeClock = field(default_factory=lambda: FakeClock(START_AT))
    told: list[FeedMessage | FeedTrouble | SkyNews] = field(default_factory=list)
    asked_at_s: list[float] = field(default_factory=list)
    seen: int = 0

    @property
    def news(self) -> list[SkyNews]:
        return [item for item in self.told if isinstance(item, SkyNews)]

    @property
    def troubles(self) -> list[FeedTrouble]:
        return [item for item in self.told if isinstance(item, FeedTrouble)]

    @property
    def asked(self) -> list[str]:
        """What was asked, in order, without the path and the form."""
        return [asked.path.partition("?")[2].split("&")[0] for asked in self.source.asked]

    def live(self, *spans_s: float, chance: float = 0.0) -> None:
        """Start the feed, let it live, stop it. Notes after which seconds it asked."""
        self.seen = len(self.source.asked)

        async def life() -> None:
            feed = self.make(self.clock, sleep=self._sleep, chance=lambda: chance)
            task = asyncio.create_task(feed.run(self.told.append))
            try:
                for span_s in spans_s:
                    await self.clock.advance(span_s, task)
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

        asyncio.run(life())
        self._note()

    async def _sleep(self, seconds: float) -> None:
        self._note()
        await self.clock.sleep(seconds)

    def _note(self) -> None:
        """The feed goes to sleep at the instant at which it asked: the clock stands meanwhile."""
        new = len(self.source.asked) - self.seen
        self.seen += new
        self.asked_at_s += [(self.clock.now() - START_AT).total_seconds()] * new


@pytest.fixture
def sky_network() -> Network:
    """Two craft that a group holds, one that none holds, one hidden, one that goes by Horizons."""
    return Network(
        name="test",
        sites=(),
        antennas=(),
        spacecraft=(
            Spacecraft(id="CRY", name="CryoSat-2", norad_id=36508, cospar_id="2010-013A"),
            Spacecraft(id="SWA", name="Swarm A", norad_id=39452, cospar_id="2013-067B"),
            Spacecraft(id="SMIL", name="SMILE", norad_id=69123, ephemeris="elements"),
            Spacecraft(id="MMS1", name="MMS 1", norad_id=40482, shown=False),
            Spacecraft(id="JUIC", name="JUICE", norad_id=56176, naif_id=-28, ephemeris="conic"),
        ),
    )


@pytest.fixture
def group() -> bytes:
    return (FIXTURES / "celestrak" / "group-science.json").read_bytes()


@pytest.fixture
def one(group: bytes) -> Callable[..., bytes]:
    """The answer for one number, like CryoSat's set but for what is given."""

    def body(number: int, **fields: Any) -> bytes:
        record = {**json.loads(group)[0], "NORAD_CAT_ID": number, "OBJECT_ID": "", **fields}
        return json.dumps([record]).encode()

    return body


@pytest.fixture
def living(source: LoopbackSource) -> Callable[..., SkyLife]:
    """A life for what makes a feed, perhaps beginning where another one's clock stands."""
    return lambda make, **options: SkyLife(source, make, **options)


@pytest.fixture
def answer() -> Callable[..., bytes]:
    return horizons_answer


def horizons_answer(
    asked: str,
    *,
    target: str = "JUICE (spacecraft) (-28)",
    centre: str = "Sun (10)",
    moon_km: float = 0.0,
    jump_km: float = 0.0,
    as_json: bool = True,
) -> bytes:
    """What Horizons would answer to a question, composed after recorded headers of 2021 and 2022.

    The craft goes round the Sun on a circle of 1.5 au, and about its own way on one of `moon_km` in
    two hours. Half-way it jumps by `jump_km`.
    """
    query = {name: values[0].strip("'") for name, values in parse_qs(urlsplit(asked).query).items()}
    start, stop = (datetime.fromisoformat(query[f"{end}_TIME"]) for end in ("START", "STOP"))
    step_s = float(query["STEP_SIZE"].removesuffix(" m")) * 60
    rows: list[str] = []
    count = int((stop - start).total_seconds() // step_s) + 1
    for row in range(count):
        at = start + timedelta(seconds=row * step_s)
        at_s = (at - datetime(2000, 1, 1, 12)).total_seconds()  # noqa: DTZ001
        position, velocity = circling(at_s, moon_km)
        position[2] += jump_km if row > count // 2 else 0.0
        numbers = ", ".join(f"{number: .15E}" for number in (*position, *velocity))
        rows.append(
            f"{2_451_545.0 + at_s / 86_400:.9f}, A.D. {at:%Y-%b-%d %H:%M:%S}.0000, {numbers},"
        )
    text = "\n".join(
        (
            "API VERSION: 1.2",
            "Ephemeris / API_USER Mon Nov 23 04:00:01 2026 Pasadena, USA      / Horizons",
            f"Target body name: {target}          {{source: composed}}",
            f"Center body name: {centre}                     {{source: DE441}}",
            f"Start time      : A.D. {start:%Y-%b-%d %H:%M:%S}.0000 TDB",
            f"Stop  time      : A.D. {stop:%Y-%b-%d %H:%M:%S}.0000 TDB",
            "Output units    : KM-S",
            "Output type     : GEOMETRIC cartesian states",
            "Reference frame : ICRF",
            "$$SOE",
            *rows,
            "$$EOE",
        )
    )
    return (
        json.dumps({"signature": {"version": "1.2"}, "result": text}).encode()
        if as_json
        else text.encode()
    )


def circling(tdb_s: float, moon_km: float = 0.0) -> tuple[list[float], list[float]]:
    """About the Sun: km and km/s."""
    position, velocity = [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]
    for radius_km, period_s in ((2.25e8, 5.8e7), (moon_km, 7_200.0)):
        rate = 2 * math.pi / period_s
        cosine, sine = math.cos(rate * tdb_s), math.sin(rate * tdb_s)
        position[0] += radius_km * cosine
        position[1] += radius_km * sine
        velocity[0] -= radius_km * rate * sine
        velocity[1] += radius_km * rate * cosine
    return position, velocity


@pytest.fixture
def celestrak(
    source: LoopbackSource, sky_network: Network, tmp_path: Path
) -> Callable[..., MakeFeed]:
    """Makes what makes a feed: one cache and one data folder for all of a test."""

    def of(*, keeping: bool = True, timeout_s: float = 20.0, **settings: Any) -> MakeFeed:
        asked_for = CelestrakSettings(
            url=source.address("/gp.php"),
            timeout_s=timeout_s,
            **{"groups": ("science",), **settings},
        )
        return lambda clock, **given: celestrak_feed(
            sky_network,
            clock,
            asked_for,
            cache_dir=tmp_path / "cache" if keeping else None,
            stops=Stops(tmp_path / "stops" if keeping else None),
            **given,
        )

    return of
