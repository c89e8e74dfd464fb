"""Everything that was observed and simulated lately, by antenna: what records are made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import datetime, timedelta
from typing import TypeAlias

from dishboard.board.names import contact_id
from dishboard.board.trace import Trace
from dishboard.board.words import AntennaReading, Fact, cycle_fact, facts_of
from dishboard.model import Contact, Direction, Evidence, LinkReading, PlanStatus
from dishboard.time import from_unix_s, unix_s

__all__ = ["FURTHEST_AHEAD", "Observations", "is_ahead"]

FURTHEST_AHEAD = timedelta(minutes=5)  # a clock further ahead than this is wrong

_COUNTS = (Evidence.OBSERVED, Evidence.SIMULATED)
_MOST_SEQUENCE = 2**62  # what an array of integers holds; a station's counter never gets there

Key: TypeAlias = tuple[str, Evidence]  # antenna, and the kind of evidence


def is_ahead(observed_at: datetime, received_at: datetime | None) -> bool:
    """Whether something claims to be of a time well after it was received."""
    return received_at is not None and observed_at - received_at > FURTHEST_AHEAD


class Observations:
    """Traces by antenna and kind of evidence, and which source tells of which direction."""

    def __init__(self) -> None:
        self.traces: dict[Key, Trace] = {}
        self._tells: dict[Direction, set[str]] = {way: set() for way in Direction}
        self._tellers: set[str] = set()  # of either direction
        self._cycles: dict[float, Fact] = {}

    def add(self, readings: Iterable[AntennaReading], cycle_s: float | None) -> None:
        """Take in what one message says; what was computed is nothing observed."""
        facts: dict[tuple[str, Evidence, str, datetime, int], set[Fact]] = {}
        for reading in readings:
            if reading.evidence not in _COUNTS or is_ahead(
                reading.observed_at, reading.received_at
            ):
                continue
            sequence = -1 if reading.sequence is None else reading.sequence
            key = (reading.antenna, reading.evidence, reading.source, reading.observed_at, sequence)
            said = facts.get(key)
            if said is None:
                said = facts[key] = set()
            said.update(facts_of(reading))
            if isinstance(reading, LinkReading):
                self._tells[reading.direction].add(reading.source)
                self._tellers.add(reading.source)
        for (antenna, evidence, source, observed_at, sequence), said in facts.items():
            if cycle_s is not None:
                said.add(self._cycle_fact(cycle_s))
            samples = self._trace(antenna, evidence).samples(source)
            samples.add(unix_s(observed_at), min(sequence, _MOST_SEQUENCE), frozenset(said))

    def cycle_of(self, antenna: str, evidence: Evidence, source: str) -> float | None:
        """The rhythm of a source on an antenna, as its newest word has it."""
        trace = self.traces.get((antenna, evidence))
        return trace.cycle_of(source) if trace is not None else None

    def since(self, antenna: str, evidence: Evidence, craft: str, at: datetime) -> datetime:
        """Since when a craft has been seen without a gap, for a sighting at `at`."""
        trace = self.traces.get((antenna, evidence))
        at_s = unix_s(at)
        for first_s, last_s in reversed(trace.contacts(craft, at_s) if trace is not None else ()):
            if first_s <= at_s <= last_s:
                return from_unix_s(first_s)
        return at

    def contacts(self, until_at: datetime | None) -> Iterator[Contact]:
        """What was seen up to an instant, as contacts that nobody planned."""
        until_s = float("inf") if until_at is None else unix_s(until_at)
        for trace in self.traces.values():
            for craft in trace.crafts():
                for first_s, last_s in trace.contacts(craft, until_s):
                    first_at, last_at = from_unix_s(first_s), from_unix_s(last_s)
                    yield Contact(
                        id=contact_id(trace.antenna, craft, first_at, trace.evidence),
                        antenna=trace.antenna,
                        spacecraft=craft,
                        evidence=trace.evidence,
                        source="; ".join(trace.who_saw(craft, first_s, last_s)),
                        plan=PlanStatus.NONE,
                        boa_at=first_at,
                        bot_at=first_at,
                        eot_at=last_at,
                        eoa_at=last_at,
                    )

    @property
    def antennas(self) -> Set[str]:
        """All that are spoken of."""
        return {antenna for antenna, _ in self.traces}

    def edges(self, antenna: str) -> Sequence[int]:
        """Another value whenever somebody says something else of an antenna than before."""
        return [edges for trace in self.of(antenna) for edges in trace.edges]

    def of(self, antenna: str) -> Iterator[Trace]:
        """The traces of an antenna, of each kind of evidence."""
        for evidence in _COUNTS:
            trace = self.traces.get((antenna, evidence))
            if trace is not None:
                yield trace

    def deaf(self, trace: Trace) -> dict[Direction, Set[str]]:
        """The sources of a trace that never tell of a direction, on whatever antenna."""
        return {way: frozenset(trace.sources) - tells for way, tells in self._tells.items()}

    @property
    def telling(self) -> int:
        """Another number whenever a source was heard to tell of one more direction."""
        return sum(map(len, self._tells.values()))

    def forget_before(
        self, at: datetime, ours: Set[str], longer: Mapping[str, datetime] | None = None
    ) -> None:
        """Let go of what was said before an instant; of strangers altogether.

        Args:
            longer: antennas of which more is kept, from these instants on.
        """
        at_s = unix_s(at)
        for key, trace in list(self.traces.items()):
            since_at = longer.get(key[0]) if longer else None
            trace.forget_before(at_s if since_at is None else unix_s(since_at))
            if key[0] not in ours and trace.newest_s < at_s:
                del self.traces[key]

    def _trace(self, antenna: str, evidence: Evidence) -> Trace:
        trace = self.traces.get((antenna, evidence))
        if trace is None:
            trace = self.traces[antenna, evidence] = Trace(antenna, evidence, self._tellers)
        return trace

    def _cycle_fact(self, cycle_s: float) -> Fact:
        fact = self._cycles.get(cycle_s)
        if fact is None:
            if len(self._cycles) > 1_000:
                self._cycles.clear()
            fact = self._cycles[cycle_s] = cycle_fact(cycle_s)
        return fact
