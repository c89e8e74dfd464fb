"""Instants, clocks and time scales.

An instant is an aware datetime in UTC; its text is RFC 3339 with `Z`. Arrays of instants are
`unix_s`: seconds of UTC since 1970 without leap seconds, as POSIX counts them.
"""

from __future__ import annotations

import time as _time
from datetime import UTC, datetime, timedelta
from typing import Protocol

from dishboard.errors import SettingError

__all__ = [
    "Clock",
    "FixedClock",
    "ReplayClock",
    "SystemClock",
    "format_instant",
    "from_unix_s",
    "parse_instant",
    "unix_s",
]


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
        """Go on from `at`; going back is a misuse."""
        if at < self.now():
            raise ValueError(f"a replay's clock does not go back (to {at}, from {self.now()})")
        self._start_at, self._began_s = at, _time.monotonic()


def parse_instant(text: str) -> datetime:
    """An instant from RFC 3339 text with `Z` or an offset; seconds may be left out.

    Raises:
        SettingError: when it is not one, or names no zone.
    """
    wanted = "expected UTC like 2026-09-05T10:28:00Z"
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        raise SettingError(f"'{text}' is not an instant; {wanted}") from None
    if instant.tzinfo is None:
        raise SettingError(f"'{text}' names no time zone; {wanted}")
    return instant.astimezone(UTC)


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
