"""Where the light on a craft cannot be told: what it rests on is not worth it.

A craft that is drawn at the centre of a body is somewhere about it, behind it as likely as before
it; one whose error is larger than a disc may be on either side of its edge.
"""

from __future__ import annotations

import numpy as np

from dishboard.ephemeris.distant import Distant
from dishboard.ephemeris.interface import Ephemeris
from dishboard.ephemeris.light_bodies import RADIUS_KM, Bodies
from dishboard.ephemeris.light_shadow import SHADOWS, farthest_shadow_km, least_margin_rad
from dishboard.geometry.windows import Tracks

__all__ = ["error_km", "occultation_doubt", "placed_doubt", "shadow_doubt"]

# Planets are taken where the Earth sees them, not where sunlight passed them: 0.001 rad at most.
_SURELY_LIT_RAD = 0.02


def error_km(source: Ephemeris, unix_s: float) -> float:
    """How far off a position may be, where that was measured; element sets have their age."""
    if not isinstance(source, Distant):
        return 0.0
    epoch = source.epoch_unix_s
    return source.error.at_age(0.0 if epoch is None else unix_s - epoch)


def placed_doubt(source: Ephemeris) -> str | None:
    """Why nobody can tell whether a body hides a craft, where it is drawn at that body's centre."""
    body = source.placed_at
    return None if body is None else f"drawn at {body}: whether {body} hides it is not known"


def shadow_doubt(
    source: Ephemeris, tracks: Tracks, bodies: Bodies, craft: int, begin_s: float, end_s: float
) -> str | None:
    """Why nobody can tell whether the Sun shines on a craft during a span, or None."""
    if source.placed_at is not None:
        return f"drawn at {source.placed_at}: whether it is in its shadow is not known"
    middle = np.array([(begin_s + end_s) / 2])
    row = np.array([craft])
    seen = tracks.position(row, middle)[0]
    for body in bodies.names:
        if body in ("Sun", *SHADOWS):
            continue
        gap = float(np.linalg.norm(seen - bodies.position_km(body, middle)[0]))
        if gap > farthest_shadow_km(body):
            continue
        if least_margin_rad(tracks, bodies, craft, body, begin_s, end_s) < _SURELY_LIT_RAD:
            return f"so near {body} that it may be in its shadow, which is not computed"
    error = error_km(source, float(middle[0]))
    if not error:
        return None
    for body in SHADOWS:
        here = 0.0 if body == "Earth" else bodies.position_km(body, middle)[0]
        gap = float(np.linalg.norm(seen - here))
        if error <= RADIUS_KM[body] or gap - error > farthest_shadow_km(body):
            continue
        reach = error / max(gap - error, 1.0)
        if least_margin_rad(tracks, bodies, craft, body, begin_s, end_s) < reach:
            return f"known to {error:,.0f} km only: whether {body} shades it is not known"
    return None


def occultation_doubt(body: str, error: float) -> str:
    return f"known to {error:,.0f} km only: whether {body} hides it is not known"
