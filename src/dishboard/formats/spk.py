"""Trajectories in SPICE's SPK files, for the targets one asks for.

NAIF's SPK Required Reading describes the types of segments. Read here are polynomials (2 and 3,
by jplephem) and tables of states (8, 9, 12, 13, 18), with the interpolation each of them means.
Others are refused by their number: 1 and 21 are difference lines, 5 two-body states, 10 element
sets, 15 and 17 orbits, 14, 19 and 20 rare.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dishboard.errors import FormatError

__all__ = [
    "MAX_BYTES",
    "Spk",
    "SpkPolynomials",
    "SpkSegment",
    "SpkStates",
    "looks_like_spk",
    "read_spk",
]

Floats = NDArray[np.float64]

MAX_BYTES = 512 * 1024 * 1024
MAX_STATES = 1_000_000
_MAX_RECORDS, _MAX_SEGMENTS = 10_000, 100_000
_DAY_S, _J2000_JD = 86_400.0, 2_451_545.0
_POLYNOMIALS = (2, 3)
_EVEN = (8, 12)  # tables with one step
_UNEVEN = (9, 13, 18)
_HERMITE = (12, 13)
_WIDEST = 28  # states in one polynomial, as CSPICE allows
_DAMAGED = (ValueError, IndexError, KeyError, struct.error, OverflowError, MemoryError, TypeError)


@dataclass(frozen=True, eq=False)
class SpkStates:
    """States to interpolate between."""

    hermite: bool  # through positions and velocities, or through each by itself
    points: int
    epoch_s: Floats  # (n,), strictly rising
    position_km: Floats  # (n, 3)
    velocity_km_s: Floats


@dataclass(frozen=True, eq=False)
class SpkPolynomials:
    """Chebyshev series over records of one length."""

    record_s: float
    degree: int
    _segment: Any

    def states(self, tdb_s: Floats) -> tuple[Floats, Floats]:
        """km and km/s, (n, 3)."""
        days = np.floor(tdb_s / _DAY_S)
        fraction = tdb_s / _DAY_S - days
        value, rate = self._segment.compute_and_differentiate(days + _J2000_JD, fraction)
        # Type 3 has series for the velocity beside those for the position.
        return value[:3].T, rate[:3].T / _DAY_S


@dataclass(frozen=True, eq=False, kw_only=True)
class SpkSegment:
    """One target's way about one centre over one span, TDB seconds since J2000."""

    number: int  # in the file, from 1
    target: int
    centre: int
    frame: int  # SPICE's number: 1 is the ICRF
    start_s: float
    end_s: float
    data: SpkStates | SpkPolynomials


@dataclass(frozen=True, eq=False)
class Spk:
    segments: tuple[SpkSegment, ...]  # later ones go before earlier ones
    others: frozenset[int]  # targets in the file that nobody asked for
    problems: tuple[str, ...]


def looks_like_spk(data: bytes) -> bool:
    """Whether bytes want to be an SPK file: its first word, in any case of a DAF."""
    return data[:8].upper().rstrip() in (b"NAIF/DAF", b"DAF/SPK")


