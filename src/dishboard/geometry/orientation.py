"""How the Earth stands: UT1 − UTC and the pole, as tables handed in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["EarthOrientation"]

Floats = NDArray[np.float64]

_ARCSEC_RAD = np.pi / (180 * 3600)


@dataclass(frozen=True, eq=False)
class EarthOrientation:
    """Measured and predicted orientation, interpolated linearly; beyond its ends the last value.

    A day of interpolation costs at most 0.1 ms of UT1 (5 cm at the equator); holding the last
    value costs about 1 ms of UT1 a day, 0.5 m of a low orbit a day.
    """

    unix_s: Floats  # increasing, shape (n,)
    ut1_minus_utc_s: Floats
    pole_x_arcsec: Floats
    pole_y_arcsec: Floats

    @classmethod
    def none(cls) -> EarthOrientation:
        """UT1 = UTC and the pole at its reference: up to 0.9 s (400 m of ground) and 0.6″ wrong."""
        zero = np.zeros(1)
        return cls(zero, zero, zero, zero)

    def ut1_minus_utc_at(self, unix_s: ArrayLike) -> Floats:
        return self._at(unix_s, self.ut1_minus_utc_s)

    def pole_rad_at(self, unix_s: ArrayLike) -> tuple[Floats, Floats]:
        """Coordinates x_p, y_p of the celestial intermediate pole in the ITRS, radians."""
        x = self._at(unix_s, self.pole_x_arcsec)
        return x * _ARCSEC_RAD, self._at(unix_s, self.pole_y_arcsec) * _ARCSEC_RAD

    def _at(self, unix_s: ArrayLike, column: Floats) -> Floats:
        return np.asarray(np.interp(np.asarray(unix_s, dtype=np.float64), self.unix_s, column))
