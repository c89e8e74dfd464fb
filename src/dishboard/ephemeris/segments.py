"""Positions as polynomials: what a browser animates with, and the live tick as well.

Segments begin at multiples of their length since 1970, so that whoever asks gets the very same
ones, craft of one shape share their instants, and a cache can keep them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dishboard.ephemeris.distant import Distant
from dishboard.ephemeris.earth_orbit import LOWEST_KM, ElementSetOrbit, propagated
from dishboard.ephemeris.interface import Ephemeris, Floats, Unknown
from dishboard.geometry.series import chebyshev_fit, chebyshev_nodes
from dishboard.model import Evidence, Segment, Trajectory
from dishboard.time import from_unix_s
from dishboard.units import EARTH_EQUATORIAL_RADIUS_KM

if TYPE_CHECKING:
    from dishboard.ephemeris.path import Path

__all__ = ["Shape", "earth_velocity", "shape_of", "together", "trajectory"]

# To a millimetre near the Earth, to a decimetre beyond: more digits are not worth a byte.
_DECIMALS, _DECIMALS_AS_SEEN = 6, 4
_LOW_KM = EARTH_EQUATORIAL_RADIUS_KM + LOWEST_KM + 50.0


class Shape(NamedTuple):
    """What segments of several craft must have in common to be evaluated together."""

    length_s: float
    terms: int
    as_seen: bool  # see `Trajectory`


def shape_of(source: Ephemeris) -> Shape:
    """Of all segments of a source."""
    return Shape(source.segment_s, source.segment_terms, isinstance(source, Distant))


def together(sources: Sequence[Ephemeris], shape: Shape, begin_s: float) -> Floats:
    """One segment of each of many sources of one shape: (terms, sources, 3), km.

    What is as seen has six columns, the barycentric velocity of the craft in the last three
    (km/s). A source that does not cover the segment wholly has NaN, and so has a craft that comes
    near the height at which orbits end.
    """
    nodes = _nodes(shape, np.array([begin_s]))
    values = np.empty((len(sources), shape.terms, 6 if shape.as_seen else 3))
    orbits: list[ElementSetOrbit] = []
    for n, source in enumerate(sources):
        if isinstance(source, ElementSetOrbit):
            orbits.append(source)
        elif isinstance(source, Distant):
            np.concatenate(source.motion_itrs(nodes), axis=-1, out=values[n])
        else:
            values[n] = source.position_itrs_km(nodes)
    if orbits:
        position, _ = propagated(orbits, nodes, orbits[0].orientation)
        # Whoever dips so low may be below the limit between two nodes: asked one by one.
        position[np.linalg.norm(position, axis=1).min(axis=1) < _LOW_KM] = np.nan
        rows = [n for n, source in enumerate(sources) if isinstance(source, ElementSetOrbit)]
        values[rows] = position.transpose(0, 2, 1)
    whole = [
        source.start_unix_s <= begin_s and begin_s + shape.length_s <= source.end_unix_s
        for source in sources
    ]
    values[np.logical_not(whole)] = np.nan
    return _series(values, shape).transpose(1, 0, 2)


def earth_velocity(source: Ephemeris, shape: Shape, begin_s: float) -> Floats:
    """The Earth's barycentric velocity along one segment, km/s, as `together` has a craft's."""
    assert isinstance(source, Distant)
    velocity = source.earth.at(_nodes(shape, np.array([begin_s]))).velocity_itrs_km_s
    return chebyshev_fit(velocity)[:, None]


def trajectory(spacecraft_id: str, path: Path, start_s: float, end_s: float) -> Trajectory:
    """See `Sky.trajectory`.

    Each segment comes from the source that is best in its middle and must be covered by it
    wholly; from the first that is not, the rest is left out, and so is what has another shape.
    """
    middle = path.best((start_s + end_s) / 2)
    first = path.best(start_s)
    best = first if isinstance(middle, Unknown) else middle
    if isinstance(best, Unknown):
        return _nothing(spacecraft_id, best.reason)
    shape = shape_of(best)
    length = shape.length_s
    numbers = range(math.floor(start_s / length), math.ceil(end_s / length))
    begins = np.array([number * length for number in numbers])
    segments: list[Segment] = []
    reason: str | None = None
    choice = path.choice(begins + length / 2)
    for index in dict.fromkeys(choice.tolist()):  # sources in the order of time
        mine = begins[choice == index]
        if index < 0:
            unknown = path.best(float(mine[0]) + length / 2)
            reason = unknown.reason if isinstance(unknown, Unknown) else None
            break
        if shape_of(path.sources[index]).as_seen != shape.as_seen:
            reason = "another kind of source follows"
            break
        fitted = _one_after_another(path.sources[index], shape, mine)
        segments += fitted
        if len(fitted) < mine.size:
            stop = float(mine[len(fitted)])
            reason = path.sources[index].refusal(stop + length) or "no position within a segment"
            break
    if not segments:
        return _nothing(spacecraft_id, reason or "no position")
    epoch, at = best.epoch_unix_s, (start_s + end_s) / 2
    return Trajectory(
        spacecraft=spacecraft_id,
        evidence=Evidence.PREDICTED,
        source=best.source,
        as_seen=shape.as_seen,
        epoch_at=None if epoch is None else from_unix_s(epoch),
        quality=best.quality(at),
        age_s=None if epoch is None else abs(at - epoch),
        segments=tuple(segments),
        reason=reason,
    )


def _one_after_another(source: Ephemeris, shape: Shape, begins: Floats) -> list[Segment]:
    """The segments of one source up to the first that it does not cover wholly."""
    length = shape.length_s
    values = source.position_itrs_km(_nodes(shape, begins)).reshape(begins.size, shape.terms, 3)
    whole = (begins >= source.start_unix_s) & (begins + length <= source.end_unix_s)
    whole &= ~np.isnan(values).any(axis=(1, 2))
    covered = begins.size if whole.all() else int(np.argmin(whole))
    return [
        Segment(
            start_at=from_unix_s(float(begin)),
            end_at=from_unix_s(float(begin) + length),
            x=tuple(terms[:, 0].tolist()),
            y=tuple(terms[:, 1].tolist()),
            z=tuple(terms[:, 2].tolist()),
        )
        for begin, terms in zip(begins, _series(values[:covered], shape), strict=False)
    ]


def _nodes(shape: Shape, begins: Floats) -> Floats:
    """Instants at which segments want their positions, in one row."""
    inside = (chebyshev_nodes(shape.terms) + 1) / 2 * shape.length_s
    return (begins[:, None] + inside).ravel()


def _series(values: Floats, shape: Shape) -> Floats:
    """Coefficients, positions rounded as they travel: (craft or segments, terms, columns)."""
    series = chebyshev_fit(values)
    decimals = _DECIMALS_AS_SEEN if shape.as_seen else _DECIMALS
    series[..., :3] = np.round(series[..., :3], decimals)
    return series


def _nothing(spacecraft_id: str, reason: str) -> Trajectory:
    return Trajectory(
        spacecraft=spacecraft_id,
        evidence=Evidence.PREDICTED,
        source="no source",
        epoch_at=None,
        quality=None,
        age_s=None,
        segments=(),
        reason=reason,
    )
