"""What a polled feed remembers of its source, across restarts and between processes.

One file per feed, `<feed>.feed`: a line of JSON, then the last good body as it came. It holds for
one address only: asking another one begins from nothing. It is replaced as a whole (written
beside, then renamed), so a reader sees one state or the other, never half of each. Processes that
share the directory take turns by a lock on `<feed>.lock` and by claiming a slot before asking:
together they ask no more often than one.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec.structs import replace

from dishboard.board.state import FeedCondition

__all__ = ["FARTHEST_SLOT", "LONGEST_WAIT", "FeedMemory", "Remembered", "due_at", "is_due"]

LONGEST_WAIT = timedelta(days=1)
# A slot farther away is the mark of a clock that was wrong, or is. Well above the longest interval
# and its tenth by chance, so that a clock put back a little never looks like one.
FARTHEST_SLOT = timedelta(days=2)

Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class Remembered(msgspec.Struct, frozen=True, kw_only=True):
    """Where a feed stands with its source."""

    address: str = ""  # of the source all this is about
    next_at: Instant | None = None  # not to be asked before
    had_next_at: Instant | None = None  # the slot that another clock had set; see `due_at`
    condition: FeedCondition = FeedCondition.OK
    detail: str = ""
    failures: int = 0  # in a row
    failing_since_at: Instant | None = None
    received_at: Instant | None = None  # of the body
    observed_at: Instant | None = None  # of the body, by its own clock
    advanced_at: Instant | None = None  # when the data's own clock was last seen to move
    etag: str | None = None
    last_modified: str | None = None
    learnt: dict[str, float] = {}  # how the question is best put; the feed's own words
    body: bytes | None = None  # the last good one


class FeedMemory:
    """The memory of one feed: in a directory, or without one in this process alone.

    Args:
        needed: a source that must not be asked when that it was asked cannot be kept. Otherwise a
            bad disk costs the memory, not the feed: only the first question waits for a slot, so
            that a service that is started again and again asks no more often than the slots allow.

    `lost` says why nothing can be kept now; each claim tries again.
    """

    def __init__(
        self, directory: Path | None, feed: str, address: str, *, needed: bool = False
    ) -> None:
        self._directory, self._feed, self._needed = directory, feed, needed
        self._last = self._nothing = Remembered(address=address)
        self._has_claimed = False  # in this process
        self._is_damaged = False  # what is kept, and so when it was asked is not known
        self.lost = ""

    @property
    def is_shared(self) -> bool:
        """Whether another process may write to it."""
        return self._directory is not None

    def load(self) -> Remembered:
        """What is remembered now, by whichever process wrote last."""
        self._is_damaged = False
        if self._directory is not None and not self.lost:
            try:
                kept = _from_bytes((self._directory / f"{self._feed}.feed").read_bytes())
            except FileNotFoundError:
                return self._last
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                self._is_damaged = True  # or another version's; the next claim overwrites it
                return self._last
            except OSError as error:
                self._go_without(error)
                return self._last
            self._last = kept if kept.address == self._nothing.address else self._nothing
        return self._last

    def claim(
        self, now: datetime, until_at: datetime, anew_at: datetime | None = None
    ) -> Remembered | None:
        """Take the slot that is due, so that nobody else asks before `until_at`.

        Returns what is remembered, or None when the slot is not due (any more), or when that it
        was taken must be kept and cannot be. A slot that only a wrong clock can have set is not
        used, since the last question may be a minute old: the next one is at `anew_at`, by default
        `until_at`. So it is with the first slot of a process that cannot keep that it took it, and
        where what was kept cannot be read: the last question may be a minute old there too.
        """
        with self._alone():
            known = self.load()
            if not is_due(known, now):
                return None
            if known.next_at is not None and known.next_at > now + FARTHEST_SLOT:
                begin_at = anew_at or until_at
                self._write(replace(known, next_at=begin_at, had_next_at=known.next_at))
                return None
            was_damaged = self._is_damaged
            self._write(replace(known, next_at=until_at, had_next_at=None))
            if was_damaged:
                return None
            if self.lost and self._needed:
                self._last = known
                return None
            is_first, self._has_claimed = not self._has_claimed, True
            if self.lost and is_first:
                return None
            return replace(known, had_next_at=None)

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
            self._go_without(error)
        else:
            self.lost = ""

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
            self._go_without(error)
            yield
            return
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _go_without(self, error: OSError) -> None:
        self.lost = f"the cache in {self._directory} cannot be used ({error.strerror})"


def due_at(remembered: Remembered, now: datetime) -> datetime:
    """When the source may be asked: now, or later.

    A computer may start with a wrong clock and have the right one a minute later. So a slot that
    was given up because it was too far away holds after all when the clock comes near it.
    """
    next_at, had_next_at = remembered.next_at, remembered.had_next_at
    if had_next_at is not None and now < had_next_at <= now + FARTHEST_SLOT:
        return had_next_at
    if next_at is None or next_at > now + FARTHEST_SLOT:
        return now
    return max(now, next_at)


def is_due(remembered: Remembered, now: datetime) -> bool:
    """Whether the source may be asked now."""
    return due_at(remembered, now) <= now


def _to_bytes(remembered: Remembered) -> bytes:
    head = msgspec.json.encode(replace(remembered, body=None))
    return head + b"\n" + (remembered.body or b"")


def _from_bytes(data: bytes) -> Remembered:
    head, _, body = data.partition(b"\n")
    known = msgspec.json.decode(head, type=Remembered)
    return replace(known, body=body) if known.received_at else known
