"""What a polled feed remembers of its source, across restarts and between processes.

One file per feed, `<feed>.feed`: a line of JSON, then the last good body as it came. It holds for
one address only: asking another one begins from nothing. It is replaced as a whole (written
beside, then renamed), so a reader sees one state or the other, never half of each. Processes that
share the directory take turns by a lock on `<feed>.lock` and by claiming a slot before asking:
together they ask no more often than one.
"""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from msgspec.structs import replace

from dishboard.board.state import FeedCondition

__all__ = ["LONGEST_WAIT", "FeedMemory", "Remembered", "is_due"]

LONGEST_WAIT = timedelta(days=1)  # a slot farther away is the mark of a clock that was wrong

log = logging.getLogger("dishboard.feeds")


class Remembered(msgspec.Struct, frozen=True, kw_only=True):
    """Where a feed stands with its source."""

    address: str = ""  # of the source all this is about
    next_at: datetime | None = None  # not to be asked before
    condition: FeedCondition = FeedCondition.OK
    detail: str = ""
    failures: int = 0  # in a row
    failing_since_at: datetime | None = None
    received_at: datetime | None = None  # of the body
    observed_at: datetime | None = None  # of the body, by its own clock
    advanced_at: datetime | None = None  # when the data's own clock was last seen to move
    etag: str | None = None
    last_modified: str | None = None
    learnt: dict[str, float] = {}  # how the question is best put; the feed's own words
    body: bytes | None = None  # the last good one


class FeedMemory:
    """The memory of one feed: in a directory, or without one in this process alone."""

    def __init__(self, directory: Path | None, feed: str, address: str) -> None:
        self._directory, self._feed = directory, feed
        self._last = self._nothing = Remembered(address=address)

    @property
    def is_shared(self) -> bool:
        """Whether another process may write to it."""
        return self._directory is not None

    def load(self) -> Remembered:
        """What is remembered now, by whichever process wrote last."""
        if self._directory is not None:
            try:
                kept = _from_bytes((self._directory / f"{self._feed}.feed").read_bytes())
            except FileNotFoundError:
                return self._last
            except msgspec.MsgspecError:
                return self._last  # damaged, or another version's: it is soon overwritten
            except OSError as error:
                self._go_without("read", error)
                return self._last
            self._last = kept if kept.address == self._nothing.address else self._nothing
        return self._last

    def claim(self, now: datetime, until_at: datetime) -> Remembered | None:
        """Take the slot that is due, so that nobody else asks before `until_at`.

        Returns what is remembered, or None when the slot is not due (any more).
        """
        with self._alone():
            known = self.load()
            if not is_due(known, now):
                return None
            self._write(replace(known, next_at=until_at))
            return known

    def store(self, remembered: Remembered) -> None:
        with self._alone():
            self._write(remembered)

    def _write(self, remembered: Remembered) -> None:
        self._last = remembered
        if self._directory is None:
            return
        beside = self._directory / f"{self._feed}.{os.getpid()}.new"
        try:
            beside.write_bytes(_to_bytes(remembered))
            beside.replace(self._directory / f"{self._feed}.feed")
        except OSError as error:
            self._go_without("written", error)

    @contextmanager
    def _alone(self) -> Generator[None]:
        """No other process reads and writes meanwhile; held for well under a millisecond."""
        if self._directory is None:
            yield
            return
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            lock = (self._directory / f"{self._feed}.lock").open("a")
        except OSError as error:
            self._go_without("written", error)
            yield
            return
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _go_without(self, verb: str, error: Exception) -> None:
        """A broken or full disk costs the cache, not the feed."""
        log.warning(
            "the cache of %s in %s cannot be %s (%s); going on without it until the next start",
            self._feed,
            self._directory,
            verb,
            error,
        )
        self._directory = None


def is_due(remembered: Remembered, now: datetime) -> bool:
    """Whether the source may be asked now."""
    next_at = remembered.next_at
    return next_at is None or next_at <= now or next_at > now + LONGEST_WAIT


def _to_bytes(remembered: Remembered) -> bytes:
    head = msgspec.json.encode(replace(remembered, body=None))
    return head + b"\n" + (remembered.body or b"")


def _from_bytes(data: bytes) -> Remembered:
    head, _, body = data.partition(b"\n")
    known = msgspec.json.decode(head, type=Remembered)
    return replace(known, body=body) if known.received_at else known
