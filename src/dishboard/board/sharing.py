"""Contacts that are not one antenna on one spacecraft: beams shared, arrays, hand-overs, the prime.

Two contacts of one kind of evidence are shared when their signals last at once for longer than a
state needs to be announced. Several spacecraft in one antenna are MSPA. Several antennas on one
spacecraft are an array, or a hand-over when the time in common is less than half of the shorter
one (of the planned tracks where both are planned, else of what was seen). A source that flags an
antenna as MSPA or array is believed, also when nobody tells of the other end; one that does not
flag it denies nothing.

**Prime** is, at each moment, of the antennas on one spacecraft: the one that sends, since only one
can command; else the one whose planned track is on; else the one that had the signal first; else
the first by name. The prime of a contact's record is who led for most of the time in common. That
another one leads is an event once it has held for as long as any state.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from dishboard.board.intervals import Intervals, clip, intersect, joined, overlap, total, union
from dishboard.board.judge import Case
from dishboard.model import Direction, Event, EventKind, Sharing
from dishboard.time import from_unix_s

__all__ = ["Shared", "share"]

_HALF = 0.5
_REASONS = ("it sends", "its track is planned now", "it had the signal first")


@dataclass(frozen=True)
class Shared:
    """What one contact has in common with others."""

    sharing: tuple[Sharing, ...]
    others: tuple[str, ...]
    prime: bool | None
    reason: str | None
    events: tuple[Event, ...]


@dataclass
class _Side:
    """One case while its partners are looked for."""

    case: Case
    on: Intervals  # signals either way, short dropouts closed
    sends: Intervals
    kinds: set[Sharing]
    others: set[str]
    partners: list[_Side]


def share(cases: Iterable[Case]) -> Mapping[str, Shared]:
    """What is shared, by the id of the case's record; a contact on its own is not named."""
    by_craft: defaultdict[object, list[_Side]] = defaultdict(list)
    by_antenna: defaultdict[object, list[_Side]] = defaultdict(list)
    sides: list[_Side] = []
    for case in cases:
        if not case.seen:
            continue
        side = _side(case)
        sides.append(side)
        by_craft[case.craft, case.evidence].append(side)
        by_antenna[case.antenna, case.evidence].append(side)
    for group in by_antenna.values():
        for one, other in combinations(group, 2):
            if one.case.craft != other.case.craft and _at_once(one, other):
                for side, partner in ((one, other), (other, one)):
                    side.kinds.add(Sharing.MSPA)
                    side.others.add(partner.case.craft)
    for group in by_craft.values():
        for one, other in combinations(group, 2):
            if one.case.antenna != other.case.antenna and _at_once(one, other):
                kind = _kind(one, other)
                for side, partner in ((one, other), (other, one)):
                    side.kinds.add(kind)
                    side.others.add(partner.case.antenna)
                    side.partners.append(partner)
    return {side.case.id: _shared(side) for side in sides if side.kinds}


def _side(case: Case) -> _Side:
    sends = joined(case.signal(Direction.UP), case.debounce_s)
    kinds = {Sharing(flag) for flag in case.flags}
    return _Side(case, case.on, sends, kinds, set(), [])


def _at_once(one: _Side, other: _Side) -> bool:
    least_s = max(one.case.debounce_s, other.case.debounce_s)
    return overlap(one.on, other.on) > least_s


def _kind(one: _Side, other: _Side) -> Sharing:
    if Sharing.ARRAY in one.kinds and Sharing.ARRAY in other.kinds:
        return Sharing.ARRAY
    tracks = (one.case.track, other.case.track)
    first, second = (
        ([tracks[0]], [tracks[1]])
        if tracks[0] is not None and tracks[1] is not None
        else (one.on, other.on)
    )
    shorter_s = min(total(first), total(second))
    return Sharing.ARRAY if overlap(first, second) >= _HALF * shorter_s else Sharing.HANDOVER


def _shared(side: _Side) -> Shared:
    prime, reason, events = _prime(side) if side.partners else (None, None, ())
    return Shared(
        sharing=tuple(sorted(side.kinds)),
        others=tuple(sorted(side.others)),
        prime=prime,
        reason=reason,
        events=tuple(events),
    )


