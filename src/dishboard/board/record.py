"""The record of a case, as it is sent: times, shares, stretches, outcome."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from dishboard.board.case import Case
from dishboard.board.intervals import Intervals, clip, joined, overlap, total
from dishboard.model import ContactRecord, Direction, DirectionRecord, PlanStatus, Span
from dishboard.time import from_unix_s

__all__ = ["record_of"]

MOST_SPANS = 50


def record_of(case: Case) -> ContactRecord:
    """The record, without its events and what it shares with others."""
    contact = case.contact
    outcome, reason = case.outcome
    planned = {link.direction for link in contact.links} if contact else set[Direction]()
    return ContactRecord(
        id=case.id,
        contact=contact.id if contact else None,
        antenna=case.antenna,
        spacecraft=case.craft,
        plan=contact.plan if contact else PlanStatus.NONE,
        boa_at=contact.boa_at if contact else None,
        bot_at=contact.bot_at if contact else None,
        eot_at=contact.eot_at if contact else None,
        eoa_at=contact.eoa_at if contact else None,
        plan_source=contact.source if contact else None,
        aos_at=contact.aos_at if contact else None,
        los_at=contact.los_at if contact else None,
        predicted_source=contact.source if contact and contact.aos_at else None,
        directions=tuple(
            _direction(case, way, way in planned)
            for way in (Direction.DOWN, Direction.UP)
            if way in planned or case.signal(way)
        ),
        evidence=case.evidence if case.sources else None,
        sources=case.sources,
        outcome=outcome,
        reason=reason,
    )


def _direction(case: Case, way: Direction, planned: bool) -> DirectionRecord:
    signal, lock, watched = case.signal(way), case.lock(way), case.watched(way)
    length_s, watched_s = total(case.passed), overlap(watched, case.passed)
    locked_s = overlap(lock, case.passed)
    return DirectionRecord(
        direction=way,
        planned=planned,
        acquired_at=from_unix_s(signal[0][0]) if signal else None,
        locked_at=from_unix_s(lock[0][0]) if lock else None,
        lost_at=_lost_at(signal, watched),
        locked_share=round(locked_s / length_s, 4) if watched_s > 0.0 else None,
        watched_share=round(watched_s / length_s, 4) if length_s > 0.0 else None,
        watched=_spans(clip(watched, *case.hull)),
        signal=_spans(signal),
        locked=_spans(lock),
    )


def _lost_at(signal: Intervals, watched: Intervals) -> datetime | None:
    """The end of the last signal, if somebody was there to see it end."""
    if not signal:
        return None
    end_s = signal[-1][1]
    seen = any(start_s <= end_s < until_s for start_s, until_s in watched)
    return from_unix_s(end_s) if seen else None


def _spans(intervals: Intervals) -> tuple[Span, ...]:
    return tuple(
        Span(start_at=from_unix_s(start_s), end_at=from_unix_s(end_s))
        for start_s, end_s in _few(intervals)
    )


def _few(intervals: Intervals) -> Intervals:
    """At most so many; the shortest gaps are closed."""
    if len(intervals) <= MOST_SPANS:
        return intervals
    gaps_s = sorted(later[0] - earlier[1] for earlier, later in pairwise(intervals))
    return joined(intervals, gaps_s[len(intervals) - MOST_SPANS - 1])
