"""CCSDS instants (ASCII time codes A and B, CCSDS 301.0-B-4): calendar date or day of the year."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache

__all__ = ["calendar_s", "utc_instant"]

_TIME_CODE = re.compile(
    r"(\d{4}-(?:\d\d-\d\d|\d{3}))T(\d\d):(\d\d):(\d\d)(\.\d*)?Z?", re.ASCII | re.IGNORECASE
)
_DAY_OF_1970 = date(1970, 1, 1).toordinal()


def calendar_s(text: str) -> float:
    """Seconds since 1970-01-01T00:00:00 of the calendar, every day with 86,400 s.

    Raises:
        ValueError: for anything else. A leap second (23:59:60) is the next day's first instant.
    """
    found = _TIME_CODE.fullmatch(text)
    if found is None:
        raise ValueError(f"no instant: {text}")
    day, hour, minute, second, fraction = found.groups()
    hours, minutes, seconds = int(hour), int(minute), int(second)
    leap = seconds == 60 and (hours, minutes) == (23, 59)
    if hours > 23 or minutes > 59 or (seconds > 59 and not leap):
        raise ValueError(f"no instant: {text}")
    try:
        days = _days(day)
    except ValueError:
        raise ValueError(f"no instant: {text}") from None
    whole_s = days * 86_400 + hours * 3_600 + minutes * 60 + seconds
    return whole_s + float(f"0{fraction}") if fraction else float(whole_s)


def utc_instant(text: str) -> datetime:
    """The same of a time code in UTC, as an instant. Raises ValueError."""
    try:
        return datetime.fromtimestamp(calendar_s(text), UTC)
    except (OverflowError, OSError):
        raise ValueError(f"no instant: {text}") from None


@lru_cache(maxsize=1_024)
def _days(day: str) -> int:
    year, rest = int(day[:4]), day[5:]
    if len(rest) == 5:
        return date(year, int(rest[:2]), int(rest[3:])).toordinal() - _DAY_OF_1970
    first, number = date(year, 1, 1).toordinal(), int(rest)
    if not 1 <= number <= 365 + (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)):
        raise ValueError(day)
    return first + number - 1 - _DAY_OF_1970
