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


# ---- beside a contact


@pytest.mark.parametrize(("gap_s", "apart"), [(5, False), (30, False), (90, True)])
@pytest.mark.parametrize("before", [True, False])
def test_a_signal_right_beside_a_contact(
    story: Story, gap_s: int, apart: bool, before: bool
) -> None:
    contact = story.plan()  # its activity is from -300 to 1100
    story.say(range(-300, 1110, 1), DATA)
    if before:
        story.say(range(-600, -300 - gap_s, 1), DATA)
        story.say(range(-300 - gap_s, -300, 1), NONE)
        story.say(range(1110, 1500, 1), NONE)
    else:
        story.say(range(1110, 1110 + gap_s, 1), NONE)
        story.say(range(1110 + gap_s, 1400, 1), DATA)
        story.say(range(1400, 1500, 1), NONE)
    records = story.records(1490)
    assert records[contact.id].outcome is Outcome.COMPLETED
    assert len(records) == (2 if apart else 1)


@pytest.mark.parametrize("second", [-350, -250, 500, 1050, 1150, 1400])
def test_a_signal_that_begins_early_and_stays_late_has_one_record_all_the_time(
    story: Story, second: int
) -> None:
    contact = story.plan()
    story.say(range(-400, second + 1, 10), DATA)
    dish = next(one for one in story.state(second).antennas if one.id == "NNO-1")
    (record,) = (one for one in story.records(second).values() if one.directions[0].acquired_at)
    assert dish.contact is not None
    assert dish.contact.record == record.id
    assert dish.contact.outcome == record.outcome
    if second >= -300:
        assert record.id == contact.id


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


# ---- an uplink


def test_a_planned_uplink_of_which_nobody_tells_is_not_missing(story: Story) -> None:
    story.plan(links=(DOWN, UP), evidence=Evidence.SCHEDULED)
    story.say(range(0, 1100, 10), DATA)
    record = story.record(1090)
    assert record.outcome is Outcome.COMPLETED
    assert record.directions[1].locked_share is None


def test_an_uplink_alone_of_which_nobody_tells_is_unknown(story: Story) -> None:
    story.plan(links=(UP,), evidence=Evidence.SCHEDULED)
    story.say(range(0, 1100, 10), DATA)
    assert story.record(1090).outcome is Outcome.PENDING


@pytest.mark.parametrize(
    ("evidence", "up_s", "outcome"),
    [
        (Evidence.SCHEDULED, 0, Outcome.DEGRADED),
        (Evidence.SCHEDULED, 100, Outcome.COMPLETED),  # it is on when there is something to send
        (Evidence.PREDICTED, 0, Outcome.COMPLETED),  # nobody but Dishboard planned it
    ],
)
def test_a_commanding_pass_whose_uplink_never_came_up(
    story: Story, evidence: Evidence, up_s: int, outcome: Outcome
) -> None:
    story.plan(links=(DOWN, UP), evidence=evidence)
    story.say(range(0, up_s, 10), DATA, both=True)
    story.say(range(up_s, 1100, 10), DATA)
    story.say([-200], LinkState.OFF, way=UP)  # this source does tell of uplinks
    record = story.record(1090)
    assert record.outcome is outcome
    assert ("the planned uplink never came up" in record.reason) == (outcome is Outcome.DEGRADED)


def test_an_uplink_that_was_hardly_watched_is_not_missing(story: Story) -> None:
    story.plan(links=(DOWN, UP), evidence=Evidence.SCHEDULED)
    story.say(range(0, 1100, 10), DATA)
    story.say(range(0, 600, 10), LinkState.UNKNOWN, way=UP)
    story.say([-200], LinkState.OFF, way=UP)
    assert story.record(1090).outcome is Outcome.COMPLETED


# ---- who speaks beside the one that listens


@pytest.mark.parametrize("state", [None, NONE])
def test_a_slow_source_beside_a_quick_one_slows_nothing_down(
    story: Story, state: LinkState | None
) -> None:
    contact = story.plan()
    story.say(range(-300, 0, 10), NONE)
    story.say(range(0, 1000, 10), DATA)
    story.say(range(1000, 1400, 10), NONE)
    story.say(range(1400, 1500, 10), DATA)  # and, five minutes after it, again
    story.say(range(1500, 1700, 10), NONE)
    told_by_it = {"craft": "TGO", "cycle_s": 600.0, "source": "a slow one"}
    alone = story.records(1690)
    story.say([0, 600, 1200], state, activity={"wind_m_s": 3.0}, **told_by_it)
    records = story.records(1690)
    assert records.keys() == alone.keys()
    assert kinds(records[contact.id]) == kinds(alone[contact.id])
    assert records[contact.id].outcome is Outcome.COMPLETED


def test_another_source_that_hears_nothing_ends_no_sighting_of_the_first(story: Story) -> None:
    story.say(range(0, 300, 10), DATA)
    story.say(range(300, 900, 10), NONE)
    story.say(range(1, 900, 2), NONE, source="another", cycle_s=2.0)
    open_at = [
        second for second in range(100, 900, 7)
        if story.events(second)["seen-not-planned"].until_at is None
    ]  # fmt: skip
    assert open_at == [*range(100, 310, 7)]


def test_a_sighting_whose_source_fell_silent_ends_when_another_has_denied_it(story: Story) -> None:
    story.say(range(0, 300, 10), DATA)
    story.say(range(1, 900, 2), NONE, source="another", cycle_s=2.0)
    found = {second: story.events(second)["seen-not-planned"] for second in (295, 315, 340, 890)}
    assert [one.until_at for one in found.values()] == [None, None, at(290), at(290)]


def test_what_became_of_an_earlier_contact_is_not_said_of_a_new_sighting(story: Story) -> None:
    contact = story.plan()
    story.say(range(-300, 0, 10), NONE)
    story.say(range(0, 1000, 10), DATA)
    story.say(range(1000, 1400, 10), NONE)
    for second in range(1400, 2000, 20):  # so quick after one another that none is news
        story.say([second], DATA, craft="TGO")
        story.say([second + 10], NONE, craft="TGO")
    story.say(range(2000, 2020), DATA, cycle_s=1.0)
    board = story.board()
    said: list[str | None] = []
    for second in range(2000, 2020):
        board.tick(at(second))
        dish = next(one for one in board.state.antennas if one.id == "NNO-1")
        (mex,) = (one for one in dish.contacts if one.spacecraft == "MEX" and one.since_at >= at(0))
        said.append(mex.record)
    assert contact.id not in said
    assert said[-1] is not None


def test_who_never_tells_of_downlinks_has_no_last_word_on_one(story: Story) -> None:
    story.plan()
    story.say([-300, 0, 300, 600, 900], DATA, cycle_s=300.0)
    story.say([1200], NONE, cycle_s=300.0)
    story.say(range(0, 1400, 2), LinkState.OFF, way=UP, source="a transmitter", cycle_s=2.0)
    board = story.board([])
    outcomes: list[Outcome | None] = []
    for message in sorted(story.messages, key=lambda one: one.second):
        story.hear(board, message)
        if message.second in (1010, 1190, 1210):
            board.tick(at(message.second))
            (record,) = records_of(board).values()
            outcomes.append(record.outcome)
    assert outcomes == [Outcome.PENDING, Outcome.PENDING, Outcome.COMPLETED]
