"""Positions as polynomials: what a browser animates with, and the live tick as well.

Segments begin at multiples of their length since 1970, so that whoever asks gets the very same
ones, craft of one shape share their instants, and a cache can keep them. One in which the best
source begins, changes or ends is cut there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

from dishboard.ephemeris.distant import Distant
from dishboard.ephemeris.earth_orbit import LOWEST_KM, ElementSetOrbit, propagated
from dishboard.ephemeris.interface import Ephemeris, Floats, Unknown
from dishboard.ephemeris.path import Path, Piece
from dishboard.geometry.series import chebyshev_fit, chebyshev_nodes
from dishboard.model import Evidence, Segment, Trajectory
from dishboard.time import from_unix_s
from dishboard.units import EARTH_EQUATORIAL_RADIUS_KM

__all__ = ["Shape", "earth_velocity", "shape_of", "together", "trajectory"]

# To a millimetre near the Earth, to a decimetre beyond: more digits are not worth a byte.
_DECIMALS, _DECIMALS_AS_SEEN = 6, 4
_LOW_KM = EARTH_EQUATORIAL_RADIUS_KM + LOWEST_KM + 50.0
_TOO_SHORT_S = 1.0  # to be a segment of its own


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

    What `Sky` says at each instant: a segment in which the best source begins, changes or ends is
    cut there. It begins where knowledge does and ends at the first gap, or where light time begins
    or ceases to count.
    """
    middle = path.best((start_s + end_s) / 2)
    first = path.best(start_s)
    best = first if isinstance(middle, Unknown) else middle
    if isinstance(best, Unknown):
        return _nothing(spacecraft_id, best.reason)
    shape = shape_of(best)
    segments: list[Segment] = []
    reason: str | None = None
    until = start_s
    for source, spans in groupby(_spans(path, shape, start_s, end_s), lambda span: span.source):
        mine = [(span.begin_s, span.end_s) for span in spans]
        if segments and mine[0][0] > until + _TOO_SHORT_S:
            break
        if shape_of(source).as_seen != shape.as_seen:
            reason = "another kind of source follows"
            break
        fitted = _one_after_another(source, shape, np.array(mine))
        segments += fitted
        until = mine[max(0, len(fitted) - 1)][1]
        if len(fitted) < len(mine):
            asked = mine[len(fitted)][1]
            reason = source.refusal(asked) or "no position within a segment"
            break
    if reason is None and until < end_s:
        after = path.best(until + 2 * _TOO_SHORT_S)
        reason = after.reason if isinstance(after, Unknown) else "no position within a segment"
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


def _spans(path: Path, shape: Shape, start_s: float, end_s: float) -> Iterator[Piece]:
    """What each segment is to cover and from which source, in order of time.

    Whole segments, cut where the best source begins, gives way to another, or ends.
    """
    length = shape.length_s
    earliest, latest = math.floor(start_s / length) * length, math.ceil(end_s / length) * length
    for piece in path.pieces:
        begin, last = max(piece.begin_s, earliest), min(piece.end_s, latest)
        while begin < last:
            end = min((math.floor(begin / length) + 1) * length, last)
            if end - begin >= _TOO_SHORT_S:
                yield Piece(piece.source, begin, end)
            begin = end


def _one_after_another(source: Ephemeris, shape: Shape, spans: Floats) -> list[Segment]:
    """The segments of one source, (n, 2), up to the first in which it has no position."""
    begins, ends = spans.T
    inside = (chebyshev_nodes(shape.terms) + 1) / 2
    nodes = begins[:, None] + inside * (ends - begins)[:, None]
    values = source.position_itrs_km(nodes.ravel()).reshape(begins.size, shape.terms, 3)
    whole = ~np.isnan(values).any(axis=(1, 2))
    covered = begins.size if whole.all() else int(np.argmin(whole))
    return [
        Segment(
            start_at=from_unix_s(float(begin)),
            end_at=from_unix_s(float(end)),
            x=tuple(terms[:, 0].tolist()),
            y=tuple(terms[:, 1].tolist()),
            z=tuple(terms[:, 2].tolist()),
        )
        for begin, end, terms in zip(begins, ends, _series(values[:covered], shape), strict=False)
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
