"""Positions as polynomials: what a browser animates with."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from dishboard.ephemeris.interface import Ephemeris, Floats, Unknown
from dishboard.geometry.series import chebyshev_fit, chebyshev_nodes
from dishboard.model import Evidence, Segment, Trajectory
from dishboard.time import from_unix_s

if TYPE_CHECKING:
    from dishboard.ephemeris.path import Path

__all__ = ["trajectory"]


def trajectory(spacecraft_id: str, path: Path, start_s: float, end_s: float) -> Trajectory:
    """See `Sky.trajectory`.

    Segments begin at multiples of their length since 1970, so that overlapping requests get the
    very same ones and a cache can keep them. Each comes from the source that is best in its
    middle and must be covered by it wholly; from the first that is not, the rest is left out.
    """
    middle = path.best((start_s + end_s) / 2)
    first = path.best(start_s)
    best = first if isinstance(middle, Unknown) else middle
    if isinstance(best, Unknown):
        return _nothing(spacecraft_id, best.reason)
    length = best.segment_s
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
        fitted = _fitted(path.sources[index], mine, length)
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
        epoch_at=None if epoch is None else from_unix_s(epoch),
        quality=best.quality(at),
        age_s=None if epoch is None else abs(at - epoch),
        segments=tuple(segments),
        reason=reason,
    )


def _fitted(source: Ephemeris, begins: Floats, length: float) -> list[Segment]:
    """The segments of one source up to the first that it does not cover wholly."""
    count = source.segment_terms
    nodes = begins[:, None] + (chebyshev_nodes(count) + 1) / 2 * length
    # The ends too: a source that stops inside a segment is not extrapolated over the rest.
    edges = np.concatenate([begins, begins + length])
    asked = np.concatenate([nodes.ravel(), edges])
    position = source.position_itrs_km(asked)
    values = position[: nodes.size].reshape(begins.size, count, 3)
    inside = (asked >= source.start_unix_s) & (asked <= source.end_unix_s)
    good = inside & ~np.isnan(position).any(axis=-1)
    whole = good[: nodes.size].reshape(begins.size, count).all(axis=-1)
    whole &= good[nodes.size :].reshape(2, begins.size).all(axis=0)
    covered = begins.size if whole.all() else int(np.argmin(whole))
    # To a millimetre near the Earth, to a metre beyond: the digits after that are not worth a byte.
    decimals = 6 if source.segment_s < 3_600 else 4
    terms = np.round(chebyshev_fit(values[:covered]), decimals)
    return [
        Segment(
            start_at=from_unix_s(float(begin)),
            end_at=from_unix_s(float(begin) + length),
            x=tuple(term[:, 0].tolist()),
            y=tuple(term[:, 1].tolist()),
            z=tuple(term[:, 2].tolist()),
        )
        for begin, term in zip(begins, terms, strict=False)
    ]


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
