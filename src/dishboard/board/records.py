"""The records of all contacts, planned and seen, concluded anew from plan and observations.

Nothing is accumulated by arrival: at every tick a record is what plan, observations and geometry
make of it, so any order of the same readings ends in the same records and events. A record that
time alone cannot change any more is kept until something else is said of its antenna.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec.structs import replace

from dishboard.board.disagreements import Geometry, events_of
from dishboard.board.intervals import Interval
from dishboard.board.judge import Case
from dishboard.board.names import record_id
from dishboard.board.observations import Observations
from dishboard.board.rules import Rules
from dishboard.board.sharing import Sharings
from dishboard.board.trace import Trace
from dishboard.model import Contact, ContactRecord, Event, Evidence
from dishboard.time import unix_s

__all__ = ["KEPT", "Records"]

KEPT = timedelta(hours=6)  # how far back records reach; the history is elsewhere
_SETTLED_AFTER_S = 600.0  # without another word: later ones are new words, and judged then


@dataclass(frozen=True, eq=False)
class _Judged:
    case: Case
    record: ContactRecord
    basis: object  # what it was concluded from, beside the passing of time
    is_final: bool  # time alone changes nothing any more


class Records:
    """All records at one instant."""

    def __init__(self, observations: Observations, rules: Rules) -> None:
        self._observations = observations
        self._rules = rules
        self._judged: dict[object, _Judged] = {}
        self._sharings = Sharings()
        self._by_id: dict[str, ContactRecord] = {}

    def conclude(self, at: datetime, plan: Iterable[Contact], geometry: Geometry) -> None:
        """Judge every contact that has begun and is not older than what is kept."""
        since_at = at - KEPT
        begun = [one for one in plan if one.boa_at <= at and one.eoa_at > since_at]
        judged: dict[object, _Judged] = {}
        for key, case, trace in self._cases(at, begun, unix_s(since_at)):
            judged[key] = self._judge(key, case, trace, geometry)
        self._judged = judged
        shared = self._sharings.of(one.case for one in judged.values())
        self._by_id = {}
        for one in judged.values():
            record, common = one.record, shared.get(one.case)
            if common is not None:
                record = replace(
                    record,
                    sharing=tuple(sorted(common.sharing)),
                    shared_with=tuple(sorted(common.others)),
                    prime=common.prime,
                    prime_reason=common.reason,
                    events=_in_order((*record.events, *common.events)),
                )
            self._by_id[record.id] = record

    def between(
        self, start_at: datetime, end_at: datetime, at: datetime, plan: Iterable[Contact]
    ) -> list[ContactRecord]:
        """Records that overlap a span, in order of time; planned contacts to come as pending."""
        coming = (one for one in plan if one.boa_at > at and one.id not in self._by_id)
        records = [*self._by_id.values(), *(self._to_come(one, at) for one in coming)]
        chosen = [
            (begin_at, record)
            for record in records
            for begin_at, finish_at in [_span(record)]
            if begin_at < end_at and finish_at >= start_at
        ]
        return [record for _, record in sorted(chosen, key=lambda one: (one[0], one[1].id))]

    def events(self) -> Iterator[Event]:
        """All events of all records."""
        for record in self._by_id.values():
            yield from record.events

    def of_contact(self, contact: str) -> ContactRecord | None:
        """The record of a planned contact: the observed one, else the simulated one."""
        simulated = record_id(contact, Evidence.SIMULATED)
        return self._by_id.get(contact) or self._by_id.get(simulated)

    def of_sighting(
        self, sighting: str, plan: Contact | None, evidence: Evidence
    ) -> ContactRecord | None:
        """The record of what is seen now, planned or not."""
        if plan is not None:
            return self._by_id.get(record_id(plan.id, evidence))
        return self._by_id.get(sighting)

    # ---- which cases there are

    def _cases(
        self, at: datetime, begun: Sequence[Contact], since_s: float
    ) -> Iterator[tuple[object, Case, Trace | None]]:
        at_s = unix_s(at)
        by_antenna: dict[str, list[Contact]] = {}
        for contact in begun:
            by_antenna.setdefault(contact.antenna, []).append(contact)
        for antenna in sorted({*by_antenna, *(key[0] for key in self._observations.traces)}):
            planned = by_antenna.get(antenna, [])
            traces = list(self._observations.of(antenna))
            watched: set[str] = set()
            for trace in traces:
                for contact, case in self._of_trace(at, at_s, since_s, trace, planned):
                    if contact is not None:
                        if not case.sources:
                            continue
                        watched.add(contact.id)
                    key = (contact.id if contact else case.id, trace.evidence)
                    yield key, case, trace
            for contact in planned:
                if contact.id not in watched:
                    silent = (
                        traces[0] if traces else None
                    )  # it speaks of the antenna at other times
                    yield contact.id, self._case(at, contact, silent, ()), silent

    def _of_trace(
        self, at: datetime, at_s: float, since_s: float, trace: Trace, planned: Sequence[Contact]
    ) -> Iterator[tuple[Contact | None, Case]]:
        """The planned contacts as this trace saw them, and what it saw beside them."""
        spans: dict[str, list[tuple[float, float]]] = {}
        for contact in planned:
            span = (unix_s(contact.boa_at), unix_s(contact.eoa_at))
            spans.setdefault(contact.spacecraft, []).append(span)
        seen = {craft: trace.contacts(craft, at_s) for craft in sorted(trace.crafts())}
        for contact in planned:
            span = (unix_s(contact.boa_at), unix_s(contact.eoa_at))
            own = [one for one in seen.get(contact.spacecraft, ()) if _touch(one, span)]
            yield contact, self._case(at, contact, trace, own)
        for craft, sightings in seen.items():
            for one in sightings:
                if one[1] >= since_s and not any(
                    _touch(one, span) for span in spans.get(craft, ())
                ):
                    yield None, self._case(at, None, trace, [one], craft)

    def _case(
        self,
        at: datetime,
        contact: Contact | None,
        trace: Trace | None,
        seen: Sequence[Interval],
        craft: str = "",
    ) -> Case:
        assert contact is not None or trace is not None
        return Case(
            at=at,
            antenna=contact.antenna if contact is not None else trace.antenna,  # type: ignore[union-attr]
            craft=contact.spacecraft if contact is not None else craft,
            contact=contact,
            trace=trace,
            seen=seen,
            deaf=self._observations.deaf(trace) if trace is not None else {},
            rules=self._rules,
        )

    def _to_come(self, contact: Contact, at: datetime) -> ContactRecord:
        return self._case(at, contact, None, ()).record()

    # ---- judged once, when that is enough

    def _judge(self, key: object, case: Case, trace: Trace | None, geometry: Geometry) -> _Judged:
        edges = trace.edges if trace is not None else ()
        telling = self._observations.telling
        aims = geometry.version(case.antenna)
        newest_s = trace.newest_s if trace is not None else 0.0
        known = self._judged.get(key)
        over_s = case.hull[1] + 3 * case.cycle_s + case.debounce_s + case.grace_s
        heard = case.heard_s >= over_s
        basis = (case.contact, edges, telling, aims, None if heard else newest_s)
        if known is not None and known.is_final and known.basis == basis:
            return known
        record = replace(case.record(), events=_in_order(events_of(case, geometry)))
        if record.aos_at is None and record.los_at is None:
            found = geometry.pass_of(case.antenna, case.craft, *case.hull)
            if found is not None:
                record = replace(
                    record,
                    aos_at=found.rise_at,
                    los_at=found.set_at,
                    predicted_source=found.source,
                )
        is_final = heard or case.at_s >= over_s + _SETTLED_AFTER_S
        return _Judged(case, record, basis, is_final)


def _touch(one: Interval, other: Interval) -> bool:
    return one[0] <= other[1] and one[1] >= other[0]


def _span(record: ContactRecord) -> tuple[datetime, datetime]:
    """From the first to the last that is known of a contact."""
    instants = [record.boa_at, record.eoa_at]
    for way in record.directions:
        instants += [way.acquired_at, way.lost_at, *(span.end_at for span in way.locked)]
    known = [instant for instant in instants if instant is not None]
    return min(known), max(known)


def _in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=lambda event: (event.at, event.id)))
