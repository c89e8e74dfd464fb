"""Contacts that are not one antenna on one spacecraft: beams shared, arrays, hand-overs.

Two contacts of one kind of evidence are shared when their signals last at once for longer than a
state needs to be announced. Several spacecraft in one antenna are MSPA, if one source tells of
both: two sources that name different ones contradict each other. Several antennas on one spacecraft
are an array, or a hand-over when the time in common is less than half of the shorter one (of the
planned tracks where both are planned, else of what was seen). A source that flags an antenna as
MSPA or array is believed, also when nobody tells of the other end; one that does not flag it denies
nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from heapq import heappop, heappush
from typing import TypeAlias

from msgspec import Struct

from dishboard.board.case import Case
from dishboard.board.intervals import overlap, total
from dishboard.board.lead import leads, prime, taken_over
from dishboard.model import Event, Evidence, Sharing

__all__ = ["Common", "Sharings"]

MOST_LISTED = 10  # with how many others each is compared: more than were ever arrayed
_HALF = 0.5


class Common(Struct, frozen=True):
    """What one contact has in common with others."""

    sharing: frozenset[Sharing]
    others: frozenset[str] = frozenset()
    prime: bool | None = None
    reason: str | None = None
    events: tuple[Event, ...] = ()


Group: TypeAlias = tuple[Case, ...]
Commons: TypeAlias = Mapping[Case, Common]
Compare: TypeAlias = Callable[[Group], Commons]
Key: TypeAlias = tuple[Compare, str, Evidence | None]  # by what, which beam or craft


class Sharings:
    """What is shared by all contacts; compared anew is only who may share with one judged anew."""

    def __init__(self) -> None:
        self._cases: Set[Case] = frozenset()
        self._members: defaultdict[Key, set[Case]] = defaultdict(set)
        self._parts: dict[Key, Mapping[Group, Commons]] = {}
        self._commons: dict[Key, Commons] = {}

    def renew(self, cases: Iterable[Case]) -> None:
        """Compare these, and no others."""
        now = {case for case in cases if case.on}
        gone, come = self._cases - now, now - self._cases
        self._cases = now
        for case in gone:
            for key in _keys(case):
                self._members[key].remove(case)
        for case in come:
            for key in _keys(case):
                self._members[key].add(case)
        for key in {key for case in (*gone, *come) for key in _keys(case)}:
            self._compare(key)

    def _compare(self, key: Key) -> None:
        before, members = self._parts.pop(key, {}), self._members[key]
        if not members:
            del self._members[key], self._commons[key]
            return
        parts = _at_one_time(members)
        known = {part: before[part] if part in before else key[0](part) for part in parts}
        self._parts[key] = known
        self._commons[key] = {
            case: common for commons in known.values() for case, common in commons.items()
        }

    def of(self, case: Case) -> Common | None:
        """What one of them shares; None: nothing."""
        found = Common(case.flags) if case.flags else None
        for key in _keys(case):
            common = self._commons.get(key, {}).get(case)
            if common is not None:
                found = _both(found, common)
        return found

    def events(self) -> Iterator[Event]:
        """All events of what is shared."""
        for commons in self._commons.values():
            for common in commons.values():
                yield from common.events


def _keys(case: Case) -> tuple[Key, Key]:
    return (
        (_in_one_beam, case.antenna, case.evidence),
        (_on_one_craft, case.craft, case.evidence),
    )


def _both(one: Common | None, other: Common) -> Common:
    if one is None:
        return other
    return Common(
        sharing=one.sharing | other.sharing,
        others=one.others | other.others,
        prime=other.prime,
        reason=other.reason,
        events=other.events,
    )


def _at_one_time(group: Iterable[Case]) -> Sequence[Group]:
    """Cut where none of them is on, each part in order of the first signal; none alone."""
    ordered = sorted(group, key=lambda case: (case.on[0][0], case.id))
    parts: list[Group] = []
    first, end_s = 0, float("-inf")
    for place, case in enumerate((*ordered, None)):
        if case is None or case.on[0][0] > end_s:
            if place - first > 1:
                parts.append(tuple(ordered[first:place]))
            first = place
        if case is not None:
            end_s = max(end_s, case.on[-1][1])
    return parts


def _in_one_beam(group: Group) -> Commons:
    others: defaultdict[Case, set[str]] = defaultdict(set)
    for one, other, _ in _pairs(group, lambda case: case.craft):
        if not one.seen_by & other.seen_by:
            continue
        _list(others[one], other.craft)
        _list(others[other], one.craft)
    mspa = frozenset([Sharing.MSPA])
    return {case: Common(mspa, frozenset(names)) for case, names in others.items()}


def _on_one_craft(group: Group) -> Commons:
    kinds: defaultdict[Case, set[Sharing]] = defaultdict(set)
    others: defaultdict[Case, set[str]] = defaultdict(set)
    for one, other, common_s in _pairs(group, lambda case: case.antenna):
        kind = _kind(one, other, common_s)
        for case, partner in ((one, other), (other, one)):
            kinds[case].add(kind)
            _list(others[case], partner.antenna)
    if not kinds:
        return {}
    led = leads(group)
    taken = taken_over(led)
    return {
        case: Common(
            frozenset(kinds[case]), frozenset(others[case]), *prime(case, led), taken.get(case, ())
        )
        for case in kinds
    }


def _list(names: set[str], name: str) -> None:
    if len(names) < MOST_LISTED:
        names.add(name)


def _pairs(group: Group, name: Callable[[Case], str]) -> Iterator[tuple[Case, Case, float]]:
    """Those on at once, and for how long; of very many each with the first that it finds on."""
    ends: list[tuple[float, int]] = []  # a heap
    still_on: dict[int, Case] = {}
    for number, case in enumerate(group):
        while ends and ends[0][0] <= case.on[0][0]:
            del still_on[heappop(ends)[1]]
        found = 0
        for other in still_on.values():
            if name(other) == name(case):
                continue
            common_s = overlap(other.on, case.on)
            if common_s > max(other.debounce_s, case.debounce_s):
                yield other, case, common_s
                found += 1
                if found == MOST_LISTED:
                    break
        still_on[number] = case
        heappush(ends, (case.on[-1][1], number))


def _kind(one: Case, other: Case, common_s: float) -> Sharing:
    if Sharing.ARRAY in one.flags and Sharing.ARRAY in other.flags:
        return Sharing.ARRAY
    shorter_s = min(one.on_s, other.on_s)
    if one.track is not None and other.track is not None:
        shorter_s = min(total([one.track]), total([other.track]))
        common_s = overlap([one.track], [other.track])
    return Sharing.ARRAY if common_s >= _HALF * shorter_s else Sharing.HANDOVER
