"""Functions of time whose roots are edges and tops: no trigonometry, derivatives included.

With d the line from station to craft, v and a its derivatives, z = up · d, ρ = |d| and m the mask:

    over the mask     f = z − sin m · ρ,       f′ = ż − sin m · ρ̇,   ρ̇ = d·v / ρ
    its slope         f′,                      f″ = z̈ − sin m · (v² + d·a − ρ̇²) / ρ
    rate of z / ρ     g = ż ρ² − z (d·v),      g′ = z̈ ρ² + ż (d·v) − z (v² + d·a)

f changes sign where the craft rises and sets, f′ where it is closest to doing so, g where the
elevation is highest. Time is counted in node steps; only signs and quotients matter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dishboard.geometry.windows.interpolant import Tracks
from dishboard.geometry.windows.viewers import Viewers

__all__ = ["SightLines"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class SightLines:
    """Polynomials of many lines of sight, one for each place where a root is wanted."""

    terms: Floats  # (3, 10, k), km
    up: Floats  # (3, k)
    sine_of_mask: Floats  # (k,)

    @classmethod
    def of(
        cls, tracks: Tracks, viewers: Viewers, craft: Rows, station: Rows, interval: Rows
    ) -> SightLines:
        terms = tracks.coefficients(craft, interval)
        terms[:, 0] -= viewers.site_km.T[:, station]
        return cls(terms, viewers.up.T[:, station], viewers.sine_of_mask[station])

    def sine(self, y: Floats) -> Floats:
        """Sine of the elevation."""
        line = self._horner(y, slice(None), 0)[0]
        return _dot(self.up, line) / np.sqrt(_dot(line, line))

    def over_mask(self, y: Floats, rows: Rows) -> tuple[Floats, Floats]:
        """f and f′."""
        line, rate = self._horner(y, rows, 1)
        up, sine = self.up[:, rows], self.sine_of_mask[rows]
        rho = np.sqrt(_dot(line, line))
        return (
            _dot(up, line) - sine * rho,
            _dot(up, rate) - sine * _dot(line, rate) / rho,
        )

    def slope(self, y: Floats, rows: Rows) -> tuple[Floats, Floats]:
        """f′ and f″."""
        line, rate, second = self._horner(y, rows, 2)
        up, sine = self.up[:, rows], self.sine_of_mask[rows]
        rho = np.sqrt(_dot(line, line))
        rho_rate = _dot(line, rate) / rho
        bend = _dot(rate, rate) + _dot(line, second) - rho_rate**2
        return _dot(up, rate) - sine * rho_rate, _dot(up, second) - sine * bend / rho

    def climb(self, y: Floats, rows: Rows) -> tuple[Floats, Floats]:
        """g and g′."""
        line, rate, second = self._horner(y, rows, 2)
        up = self.up[:, rows]
        z, z_rate, along = _dot(up, line), _dot(up, rate), _dot(line, rate)
        squared = _dot(line, line)
        bend = _dot(rate, rate) + _dot(line, second)
        return (
            z_rate * squared - z * along,
            _dot(up, second) * squared + z_rate * along - z * bend,
        )

    def _horner(self, y: Floats, rows: Rows | slice, order: int) -> list[Floats]:
        """The line and its first derivatives by `y`, each (3, k)."""
        whole = isinstance(rows, slice) or rows.size == self.terms.shape[2]
        terms = self.terms if whole else self.terms[:, :, rows]
        values = [terms[:, -1].copy(), *(np.zeros_like(terms[:, -1]) for _ in range(order))]
        for power in range(terms.shape[1] - 2, -1, -1):
            for n in range(order, 0, -1):
                values[n] *= y
                values[n] += values[n - 1]
            values[0] *= y
            values[0] += terms[:, power]
        if order == 2:
            values[2] *= 2.0
        return values


def _dot(a: Floats, b: Floats) -> Floats:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
