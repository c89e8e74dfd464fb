"""The page of the club: a first line with its time, then a line for each antenna.

    beacon 1 2026-11-23T12:00:00Z
    ROOF-1 LEO-7 181.5 42.0 locked

Antenna, craft, azimuth and elevation in degrees, downlink. "-" is nothing, "?" is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dishboard.errors import DishboardError, FormatError, shown
from dishboard.time import parse_instant

MAX_BYTES = 64 * 1024


@dataclass(frozen=True)
class Line:
    """What the page says of one antenna. None: it does not say."""

    antenna: str
    craft: str | None
    azimuth_deg: float | None
    elevation_deg: float | None
    downlink: str | None  # in its own word


@dataclass(frozen=True)
class Page:
    observed_at: datetime
    lines: tuple[Line, ...]
    problems: tuple[str, ...]


def parse_beacon(data: bytes) -> Page:
    """Read the page. A bad line is left out and told; what is no page at all is refused.

    Raises:
        FormatError: says what was expected and what came.
    """
    first, *rest = data[: MAX_BYTES + 1].decode("utf-8", "replace").splitlines() or [""]
    words = first.split()
    if len(data) > MAX_BYTES or words[:2] != ["beacon", "1"] or len(words) != 3:
        raise FormatError(f"line 1: expected 'beacon 1 <time>', got '{shown(first)}'")
    try:
        observed_at = parse_instant(words[2])
    except DishboardError as error:
        raise FormatError(f"line 1: {error}") from None
    lines: list[Line] = []
    problems: list[str] = []
    for number, text in enumerate(rest, 2):
        if not text.strip() or text.startswith("#"):
            continue
        try:
            lines.append(_line(text.split()))
        except FormatError as error:
            problems.append(f"line {number}: {error}; left out")
    return Page(observed_at, tuple(lines), tuple(problems))


def _line(words: list[str]) -> Line:
    if len(words) != 5:
        raise FormatError(f"expected 5 words, got {len(words)}")
    antenna, craft, azimuth, elevation, downlink = (shown(word) for word in words)
    return Line(
        antenna=antenna,
        craft=None if craft in "-?" else craft,
        azimuth_deg=_degrees(azimuth, 0, 360),
        elevation_deg=_degrees(elevation, -90, 90),
        downlink=None if downlink in "-?" else downlink,
    )


def _degrees(word: str, low: float, high: float) -> float | None:
    if word == "?":
        return None  # unknown, never 0
    try:
        value = float(word)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:  # also false for NaN
        raise FormatError(f"expected {low} to {high} degrees, got '{word}'")
    return value