def read_spk(data: bytes, targets: Collection[int]) -> Spk:
    """The segments of some targets.

    Args:
        targets: NAIF numbers.

    Raises:
        FormatError: for bytes that are no whole SPK file. A segment that cannot be used is a
            problem and costs the others nothing.
    """
    if len(data) > MAX_BYTES:
        raise FormatError(f"expected an SPK file of at most {MAX_BYTES} bytes, got {len(data)}")
    try:
        found = list(_open(data))
    except FormatError:
        raise
    except _DAMAGED as error:
        raise FormatError(f"expected a whole SPK file, got a damaged one ({error})") from None
    segments: list[SpkSegment] = []
    problems: list[str] = []
    for number, raw in enumerate(found, 1):
        if raw.target not in targets:
            continue
        try:
            segments.append(_segment(number, raw, len(data) // 8))
        except FormatError as error:
            problems.append(f"segment {number} ({raw.target} about {raw.center}): {error}")
        except _DAMAGED as error:
            problems.append(
                f"segment {number} ({raw.target} about {raw.center}): damaged ({error})"
            )
    others = frozenset(int(raw.target) for raw in found) - frozenset(targets)
    return Spk(tuple(segments), others, tuple(problems))


def _open(data: bytes) -> Iterator[Any]:
    from jplephem.daf import DAF  # untyped
    from jplephem.spk import build_segment

    daf: Any = DAF(BytesIO(data))
    if (daf.nd, daf.ni) != (2, 6):
        raise FormatError(f"expected an SPK file (2 and 6 numbers), got {daf.nd} and {daf.ni}")
    # A file whose records point in a circle would be read for ever.
    if len(list(islice(daf.summary_records(), _MAX_RECORDS))) == _MAX_RECORDS:
        raise FormatError("expected an SPK file whose records come to an end, got none")
    for source, descriptor in islice(daf.summaries(), _MAX_SEGMENTS):
        yield build_segment(daf, source, descriptor)


def _segment(number: int, raw: Any, words: int) -> SpkSegment:
    if not 1 <= raw.start_i < raw.end_i <= words:
        raise FormatError("expected its numbers within the file; it is cut off or damaged")
    if not raw.start_second < raw.end_second:
        raise FormatError("expected a start before the end")
    kind = int(raw.data_type)
    if kind in _POLYNOMIALS:
        data: SpkStates | SpkPolynomials = _polynomials(raw)
    elif kind in _EVEN or kind in _UNEVEN:
        data = _states(raw, kind)
    else:
        raise FormatError(
            f"segments of type {kind} are not read; types 2, 3, 8, 9, 12, 13 and 18 are"
        )
    return SpkSegment(
        number=number,
        target=int(raw.target),
        centre=int(raw.center),
        frame=int(raw.frame),
        start_s=float(raw.start_second),
        end_s=float(raw.end_second),
        data=data,
    )


def _polynomials(raw: Any) -> SpkPolynomials:
    _, record_s, size, count = (float(one) for one in raw.daf.read_array(raw.end_i - 3, raw.end_i))
    parts = 3 if raw.data_type == 2 else 6
    degree = (size - 2) / parts - 1
    words = raw.end_i - raw.start_i + 1
    if not (record_s > 0 and degree == int(degree) and 1 <= degree <= 99):
        raise FormatError("expected Chebyshev series of one length, got something else")
    if size * count + 4 != words:
        raise FormatError(f"expected {size * count + 4:g} numbers, got {words}")
    return SpkPolynomials(record_s, int(degree), raw)


def _states(raw: Any, kind: int) -> SpkStates:
    """The tables: packets, their epochs or start and step, and at the end how they are meant."""
    words = np.array(raw.daf.map_array(raw.start_i, raw.end_i), dtype=np.float64)
    count = int(words[-1])
    if not 2 <= count <= MAX_STATES:
        raise FormatError(f"expected 2 to {MAX_STATES} states, got {words[-1]:g}")
    hermite, width = kind in _HERMITE, 6
    points = int(words[-2]) + 1
    tail = 4  # start, step, how wide, how many
    if kind == 18:
        subtype, points = words[-3], int(words[-2])
        if subtype not in (0.0, 1.0):
            raise FormatError(f"type 18 has subtypes 0 and 1, got {subtype:g}")
        hermite, width = subtype == 0.0, 12 if subtype == 0.0 else 6
    if kind in _UNEVEN:
        tail = count + (count - 1) // 100 + (3 if kind == 18 else 2)
    if words.size != count * width + tail:
        raise FormatError(f"expected {count * width + tail} numbers, got {words.size}")
    if not 1 <= points <= _WIDEST:
        raise FormatError(f"expected polynomials through 1 to {_WIDEST} states, got {points}")
    # Of a packet of twelve the first six are the state and its rate, the others its velocity's.
    packets = words[: count * width].reshape(count, width)[:, :6]
    if kind in _EVEN:
        epochs = words[-4] + words[-3] * np.arange(count)
    else:
        epochs = words[count * width : count * width + count]
    if not np.isfinite(packets).all() or not (np.diff(epochs) > 0).all():
        raise FormatError("expected finite states in order of time, got others")
    return SpkStates(hermite, min(points, count), epochs, packets[:, :3], packets[:, 3:])
