"""How much a source may say: a bucket that fills at a steady rate and is emptied by messages."""

from __future__ import annotations

from datetime import datetime

__all__ = ["RateLimit"]


class RateLimit:
    """At most `burst` at once and `per_s` in the long run, by the clock that is handed in."""

    def __init__(self, per_s: float, burst: float) -> None:
        self._per_s, self._burst = per_s, burst
        self._level = burst
        self._at: datetime | None = None

    def wait_s(self, count: int, now: datetime) -> float:
        """Take `count` and return 0, or take nothing and return how long to wait for them, in s."""
        if self._at is not None:
            passed_s = max(0.0, (now - self._at).total_seconds())  # a clock set back gives nothing
            self._level = min(self._burst, self._level + passed_s * self._per_s)
        self._at = now
        if count <= self._level:
            self._level -= count
            return 0.0
        return (count - self._level) / self._per_s
