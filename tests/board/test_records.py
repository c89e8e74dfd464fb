"""What becomes of a contact. Its track is 0 … 1000 s; the source speaks every 10 s."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dishboard.model import (
    ContactRecord,
    Direction,
    DirectionRecord,
    Evidence,
    LinkState,
    Outcome,
    PlanStatus,
    Sharing,
)

Story = Any  # see conftest.py
DATA, NONE, SEARCHING = LinkState.DATA, LinkState.NONE, LinkState.SEARCHING
DOWN, UP = Direction.DOWN, Direction.UP


def at(second: float) -> datetime:
    return datetime(2026, 9, 27, 21, tzinfo=UTC) + timedelta(seconds=second)


def way(record: ContactRecord, direction: Direction = DOWN) -> DirectionRecord:
    return next(one for one in record.directions if one.direction is direction)


def test_a_whole_track_with_lock_is_completed(story: Story) -> None:
    contact = story.plan(aos_at=at(-20), los_at=at(1020))
    story.say(range(-100, 0, 10), NONE)
    story.say(range(0, 1010, 10), DATA)
    story.say(range(1010, 1100, 10), NONE)
    record = story.record(1100)
    assert (record.outcome, record.id) == (Outcome.COMPLETED, contact.id)
    assert record.reason == "lock in 100 % of the track planned by a plan"
    assert (record.aos_at, record.los_at) == (at(-20), at(1020))
    assert (record.evidence, record.sources) == (Evidence.OBSERVED, ("a station",))
    down = way(record)
    assert (down.acquired_at, down.locked_at, down.lost_at) == (at(0), at(0), at(1010))
    assert (down.locked_share, down.watched_share) == (1.0, 1.0)
    assert [(span.start_at, span.end_at) for span in down.locked] == [(at(0), at(1010))]


@pytest.mark.parametrize(
    ("states", "outcome", "locked", "words"),
    [
        ([(0, 900, DATA), (900, 1100, NONE)], Outcome.COMPLETED, 0.9, "lock in 90 %"),
        ([(0, 890, DATA), (890, 1100, NONE)], Outcome.DEGRADED, 0.89, "lock in 89 %"),
        ([(0, 990, NONE), (990, 1000, DATA), (1000, 1100, NONE)], Outcome.DEGRADED, 0.01, "1 %"),
        ([(0, 500, SEARCHING), (500, 1100, NONE)], Outcome.FAILED, 0.0, "its receiver searched"),
    ],
)
def test_lock_for_part_of_the_track(
    story: Story,
    states: list[tuple[int, int, LinkState]],
    outcome: Outcome,
    locked: float,
    words: str,
) -> None:
    story.plan()
    for start, end, state in states:
        story.say(range(start, end, 10), state)
    record = story.record(1200)
    assert record.outcome is outcome
    assert way(record).locked_share == locked
    assert words in record.reason


def test_a_signal_that_never_locks_is_failed(story: Story) -> None:
    story.plan()
    story.say(range(0, 1100, 10), LinkState.CARRIER, carrier_lock="notLocked")
    record = story.record(1100)
    assert record.outcome is Outcome.FAILED
    assert "a signal came, never locked" in record.reason
    assert way(record).acquired_at == at(0)
    assert way(record).locked_at is None


def test_a_target_without_a_signal_is_failed_and_nobody_says_that_it_pointed_there(
    story: Story,
) -> None:
    story.plan()
    story.say(range(0, 1100, 10), NONE)
    record = story.record(1100)
    assert record.outcome is Outcome.FAILED
    assert record.reason.startswith("no lock: it was the antenna's target; ")


def test_watched_and_nothing_seen_is_missed(story: Story) -> None:
    story.plan()
    story.say(range(0, 1100, 10), NONE, craft=None)
    story.say([-200], NONE, craft="TGO")  # this source does tell of downlinks
    record = story.record(1100)
    assert record.outcome is Outcome.MISSED
    assert (
        record.reason
        == "watched for 100 % of the track planned by a plan, and nothing of MEX was seen"
    )
    assert way(record).acquired_at is None


def test_nobody_watched_is_never_missed(story: Story) -> None:
    story.plan()
    record = story.record(5000)
    assert record.outcome is Outcome.PENDING
    assert record.reason == "nobody watched: no source told of its signals"
    assert record.evidence is None
    assert way(record).locked_share is None


def test_a_source_that_never_tells_of_links_watches_nothing(story: Story) -> None:
    story.plan()
    story.say(range(0, 1100, 10), None)  # where it points, and no more
    record = story.record(1100)
    assert record.outcome is Outcome.PENDING
    assert way(record).watched_share == 0.0


def test_a_link_whose_state_is_unknown_is_not_watched(story: Story) -> None:
    story.plan()
    story.say(range(0, 1100, 10), LinkState.UNKNOWN)
    assert story.record(1100).outcome is Outcome.PENDING


@pytest.mark.parametrize(
    ("silence", "outcome"),
    [
        (range(100, 300), Outcome.COMPLETED),  # 83 % watched, all of it with lock
        (range(100, 500), Outcome.PENDING),  # lock in the rest would have been enough
    ],
)
def test_silence_in_the_track(story: Story, silence: range, outcome: Outcome) -> None:
    story.plan()
    story.say([second for second in range(0, 1100, 10) if second not in silence])
    record = story.record(1100)
    assert record.outcome is outcome, record.reason


def test_even_lock_in_all_of_the_rest_would_not_have_been_enough(story: Story) -> None:
    story.plan()
    story.say(range(0, 300, 10), DATA)
    story.say(range(300, 700, 10), NONE)
    record = story.record(1100)
    assert record.outcome is Outcome.DEGRADED
    assert "would not have been enough" in record.reason


def test_before_the_end_it_is_pending_with_the_share_so_far(story: Story) -> None:
    story.plan()
    story.say(range(0, 300, 10), DATA)
    story.say(range(300, 380, 10), NONE)
    record = story.record(375)
    assert record.outcome is Outcome.PENDING
    assert "under way: lock in 80 %" in record.reason
    assert way(record).locked_share == 0.8
    assert way(record).lost_at == at(300)


def test_the_last_words_are_awaited(story: Story) -> None:
    story.plan()
    story.say(range(0, 990, 10), DATA)
    assert "last words are awaited" in story.record(1005).reason
    assert story.record(1031).outcome is Outcome.COMPLETED


def test_a_cancelled_contact_and_one_that_is_only_asked_for(story: Story) -> None:
    story.plan(plan=PlanStatus.CANCELLED)
    story.plan("KRU-1", "TGO", plan=PlanStatus.REQUESTED)
    outcomes = {one.antenna: one.outcome for one in story.records(1100).values()}
    assert outcomes == {"NNO-1": Outcome.CANCELLED, "KRU-1": Outcome.PENDING}


def test_what_was_not_planned_is_a_contact_of_its_own(story: Story) -> None:
    story.say(range(0, 300, 10), DATA)
    story.say(range(300, 400, 10), NONE)
    record = story.record(400)
    assert (record.id, record.contact) == ("seen-NNO-1-MEX-20260927T210000Z", None)
    assert (record.outcome, record.plan) == (None, PlanStatus.NONE)
    assert record.reason == (
        "seen from 21:00:00 to 21:05:00 UTC and not planned: there is nothing to judge it by"
    )
    assert way(record).locked_share is None


def test_what_is_simulated_is_never_mixed_with_what_is_observed(story: Story) -> None:
    contact = story.plan()
    story.say(range(0, 1100, 10), NONE)
    story.say(range(0, 1100, 10), DATA, evidence=Evidence.SIMULATED, source="a simulation")
    records = story.records(1100)
    seen = {one.id: (one.evidence, one.outcome) for one in records.values()}
    assert seen == {
        contact.id: (Evidence.OBSERVED, Outcome.FAILED),  # it pointed there
        f"{contact.id}-simulated": (Evidence.SIMULATED, Outcome.COMPLETED),
    }
    assert {one.contact for one in records.values()} == {contact.id}


def test_each_direction_has_its_own_share_and_a_receiver_misses_no_uplink(story: Story) -> None:
    story.plan(links=(DOWN, UP))
    story.plan("KRU-1", "TGO")
    story.say(range(0, 500, 10), DATA, both=True)
    story.say(range(500, 1100, 10), DATA)
    story.say(range(0, 1100, 10), DATA, antenna="KRU-1", craft="TGO")
    both, one = story.records(1100).values()
    if both.antenna != "NNO-1":
        both, one = one, both
    assert both.outcome is Outcome.COMPLETED
    assert [way(both, each).locked_share for each in (DOWN, UP)] == [1.0, 0.5]
    assert way(both, UP).lost_at == at(500)
    assert [each.direction for each in one.directions] == [DOWN]


def test_two_craft_in_one_dish(story: Story) -> None:
    story.plan("DSS-63", "MEX")
    story.plan("DSS-63", "TGO")
    story.say(range(0, 1100, 10), DATA, antenna="DSS-63", craft="MEX", also=("TGO",))
    records = story.records(1100)
    assert {one.outcome for one in records.values()} == {Outcome.COMPLETED}
    assert {one.spacecraft: (one.sharing, one.shared_with) for one in records.values()} == {
        "MEX": ((Sharing.MSPA,), ("TGO",)),
        "TGO": ((Sharing.MSPA,), ("MEX",)),
    }
    assert {one.prime for one in records.values()} == {None}


def test_a_flag_of_the_source_is_believed(story: Story) -> None:
    story.plan()
    story.say(range(0, 1100, 10), DATA, activity={"is_mspa": True, "is_array": False})
    assert story.record(1100).sharing == (Sharing.MSPA,)


def test_an_array_has_the_one_that_sends_as_its_prime(story: Story) -> None:
    story.say(range(0, 900, 10), DATA, antenna="DSS-43", craft="VGR2")
    story.say(range(50, 900, 10), DATA, antenna="DSS-35", craft="VGR2", both=True)
    records = {one.antenna: one for one in story.records(900).values()}
    assert {one.sharing for one in records.values()} == {(Sharing.ARRAY,)}
    assert {name: one.prime for name, one in records.items()} == {"DSS-43": False, "DSS-35": True}
    assert records["DSS-35"].prime_reason == "it sends"
    assert records["DSS-43"].prime_reason == "DSS-35 leads"


def test_of_an_array_that_acquired_at_once_none_is_said_to_be_the_first(story: Story) -> None:
    for antenna in ("DSS-35", "DSS-36", "DSS-43"):
        until_s = 450 if antenna == "DSS-35" else 900
        story.say(range(0, until_s, 10), DATA, antenna=antenna, craft="VGR2", source=antenna)
        story.say(range(until_s, 950, 10), NONE, antenna=antenna, craft="VGR2", source=antenna)
    records = {one.antenna: one for one in story.records(940).values()}
    assert {name: one.prime_reason for name, one in records.items()} == {
        "DSS-35": "of equals it is the first by name",
        "DSS-36": "DSS-35 leads",
        "DSS-43": "DSS-35, DSS-36 lead in turn",
    }


def test_a_hand_over_has_the_planned_one_as_its_prime(story: Story) -> None:
    story.plan("NNO-1", "MEX", 0, 1000)
    story.plan("CEB-1", "MEX", 1000, 2000)
    story.say(range(0, 1000, 10), DATA, antenna="NNO-1")
    story.say(range(1000, 1150, 10), DATA, antenna="NNO-1")
    story.say(range(1150, 1300, 10), NONE, antenna="NNO-1")
    story.say(range(900, 2100, 10), DATA, antenna="CEB-1")
    records = {one.antenna: one for one in story.records(2100).values()}
    assert {one.sharing for one in records.values()} == {(Sharing.HANDOVER,)}
    assert {name: one.prime for name, one in records.items()} == {"NNO-1": False, "CEB-1": True}
    changed = [event for one in records.values() for event in one.events if "prime" in event.kind]
    assert [(event.antenna, event.at) for event in changed] == [("CEB-1", at(1000))]
    assert changed[0].reason == "leads in place of NNO-1: its track is planned now"


def test_the_rhythm_of_a_message_counts_for_the_antennas_it_names(story: Story) -> None:
    story.plan()
    story.say(range(0, 1100, 100), DATA, cycle_s=100.0)  # the feed's own cycle is 10 s
    assert story.record(1100).outcome is Outcome.COMPLETED
    story.messages = []
    story.say(range(0, 1100, 100), DATA)
    assert way(story.record(1100)).watched_share == pytest.approx(0.3)


def test_a_clock_that_is_wrong_enters_no_record(story: Story) -> None:
    story.plan()
    story.say(range(0, 1100, 10), DATA, arrives_s=-2000)
    assert story.record(1100).evidence is None


def test_old_words_are_never_current_and_count_for_the_record(story: Story) -> None:
    story.plan()
    story.say(range(1000, 1100, 10), NONE)
    story.say(range(0, 1000, 10), DATA, arrives_s=1100)
    assert story.record(1100).outcome is Outcome.COMPLETED
    dish = next(one for one in story.state(1100).antennas if one.id == "NNO-1")
    assert [link.state for link in dish.links] == [NONE]


def test_of_one_instant_the_higher_sequence_counts(story: Story) -> None:
    story.plan()
    story.say(range(0, 1100, 10), NONE, sequence=2)
    story.say(range(0, 1100, 10), DATA, sequence=1)
    assert story.record(1100).outcome is Outcome.FAILED
    dish = next(one for one in story.state(1100).antennas if one.id == "NNO-1")
    assert [link.state for link in dish.links] == [NONE]


def test_contacts_on_now_say_how_they_go(story: Story) -> None:
    contact = story.plan()
    story.say(range(0, 510, 10), DATA)
    dish = next(one for one in story.state(505).antennas if one.id == "NNO-1")
    assert [(one.record, one.outcome, one.locked_share, one.evidence) for one in dish.contacts] == [
        (contact.id, Outcome.PENDING, 1.0, Evidence.OBSERVED),
        (contact.id, Outcome.PENDING, 1.0, Evidence.PREDICTED),
    ]


def test_contacts_to_come_have_a_record_and_old_ones_are_let_go(story: Story) -> None:
    story.plan("NNO-1", "MEX", 0, 1000)
    story.plan("CEB-1", "MEX", 40_000, 41_000)
    assert {one.antenna: one.reason for one in story.records(100).values()} == {
        "NNO-1": "nobody watched so far: no source told of its signals",
        "CEB-1": "the track has not begun",
    }
    assert {one.antenna for one in story.records(1101 + 6 * 3600).values()} == {"CEB-1"}


def test_what_was_not_planned_has_its_predicted_rise_and_set_too(story: Story) -> None:
    story.say(range(1900, 2400, 10), DATA, antenna="KIR-1", craft="S3A")
    story.say(range(1900, 2400, 10), DATA, antenna="XYZ", craft="S3A")  # where is that?
    records = {one.antenna: one for one in story.records(2400).values()}
    seen = records["KIR-1"]
    assert seen.aos_at is not None
    assert seen.los_at is not None
    assert abs(seen.aos_at - at(1827)) < timedelta(seconds=5)
    assert abs(seen.los_at - at(2459)) < timedelta(seconds=5)
    assert seen.predicted_source
    assert records["XYZ"].aos_at is None
