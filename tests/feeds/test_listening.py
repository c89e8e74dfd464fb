"""What every feed with a connection says of itself."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from dishboard.board import Board
from dishboard.board.state import ClockMode, ClockState
from dishboard.ephemeris import Sky
from dishboard.feeds.listening import ListeningFeed
from dishboard.feeds.message import FeedMessage, FeedTrouble
from dishboard.model import Network
from dishboard.testing import FakeClock

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Station(ListeningFeed):
    """A connection on which nothing comes yet, and of which not all is given."""

    async def _listen(self) -> None:
        self._connected()
        self._remarks.withhold("2 names are not known there")
        await asyncio.Event().wait()


def test_what_is_amiss_stays_said_when_the_last_word_is_of_an_earlier_connection(
    network: Network,
) -> None:
    board = Board(network, Sky.builtin(network), ClockState(mode=ClockMode.LIVE, offline=False))
    board.add_feed("station", "Station", 10.0, "no message yet")
    earlier_at = AT - timedelta(minutes=5)
    board.receive([], feed_id="station", observed_at=earlier_at, received_at=earlier_at)

    def tell(said: object) -> None:
        assert isinstance(said, FeedMessage | FeedTrouble)
        if isinstance(said, FeedTrouble):
            board.trouble(said.feed, said.condition, said.detail)

    async def life() -> None:
        clock = FakeClock(AT)
        station = Station(
            "station", "Station", "here", network, clock,
            cycle_s=10.0, simulated=False, sleep=clock.sleep,
        )  # fmt: skip
        running = asyncio.create_task(station.run(tell))
        await clock.advance(3.0, running)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(life())
    board.tick(AT + timedelta(seconds=3))
    (source,) = board.state.feeds
    assert source.detail == "its last word is of 11:55:00 UTC; 2 names are not known there"
