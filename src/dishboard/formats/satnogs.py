"""What the SatNOGS Network API answers: stations, observations and jobs, a JSON array each.

Observations and jobs are one thing seen twice: a job is an observation that has not begun, as its
station fetches it, under the same number. Times are UTC with a Z. A bad item is left out with a
line that says why; what is no array at all is refused.

Of a satellite only its catalogue number is taken. The SatNOGS database gives satellites that have
none yet a temporary one, 98000 to 99999; those name nothing elsewhere.

There is no published schema. Names as recorded in March and September 2026; the words of `status`
by the service's own published program: -1000 … -101 failed, -100 … -1 bad, 0 … 99 unknown, from 100
on good, and `future` until the end has passed, also while it runs.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from dishboard.errors import FormatError, shown
from dishboard.formats.tle import alpha5_number

__all__ = [
    "Observation",
    "Page",
    "Station",
    "is_temporary",
    "parse_observations",
    "parse_stations",
]

MOST_ITEMS = 5_000  # of one answer; pages have 25, the jobs of a busy station some hundreds
LONGEST = timedelta(days=2)  # of an observation; the service allows well under that
LARGEST_NORAD_ID = 999_999_999
_TEMPORARY = range(98_000, 100_000)

Item = TypeVar("Item")


class Page(Struct, frozen=True, kw_only=True):
    """One answer: what could be read of it, and one line for what could not."""

    items: tuple[Any, ...]
    problems: tuple[str, ...] = ()


class Station(Struct, frozen=True, kw_only=True):
    """A station as the service describes it. None: it does not say."""

    id: int
    name: str | None
    status: str | None  # Online, Testing, Offline, or another word of theirs
    last_seen_at: datetime | None
    latitude_deg: float | None
    longitude_deg: float | None
    height_m: float | None
    min_elevation_deg: float | None
    client_version: str | None


class Observation(Struct, frozen=True, kw_only=True):
    """An observation that was, is or will be, or a job."""

    id: int
    station: int
    station_name: str | None
    start_at: datetime
    end_at: datetime
    norad_id: int
    satellite: str | None  # name of the elements it was planned with
    frequency_hz: float | None
    mode: str | None
    max_elevation_deg: float | None
    status: str | None  # future unknown good bad failed; a job has none
    waterfall: str | None  # with-signal without-signal unknown


def is_temporary(norad_id: int) -> bool:
    """Whether a number is one that SatNOGS made up for want of a real one."""
    return norad_id in _TEMPORARY


def parse_stations(data: bytes) -> Page:
    """Stations of one answer.

    Raises:
        FormatError: for bytes that are no JSON array of objects.
    """
    return _page(data, "station", _station)


def parse_observations(data: bytes) -> Page:
    """Observations or jobs of one answer.

    Raises:
        FormatError: for bytes that are no JSON array of objects.
    """
    return _page(data, "observation", _observation)


def _page(data: bytes, what: str, read: Callable[[dict[str, Any]], Item]) -> Page:
    try:
        answer: Any = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        is_page = data.lstrip().startswith(b"<")
        came = "a web page, perhaps its error page" if is_page else f"no JSON ({error})"
        raise FormatError(f"expected a JSON array of {what}s, got {came}") from None
    if not isinstance(answer, list):
        said = "an object"
        if not isinstance(answer, dict):
            said = shown(str(answer))
        elif "detail" in answer:
            said = shown_of(answer, "detail")
        raise FormatError(f"expected a JSON array of {what}s, got '{said}'")
    if len(answer) > MOST_ITEMS:
        raise FormatError(f"expected at most {MOST_ITEMS} {what}s, got {len(answer)}")
    items: list[Item] = []
    problems: list[str] = []
    for place, item in enumerate(answer, 1):
        if not isinstance(item, dict):
            problems.append(f"{what} {place} of the answer: expected an object; left out")
            continue
        try:
            items.append(read(item))
        except FormatError as error:
            number = shown_of(item, "id") if "id" in item else f"{place} of the answer"
            problems.append(f"{what} {number}: {error}; left out")
    return Page(items=tuple(items), problems=tuple(problems))


def _station(item: dict[str, Any]) -> Station:
    latitude_deg, longitude_deg = _number(item, "lat", -90, 90), _number(item, "lng", -180, 180)
    if latitude_deg is None or longitude_deg is None or latitude_deg == longitude_deg == 0:
        latitude_deg = longitude_deg = None  # "Null Island": nobody said where it is
    return Station(
        id=_identity(item, "id"),
        name=_text(item, "name"),
        status=_text(item, "status"),
        last_seen_at=_instant(item, "last_seen"),
        latitude_deg=latitude_deg,
        longitude_deg=longitude_deg,
        height_m=None if latitude_deg is None else _number(item, "altitude", -500, 10_000),
        min_elevation_deg=_number(item, "min_horizon", -90, 90),
        client_version=_text(item, "client_version"),
    )


def _observation(item: dict[str, Any]) -> Observation:
    start_at, end_at = _instant(item, "start"), _instant(item, "end")
    if start_at is None or end_at is None:
        missing = "start" if start_at is None else "end"
        raise FormatError(f"{missing}: expected an instant in UTC, got '{shown_of(item, missing)}'")
    if not timedelta(0) < end_at - start_at <= LONGEST:
        raise FormatError(f"end: expected up to 2 days after start, got '{shown_of(item, 'end')}'")
    return Observation(
        id=_identity(item, "id"),
        station=_identity(item, "ground_station"),
        station_name=_text(item, "station_name"),
        start_at=start_at,
        end_at=end_at,
        norad_id=_norad_id(item),
        satellite=_satellite(item),
        frequency_hz=_frequency_hz(item),
        mode=_text(item, "transmitter_mode") or _text(item, "mode"),
        max_elevation_deg=_number(item, "max_altitude", -90, 90),
        status=_status(item.get("status")),
        waterfall=_waterfall(item.get("waterfall_status")),
    )


def _norad_id(item: dict[str, Any]) -> int:
    """The catalogue number; older jobs have it only in their elements."""
    number: Any = item.get("norad_cat_id")
    if number is None and isinstance(item.get("tle1"), str):
        try:
            number = alpha5_number(item["tle1"][2:7])
        except ValueError:
            number = None
    if type(number) is not int or not 0 < number <= LARGEST_NORAD_ID:
        raise FormatError(
            f"norad_cat_id: expected a catalogue number, got '{shown_of(item, 'norad_cat_id')}'"
        )
    return number


def _satellite(item: dict[str, Any]) -> str | None:
    name = _text(item, "tle0")
    return name.removeprefix("0 ").strip() or None if name else None


def _frequency_hz(item: dict[str, Any]) -> float | None:
    for key in ("observation_frequency", "frequency", "center_frequency"):
        found = _number(item, key, 1, 1e12)
        if found is not None:
            return found
    return None


def _status(value: object) -> str | None:
    """Their word; a number is put into words as their own program does."""
    if type(value) is int:
        if value < -100:
            return "failed"
        return "bad" if value < 0 else "unknown" if value < 100 else "good"
    return shown(value) if isinstance(value, str) and value.strip() else None


def _waterfall(value: object) -> str | None:
    if isinstance(value, bool):
        return "with-signal" if value else "without-signal"
    return shown(value) if isinstance(value, str) and value.strip() else None


def _identity(item: dict[str, Any], key: str) -> int:
    value: Any = item.get(key)
    if type(value) is not int or not 0 < value < 2**53:
        raise FormatError(f"{key}: expected a whole number from 1 on, got '{shown_of(item, key)}'")
    return value


def _number(item: dict[str, Any], key: str, low: float, high: float) -> float | None:
    value: Any = item.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if low <= value <= high else None


def _text(item: dict[str, Any], key: str) -> str | None:
    value: Any = item.get(key)
    return shown(value) if isinstance(value, str) and value.strip() else None


def _instant(item: dict[str, Any], key: str) -> datetime | None:
    value: Any = item.get(key)
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value)
        return at.astimezone(UTC) if at.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def shown_of(item: dict[str, Any], key: str) -> str:
    """What came under a key, fit for a message."""
    try:
        return shown(str(item.get(key)))
    except RecursionError:  # it is just shallow enough to be read
        return "something nested too deeply"
