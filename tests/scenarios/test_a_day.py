"""A day of twenty antennas, played by one hand and judged by another: both must say the same.

The ledger is the simulation's own and knows nothing of the board; what is expected of it here is
worked out by docs/understanding/outcomes.md once more.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec.structs import replace as with_

from dishboard.board.rules import Rules
from dishboard.model import ContactRecord, EventKind, Outcome, Phase, PlanStatus, Sharing
from dishboard.simulate import SCENARIOS, Fate, LedgerEntry

pytestmark = pytest.mark.slow  # 90,000 messages: 20 s of processor time

CYCLE_S = 15.0
RULES = Rules()
NEVER_THERE = (Fate.NO_SHOW, Fate.WRONG_SPACECRAFT)


@pytest.fixture(scope="module")
def day(make_theatre, day_plan, network):
    """A busy day: the plan has two contacts cancelled and everything else can go wrong."""
    cancelled = {day_plan[index].id for index in (9, 21)}
    plan = [
        with_(contact, plan=PlanStatus.CANCELLED) if contact.id in cancelled else contact
        for contact in day_plan
    ]
    used = {contact.antenna for contact in plan}
    others = [antenna.id for antenna in network.antennas if antenna.id not in used]
    antennas = [*sorted(used), *others][:20]
    scenario = replace(SCENARIOS["busy"], silences_per_day=4.0, silence_min=60.0)
    theatre = make_theatre(plan, antennas, scenario, cycle_s=CYCLE_S)
    return theatre, theatre.play()


@pytest.fixture(scope="module")
def planned(day) -> list[tuple[LedgerEntry, ContactRecord]]:
    """What was planned and played from begin to end, with the board's record of it."""
    theatre, seen = day
    whole = [one for one in theatre.ledger if one.contact and one.bot_at >= theatre.start_at]
    records = {one.contact: one for one in seen.records.values() if one.contact}
    return [(entry, records[entry.contact]) for entry in whole]


def test_nothing_is_refused_and_nothing_is_taken_for_observed(day):
    theatre, seen = day
    assert theatre.refused == []
    assert seen.evidence == {"simulated"}
    assert seen.totals_seen == {None}  # nobody can see: unknown, not 0
    assert {one.evidence for one in seen.events.values()} == {"simulated"}


def test_contacts_go_through_every_phase_state_and_outcome(day, planned):
    _, seen = day
    assert seen.phases >= {Phase.SETUP, Phase.TRACK, Phase.TEARDOWN}
    assert seen.modes == {"stow", "slew", "fixedPosition", "programTrack", "halt"}
    assert seen.conditions >= {"configured", "operational", "interrupted", "halted"}
    assert seen.link_states >= {"none", "searching", "carrier", "data", "off", "test-load"}
    assert {record.outcome for _, record in planned} == set(Outcome)


def tolerance(entry: LedgerEntry) -> float:
    """How much of a track lies between two words, for each time that something changed in it."""
    track_s = (entry.eot_at - entry.bot_at).total_seconds()
    edges = 2 + 2 * len(entry.locked)
    silent_s = 3 * CYCLE_S * 3 if entry.told_share < 1.0 else 0.0  # a word holds for three cycles
    return (edges * CYCLE_S + silent_s) / track_s


def expected(entry: LedgerEntry, by: float, held: float = 0.0) -> Outcome:
    """The outcome by the rules, if lock was a little less or more than played.

    Args:
        held: part of the track for which the last words before a silence still held.
    """
    if entry.fate is Fate.CANCELLED:
        return Outcome.CANCELLED
    told = min(1.0, entry.told_share + held)
    locked = min(told, max(0.0, entry.locked_share + by)) if entry.locked_share else 0.0
    if told < RULES.watched_share:
        if locked >= RULES.completed_share:
            return Outcome.COMPLETED
        hopeless = locked > 0.0 and locked + 1.0 - told < RULES.completed_share
        return Outcome.DEGRADED if hopeless else Outcome.PENDING
    if locked / told >= RULES.completed_share:
        return Outcome.COMPLETED
    if locked > 0.0:
        return Outcome.DEGRADED
    tried = entry.fate not in NEVER_THERE and entry.stowed_share < 1.0
    return Outcome.FAILED if tried else Outcome.MISSED


