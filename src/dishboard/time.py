"""Instants, clocks and time scales.

An instant is an aware datetime in UTC; its text is RFC 3339 with `Z`. Arrays of instants are
`unix_s`: seconds of UTC since 1970 without leap seconds, as POSIX counts them.
"""

from __future__ import annotations

import re
import time as _time
from datetime import UTC, datetime, timedelta
from typing import Protocol

from dishboard.errors import SettingError, shown

__all__ = [
    "EARLIEST",
    "LATEST",
    "Clock",
    "FixedClock",
    "ReplayClock",
    "SystemClock",
    "format_instant",
    "from_unix_s",
    "parse_instant",
    "unix_s",
]

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)  # of what can be asked for, both ends included
LATEST = datetime(2200, 1, 1, tzinfo=UTC)

# What people write that is nearly an instant, and what is wrong with it.
_NEARLY = (
    (re.compile(r"[T ]\d\d:?\d\d:?60"), "leap seconds cannot be asked for"),
    (re.compile(r"[T ]24:?00"), "a day ends before 24:00; write 00:00 of the next day"),
    (
        re.compile(r"[T ]\d\d:\d\d(:\d\d(\.\d+)?)? \d\d:?\d\d$"),
        "its offset has no sign; in an address write %2B for +",
    ),
)


class Clock(Protocol):
    """Where the time comes from. Handed in everywhere; nobody reads the system's own."""

    def now(self) -> datetime: ...


class SystemClock:
    """The real time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """One instant, for ever: the clock of `--at`."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


class ReplayClock:
    """Runs at the pace of real time, from an instant of the past; can be moved forward."""

    def __init__(self, start_at: datetime) -> None:
        self._start_at = start_at
        self._began_s = _time.monotonic()

    def now(self) -> datetime:
        return self._start_at + timedelta(seconds=_time.monotonic() - self._began_s)

    def move_to(self, at: datetime) -> None:
        """Go on from `at`. It never goes back: to an instant that has passed it does nothing."""
        read_s = _time.monotonic()
        if at > self._start_at + timedelta(seconds=read_s - self._began_s):
            self._start_at, self._began_s = at, read_s


def parse_instant(text: str) -> datetime:
    """An instant from RFC 3339 text with `Z` or an offset; seconds may be left out.

    Raises:
        SettingError: when it is not one, names no zone, or lies outside the years we answer for.
    """
    text = text.strip()
    said, wanted = shown(text), "expected UTC like 2026-09-05T10:28:00Z"
    reason = next((why for pattern, why in _NEARLY if pattern.search(text)), None)
    if reason:
        raise SettingError(f"'{said}' is not an instant: {reason}; {wanted}")
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise SettingError(f"'{said}' is not an instant; {wanted}") from None
    if instant.tzinfo is None:
        raise SettingError(f"'{said}' names no time zone; {wanted}")
    try:
        instant = instant.astimezone(UTC)
    except OverflowError:  # at the ends of the calendar
        instant = None
    if instant is None or not EARLIEST <= instant <= LATEST:
        raise SettingError(
            f"'{said}' is out of range; expected an instant from {EARLIEST:%Y-%m-%d} "
            f"to {LATEST:%Y-%m-%d}"
        )
    return instant


def format_instant(at: datetime) -> str:
    """RFC 3339 in UTC with `Z`; milliseconds only when there are any."""
    at = at.astimezone(UTC)
    timespec = "milliseconds" if at.microsecond else "seconds"
    return at.isoformat(timespec=timespec).replace("+00:00", "Z")


def unix_s(at: datetime) -> float:
    """Seconds of UTC since 1970, leap seconds not counted."""
    return at.timestamp()


def from_unix_s(seconds: float) -> datetime:
    """The instant of `unix_s`, to the microsecond."""
    return datetime.fromtimestamp(seconds, UTC)
