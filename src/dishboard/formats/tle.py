"""Two-line element sets, with or without a name line: what old sources still hand out.

Columns by Kelso, "NORAD two-line element set format" (CelesTrak). Accepted as found in the wild:
CRLF, names padded to 24 characters, Space-Track's "0 " before the name, numbers with leading zeros
or blanks, Alpha-5 (A0080 = 100080, letters without I and O). A TLE cannot say more than 339999;
newer objects come as OMM only. Both checksums are verified: most readers ignore them, and public
files are full of bad ones.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from dishboard.formats.element_sets import ElementProblem, ElementSets, Problems
from dishboard.model import ElementSet

__all__ = ["alpha5_number", "checksum", "parse_tle"]

_ALPHA5 = {letter: 10 + n for n, letter in enumerate("ABCDEFGHJKLMNPQRSTUVWXYZ")}
_SHAPE = re.compile(r"[12] [ 0-9A-Z][ 0-9]{3}[0-9][ A-Z]")


class _RefusedError(Exception):
    def __init__(self, line: int, expected: str, got: str) -> None:
        self.problem = ElementProblem(f"line {line}", expected, got)


def parse_tle(text: str, source: str) -> ElementSets:
    """Element sets of TLE, 2LE or 3LE text; lines that are neither are names or are passed over."""
    sets: list[ElementSet] = []
    problems = Problems()
    lines = [line.rstrip() for line in text.split("\n")]
    name, number = "", 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if line.startswith("#") or not line:
            continue
        if not line.startswith("1 ") or len(line) < 60:
            if line.startswith("2 ") and len(line) > 60:
                problems.add(
                    ElementProblem(f"line {number}", "line 1 of a set before its line 2", line)
                )
            name = line.removeprefix("0 ").strip()
            continue
        second = lines[number] if number < len(lines) else ""
        try:
            sets.append(_element_set(name, line, second, number, source))
            number += 1
        except _RefusedError as refused:
            problems.add(refused.problem)
            number += second.startswith("2 ")
        name = ""
    return ElementSets(tuple(sets), problems.all())


def checksum(line: str) -> int:
    """Sum of the digits of the first 68 columns, a minus counting 1, modulo 10."""
    return sum(int(c) if c.isdigit() else c == "-" for c in line[:68]) % 10


def alpha5_number(text: str) -> int:
    """The catalogue number of a TLE's five columns; ValueError when they hold none."""
    text = text.strip()
    if text[:1] in _ALPHA5:
        return _ALPHA5[text[0]] * 10_000 + int(text[1:])
    return int(text)


def _element_set(name: str, first: str, second: str, number: int, source: str) -> ElementSet:
    _verify(first, number, "1")
    _verify(second, number + 1, "2")
    if first[2:7] != second[2:7]:
        raise _RefusedError(number + 1, f"the same number as in line 1, {first[2:7]}", second[2:7])
    at, fields = number, first
    try:
        norad_id = alpha5_number(first[2:7])
        epoch_at = _epoch(first[18:32])
        dot = float(first[33:43])
        ddot, bstar = _pointed(first[44:52]), _pointed(first[53:61])
        cospar_id = _cospar_id(first[9:17])
        at, fields = number + 1, second
        inclination, node = float(second[8:16]), float(second[17:25])
        eccentricity = float(f"0.{second[26:33].strip().replace(' ', '0')}")
        periapsis, anomaly = float(second[34:42]), float(second[43:51])
        motion = float(second[52:63])
    except ValueError:
        raise _RefusedError(at, f"numbers in the columns of line {fields[0]}", fields) from None
    if not (motion > 0 and 0 <= inclination <= 180):
        raise _RefusedError(
            number + 1, "an Earth orbit (mean motion > 0, inclination ≤ 180°)", second
        )
    return ElementSet(
        norad_id=norad_id,
        name=name,
        cospar_id=cospar_id,
        epoch_at=epoch_at,
        mean_motion_rev_day=motion,
        eccentricity=eccentricity,
        inclination_deg=inclination,
        node_deg=node,
        periapsis_deg=periapsis,
        mean_anomaly_deg=anomaly,
        bstar=bstar,
        mean_motion_dot=dot,
        mean_motion_ddot=ddot,
        source=source,
    )


def _verify(line: str, number: int, which: str) -> None:
    if not line.startswith(f"{which} ") or not line.isascii() or not _SHAPE.match(line):
        raise _RefusedError(number, f"line {which} of an element set", line or "nothing")
    if len(line) != 69:
        raise _RefusedError(number, "69 columns, the last a checksum", f"{len(line)}: {line}")
    if line[68] != str(checksum(line)):
        raise _RefusedError(number, f"checksum {checksum(line)}", line[68])


def _epoch(text: str) -> datetime:
    """yyddd.dddddddd: years 57–99 are 19yy, as Space Command counts them."""
    year, days = int(text[:2]), float(text[2:])
    start = datetime(year + (1900 if year >= 57 else 2000), 1, 1, tzinfo=UTC)
    # In units of the eighth decimal, 0.000864 s, so that no digit is lost to the float.
    return start + timedelta(microseconds=(round(days * 1e8) - 100_000_000) * 864)


def _pointed(text: str) -> float:
    """A field with an assumed decimal point and exponent: ' 12652-3' is 0.12652e-3."""
    mantissa, exponent = text[:-2].strip(), text[-2:]
    if not mantissa:
        return 0.0
    sign = "-" if mantissa[0] == "-" else ""
    return float(f"{sign}.{mantissa.lstrip('+-')}e{exponent.replace(' ', '0')}")


def _cospar_id(text: str) -> str | None:
    """98067A → 1998-067A; None when the columns are blank or a fragment."""
    match = re.fullmatch(r"(\d\d)(\d{3})([A-Z]{1,3})", text.strip())
    if match is None:
        return None
    year = int(match[1])
    return f"{year + (1900 if year >= 57 else 2000)}-{match[2]}{match[3]}"