# ---- who leads


def _prime(side: _Side) -> tuple[bool, str, Sequence[Event]]:
    """Whether a contact led for most of the time in common, why, and when it took the lead."""
    group = sorted([side, *side.partners], key=lambda one: one.case.antenna)
    led: list[tuple[float, float, _Side, int]] = []  # from, to, who, by which reason
    marks = sorted(
        {
            mark
            for one in group
            for part in (one.on, one.sends, [one.case.track] if one.case.track else [])
            for interval in part
            for mark in interval
        }
    )
    for start_s, end_s in pairwise(marks):
        heard = [one for one in group if clip(one.on, start_s, end_s)]
        if heard:
            leader, why = _leader(heard, start_s, end_s)
            led.append((start_s, end_s, leader, why))
    own = intersect(side.on, union(*(partner.on for partner in side.partners)))
    mine_s: defaultdict[int, float] = defaultdict(float)
    for start_s, end_s, leader, why in led:
        if leader is side:
            mine_s[why] += overlap(own, [(start_s, end_s)])
    is_prime = sum(mine_s.values()) > total(own) / 2
    if is_prime:
        reason = _REASONS[max(mine_s, key=lambda why: mine_s[why])]
    else:
        names = sorted({one.case.antenna for _, _, one, _ in led if one is not side})
        reason = f"{', '.join(names)} leads"
    return is_prime, reason, _took_over(side, led)


def _leader(heard: Sequence[_Side], start_s: float, end_s: float) -> tuple[_Side, int]:
    def claim(one: _Side) -> tuple[bool, bool, float, str]:
        track = one.case.track
        planned = track is not None and track[0] <= start_s and end_s <= track[1]
        return (not clip(one.sends, start_s, end_s), not planned, one.on[0][0], one.case.antenna)

    claims = sorted((claim(one), index) for index, one in enumerate(heard))
    best, index = claims[0]
    others = [other for other, _ in claims[1:]]
    why = 2
    for place in (0, 1):
        if not best[place] and all(other[place] for other in others):
            why = place
            break
        if any(other[place] != best[place] for other in others):
            break
    return heard[index], why


def _took_over(side: _Side, led: Sequence[tuple[float, float, _Side, int]]) -> Sequence[Event]:
    """The moments at which a contact took the lead from another one."""
    events: list[Event] = []
    case, leads = side.case, None
    for start_s, end_s, leader, why in _held(led, case.debounce_s):
        if leads is not None and leader is side and leads is not side:
            at = from_unix_s(start_s)
            events.append(
                Event(
                    id=f"{case.id}-{EventKind.PRIME_CHANGED}-{at:%Y%m%dT%H%M%SZ}",
                    kind=EventKind.PRIME_CHANGED,
                    at=at,
                    until_at=at,
                    antenna=case.antenna,
                    spacecraft=case.craft,
                    contact=case.id,
                    evidence=case.trace.evidence,  # type: ignore[union-attr]
                    source="; ".join(case.sources),
                    reason=f"leads in place of {leads.case.antenna}: {_REASONS[why]}",
                )
            )
        leads = leader
        del end_s
    return events


def _held(
    led: Sequence[tuple[float, float, _Side, int]], least_s: float
) -> Sequence[tuple[float, float, _Side, int]]:
    """Leads that held long enough, one after another of the same antenna as one."""
    held: list[tuple[float, float, _Side, int]] = []
    for start_s, end_s, leader, why in led:
        if held and held[-1][2] is leader:
            held[-1] = (held[-1][0], end_s, leader, held[-1][3])
        else:
            if held and held[-1][1] - held[-1][0] < least_s:
                held.pop()
            if held and held[-1][2] is leader:
                held[-1] = (held[-1][0], end_s, leader, held[-1][3])
            else:
                held.append((start_s, end_s, leader, why))
    if held and held[-1][1] - held[-1][0] < least_s:
        held.pop()
    return held
