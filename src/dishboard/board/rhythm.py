"""How often a source says something new, by what it says itself."""

from __future__ import annotations

from datetime import datetime

from dishboard.board.freshness import STALE_AFTER_CYCLES

__all__ = ["Rhythm"]

MOST_CYCLES = 16  # of one source; of more the longest silent are forgotten


class Rhythm:
    """The cycles that a source's messages state, each with its newest word.

    Several antennas may speak in several rhythms through one source. It is late when the slowest
    of those that still speak is: a quick one that falls silent is late by itself, on its antenna.

    Args:
        cycle_s: for messages that state none, and until the first; None: nobody knows.
    """

    __slots__ = ("_newest_at", "_otherwise_s")

    def __init__(self, cycle_s: float | None) -> None:
        self._otherwise_s = cycle_s
        self._newest_at: dict[float, datetime] = {}

    def heard(self, cycle_s: float | None, observed_at: datetime) -> None:
        """Notice a message."""
        cycle_s = cycle_s or self._otherwise_s
        if cycle_s is None:
            return
        newest_at = self._newest_at.get(cycle_s)
        if newest_at is not None and observed_at <= newest_at:
            return
        self._newest_at[cycle_s] = observed_at
        if len(self._newest_at) > MOST_CYCLES:
            del self._newest_at[min(self._newest_at, key=self._rank)]

    def cycle_s(self, at: datetime) -> float | None:
        """The longest of those that are not stale; when all are, that of the newest word.

        Of several words of one instant the longest cycle counts, whichever came first.
        """
        if not self._newest_at:
            return self._otherwise_s
        spoken = [
            cycle_s
            for cycle_s, newest_at in self._newest_at.items()
            if (at - newest_at).total_seconds() <= STALE_AFTER_CYCLES * cycle_s
        ]
        return max(spoken) if spoken else max(self._newest_at, key=self._rank)

    def _rank(self, cycle_s: float) -> tuple[datetime, float]:
        return self._newest_at[cycle_s], cycle_s
