"""Freshness: a reading's age against its source's rhythm, by the data's own clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dishboard.model import Freshness

__all__ = ["LATE_AFTER_CYCLES", "NEVER", "STALE_AFTER_CYCLES", "freshness_of", "next_turn"]

LATE_AFTER_CYCLES = 1.5
STALE_AFTER_CYCLES = 3.0

NEVER = datetime.max.replace(tzinfo=UTC)
_RESOLUTION = timedelta(microseconds=1)


def freshness_of(observed_at: datetime, at: datetime, cycle_s: float | None) -> Freshness:
    """How fresh a reading of `observed_at` is at the board's time `at`.

    Unknown when the source's cycle is, and when the data claim to be more than a cycle ahead of
    the board's clock: one of the two clocks is wrong, and nobody here can say which.
    """
    if cycle_s is None:
        return Freshness.UNKNOWN
    age_s = (at - observed_at).total_seconds()
    if age_s < -cycle_s:
        return Freshness.UNKNOWN
    if age_s <= LATE_AFTER_CYCLES * cycle_s:
        return Freshness.FRESH
    if age_s <= STALE_AFTER_CYCLES * cycle_s:
        return Freshness.LATE
    return Freshness.STALE


def next_turn(
    observed_at: datetime, at: datetime, cycle_s: float | None, *cycles: float
) -> datetime:
    """Until when a freshness at an instant surely lasts; for ever at most.

    Args:
        cycles: more ages that matter.
    """
    ages = (-1.0, LATE_AFTER_CYCLES, STALE_AFTER_CYCLES, *cycles)
    if cycle_s is not None:
        for age in ages:
            turn = observed_at + timedelta(seconds=age * cycle_s)
            if turn >= at:
                return max(at, turn - _RESOLUTION)
    return NEVER