def test_outcomes_are_those_that_were_played(planned):
    assert len(planned) >= 30
    wrong = {
        entry.contact: (entry.sentence, record.outcome, record.reason)
        for entry, record in planned
        if record.outcome
        not in {
            expected(entry, by * tolerance(entry), held)
            for by in (-1, 0, 1)
            for held in (0.0, tolerance(entry) if entry.told_share < 1.0 else 0.0)
        }
    }
    assert wrong == {}


def test_shares_of_lock_are_those_that_were_played(planned):
    wrong = {}
    for entry, record in planned:
        told = [way.locked_share for way in record.directions if way.direction == "down"]
        if entry.fate is Fate.CANCELLED or not told:
            continue
        if abs((told[0] or 0.0) - entry.locked_share) > tolerance(entry):
            wrong[entry.contact] = (entry.sentence, told[0])
    assert wrong == {}


def due(entry: LedgerEntry) -> set[EventKind]:
    """The events that must be told of a contact that was told of throughout."""
    kinds: set[EventKind] = set()
    if entry.stowed_share > 0.05 or entry.broken_share > 0.05:
        return {EventKind.OUT_OF_SERVICE}
    if entry.locked:
        kinds |= {EventKind.BEGAN, EventKind.LOCKED}
        late_s = (entry.locked[0].start_at - entry.bot_at).total_seconds()
        early_s = (entry.eot_at - entry.locked[-1].end_at).total_seconds()
        if late_s > RULES.grace_s + 2 * CYCLE_S:
            kinds |= {EventKind.LATE_ACQUISITION, EventKind.PLANNED_NOT_SEEN}
        if early_s > RULES.grace_s + 2 * CYCLE_S:
            kinds.add(EventKind.EARLY_LOSS)
        gaps_s = [
            (later.start_at - earlier.end_at).total_seconds()
            for earlier, later in zip(entry.locked, entry.locked[1:], strict=False)
        ]
        if any(gap_s > 3 * CYCLE_S for gap_s in gaps_s):
            kinds.add(EventKind.DROPOUT)
    elif entry.fate is not Fate.CANCELLED:
        kinds.add(EventKind.PLANNED_NOT_SEEN)
    if entry.fate is Fate.WRONG_SPACECRAFT:
        kinds.add(EventKind.OTHER_SPACECRAFT)
    return kinds


def test_events_are_told_of_what_went_wrong(planned):
    missing = {
        entry.contact: (entry.sentence, due(entry) - {event.kind for event in record.events})
        for entry, record in planned
        if entry.told_share == 1.0
        if not due(entry) <= {event.kind for event in record.events}
    }
    assert missing == {}
    told = {kind for entry, _ in planned for kind in due(entry)}
    assert told >= {
        EventKind.LATE_ACQUISITION,
        EventKind.EARLY_LOSS,
        EventKind.DROPOUT,
        EventKind.PLANNED_NOT_SEEN,
        EventKind.OTHER_SPACECRAFT,
        EventKind.OUT_OF_SERVICE,
    }


def test_a_silent_station_is_not_watched(planned):
    silent = [(entry, record) for entry, record in planned if 0.1 < entry.told_share < 0.8]
    assert silent
    for _, record in silent:
        assert EventKind.NOT_WATCHED in {event.kind for event in record.events}


def test_what_nobody_planned_is_seen(day):
    """Each craft tracked without a plan is a record of its own, and nothing else is."""
    theatre, seen = day
    played = [
        one
        for one in theatre.ledger
        if one.contact is None and one.locked and one.told_share == 1.0
        if (one.locked[0].end_at - one.locked[0].start_at).total_seconds() > 120
    ]
    strays = [one for one in seen.records.values() if one.contact is None]
    assert len(played) >= 10
    missing = [
        one.sentence
        for one in played
        if not any(
            record.antenna == one.antenna
            and record.spacecraft == one.spacecraft
            and any(event.kind is EventKind.SEEN_NOT_PLANNED for event in record.events)
            for record in strays
        )
    ]
    assert missing == []
    pairs = {(one.antenna, one.spacecraft) for one in theatre.ledger}
    assert {(one.antenna, one.spacecraft) for one in strays} <= pairs
    assert {one.outcome for one in strays} == {None}
    assert any(Sharing.ARRAY in one.sharing or Sharing.HANDOVER in one.sharing for one in strays)
