"""Recorded captures, played as if they came now.

The board's clock runs from the first capture's own time, and each capture is told when the clock
reaches its time. Where the next one is more than a minute away the clock waits a minute and is then
moved forward to it: recordings years apart play in a row. After the last one nothing more comes,
and the board turns late and stale by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from dishboard.board.state import FeedCondition, FeedKind
from dishboard.errors import FormatError
from dishboard.feeds.dsn_now.readings import FEED_ID, FEED_NAME, message_of
from dishboard.feeds.message import FeedMessage, FeedTrouble, Publish
from dishboard.formats.dsn_now import MAX_BYTES, DsnNowCapture, parse_dsn_now
from dishboard.model import Network

__all__ = [
    "LONGEST_GAP_S",
    "REPLAY_SOURCE",
    "MovableClock",
    "Recordings",
    "ReplayFeed",
    "read_recordings",
]

REPLAY_SOURCE = f"{FEED_NAME}, recorded capture"
LONGEST_GAP_S = 60.0
CYCLE_S = 15.0  # the live feed's: recordings are judged as if they were live


class MovableClock(Protocol):
    """A clock that can be moved forward, such as `dishboard.time.ReplayClock`.

    It runs by itself, so it may have passed `at` already: then it is left as it is.
    """

    def now(self) -> datetime: ...
    def move_to(self, at: datetime) -> None: ...


class Recordings(Struct, frozen=True, kw_only=True):
    """What the files held: captures in the order of their own time, and one line per bad file."""

    captures: tuple[DsnNowCapture, ...]
    faults: tuple[str, ...] = ()

    @property
    def start_at(self) -> datetime:
        """The first capture's time: where the board's clock begins.

        Raises:
            FormatError: when there is none; lists every file's fault.
        """
        if not self.captures:
            raise FormatError("nothing to replay:\n" + "\n".join(self.faults))
        return self.captures[0].observed_at

    @property
    def end_at(self) -> datetime:
        """The last capture's time. Raises as `start_at` does."""
        return max(self.start_at, self.captures[-1].observed_at)

    def messages(self, network: Network, until_at: datetime | None = None) -> list[FeedMessage]:
        """What the feed says up to an instant (None: to the last), for one-shot commands."""
        chosen = [
            capture
            for capture in self.captures
            if until_at is None or capture.observed_at <= until_at
        ]
        return [self.message(capture, network, capture.observed_at) for capture in chosen]

    def message(
        self, capture: DsnNowCapture, network: Network, received_at: datetime
    ) -> FeedMessage:
        """One capture as a message; the first one's also says which files were left out."""
        message = message_of(capture, network, received_at, REPLAY_SOURCE)
        if capture is not self.captures[0] or not self.faults:
            return message
        return replace(message, problems=(*self.faults, *message.problems))


def read_recordings(files: Iterable[Path]) -> Recordings:
    """Read captures from files; a bad file is a fault and stops none of the others."""
    captures: list[DsnNowCapture] = []
    faults: list[str] = []
    for file in files:
        try:
            with file.open("rb") as opened:
                captures.append(parse_dsn_now(opened.read(MAX_BYTES + 1)))
        except FormatError as error:
            faults.append(f"{file.name or file}: {error}")
        except OSError as error:
            faults.append(f"{file.name or file}: cannot be read ({error.strerror or error})")
    captures.sort(key=lambda capture: capture.observed_at)
    return Recordings(captures=tuple(captures), faults=tuple(faults))


class ReplayFeed:
    """DSN Now from recordings."""

    kind = FeedKind.REPLAYED

    def __init__(
        self,
        recordings: Recordings,
        network: Network,
        clock: MovableClock,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._recordings, self._network = recordings, network
        self._clock, self._sleep = clock, sleep

    @property
    def id(self) -> str:
        return FEED_ID

    @property
    def name(self) -> str:
        return REPLAY_SOURCE

    @property
    def cycle_s(self) -> float:
        return CYCLE_S

    async def run(self, publish: Publish) -> None:
        """Tell each capture at its time; returns after the last."""
        recordings = self._recordings
        if not recordings.captures:
            publish(
                FeedTrouble(
                    feed=self.id,
                    condition=FeedCondition.FAILED,
                    detail="nothing to replay: " + "; ".join(recordings.faults),
                    at=self._clock.now(),
                )
            )
        for capture in recordings.captures:
            await self._until(capture.observed_at)
            publish(recordings.message(capture, self._network, self._clock.now()))

    async def _until(self, at: datetime) -> None:
        wait_s = (at - self._clock.now()).total_seconds()
        if wait_s > 0:
            await self._sleep(min(wait_s, LONGEST_GAP_S))
        self._clock.move_to(at)
