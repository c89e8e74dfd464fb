"""Vector tables of JPL's Horizons: the answer of its API, as JSON or as text.

Every answer but a table comes with a 200 too: a time without ephemeris, a name that fits several
bodies, a mistake in the question. They are told apart here, and a table is believed only when its
header says what it is: whose, about which centre, in which axes, units and time scale. Both layouts
are read, comma-separated and labelled (`X = … Y = …`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from dishboard.errors import FormatError, shown

__all__ = ["MAX_BYTES", "HorizonsRangeError", "HorizonsTable", "parse_horizons"]

Floats = NDArray[np.float64]

MAX_BYTES = 16 * 1024 * 1024
_J2000 = datetime(2000, 1, 1, 12)  # noqa: DTZ001 TDB has no zone
_J2000_JD = 2_451_545.0
_DAY_S = 86_400.0
_JD_DIGITS_S = 0.01  # the two forms of a row's time agree so well; a JD has 9 decimals
_FARTHEST_KM = 1e12
_FASTEST_KM_S = 1_000.0
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")

_INSTANT = r"A\.D\. (\d{4})-([A-Za-z]{3})-(\d\d) (\d\d):(\d\d):(\d\d(?:\.\d+)?)"
_ROW_TIME = re.compile(rf"\s*(\d+\.\d+)\s*[,=]\s*{_INSTANT}")
_NO_EPHEMERIS = re.compile(
    rf'No ephemeris for target "([^"]*)" (after|prior to) {_INSTANT} TDB', re.IGNORECASE
)
_SEVERAL = re.compile(r"Multiple major-bodies match string \"([^\"]*)\"", re.IGNORECASE)
_BODY = re.compile(r"(.*?)(?:\s*\((-?\d{1,9})\))?\s*(?:\{source:\s*(.*?)\s*\})?\s*")
_LONGEST_BODY = 300  # characters; with longer ones _BODY would take its time
_RUN = re.compile(r"^Ephemeris / \S+ \w{3} (\w{3})\s+(\d+) [\d:]+ (\d{4})\b", re.MULTILINE)
_LABELLED = re.compile(r"\b(VX|VY|VZ|X|Y|Z)\s*=\s*(\S+)")
_NO_TABLE = ("API VERSION", "API SOURCE", "***")  # lines that say nothing of what went wrong


class HorizonsRangeError(FormatError):
    """The target has no ephemeris at some of the times asked for."""

    def __init__(self, target: str, *, after: bool, at_tdb_s: float) -> None:
        side = "after" if after else "before"
        at = np.datetime64(_J2000, "s") + np.timedelta64(int(at_tdb_s), "s")
        super().__init__(f"no ephemeris for {shown(target)} {side} {at} TDB")
        self.after = after
        self.at_tdb_s = at_tdb_s  # seconds since J2000


@dataclass(frozen=True, eq=False, kw_only=True)
class HorizonsTable:
    """States of one target about one centre: geometric, axes of the ICRF, km and km/s."""

    target: str
    target_id: int | None  # NAIF's; None where the header gives none
    solution: str  # the trajectory it rests on, as Horizons names it
    centre_id: int
    run_on: date | None  # in Pasadena
    tdb_s: Floats  # since J2000, (n,), strictly rising
    position_km: Floats  # (n, 3)
    velocity_km_s: Floats


def parse_horizons(data: bytes) -> HorizonsTable:
    """The table of an answer.

    Raises:
        HorizonsRangeError: when the target has no ephemeris at some of the times.
        FormatError: for any other answer than a whole table; says what Horizons said.
    """
    text = _result(data)
    before, begins, rest = text.partition("$$SOE")
    if not begins:
        raise _complaint(text)
    rows, ends, _ = rest.partition("$$EOE")
    if not ends:
        raise FormatError("expected a table up to $$EOE, got one that is cut off")
    header = _header(before)
    _insist(header, "Reference frame", "ICRF")
    _insist(header, "Output units", "KM-S")
    _insist(header, "Output type", "GEOMETRIC cartesian states")
    target, target_id, solution = _body(header, "Target body name")
    _, centre_id, _ = _body(header, "Center body name")
    if centre_id is None:
        raise FormatError("expected a Center body name with its number, got none")
    start_s, stop_s = _time(header, "Start time"), _time(header, "Stop  time")
    states = np.array(list(_rows(rows.splitlines())))
    if states.size == 0:
        raise FormatError("expected states between $$SOE and $$EOE, got none")
    tdb_s, position, velocity = states[:, 0], states[:, 1:4], states[:, 4:7]
    _insist_on_places(position, velocity)
    steps = np.diff(tdb_s)
    if (steps <= 0).any():
        raise FormatError("expected states in order of time, got one that is not after the last")
    longest = float(steps.max()) if steps.size else 0.0
    if abs(tdb_s[0] - start_s) > 1.0 or not 0 <= stop_s - tdb_s[-1] + 1.0 <= longest + 1.0:
        raise FormatError("expected states from the start to the stop time, got fewer")
    run = _RUN.search(text)
    return HorizonsTable(
        target=target,
        target_id=target_id,
        solution=solution,
        centre_id=centre_id,
        run_on=_date(run[3], run[1], run[2]) if run else None,
        tdb_s=tdb_s,
        position_km=position,
        velocity_km_s=velocity,
    )


def _result(data: bytes) -> str:
    """The plain text, out of its JSON wrapping where there is one."""
    if len(data) > MAX_BYTES:
        raise FormatError(f"expected at most {MAX_BYTES} bytes of Horizons, got {len(data)}")
    text = data.decode("utf-8-sig", "replace").lstrip()
    if text.startswith("<"):
        raise FormatError("expected an answer of Horizons, got a web page")
    if not text.startswith("{"):
        return text
    try:
        answer = msgspec.json.decode(text.encode(), type=dict[str, object])
    except (msgspec.MsgspecError, RecursionError) as error:
        raise FormatError(f"expected Horizons's JSON, got something else ({error})") from None
    said = answer.get("result", answer.get("error", answer.get("message")))
    if not isinstance(said, str):
        raise FormatError("expected a result in Horizons's JSON, got none")
    return said if "result" not in answer else f"{said}\n{answer.get('error', '')}"


def _complaint(text: str) -> FormatError:
    """What an answer without a table says."""
    missing = _NO_EPHEMERIS.search(text)
    if missing:
        at_tdb_s = _seconds(*missing.groups()[2:])
        return HorizonsRangeError(
            missing[1], after=missing[2].lower() == "after", at_tdb_s=at_tdb_s
        )
    several = _SEVERAL.search(text)
    if several:
        return FormatError(f"Horizons knows several bodies by {shown(several[1])}: not unique")
    said = [line for line in text.splitlines() if line.strip() and not line.startswith(_NO_TABLE)]
    if not said:
        return FormatError("expected a table of Horizons, got an empty answer")
    return FormatError(f"expected a table of Horizons, it says '{shown(' '.join(said))}'")


def _header(text: str) -> dict[str, str]:
    """The lines `name : value` above the table; the first of a name counts."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if colon:
            found.setdefault(name.strip(), value.strip())
    return found


