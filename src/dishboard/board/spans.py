"""When an antenna was seen talking to a spacecraft: spans made of single sightings.

Sightings of one pair that are no further apart than the gap belong to one span. The rule looks at
the instants alone, so any order of the same sightings ends in the same spans.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime, timedelta

__all__ = ["Spans"]

Pair = tuple[str, str]  # antenna, spacecraft


class Spans:
    """Spans of sightings for each pair of antenna and spacecraft, in order of time."""

    def __init__(self) -> None:
        self._spans: dict[tuple[Pair, str], list[tuple[datetime, datetime]]] = {}

    def see(self, pair: Pair, source: str, at: datetime, gap_s: float) -> None:
        """Note that `source` saw the pair in contact at an instant."""
        gap = timedelta(seconds=gap_s)
        spans = self._spans.setdefault((pair, source), [])
        place = bisect_left(spans, (at, at))
        first = last = at
        if place < len(spans) and spans[place][0] - at <= gap:
            last = max(last, spans.pop(place)[1])
        if place > 0 and at - spans[place - 1][1] <= gap:
            place -= 1
            earlier = spans.pop(place)
            first, last = min(first, earlier[0]), max(last, earlier[1])
        spans.insert(place, (first, last))

    def since(self, pair: Pair, source: str, at: datetime) -> datetime:
        """Since when the pair has been seen without a gap, for a sighting at `at`."""
        for first, last in reversed(self._spans.get((pair, source), [])):
            if first <= at <= last:
                return first
        return at

    def forget_before(self, at: datetime) -> None:
        """Drop spans that ended before an instant, so that a wall may run for years."""
        for key, spans in list(self._spans.items()):
            kept = [span for span in spans if span[1] >= at]
            if kept:
                self._spans[key] = kept
            else:
                del self._spans[key]

    def __iter__(self) -> Iterator[tuple[Pair, str, datetime, datetime]]:
        for (pair, source), spans in sorted(self._spans.items()):
            for first, last in spans:
                yield pair, source, first, last
