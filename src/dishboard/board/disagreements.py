"""Events: turning points of a contact, and where plan, geometry and observation do not agree.

Each is concluded from the whole of what is known, so it has the same id however often it is
concluded. A change of state counts once words at least a debounce apart confirm it; what was
shorter is told all together as one event of dropouts, so that flapping makes no storm.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from dishboard.board.case import Case
from dishboard.board.geometry import Geometry
from dishboard.board.intervals import (
    Intervals,
    clip,
    contains,
    intersect,
    overlap,
    overlaps,
    subtract,
    total,
    union,
)
from dishboard.board.settled import Held, settled
from dishboard.model import BINDING, Direction, Event, EventKind, Evidence
from dishboard.time import from_unix_s, unix_s

__all__ = ["Geometry", "events_of"]

DOWN, UP = Direction.DOWN, Direction.UP
MOST_TURNS = 10  # of each kind and contact: the last ones
FEW_DROPOUTS = 3  # from so many on, short ones are told too
WHOLE = 0.8  # of a stretch must be watched before anything is said of it as a whole


def events_of(case: Case, geometry: Geometry) -> Iterator[Event]:
    """All events of one contact, in no order, but for those that it shares with others."""
    if case.trace is None or (case.contact is not None and case.contact.plan not in BINDING):
        return
    signals = _held(case, "signal")
    yield from _turns(case, signals)
    yield from _dropouts(case)
    yield from _below_horizon(case, geometry)
    yield from _elsewhere(case, geometry)
    if case.contact is None:
        yield from _not_planned(case, signals)
    else:
        yield from _beside_the_plan(case)
        yield from _out_of_service(case)
        yield from _other_spacecraft(case)
        yield from _not_watched(case)


def _event(
    case: Case,
    kind: EventKind,
    at_s: float,
    until_s: float | None,
    reason: str,
    *,
    way: Direction | None = None,
    count: int = 1,
    name: str | None = None,
) -> Event:
    """An event; its id has the second in which it began, or a name where there is only one."""
    assert case.trace is not None
    at = from_unix_s(at_s)
    parts = [case.id, kind, *([way] if way else []), name or f"{at:%Y%m%dT%H%M%SZ}"]
    return Event(
        id="-".join(part for part in parts if part),
        kind=kind,
        at=at,
        until_at=None if until_s is None else from_unix_s(until_s),
        antenna=case.antenna,
        spacecraft=case.craft,
        contact=case.id,
        direction=way,
        evidence=case.trace.evidence,
        source="; ".join(case.sources or case.trace.sources),
        reason=reason,
        count=count,
    )


# ---- turning points


def _turns(case: Case, signals: Sequence[Held]) -> Iterator[Event]:
    for held in signals[-MOST_TURNS:]:
        first_s, ended_s = held.first_s, held.ended_s
        yield _event(case, EventKind.BEGAN, first_s, first_s, "a signal, first word of it")
        if ended_s is not None:
            yield _event(case, EventKind.ENDED, ended_s, ended_s, "no signal any more")
    for held in _held(case, "lock")[-MOST_TURNS:]:
        first_s, ended_s = held.first_s, held.ended_s
        yield _event(case, EventKind.LOCKED, first_s, first_s, "the downlink is in lock", way=DOWN)
        if ended_s is not None:
            reason = "the downlink is in lock no more"
            yield _event(case, EventKind.LOCK_LOST, ended_s, ended_s, reason, way=DOWN)


def _held(case: Case, kind: str) -> list[Held]:
    """The times in which a state held, as announced."""
    assert case.trace is not None
    start_s, end_s = case.hull
    end_s += 3 * case.cycle_s + case.debounce_s
    paths = frozenset((case.craft, way) for way in ((DOWN,) if kind == "lock" else (DOWN, UP)))
    yes, no = case.trace.words_for_and_against(
        (kind, case.craft),
        (lambda word: not paths.isdisjoint(word.locks))
        if kind == "lock"
        else (lambda word: not paths.isdisjoint(word.signals)),
        start_s,
        min(end_s, case.at_s),
    )
    yes = [spell for spell in yes if any(a_s <= spell[0] <= b_s for a_s, b_s in case.seen)]
    return settled(yes, no, case.debounce_s, max(60.0, 3 * case.cycle_s))


# ---- losses


def _dropouts(case: Case) -> Iterator[Event]:
    """The lock of the downlink lost and found again, or lost while the track goes on."""
    lock = case.lock(DOWN)
    if not lock:
        return
    watched = case.watched(DOWN)
    gaps = [
        (earlier[1], later[0])
        for earlier, later in pairwise(lock)
        if overlaps(watched, earlier[1], later[0])
    ]
    lost_s, track = lock[-1][1], case.track
    if track is not None and track[0] < lost_s < track[1] - case.grace_s:
        off = clip(watched, lost_s, min(track[1], case.at_s))
        if off and off[0][0] <= lost_s and total(off) >= case.debounce_s:
            gaps.append((lost_s, track[1]))
    if not gaps:
        return
    long = [gap for gap in gaps if gap[1] - gap[0] >= case.debounce_s]
    if not long and len(gaps) < FEW_DROPOUTS:
        return
    is_open = gaps[-1][1] > case.at_s
    until_s = None if is_open else gaps[-1][1]
    gone_s = sum(min(end_s, case.at_s) - start_s for start_s, end_s in gaps)
    times = "once" if len(gaps) == 1 else f"{len(gaps)} times"
    short = "" if not long or len(long) == len(gaps) else f", {len(gaps) - len(long)} of them short"
    reason = f"the downlink lost lock {times}{short}, {_duration(gone_s)} in all"
    yield _event(
        case, EventKind.DROPOUT, gaps[0][0], until_s, reason, way=DOWN, count=len(gaps), name="all"
    )


# ---- against the plan


def _beside_the_plan(case: Case) -> Iterator[Event]:
    """Planned and not seen, acquired late, lost early."""
    track = case.track
    assert track is not None
    assert case.contact is not None
    way = case.leading
    signal = intersect(case.signal(way), case.passed)
    acquired_s = signal[0][0] if signal else None
    now_s = min(track[1], case.at_s)
    missing_until_s = now_s if acquired_s is None else acquired_s
    missing = [(track[0], missing_until_s)]
    begun_s = missing_until_s - track[0]
    watched = case.watched(way)
    if begun_s > case.grace_s and overlap(watched, missing) >= WHOLE * begun_s:
        until_s = missing_until_s if acquired_s is not None or now_s >= track[1] else None
        link = "downlink" if way is DOWN else "uplink"
        reason = f"no {link} since BOT {_clock(track[0])}, planned by {case.contact.source}"
        yield _event(case, EventKind.PLANNED_NOT_SEEN, track[0], until_s, reason, name="all")
        if acquired_s is not None:
            reason = f"the {link} came {_duration(begun_s)} after BOT"
            late = EventKind.LATE_ACQUISITION
            yield _event(case, late, acquired_s, acquired_s, reason, way=way)
    if signal and case.at_s >= track[1]:
        rest = [(signal[-1][1], track[1])]
        rest_s = total(rest) if rest[0][1] > rest[0][0] else 0.0
        if rest_s > case.grace_s and overlap(watched, rest) >= WHOLE * rest_s:
            reason = f"the last signal ended {_duration(rest_s)} before EOT"
            yield _event(case, EventKind.EARLY_LOSS, rest[0][0], rest[0][0], reason, way=way)


def _not_planned(case: Case, signals: Sequence[Held]) -> Iterator[Event]:
    if signals:
        until_s = None if case.is_on else case.seen[0][1]
        reason = f"a signal of {case.craft}, and no contact with it is planned here now"
        yield _event(case, EventKind.SEEN_NOT_PLANNED, signals[0].first_s, until_s, reason)


def _out_of_service(case: Case) -> Iterator[Event]:
    assert case.trace is not None
    assert case.contact is not None
    start_s, end_s = unix_s(case.contact.boa_at), unix_s(case.contact.eoa_at)
    out = case.trace.when("out", lambda word: word.out_of_service is not None, case.at_s)
    out = clip(out, start_s, end_s)
    if out:
        words = case.trace.words(*out[-1])
        why = sorted({word.out_of_service for word in words if word.out_of_service is not None})
        until_s = None if out[-1][1] >= case.at_s else out[-1][1]
        reason = f"the antenna is {', '.join(why)} while a contact is planned"
        yield _event(case, EventKind.OUT_OF_SERVICE, out[0][0], until_s, reason, name="all")


def _other_spacecraft(case: Case) -> Iterator[Event]:
    """Within the planned track the antenna has a signal of others, and none of this one."""
    trace, craft = case.trace, case.craft
    assert trace is not None
    others = trace.when(
        ("others", craft),
        lambda word: bool(word.signals) and all(other != craft for other, _ in word.signals),
        case.at_s,
    )
    others = intersect(subtract(others, case.signal(DOWN)), case.passed)
    if total(others) > case.grace_s:
        words = trace.words(others[0][0], others[-1][1])
        names = sorted({other for word in words for other, _ in word.signals} - {craft})
        until_s = None if others[-1][1] >= case.at_s else others[-1][1]
        reason = f"the antenna has signals of {', '.join(names)}, and {craft} is planned"
        yield _event(case, EventKind.OTHER_SPACECRAFT, others[0][0], until_s, reason, name="all")


def _not_watched(case: Case) -> Iterator[Event]:
    """Part of the track was watched by nobody, though somebody who could speaks of the antenna."""
    assert case.trace is not None
    if case.deaf[case.leading] >= set(case.trace.sources):
        return  # they tell of no signals at all: that they told of none is no news
    assert case.track is not None
    if case.trace.first_s >= case.track[1]:
        return  # nobody spoke of this antenna yet
    unwatched = subtract(case.passed, case.watched(case.leading))
    longest_s = max((end_s - start_s for start_s, end_s in unwatched), default=0.0)
    if longest_s > case.grace_s:
        share = total(unwatched) / total(case.passed)
        until_s = None if unwatched[-1][1] >= case.at_s else unwatched[-1][1]
        so_far = " so far" if case.at_s < case.track[1] else ""
        reason = f"nobody watched {share * 100:.0f} % of the track{so_far}"
        yield _event(case, EventKind.NOT_WATCHED, unwatched[0][0], until_s, reason, name="all")


# ---- against geometry


def _below_horizon(case: Case, geometry: Geometry) -> Iterator[Event]:
    signal: Intervals = [*case.signal(DOWN)]
    down = geometry.below_horizon(case.antenna, case.craft, signal, case.rules.tolerance_deg)
    if len(down) >= 2:  # a minute at least
        lowest_deg = min(elevation_deg for _, elevation_deg in down)
        lasts = signal[-1][1] >= case.at_s and down[-1][0] >= case.at_s - 120.0
        reason = (
            f"a signal while {case.craft} is computed up to {-lowest_deg:.1f}° below the horizon"
        )
        yield _event(
            case,
            EventKind.SEEN_BELOW_HORIZON,
            down[0][0],
            None if lasts else down[-1][0],
            reason,
            name="all",
        )


def _elsewhere(case: Case, geometry: Geometry) -> Iterator[Event]:
    """With a signal, or on the track, the antenna points elsewhere than at its spacecraft."""
    evidence = case.evidence or Evidence.OBSERVED
    on = union(case.signal(DOWN), case.passed)
    aims = [
        aim
        for aim in geometry.aims(case.antenna, evidence, case.craft)
        if aim.at_s <= case.at_s and contains(on, aim.at_s)
    ]
    stray = [aim for aim in aims if aim.differs]
    if len(stray) >= 2:
        lasts = aims[-1].differs and bool(on) and on[-1][1] >= case.at_s
        after = [aim.at_s for aim in aims if aim.at_s > stray[-1].at_s]
        until_s = None if lasts else (after[0] if after else stray[-1].at_s)
        yield _event(
            case, EventKind.POINTS_ELSEWHERE, stray[0].at_s, until_s, stray[-1].reason, name="all"
        )


def _clock(instant_s: float) -> str:
    return f"{from_unix_s(instant_s):%H:%M:%S}"


def _duration(seconds: float) -> str:
    minutes, rest_s = divmod(round(seconds), 60)
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60:02d} min"
    return f"{minutes} min {rest_s:02d} s" if minutes else f"{rest_s} s"