def _insist(header: dict[str, str], name: str, wanted: str) -> None:
    got = header.get(name)
    if got != wanted:
        came = "none" if got is None else f"'{shown(got)}'"
        raise FormatError(f"expected a table with {name} '{wanted}', got {came}")


def _body(header: dict[str, str], name: str) -> tuple[str, int | None, str]:
    value = " ".join(header.get(name, "").split())
    found = _BODY.fullmatch(value) if len(value) <= _LONGEST_BODY else None
    if found is None or not found[1]:
        raise FormatError(f"expected a {name} in the header, got none")
    return found[1].strip(), int(found[2]) if found[2] else None, found[3] or ""


def _time(header: dict[str, str], name: str) -> float:
    value = header.get(name, "")
    found = re.fullmatch(rf"{_INSTANT} TDB", value)
    if found is None:
        raise FormatError(f"expected a {name} in TDB, got '{shown(value)}'")
    return _seconds(*found.groups())


def _rows(lines: Sequence[str]) -> Iterator[list[float]]:
    """Time (TDB seconds since J2000) and six numbers of every state."""
    block: list[str] = []
    for line in [*lines, "0.0 = "]:  # one more beginning ends the last state
        if _ROW_TIME.match(line) or line == "0.0 = ":
            if block:
                yield _state(block)
            block = [line] if _ROW_TIME.match(line) else []
        elif line.strip():
            if not block:
                raise FormatError(f"expected a state, got '{shown(line)}'")
            block.append(line)


def _state(block: list[str]) -> list[float]:
    time = _ROW_TIME.match(block[0])
    assert time is not None
    at_s = _seconds(*time.groups()[1:])
    if abs((float(time[1]) - _J2000_JD) * _DAY_S - at_s) > _JD_DIGITS_S:
        raise FormatError(f"expected one time twice, got two: '{shown(block[0])}'")
    if len(block) == 1:
        cells = block[0][time.end() :].split(",")[1:7]
    else:
        labelled: dict[str, str] = dict(_LABELLED.findall(" ".join(block[1:])))
        cells = [labelled.get(name, "") for name in ("X", "Y", "Z", "VX", "VY", "VZ")]
    try:
        numbers = [float(cell) for cell in cells]
    except ValueError:
        numbers = []
    if len(numbers) != 6:
        raise FormatError(f"expected six numbers in a state, got '{shown(' '.join(block))}'")
    return [at_s, *numbers]


def _insist_on_places(position_km: Floats, velocity_km_s: Floats) -> None:
    """Raises FormatError for what is no place in the solar system, NaN among it."""
    possible = (np.abs(position_km) <= _FARTHEST_KM) & (np.abs(velocity_km_s) <= _FASTEST_KM_S)
    if not possible.all():
        row = int(np.argmin(possible.all(axis=1)))
        state = ", ".join(f"{number:g}" for number in (*position_km[row], *velocity_km_s[row]))
        raise FormatError(f"state {row + 1} is nowhere in the solar system: '{state}'")


def _seconds(year: str, month: str, day: str, hour: str, minute: str, second: str) -> float:
    """TDB seconds since J2000 of a calendar date on that scale."""
    return _day_s(year, month, day) + int(hour) * 3_600 + int(minute) * 60 + float(second)


@lru_cache(maxsize=128)  # a table has many rows of one day
def _day_s(year: str, month: str, day: str) -> float:
    on = _date(year, month, day)
    return (datetime(on.year, on.month, on.day) - _J2000).total_seconds()  # noqa: DTZ001


def _date(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), _MONTHS.index(month.upper()) + 1, int(day))
    except ValueError:
        raise FormatError(f"expected a date, got {year}-{month}-{day}") from None
