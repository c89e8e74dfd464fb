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

__all__ = ["Sight", "aberrated", "sight"]

Floats = NDArray[np.float64]
States = Callable[[Floats], tuple[Floats, Floats]]


class Sight(NamedTuple):
    """The light that arrives now. Shapes (..., 3) and (...)."""

    direction: Floats  # unit vector to where the target was when its light left; no aberration
    range_km: Floats  # what that light travelled
    range_rate_km_s: Floats  # rate of `range_km` at reception
    light_time_s: Floats


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
    # d/dt of the equation above: ρ̇ = û·(v(t−τ)(1 − ρ̇/c) − v_o), solved for ρ̇.
    along = np.sum(direction * velocity, axis=-1)
    rate = (along - np.sum(direction * observer_velocity_km_s, axis=-1)) / (1 + along / C_KM_S)
    return Sight(direction, distance, rate, light_time)


def aberrated(direction: Floats, observer_velocity_km_s: Floats) -> Floats:
    """Where the light seems to come from for an observer who moves: a unit vector.

    Velocity addition of special relativity (Explanatory Supplement 2013, eq. 7.40).
    """
    beta = np.asarray(observer_velocity_km_s) / C_KM_S
    along = np.sum(direction * beta, axis=-1)[..., None]
    inverse_gamma = np.sqrt(1 - np.sum(beta * beta, axis=-1))[..., None]
    seen = inverse_gamma * direction + beta * (1 + along / (1 + inverse_gamma))
    return seen / np.linalg.norm(seen, axis=-1, keepdims=True)
