"""A source's plan that changes while a contact is on, and plans that are odd."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from dishboard.board import Board
from dishboard.model import (
    Contact,
    ContactRecord,
    Direction,
    Evidence,
    LinkState,
    Outcome,
    PlanStatus,
)

Story = Any  # see conftest.py
DATA, NONE = LinkState.DATA, LinkState.NONE
DOWN, UP = Direction.DOWN, Direction.UP


def at(second: float) -> datetime:
    return datetime(2026, 9, 27, 21, tzinfo=UTC) + timedelta(seconds=second)


def kinds(record: ContactRecord) -> list[str]:
    """Of its events, but for what the sky says: these stories are told without one."""
    return sorted(event.kind for event in record.events if event.kind != "seen-below-horizon")


def scheduled(story: Story, begin_s: int = 0, end_s: int = 1000, **more: Any) -> Contact:
    contact: Contact = story.plan(
        begin_s=begin_s, end_s=end_s, evidence=Evidence.SCHEDULED, plan=PlanStatus.COMMITTED, **more
    )
    story.contacts.remove(contact)
    return contact


def told(story: Story, until_s: int, plans: dict[int, list[Contact]]) -> Board:
    """A board that hears everything in its second, plans too, and is looked at all the time."""
    board: Board = story.board([])
    waiting = sorted(story.messages, key=lambda one: one.second)
    for second in range(-400, until_s + 1, 10):
        if second in plans:
            board.set_schedule("a station", plans[second], made_at=at(second))
        while waiting and waiting[0].second <= second:
            story.hear(board, waiting.pop(0))
        board.tick(at(second))
    return board


def records_of(board: Board) -> dict[str, ContactRecord]:
    return {one.id: one for one in board.records(at(-40_000), at(90_000))}


# ---- changes of what is on


@pytest.mark.parametrize("at_s", [500, 1300])
def test_what_is_called_off_after_its_begin_is_judged_by_what_had_been_planned(
    story: Story, at_s: int
) -> None:
    contact = scheduled(story)
    story.say(range(-300, 0, 10), NONE)
    story.say(range(0, 500, 10), DATA)
    story.say(range(500, 1600, 10), NONE)
    gone = replace(contact, plan=PlanStatus.CANCELLED)
    plans = {-400: [contact], at_s: [gone], at_s + 100: [gone]}
    record = records_of(told(story, 1500, plans))[contact.id]
    assert len(records_of(told(story, 1500, plans))) == 1  # and nothing was unplanned
    assert record.plan is PlanStatus.COMMITTED
    assert record.eot_at == at(min(at_s, 1000))
    assert record.outcome is (Outcome.COMPLETED if at_s == 500 else Outcome.DEGRADED)
    said = "; a plan says: cancelled at 21:08:20 UTC, after BOT"
    assert record.reason.endswith(said) == (at_s == 500)


def test_what_is_called_off_before_its_begin_is_cancelled(story: Story) -> None:
    contact = scheduled(story)
    story.say(range(-300, 1300, 10), NONE)
    gone = replace(contact, plan=PlanStatus.CANCELLED)
    record = records_of(told(story, 1200, {-400: [contact], -10: [gone]}))[contact.id]
    assert (record.outcome, kinds(record)) == (Outcome.CANCELLED, [])


def test_what_is_called_off_by_mistake_and_planned_again_is_judged_whole(story: Story) -> None:
    contact = scheduled(story)
    story.say(range(0, 500, 10), DATA)
    story.say(range(500, 1300, 10), NONE)
    gone = replace(contact, plan=PlanStatus.CANCELLED)
    record = records_of(told(story, 1200, {-400: [contact], 300: [gone], 600: [contact]}))
    assert record[contact.id].directions[0].locked_share == 0.5
    assert record[contact.id].outcome is Outcome.DEGRADED


@pytest.mark.parametrize("at_s", [300, 1010, 1300])
def test_what_a_plan_no_longer_lists_once_it_has_begun_keeps_its_record(
    story: Story, at_s: int
) -> None:
    contact, later = scheduled(story), scheduled(story, 5000, 6000)
    story.say(range(0, 1000, 10), DATA)
    story.say(range(1000, 1600, 10), NONE)
    board = told(story, 1500, {-400: [contact, later], at_s: [later], at_s + 100: [later]})
    records = records_of(board)
    assert records.keys() == {contact.id, later.id}
    assert records[contact.id].eot_at == at(min(at_s, 1000))
    assert records[contact.id].outcome is Outcome.COMPLETED
    assert "seen-not-planned" not in kinds(records[contact.id])
    assert ("no longer planned at 21:05:00" in records[contact.id].reason) == (at_s == 300)


def test_what_a_plan_no_longer_lists_before_it_has_begun_was_not_planned(story: Story) -> None:
    contact = scheduled(story)
    story.say(range(-300, 1300, 10), NONE)
    assert records_of(told(story, 1200, {-400: [contact], -10: []})) == {}


def test_a_contact_that_is_made_longer_is_judged_by_all_of_it(story: Story) -> None:
    contact = scheduled(story)
    story.say(range(0, 1000, 10), DATA)
    story.say(range(1000, 2600, 10), NONE)
    longer = replace(contact, eot_at=at(2000), eoa_at=at(2100))
    board = told(story, 1500, {-400: [contact], 900: [longer]})
    assert records_of(board)[contact.id].outcome is Outcome.PENDING
    board = told(story, 2500, {-400: [contact], 900: [longer]})
    record = records_of(board)[contact.id]
    assert (record.outcome, record.directions[0].locked_share) == (Outcome.DEGRADED, 0.5)
    assert "early-loss" in kinds(record)


def test_a_contact_that_is_made_longer_after_it_was_judged_is_judged_anew(story: Story) -> None:
    contact = scheduled(story)
    story.say(range(0, 1000, 10), DATA)
    story.say(range(1000, 3600, 10), NONE)
    longer = replace(contact, eot_at=at(2000), eoa_at=at(2100))
    record = records_of(told(story, 3500, {-400: [contact], 3000: [longer]}))[contact.id]
    assert (record.outcome, record.directions[0].locked_share) == (Outcome.DEGRADED, 0.5)


def test_a_contact_that_is_moved_while_it_is_on_is_judged_by_its_new_times(story: Story) -> None:
    contact = scheduled(story)
    story.say(range(0, 500, 10), NONE)
    story.say(range(500, 1500, 10), DATA)
    story.say(range(1500, 1700, 10), NONE)
    moved = replace(contact, bot_at=at(500), eot_at=at(1500), eoa_at=at(1600))
    records = records_of(told(story, 1690, {-400: [contact], 300: [moved]}))
    assert records.keys() == {contact.id}
    assert records[contact.id].outcome is Outcome.COMPLETED


def test_a_contact_that_gets_another_name_while_it_is_on_is_one(story: Story) -> None:
    contact = scheduled(story)
    story.say(range(0, 1000, 10), DATA)
    story.say(range(1000, 1300, 10), NONE)
    renamed = replace(contact, id="another name")
    records = records_of(told(story, 1290, {-400: [contact], 500: [renamed]}))
    assert {name: one.outcome for name, one in records.items()} == {
        "another name": Outcome.COMPLETED
    }


def test_what_is_called_off_under_another_name_is_judged_by_what_had_been_planned(
    story: Story,
) -> None:
    contact = scheduled(story)
    story.say(range(0, 500, 10), DATA)
    story.say(range(500, 1300, 10), NONE)
    gone = replace(contact, id="another name", plan=PlanStatus.CANCELLED)
    records = records_of(told(story, 1290, {-400: [contact], 500: [gone]}))
    assert {name: one.outcome for name, one in records.items()} == {
        contact.id: Outcome.COMPLETED,
        "another name": Outcome.CANCELLED,
    }


def test_a_plan_that_is_told_again_the_same_is_shown_as_new(story: Story) -> None:
    contact = scheduled(story)
    story.say([0], NONE)
    board = told(story, 580, {-400: [contact]})
    for second in (200, 300):  # looked at in one instant: nothing else has turned
        board.set_schedule("a station", [contact], made_at=at(second))
        board.tick(at(590))
    dish = next(one for one in board.state.antennas if one.id == "NNO-1")
    assert [one.observed_at for one in dish.contacts] == [at(300)]


# ---- odd plans


def test_two_contacts_at_once_in_one_antenna_are_each_judged(story: Story) -> None:
    story.plan()
    story.plan(craft="TGO")
    story.say(range(0, 1000, 10), DATA)
    story.say(range(1000, 1300, 10), NONE)
    records = {one.spacecraft: one for one in story.records(1290).values()}
    assert records["MEX"].outcome is Outcome.COMPLETED
    assert records["TGO"].outcome is Outcome.MISSED
    assert {"other-spacecraft", "planned-not-seen"} <= {*kinds(records["TGO"])}
    assert {one.sharing for one in records.values()} == {()}


def test_two_contacts_with_one_name_are_no_end_of_the_board(story: Story) -> None:
    first, second = scheduled(story), scheduled(story, 2000, 3000, id="MEX-NNO-1-0")
    story.say(range(0, 3300, 10), DATA)
    assert records_of(told(story, 3290, {-400: [first, second]})).keys() == {first.id}


@pytest.mark.parametrize("end_s", [0, -50, -500])
def test_a_track_without_length_is_not_judged(story: Story, end_s: int) -> None:
    contact = story.plan(eot_at=at(end_s))
    story.say(range(-300, 1300, 10), DATA)
    record = story.records(1290)[contact.id]
    assert record.outcome is Outcome.PENDING
    assert "no length" in record.reason
    assert record.directions[0].locked_share is None


def test_a_board_without_any_plan(story: Story) -> None:
    story.say(range(0, 300, 10), DATA)
    state = story.state(290)
    dish = next(one for one in state.antennas if one.id == "NNO-1")
    assert [(one.spacecraft, one.plan) for one in dish.contacts] == [("MEX", PlanStatus.NONE)]
    assert (state.totals.seen, state.totals.expected, state.totals.next) == (1, 0, None)
    story.say(range(300, 400, 10), NONE)
    record = story.record(390)
    assert (record.outcome, kinds(record)) == (
        None, ["began", "ended", "lock-lost", "locked", "seen-not-planned"],
    )  # fmt: skip
