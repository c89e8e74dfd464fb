"""The prime: which of several antennas on one spacecraft leads, moment by moment.

It is the one that sends, since only one can command; else the one whose planned track is on; else
the one that had the signal first; else the first by name. The prime of a contact's record is who
led for most of the time in which several heard the craft. That another one leads is an event once
it has held for as long as any state.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple, TypeAlias

from dishboard.board.case import Case
from dishboard.board.intervals import contains, overlap
from dishboard.model import Event, EventKind, Evidence
from dishboard.time import from_unix_s

__all__ = ["Lead", "leads", "prime", "taken_over"]

_REASONS = (
    "it sends",
    "its track is planned now",
    "it had the signal first",
    "of equals it is the first by name",
    "no other hears it",
)
_ALONE = 4
_MOST_TURNS = 10  # told of one contact: the last ones

# Smaller is better: does not send, not planned now, first signal, antenna; then which case it is.
Claim: TypeAlias = tuple[bool, bool, float, str, int]


class Lead(NamedTuple):
    """A time in which one antenna leads, Unix seconds."""

    start_s: float
    end_s: float
    case: Case
    why: int  # index in _REASONS

    @property
    def antenna(self) -> str:
        return self.case.antenna


def leads(cases: Sequence[Case]) -> Sequence[Lead]:
    """Who leads of those on one spacecraft, in order of time; with gaps where nobody hears it."""
    turns: list[tuple[float, bool, Claim]] = []
    for number, case in enumerate(cases):
        for start_s, end_s, sends, planned in _stretches(case):
            claim = (not sends, not planned, case.on[0][0], case.antenna, number)
            turns += [(start_s, True, claim), (end_s, False, claim)]
    turns.sort(key=lambda turn: turn[0])
    standing: list[Claim] = []  # sorted: the leader comes first
    found: list[Lead] = []
    since_s = 0.0
    for at_s, changes in groupby(turns, key=lambda turn: turn[0]):
        if standing:
            _append(found, _lead(since_s, at_s, standing, cases))
        for _, comes, claim in changes:
            if comes:
                insort(standing, claim)
            else:
                del standing[bisect_left(standing, claim)]
        since_s = at_s
    return found


def prime(case: Case, led: Sequence[Lead]) -> tuple[bool, str]:
    """Whether a contact led for most of the time in common with others, and why."""
    first = bisect_right(led, case.on[0][0], key=lambda lead: lead.end_s)
    last = bisect_left(led, case.on[-1][1], key=lambda lead: lead.start_s)
    mine_s: defaultdict[int, float] = defaultdict(float)
    others: set[str] = set()
    balance_s = 0.0
    for lead in led[first:last]:
        length_s = 0.0 if lead.why == _ALONE else overlap(case.on, [lead[:2]])
        if length_s > 0.0 and lead.antenna == case.antenna:
            mine_s[lead.why] += length_s
            balance_s += length_s
        elif length_s > 0.0:
            others.add(lead.antenna)
            balance_s -= length_s
    if balance_s > 0.0:
        return True, _REASONS[max(mine_s, key=lambda why: mine_s[why])]
    return False, f"{', '.join(sorted(others))} {'leads' if len(others) == 1 else 'lead in turn'}"


def taken_over(led: Sequence[Lead]) -> dict[Case, tuple[Event, ...]]:
    """The moments at which a contact took the lead from another one, by the one that took it."""
    found: defaultdict[Case, list[Event]] = defaultdict(list)
    for before, lead in pairwise(_held(led)):
        at_once = before.end_s == lead.start_s and overlap(before.case.on, lead.case.on) > 0.0
        if at_once and before.antenna != lead.antenna:
            found[lead.case].append(_event(before, lead))
    return {case: tuple(events[-_MOST_TURNS:]) for case, events in found.items()}


def _event(before: Lead, lead: Lead) -> Event:
    case, at = lead.case, from_unix_s(lead.start_s)
    return Event(
        id=f"{case.id}-{EventKind.PRIME_CHANGED}-{at:%Y%m%dT%H%M%SZ}",
        kind=EventKind.PRIME_CHANGED,
        at=at,
        until_at=at,
        antenna=case.antenna,
        spacecraft=case.craft,
        contact=case.id,
        evidence=case.evidence or Evidence.OBSERVED,
        source="; ".join(case.sources),
        reason=f"leads in place of {before.antenna}: {_REASONS[lead.why]}",
    )


def _stretches(case: Case) -> Iterator[tuple[float, float, bool, bool]]:
    """The times with a signal, cut where the claim to lead changes: from, to, sends, planned."""
    track = case.track or (0.0, 0.0)
    marks = sorted({*track, *(mark for interval in case.sends for mark in interval)})
    for start_s, end_s in case.on:
        inside = marks[bisect_right(marks, start_s) : bisect_left(marks, end_s)]
        for begin_s, until_s in pairwise([start_s, *inside, end_s]):
            planned = track[0] <= begin_s < track[1]
            yield begin_s, until_s, contains(case.sends, begin_s), planned


def _lead(start_s: float, end_s: float, standing: Sequence[Claim], cases: Sequence[Case]) -> Lead:
    """The best claim, and by what it beats the next antenna's."""
    best = standing[0]
    rival = next((claim for claim in standing if claim[3] != best[3]), None)
    if rival is None:
        return Lead(start_s, end_s, cases[best[4]], _ALONE)
    why = next(place for place in range(4) if best[place] != rival[place])
    return Lead(start_s, end_s, cases[best[4]], why)


def _append(led: list[Lead], lead: Lead) -> None:
    """Add a lead; the same as before, going on, is one."""
    if led and led[-1][1:] == (lead.start_s, *lead[2:]):
        lead = lead._replace(start_s=led.pop().start_s)
    if lead.end_s > lead.start_s:
        led.append(lead)


def _held(led: Sequence[Lead]) -> Sequence[Lead]:
    """Leads that held long enough to be announced; one that came back soon was never lost."""
    held: list[Lead] = []
    for lead in led:
        if held and not _goes_on(held[-1], lead) and _is_short(held[-1]):
            held.pop()
        if held and _goes_on(held[-1], lead):
            held[-1] = held[-1]._replace(end_s=lead.end_s)
        else:
            held.append(lead)
    if held and _is_short(held[-1]):
        held.pop()
    return held


def _goes_on(before: Lead, lead: Lead) -> bool:
    gap_s = lead.start_s - before.end_s
    return before.antenna == lead.antenna and gap_s < before.case.debounce_s


def _is_short(lead: Lead) -> bool:
    return lead.end_s - lead.start_s < lead.case.debounce_s
