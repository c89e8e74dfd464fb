"""A small network, a source on the loopback, and a feed that lives in fake time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dishboard.feeds import FeedMessage, FeedTrouble
from dishboard.feeds.dsn_now.feed import DsnNowSettings, dsn_now_feed
from dishboard.model import Antenna, Figure, Network, Site, Spacecraft
from dishboard.testing import FakeClock, LoopbackSource

KNOWN = Figure(value=0.0)
START_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def antenna(antenna_id: str, alias: str) -> Antenna:
    return Antenna(
        id=antenna_id,
        name=antenna_id,
        site="GDS",
        network="dsn",
        diameter_m=KNOWN,
        latitude_deg=KNOWN,
        longitude_deg=KNOWN,
        height_m=KNOWN,
        mask_deg=KNOWN,
        aliases={"dsn_now": alias},
    )


@pytest.fixture
def network() -> Network:
    return Network(
        name="test",
        sites=(
            Site(
                id="GDS",
                name="Goldstone",
                latitude_deg=KNOWN,
                longitude_deg=KNOWN,
                height_m=KNOWN,
            ),
        ),
        antennas=(
            antenna("DSS-14", "DSS14"),
            antenna("DSS-26", "DSS26"),
            antenna("DSS-36", "DSS36"),
        ),
        spacecraft=(
            Spacecraft(id="trace-gas-orbiter", name="TGO", codes={"dsn_now": "TGO"}),
            Spacecraft(id="VGR2", name="Voyager 2", codes={"dsn_now": "VGR2"}),
            Spacecraft(id="MRO", name="MRO", naif_id=-74),  # no code: its id is not its name there
        ),
        not_spacecraft=("DSN", "DSS", "TEST"),
    )


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackSource]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")  # whatever this computer asks the world through
    source = LoopbackSource()
    yield source
    source.close()


@pytest.fixture
def capture() -> Callable[..., bytes]:
    """A capture whose own time is so many seconds before the fake clock's start."""
    return capture_of_age


def capture_of_age(age_s: float = 0.0) -> bytes:
    epoch_ms = int((START_AT.timestamp() - age_s) * 1000)
    dish = '<dish name="DSS14"><target name="TGO"/></dish>'
    return f"<dsn>{dish}<timestamp>{epoch_ms}</timestamp></dsn>".encode()


@dataclass
class Life:
    """A feed under test: it lives through spans of the fake clock's time."""

    source: LoopbackSource
    network: Network
    cache_dir: Path | None = None
    timeout_s: float = 20.0
    path: str = "/dsn.xml"
    clock: FakeClock = field(default_factory=lambda: FakeClock(START_AT))
    told: list[FeedMessage | FeedTrouble] = field(default_factory=list)
    asked_at_s: list[float] = field(default_factory=list)

    @property
    def messages(self) -> list[FeedMessage]:
        return [item for item in self.told if isinstance(item, FeedMessage)]

    @property
    def troubles(self) -> list[FeedTrouble]:
        return [item for item in self.told if isinstance(item, FeedTrouble)]

    def live(self, *spans_s: float, chance: float = 0.0) -> None:
        """Start the feed, let it live, stop it. Notes after which seconds it asked."""

        async def life() -> None:
            feed = dsn_now_feed(
                self.network,
                self.clock,
                DsnNowSettings(url=self.source.address(self.path), timeout_s=self.timeout_s),
                cache_dir=self.cache_dir,
                sleep=self._sleep,
                chance=lambda: chance,
            )
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
        new = len(self.source.asked) - len(self.asked_at_s)
        self.asked_at_s += [(self.clock.now() - START_AT).total_seconds()] * new


@pytest.fixture
def living(source: LoopbackSource, network: Network) -> Callable[..., Life]:
    return lambda **options: Life(source, network, **options)
