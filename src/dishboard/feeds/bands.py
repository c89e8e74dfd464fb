"""The band of a frequency, for sources that give a frequency and no band.

The bands of space operation and space research links, ITU allocations with a margin.
"""

from __future__ import annotations

__all__ = ["band_of"]

_BANDS_GHZ = (
    ("VHF", 0.13, 0.16),
    ("UHF", 0.39, 0.47),
    ("S", 2.0, 2.4),
    ("X", 7.0, 8.6),
    ("K", 25.0, 27.6),
    ("Ka", 31.5, 34.9),
)


def band_of(frequency_hz: float | None) -> str | None:
    """The band, or None when no frequency is known or it lies in none of them."""
    if frequency_hz is None:
        return None
    frequency_ghz = frequency_hz / 1e9
    return next((band for band, low, high in _BANDS_GHZ if low <= frequency_ghz <= high), None)
