"""The records of all contacts, planned and seen, concluded anew from plan and observations.

Nothing is accumulated by arrival: at every tick a record is what plan, observations and geometry
make of it, so any order of the same readings ends in the same records and events. A record that
time alone cannot change any more is kept until something else is said of its antenna.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from msgspec.structs import replace

from dishboard.board.case import Case
from dishboard.board.disagreements import events_of
from dishboard.board.freshness import NEVER
from dishboard.board.geometry import Geometry
from dishboard.board.intervals import Intervals
from dishboard.board.names import record_id
from dishboard.board.observations import Observations
from dishboard.board.pace import judged_at_s
from dishboard.board.passes import Stretch
from dishboard.board.record import record_of
from dishboard.board.rules import Rules
from dishboard.board.sharing import Sharings
from dishboard.board.sightings import sightings_of
from dishboard.board.trace import Trace
from dishboard.model import Contact, ContactRecord, Direction, Event, Evidence
from dishboard.time import from_unix_s, unix_s

__all__ = ["KEPT", "Records"]

NOT_YET = datetime.min.replace(tzinfo=UTC)
KEPT = timedelta(hours=6)  # how far back records reach; the history is elsewhere
_SETTLED_AFTER_S = 600.0  # without another word: later ones are new words, and judged then
_LATE_S = 60.0  # so much later than what they concern, words count as late (see `Samples.late`)


@dataclass(frozen=True, eq=False)
class _Judged:
    """A contact as it was judged last."""

    case: Case
    record: ContactRecord
    over_s: float  # from when on new words are about something else
    past: object  # what it was concluded from, beside the passing of time
    is_final: bool  # time alone changes nothing any more

    @cached_property
    def told_until_at(self) -> datetime:
        """When the last of its events was over; one that lasts never was."""
        return max((event.until_at or NEVER for event in self.record.events), default=NOT_YET)


@dataclass(frozen=True, eq=False)
class _Antenna:
    """All contacts of an antenna as they were judged last, and from what."""

    basis: object
    judged: dict[object, _Judged]

    @cached_property
    def newest(self) -> Mapping[tuple[str, Evidence | None], _Judged]:
        """Of each craft the contact with its newest sighting; of several the one that is planned
        last."""
        seen = [one for one in self.judged.values() if one.case.seen]
        seen.sort(key=lambda one: (one.case.seen[-1], one.case.track or (0.0, 0.0)))
        return {(one.case.craft, one.case.evidence): one for one in seen}


class Records:
    """All records at one instant."""

    def __init__(self, observations: Observations, geometry: Geometry, rules: Rules) -> None:
        self._observations = observations
        self._geometry = geometry
        self._rules = rules
        self._antennas: dict[str, _Antenna] = {}
        self._sharings = Sharings()
        self._by_id: dict[str, _Judged] = {}

    def conclude(self, at: datetime, plan: Iterable[Contact]) -> None:
        """Judge every contact that has begun and is not older than what is kept.

        Of an antenna whose turn it is not, and of which nothing new was said, all stands.
        """
        since_at = at - KEPT
        begun: defaultdict[str, list[Contact]] = defaultdict(list)
        for one in plan:
            if one.boa_at <= at and one.eoa_at > since_at:
                begun[one.antenna].append(one)
        before, self._antennas = self._antennas, {}
        for antenna in sorted({*begun, *self._observations.antennas}):
            traces, planned = list(self._observations.of(antenna)), begun[antenna]
            as_of_s = _as_of_s(antenna, at, traces, planned)
            told = [trace.told(as_of_s) for trace in traces]
            basis = (
                as_of_s,
                planned,
                told,
                self._observations.telling,
                self._geometry.told(antenna),
            )
            known = before.get(antenna) or _Antenna(None, {})
            if known.basis != basis:
                judged = self._judged(as_of_s, traces, planned, known.judged)
                known = _Antenna(basis, dict(judged))
            self._antennas[antenna] = known
        stand = [one for antenna in self._antennas.values() for one in antenna.judged.values()]
        self._sharings.renew(one.case for one in stand)
        self._by_id = {one.record.id: one for one in stand}

    def between(
        self, start_at: datetime, end_at: datetime, at: datetime, plan: Iterable[Contact]
    ) -> list[ContactRecord]:
        """Records that overlap a span, in order of time; planned contacts to come as pending."""
        start_s, end_s = unix_s(start_at), unix_s(end_at)
        begun = [
            (hull_s[0], one)
            for one in self._by_id.values()
            for hull_s in [one.case.hull]
            if hull_s[0] < end_s and hull_s[1] >= start_s
        ]
        begun.sort(key=lambda each: (each[0], each[1].record.id))
        coming = [
            record_of(self._case(at, one, one.antenna, one.spacecraft, None, (), {}))
            for one in sorted(plan, key=lambda one: (one.boa_at, one.id))
            if at < one.boa_at < end_at and one.eoa_at >= start_at and one.id not in self._by_id
        ]
        return [*self._whole([one for _, one in begun]), *coming]

    def events(self, since_at: datetime) -> Iterator[Event]:
        """The events of all records, but for what was over before an instant."""
        for one in self._by_id.values():
            if one.told_until_at >= since_at:
                yield from one.record.events
        yield from self._sharings.events()

    def told(self, antenna: str) -> object:
        """Another value whenever an antenna's contacts were judged anew."""
        return self._antennas.get(antenna)

    def of_contact(self, contact: str) -> ContactRecord | None:
        """The outcome and shares of a planned contact: as observed, else as simulated."""
        one = self._by_id.get(contact) or self._by_id.get(record_id(contact, Evidence.SIMULATED))
        return one.record if one is not None else None

    def of_sighting(
        self,
        antenna: str,
        craft: str,
        evidence: Evidence,
        since_at: datetime,
        plan: Contact | None,
    ) -> ContactRecord | None:
        """The outcome and shares of what is seen now; None while it was not judged yet.

        Args:
            since_at: when the sighting began.
            plan: the contact of the pair that is planned now. None: a signal may have outlasted
                the contact that it belongs to.
        """
        if plan is not None:
            one = self._by_id.get(record_id(plan.id, evidence))
            return one.record if one is not None else None
        known = self._antennas.get(antenna)
        one = known.newest.get((craft, evidence)) if known is not None else None
        if one is None or one.case.seen[-1][1] < unix_s(since_at):  # it is of an earlier one
            return None
        return one.record

    def _whole(self, judged: Sequence[_Judged]) -> Iterator[ContactRecord]:
        """With what they share, and with the rise and set that no plan gave."""
        cases = [one.case for one in judged]
        passes = self._geometry.passes.of(
            [Stretch(case.antenna, case.craft, *case.hull) for case in cases]
        )
        for one, found in zip(judged, passes, strict=True):
            record, common = one.record, self._sharings.of(one.case)
            if found is not None and record.aos_at is None and record.los_at is None:
                record = replace(
                    record,
                    aos_at=found.rise_at,
                    los_at=found.set_at,
                    predicted_source=found.source,
                )
            if common is not None:
                record = replace(
                    record,
                    sharing=tuple(sorted(common.sharing)),
                    shared_with=tuple(sorted(common.others)),
                    prime=common.prime,
                    prime_reason=common.reason,
                    events=_in_order((*record.events, *common.events)),
                )
            yield record

    # ---- the contacts of one antenna

    def _judged(
        self,
        as_of_s: float,
        traces: Sequence[Trace],
        planned: Sequence[Contact],
        before: Mapping[object, _Judged],
    ) -> Iterator[tuple[object, _Judged]]:
        """Each contact as each kind of evidence has it; one that nobody watched once."""
        as_of = from_unix_s(as_of_s)
        cases: list[tuple[object, Case]] = []
        watched: set[str] = set()
        for trace in traces:
            deaf = self._observations.deaf(trace)
            since_s = as_of_s - KEPT.total_seconds()
            for contact, craft, seen in sightings_of(trace, planned, since_s, as_of_s):
                if contact is not None:
                    watched.add(contact.id)
                key = (contact.id if contact else (craft, seen[0][0]), trace.evidence)
                case = self._case(as_of, contact, trace.antenna, craft, trace, seen, deaf)
                cases.append((key, case))
        for contact in planned:
            if contact.id not in watched:
                trace = traces[0] if traces else None  # it speaks of the antenna at other times
                deaf = self._observations.deaf(trace) if trace is not None else {}
                pair = (contact.antenna, contact.spacecraft)
                cases.append((contact.id, self._case(as_of, contact, *pair, trace, (), deaf)))
        for key, case in cases:
            known = before.get(key)
            stands = known is not None and self._stands(known, case)
            yield key, known if known is not None and stands else self._judge(case)

    def _case(
        self,
        at: datetime,
        contact: Contact | None,
        antenna: str,
        craft: str,
        trace: Trace | None,
        seen: Intervals,
        deaf: Mapping[Direction, Set[str]],
    ) -> Case:
        return Case(
            at=at,
            antenna=antenna,
            craft=craft,
            contact=contact,
            trace=trace,
            seen=seen,
            deaf=deaf,
            rules=self._rules,
        )

    # ---- judged once, when that is enough

    def _judge(self, case: Case) -> _Judged:
        over_s = case.hull[1] + 3 * case.cycle_s + case.debounce_s + max(case.grace_s, _LATE_S)
        record = replace(record_of(case), events=_in_order(events_of(case, self._geometry)))
        all_heard = case.trace is not None and case.trace.slowest_s >= over_s
        is_final = case.at_s >= (over_s if all_heard else over_s + _SETTLED_AFTER_S)
        return _Judged(case, record, over_s, self._past(case, over_s), is_final)

    def _stands(self, known: _Judged, now: Case) -> bool:
        """Whether a contact need not be judged anew."""
        case = known.case
        return (
            known.is_final
            and case.trace is now.trace
            and case.contact == now.contact
            and case.seen == now.seen
            and known.past == self._past(case, known.over_s)
        )

    def _past(self, case: Case, over_s: float) -> object:
        trace = case.trace
        told = trace.past(over_s) if trace is not None else None
        looks = self._geometry.past(case.antenna, case.evidence or Evidence.OBSERVED, case.craft)
        return told, self._observations.telling, looks


def _as_of_s(
    antenna: str, at: datetime, traces: Iterable[Trace], planned: Iterable[Contact]
) -> float:
    """As of when an antenna's contacts are to be judged: every turn of a plan is news."""
    at_s = unix_s(at)
    news_s = [trace.news_s(at_s) for trace in traces]
    for contact in planned:
        turns = (contact.eoa_at, contact.eot_at, contact.bot_at, contact.boa_at)
        news_s.append(unix_s(next(turn for turn in turns if turn <= at)))
    return judged_at_s(antenna, at_s, max(news_s))


def _in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=lambda event: (event.at, event.id)))
