"""What a station sees of things so far away that their light is old.

All vectors here are in one inertial frame (ICRF axes, about the solar system's barycentre). Not
modelled: bending of light by the Sun (1.75″ at its limb, 0.004″ at 90°), Shapiro delay (below
0.3 ms), troposphere and plasma.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dishboard.units import C_KM_S

__all__ = ["Sight", "aberrated", "sight", "sight_beside"]

Floats = NDArray[np.float64]
States = Callable[[Floats], tuple[Floats, Floats]]


class Sight(NamedTuple):
    """The light that arrives now. Shapes (..., 3) and (...)."""

    direction: Floats  # unit vector to where the target was when its light left; no aberration
    range_km: Floats  # what that light travelled
    range_rate_km_s: Floats  # rate of `range_km` at reception
    light_time_s: Floats
    velocity_km_s: Floats  # of the target when its light left


def sight(
    target: States, tdb_s: Floats, observer_km: Floats, observer_velocity_km_s: Floats
) -> Sight:
    """The target as its light, arriving at `tdb_s`, left it.

    The light-time equation c τ = |r(t − τ) − o(t)|, from a first guess by the target's own rate
    and two corrections: each gains four digits (v/c), the rest is below a millimetre.

    Args:
        target: gives (position km, velocity km/s) of shape (..., 3) at TDB seconds (...).
        tdb_s: instants of reception, TDB since J2000.
    """
    position, velocity = target(tdb_s)
    line = position - observer_km
    distance = np.linalg.norm(line, axis=-1)
    light_time = distance / (C_KM_S + np.sum(line * velocity, axis=-1) / distance)
    for _ in range(2):
        position, velocity = target(tdb_s - light_time)
        line = position - observer_km
        distance = np.linalg.norm(line, axis=-1)
        light_time = distance / C_KM_S
    direction = line / distance[..., None]
    rate = _range_rate(direction, velocity, observer_velocity_km_s)
    return Sight(direction, distance, rate, light_time, velocity)


def sight_beside(
    line_km: Floats,
    velocity_km_s: Floats,
    acceleration_km_s2: Floats,
    offset_km: Floats,
    observer_velocity_km_s: Floats,
) -> Sight:
    """What an observer sees at the same instant near another one whose sight is known.

    Light reaches the second up to 21 ms (the Earth's radius) sooner or later than the first: so
    much earlier or later it left, and the target moved on in between.

    Args:
        line_km: from the first observer to where the target was when its light left.
        velocity_km_s: the target's, then.
        acceleration_km_s2: and how it changed: by 6 cm/s in 21 ms near the Sun.
        offset_km: from the first observer to the second.
        observer_velocity_km_s: the second one's.
    """
    line = line_km - offset_km
    distance = _length(line)
    along = _dot(line, velocity_km_s) / distance
    later_s = ((distance - _length(line_km)) / (C_KM_S + along))[..., None]
    line = line - velocity_km_s * later_s
    velocity = velocity_km_s - acceleration_km_s2 * later_s
    distance = _length(line)
    direction = line / distance[..., None]
    rate = _range_rate(direction, velocity, observer_velocity_km_s)
    return Sight(direction, distance, rate, distance / C_KM_S, velocity)


def _range_rate(direction: Floats, velocity_km_s: Floats, observer_km_s: Floats) -> Floats:
    """d/dt of the light-time equation: ρ̇ = û·(v(t−τ)(1 − ρ̇/c) − v_o), solved for ρ̇."""
    along = _dot(direction, velocity_km_s)
    return (along - _dot(direction, observer_km_s)) / (1 + along / C_KM_S)


def _dot(one: Floats, two: Floats) -> Floats:
    return np.einsum("...i,...i->...", one, two)


def _length(vectors: Floats) -> Floats:
    return np.sqrt(_dot(vectors, vectors))


def aberrated(direction: Floats, observer_velocity_km_s: Floats) -> Floats:
    """Where the light seems to come from for an observer who moves: a unit vector.

    Velocity addition of special relativity (Explanatory Supplement 2013, eq. 7.40).
    """
    beta = np.asarray(observer_velocity_km_s) / C_KM_S
    along = np.sum(direction * beta, axis=-1)[..., None]
    inverse_gamma = np.sqrt(1 - np.sum(beta * beta, axis=-1))[..., None]
    seen = inverse_gamma * direction + beta * (1 + along / (1 + inverse_gamma))
    return seen / np.linalg.norm(seen, axis=-1, keepdims=True)
