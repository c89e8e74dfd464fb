"""Motion about one attracting body: ellipses and hyperbolas."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Conic"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Conic:
    """An unperturbed orbit; angles against the axes of whatever frame the elements are in.

    The semi-major axis is negative and the mean anomaly unbounded for a hyperbola (e > 1). The
    parabola itself is not for this class.
    """

    gm_km3_s2: float
    epoch_s: float  # any uniform scale; states are asked on the same one
    semi_major_axis_km: float
    eccentricity: float
    inclination_deg: float
    node_deg: float
    periapsis_deg: float
    mean_anomaly_deg: float

    @classmethod
    def from_state(
        cls, gm_km3_s2: float, epoch_s: float, position_km: ArrayLike, velocity_km_s: ArrayLike
    ) -> Conic:
        """The osculating orbit of one state, shapes (3,)."""
        r, v = np.asarray(position_km, dtype=np.float64), np.asarray(velocity_km_s)
        distance = float(np.linalg.norm(r))
        momentum = np.cross(r, v)
        to_periapsis = np.cross(v, momentum) / gm_km3_s2 - r / distance
        e = float(np.linalg.norm(to_periapsis))
        a = 1 / (2 / distance - float(v @ v) / gm_km3_s2)
        node = np.array([-momentum[1], momentum[0], 0.0])
        if not np.any(node):
            node = np.array([1.0, 0.0, 0.0])  # in the reference plane: count from the x axis
        node /= np.linalg.norm(node)
        across = np.cross(momentum / np.linalg.norm(momentum), node)
        periapsis = float(np.arctan2(to_periapsis @ across, to_periapsis @ node))
        true = float(np.arctan2(r @ across, r @ node)) - periapsis
        if e < 1:
            eccentric = 2 * np.arctan(np.sqrt((1 - e) / (1 + e)) * np.tan(true / 2))
            mean = eccentric - e * np.sin(eccentric)
        else:
            eccentric = 2 * np.arctanh(np.sqrt((e - 1) / (e + 1)) * np.tan(true / 2))
            mean = e * np.sinh(eccentric) - eccentric
        inclination = float(np.arctan2(np.hypot(momentum[0], momentum[1]), momentum[2]))
        degrees = np.degrees([inclination, np.arctan2(node[1], node[0]), periapsis, mean])
        return cls(gm_km3_s2, epoch_s, a, e, *(float(angle) for angle in degrees))

    def state(self, at_s: ArrayLike) -> tuple[Floats, Floats]:
        """Position (km) and velocity (km/s), shapes (..., 3), at instants (...)."""
        e, a = self.eccentricity, self.semi_major_axis_km
        motion = np.sqrt(self.gm_km3_s2 / abs(a) ** 3)  # rad/s
        elapsed = np.asarray(at_s, dtype=np.float64) - self.epoch_s
        mean = np.radians(self.mean_anomaly_deg) + motion * elapsed
        if e < 1:
            anomaly = _elliptic_anomaly(np.remainder(mean + np.pi, 2 * np.pi) - np.pi, e)
            sine, cosine, root = np.sin(anomaly), np.cos(anomaly), np.sqrt(1 - e * e)
            rate = motion / (1 - e * cosine)
            x, y = a * (cosine - e), a * root * sine
            dx, dy = -a * sine * rate, a * root * cosine * rate
        else:
            anomaly = _hyperbolic_anomaly(mean, e)
            sine, cosine, root = np.sinh(anomaly), np.cosh(anomaly), np.sqrt(e * e - 1)
            rate = motion / (e * cosine - 1)
            x, y = a * (cosine - e), -a * root * sine
            dx, dy = a * sine * rate, -a * root * cosine * rate
        to_periapsis, across = self._axes
        return (
            x[..., None] * to_periapsis + y[..., None] * across,
            dx[..., None] * to_periapsis + dy[..., None] * across,
        )

    @cached_property
    def _axes(self) -> tuple[Floats, Floats]:
        """Unit vectors to periapsis and a quarter turn on, in the orbit's plane."""
        inclination, node, turn = np.radians(
            [self.inclination_deg, self.node_deg, self.periapsis_deg]
        )
        along = np.array([np.cos(node), np.sin(node), 0.0])
        across = np.array(
            [
                -np.sin(node) * np.cos(inclination),
                np.cos(node) * np.cos(inclination),
                np.sin(inclination),
            ]
        )
        return (
            np.cos(turn) * along + np.sin(turn) * across,
            -np.sin(turn) * along + np.cos(turn) * across,
        )


def _elliptic_anomaly(mean: Floats, e: float) -> Floats:
    """Kepler's equation M = E − e sin E for M in [-π, π], to the last digits."""
    anomaly = mean + 0.85 * e * np.sign(np.sin(mean))  # Danby 1988: converges for every e < 1
    for _ in range(30):
        step = (anomaly - e * np.sin(anomaly) - mean) / (1 - e * np.cos(anomaly))
        anomaly = anomaly - step
        if np.all(np.abs(step) < 1e-14):
            break
    return anomaly


def _hyperbolic_anomaly(mean: Floats, e: float) -> Floats:
    """M = e sinh H − H, to the last digits."""
    anomaly = np.arcsinh(mean / e)
    for _ in range(50):
        step = (e * np.sinh(anomaly) - anomaly - mean) / (e * np.cosh(anomaly) - 1)
        anomaly = anomaly - step
        if np.all(np.abs(step) < 1e-13 * (1 + np.abs(anomaly))):
            break
    return anomaly
