"""What goes wrong at stations and on the way here. The track is 0 … 1000 s, a word every 10 s."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from dishboard.model import (
    ContactRecord,
    Direction,
    Evidence,
    LinkState,
    Outcome,
    PlanStatus,
    Sharing,
)

Story = Any  # see conftest.py
DATA, NONE = LinkState.DATA, LinkState.NONE
DOWN, UP = Direction.DOWN, Direction.UP


def at(second: float) -> datetime:
    return datetime(2026, 9, 27, 21, tzinfo=UTC) + timedelta(seconds=second)


def kinds(record: ContactRecord) -> list[str]:
    """Of its events, but for what the sky says: these stories are told without one."""
    return sorted(event.kind for event in record.events if event.kind != "seen-below-horizon")


# ---- nobody looked all the time


@pytest.mark.parametrize(
    ("from_s", "outcome", "words"),
    [
        (100, Outcome.COMPLETED, "lock in 90 % of the track planned by a plan, 90 % of it watched"),
        (600, Outcome.PENDING, "too little was watched to say: lock in 40 %"),
    ],
)
def test_a_program_that_was_started_midway_says_only_what_it_saw(
    story: Story, from_s: int, outcome: Outcome, words: str
) -> None:
    story.plan()
    story.say(range(from_s, 1100, 10), DATA)
    record = story.record(1200)
    assert record.outcome is outcome
    assert words in record.reason
    assert "planned-not-seen" not in kinds(record)  # nobody was there to see it
    assert "late-acquisition" not in kinds(record)


@pytest.mark.parametrize(
    ("locked_s", "outcome"), [(400, Outcome.PENDING), (0, Outcome.PENDING), (100, Outcome.DEGRADED)]
)
def test_a_contact_watched_for_40_percent(story: Story, locked_s: int, outcome: Outcome) -> None:
    story.plan()
    story.say([-200], NONE)
    story.say(range(0, locked_s, 10), DATA)
    story.say(range(locked_s, 380, 10), NONE)
    record = story.record(1200)
    assert record.directions[0].watched_share == pytest.approx(0.4, abs=0.021)
    assert record.outcome is outcome, record.reason


def test_a_source_whose_clock_was_wrong_and_then_right(story: Story) -> None:
    story.plan()
    story.say(range(900, 1400, 10), NONE, arrives_s=100)  # ten minutes ahead at least
    story.say(range(500, 1100, 10), DATA)
    record = story.record(1200)
    (down,) = record.directions
    assert (down.watched_share, down.locked_share) == (0.5, 0.5)
    assert record.outcome is Outcome.PENDING
    dish = next(one for one in story.state(1090).antennas if one.id == "NNO-1")
    assert [link.state for link in dish.links] == [DATA]


# ---- sources that contradict each other


def test_one_source_that_hears_is_enough(story: Story) -> None:
    story.plan()
    story.say(range(0, 1100, 10), DATA)
    story.say(range(5, 1100, 10), NONE, source="another")
    record = story.record(1200)
    assert record.outcome is Outcome.COMPLETED
    assert record.sources == ("a station", "another")
    assert "dropout" not in kinds(record)


def test_two_sources_that_name_different_craft_are_no_shared_beam(story: Story) -> None:
    story.plan()
    story.say(range(0, 1100, 10), DATA)
    story.say(range(0, 1100, 10), DATA, craft="TGO", source="another")
    records = {one.spacecraft: one for one in story.records(1100).values()}
    assert {one.sharing for one in records.values()} == {()}
    assert records["MEX"].outcome is Outcome.COMPLETED
    assert records["TGO"].plan is PlanStatus.NONE
    dish = next(one for one in story.state(1090).antennas if one.id == "NNO-1")
    assert {(one.spacecraft, one.source) for one in dish.contacts if one.until_at is None} == {
        ("MEX", "a station"),
        ("TGO", "another"),
    }


def test_what_is_observed_leads_what_is_simulated_on_the_same_antenna(story: Story) -> None:
    story.say(range(0, 300, 10), DATA, craft="MEX")
    played = {"evidence": Evidence.SIMULATED, "source": "a simulation"}
    story.say(range(0, 300, 10), DATA, craft="AEOLUS", **played)
    state = story.state(295)
    dish = next(one for one in state.antennas if one.id == "NNO-1")
    assert [(one.evidence, one.prime) for one in dish.contacts] == [
        (Evidence.OBSERVED, True),
        (Evidence.SIMULATED, False),
    ]
    assert (state.totals.seen, state.totals.simulated) == (1, 1)
    assert {one.sharing for one in story.records(295).values()} == {()}


# ---- beside the plan


def test_what_ends_seconds_before_a_contact_is_not_part_of_it(story: Story) -> None:
    contact = story.plan()  # its activity begins at -300
    story.say(range(-500, -310, 10), DATA)
    story.say(range(-310, 0, 10), NONE)
    story.say(range(0, 1000, 10), DATA)
    story.say(range(1000, 1110, 10), NONE)
    story.say(range(1110, 1200, 10), DATA)  # ten seconds after its activity
    story.say(range(1200, 1300, 10), NONE)
    records = story.records(1300)
    assert {one.id: (one.outcome, one.plan) for one in records.values()} == {
        "seen-NNO-1-MEX-20260927T205140Z": (None, PlanStatus.NONE),
        contact.id: (Outcome.COMPLETED, PlanStatus.TENTATIVE),
        "seen-NNO-1-MEX-20260927T211830Z": (None, PlanStatus.NONE),
    }
    assert [kinds(one).count("seen-not-planned") for one in records.values()] == [1, 0, 1]


def test_one_signal_through_two_contacts_counts_for_both(story: Story) -> None:
    story.plan(begin_s=0, end_s=500)
    story.plan(begin_s=520, end_s=1000)
    story.say(range(0, 900, 10), DATA)
    story.say(range(900, 1100, 10), NONE)
    first, second = story.records(1200).values()
    assert (first.outcome, second.outcome) == (Outcome.COMPLETED, Outcome.DEGRADED)
    assert second.directions[0].locked_share == pytest.approx(380 / 480, abs=1e-4)


def test_a_plan_renewed_midway_keeps_what_has_begun(story: Story) -> None:
    contact = story.plan()
    story.say(range(0, 1000, 10), DATA)
    story.say(range(1000, 1100, 10), NONE)
    board = story.board([])
    for message in story.messages[:50]:
        story.hear(board, message)
    board.tick(at(500))
    (before,) = board.records(at(0), at(500))
    moved = {"bot_at": at(7), "eot_at": at(1007), "id": "the same, seven seconds later"}
    board.set_plan([replace(contact, **moved)], made_at=at(510))
    for message in story.messages[50:]:
        story.hear(board, message)
    board.tick(at(1100))
    (after,) = board.records(at(0), at(1100))
    assert (after.id, after.bot_at) == (before.id, at(0))
    assert after.outcome is Outcome.COMPLETED


@pytest.mark.parametrize("status", [PlanStatus.CANCELLED, PlanStatus.REJECTED])
def test_what_was_called_off_is_not_expected_and_not_missing(
    story: Story, status: PlanStatus
) -> None:
    contact = story.plan(plan=status)
    story.plan("NNO-1", "TGO", 5000, 6000, plan=status)
    story.say(range(-300, 1100, 10), NONE)
    record = story.records(1100)[contact.id]
    assert record.outcome is Outcome.CANCELLED
    assert record.events == ()
    state = story.state(500)
    dish = next(one for one in state.antennas if one.id == "NNO-1")
    assert (dish.contacts, dish.next, state.totals.next, state.totals.expected) == (
        (),
        None,
        None,
        0,
    )


def test_what_was_called_off_and_is_seen_all_the_same_is_not_planned(story: Story) -> None:
    contact = story.plan(plan=PlanStatus.CANCELLED)
    story.say(range(0, 1000, 10), DATA)
    records = story.records(995)
    seen = records.pop("seen-NNO-1-MEX-20260927T210000Z")
    assert (records[contact.id].outcome, records[contact.id].events) == (Outcome.CANCELLED, ())
    assert "seen-not-planned" in kinds(seen)


def test_cancelled_between_two_plans_of_a_source(story: Story) -> None:
    contact = story.plan(begin_s=600, end_s=1000)
    story.contacts = []
    story.say(range(0, 1100, 10), NONE, craft=None)
    board = story.board()
    board.set_schedule("a station", [contact], made_at=at(0))
    board.tick(at(100))
    assert board.state.totals.next is not None
    gone = replace(contact, plan=PlanStatus.CANCELLED)
    board.set_schedule("a station", [gone], made_at=at(200))
    board.tick(at(1100))
    (record,) = board.records(at(0), at(1100))
    assert (record.outcome, record.reason) == (Outcome.CANCELLED, "cancelled by a plan")


# ---- several at once


def test_one_of_two_craft_in_a_beam_loses_lock(story: Story) -> None:
    story.plan("DSS-63", "MEX")
    story.plan("DSS-63", "TGO")
    story.say(range(0, 600, 10), DATA, antenna="DSS-63", craft="MEX", also=("TGO",))
    story.say(range(600, 1100, 10), DATA, antenna="DSS-63", craft="MEX")
    records = {one.spacecraft: one for one in story.records(1100).values()}
    assert {name: one.outcome for name, one in records.items()} == {
        "MEX": Outcome.COMPLETED,
        "TGO": Outcome.DEGRADED,
    }
    assert {one.sharing for one in records.values()} == {(Sharing.MSPA,)}
    assert "early-loss" in kinds(records["TGO"])
    assert "other-spacecraft" in kinds(records["TGO"])
    assert kinds(records["MEX"]) == ["began", "locked"]


def test_one_dish_of_an_array_drops_out(story: Story) -> None:
    for antenna in ("DSS-35", "DSS-43"):
        story.plan(antenna, "VGR2")
    story.say(range(0, 1100, 10), DATA, antenna="DSS-43", craft="VGR2")
    story.say(range(0, 600, 10), DATA, antenna="DSS-35", craft="VGR2", both=True)
    story.say(range(600, 1100, 10), NONE, antenna="DSS-35", craft="VGR2", both=True)
    records = {one.antenna: one for one in story.records(1100).values()}
    assert {name: (one.outcome, one.prime) for name, one in records.items()} == {
        "DSS-35": (Outcome.DEGRADED, True),
        "DSS-43": (Outcome.COMPLETED, False),
    }
    assert {one.sharing for one in records.values()} == {(Sharing.ARRAY,)}
    (changed,) = (one for one in records["DSS-43"].events if one.kind == "prime-changed")
    assert (changed.at, changed.reason) == (
        at(600),
        "leads in place of DSS-35: no other hears it",
    )


def test_a_hand_over_of_30_seconds(story: Story) -> None:
    story.say(range(0, 1000, 5), DATA, antenna="NNO-1", cycle_s=5)
    story.say(range(1000, 1100, 5), NONE, antenna="NNO-1", cycle_s=5)
    story.say(range(970, 2000, 5), DATA, antenna="CEB-1", cycle_s=5)
    records = {one.antenna: one for one in story.records(2000).values()}
    assert {one.sharing for one in records.values()} == {(Sharing.HANDOVER,)}
    assert {name: one.shared_with for name, one in records.items()} == {
        "NNO-1": ("CEB-1",),
        "CEB-1": ("NNO-1",),
    }
    assert {name: one.prime for name, one in records.items()} == {"NNO-1": True, "CEB-1": False}
    (changed,) = (one for one in records["CEB-1"].events if one.kind == "prime-changed")
    assert changed.at == at(1000)


def test_a_receiver_is_judged_by_what_it_receives(story: Story) -> None:
    story.plan("KRU-1", "TGO")
    story.say(range(0, 1100, 10), DATA, antenna="KRU-1", craft="TGO")
    story.say(range(0, 1100, 10), LinkState.UNKNOWN, antenna="KRU-1", craft="TGO", way=UP)
    record = story.record(1100)
    assert record.outcome is Outcome.COMPLETED
    assert [each.direction for each in record.directions] == [DOWN]
    assert kinds(record) == ["began", "locked"]


def test_of_very_many_on_one_craft_some_are_named_and_one_leads(story: Story) -> None:
    for number in range(30):
        story.say(range(number, 300, 10), DATA, antenna=f"X-{number:02}")
    records = list(story.records(295).values())
    assert {len(one.shared_with) for one in records} == {10}
    assert {one.sharing for one in records} == {(Sharing.ARRAY,)}
    assert [one.antenna for one in records if one.prime] == ["X-00"]
