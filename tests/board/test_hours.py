"""Wrong clocks, silence, late words, and contacts of many hours: what a record says of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dishboard.board import Board
from dishboard.model import ContactRecord, Direction, LinkState, Outcome, PlanStatus

Story = Any  # see conftest.py
DATA, NONE = LinkState.DATA, LinkState.NONE
DOWN, UP = Direction.DOWN, Direction.UP
HOUR_S = 3600


def at(second: float) -> datetime:
    return datetime(2026, 9, 27, 21, tzinfo=UTC) + timedelta(seconds=second)


def kinds(record: ContactRecord) -> list[str]:
    """Of its events, but for what the sky says: these stories are told without one."""
    return sorted(event.kind for event in record.events if event.kind != "seen-below-horizon")


def watched_by(story: Story, every_s: int, until_s: int) -> Board:
    """A board that hears each message when it arrives, and is looked at every so many seconds."""
    board: Board = story.board([])
    waiting = sorted(
        (one.second if one.arrives_s is None else one.arrives_s, place)
        for place, one in enumerate(story.messages)
    )
    for second in range(-600, until_s + 1, every_s):
        while waiting and waiting[0][0] <= second:
            story.hear(board, story.messages[waiting.pop(0)[1]])
        board.tick(at(second))
    return board


def records_of(board: Board) -> dict[str, ContactRecord]:
    return {one.id: one for one in board.records(at(-40_000), at(200_000))}


def only(board: Board) -> ContactRecord:
    (record,) = records_of(board).values()
    return record


# ---- wrong clocks


@pytest.mark.parametrize("ahead_s", [400, 3 * HOUR_S, 30 * HOUR_S])
def test_a_clock_that_was_ahead_leaves_no_trace_once_it_is_right(
    story: Story, ahead_s: int
) -> None:
    story.plan()
    for second in range(-200, 300, 10):
        story.say([second + ahead_s], NONE, arrives_s=second)
    story.say(range(300, 1100, 10), DATA)
    board = watched_by(story, 100, 1200)
    record = only(board)
    assert record.directions[0].watched_share == 0.7
    assert record.directions[0].locked_share == 0.7
    assert record.outcome is Outcome.PENDING
    dish = next(one for one in board.state.antennas if one.id == "NNO-1")
    assert [link.observed_at for link in dish.links] == [at(1090)]
    (feed,) = board.state.feeds
    assert feed.observed_at == at(1090)
    # when the time has come of which it spoke, nobody has said anything of it
    story.plan(begin_s=ahead_s, end_s=ahead_s + 300) if ahead_s > 1000 else None
    for later in story.records(ahead_s + 5000).values():
        assert later.outcome is Outcome.PENDING, later.reason


def test_a_clock_that_was_hours_behind_misses_nothing_of_now(story: Story) -> None:
    story.plan()
    for second in range(-200, 500, 10):
        story.say([second - 2 * HOUR_S], NONE, arrives_s=second)
    board = watched_by(story, 10, 490)
    record = only(board)
    assert record.outcome is Outcome.PENDING
    assert record.directions[0].watched_share == 0.0
    assert kinds(record) == ["not-watched"]  # it has not spoken of this contact
    assert board.state.totals.seen is None
    story.say(range(500, 1100, 10), DATA)
    record = only(watched_by(story, 10, 1200))
    assert (record.directions[0].watched_share, record.directions[0].locked_share) == (0.5, 0.5)
    assert record.outcome is Outcome.PENDING
    assert "early-loss" not in kinds(record)
    assert "planned-not-seen" not in kinds(record)


# ---- late words and silence


@pytest.mark.parametrize("late_s", [1200, 2 * HOUR_S, 5 * HOUR_S])
def test_words_that_come_hours_late_change_what_was_judged(story: Story, late_s: int) -> None:
    story.plan()
    story.say([*range(-300, -100, 10), *range(1200, late_s + 600, 10)], NONE)
    before = only(watched_by(story, 10, late_s - 100))
    assert (before.outcome, before.directions[0].acquired_at) == (Outcome.PENDING, None)
    story.say(range(0, 1010, 10), DATA, arrives_s=late_s)
    after = only(watched_by(story, 10, late_s + 100))
    assert after.outcome is Outcome.COMPLETED
    assert after.directions[0].acquired_at == at(0)
    assert kinds(after) == ["began", "locked"]


def test_a_second_source_that_comes_hours_late_finds_what_seemed_missed(story: Story) -> None:
    story.plan()
    story.say(range(-300, 9000, 10), NONE, craft=None)
    story.say([-290], NONE, craft="TGO")
    before = only(watched_by(story, 10, 3000))
    assert before.outcome is Outcome.MISSED
    assert "planned-not-seen" in kinds(before)
    story.say(range(0, 1010, 10), DATA, source="another", arrives_s=8000)
    after = only(watched_by(story, 10, 8100))
    assert after.outcome is Outcome.COMPLETED
    assert "planned-not-seen" not in kinds(after)


def test_silence_in_the_middle_until_after_the_contact(story: Story) -> None:
    story.plan()
    story.say(range(-300, 0, 10), NONE)
    story.say(range(0, 400, 10), DATA)
    story.say(range(1200, 1600, 10), NONE)
    record = only(watched_by(story, 10, 2500))
    assert record.outcome is Outcome.PENDING
    assert record.directions[0].lost_at is None  # nobody saw it end
    assert kinds(record) == ["began", "locked", "not-watched"]


@pytest.mark.parametrize("since_s", [1010, 1050, 1300])
def test_a_program_that_was_started_after_the_track_never_says_missed(
    story: Story, since_s: int
) -> None:
    story.plan()
    story.say([900], DATA, arrives_s=since_s)  # retained by a broker
    story.say(range(since_s, 1600, 10), NONE)
    record = only(watched_by(story, 10, 1700))
    assert record.outcome is Outcome.PENDING
    assert "planned-not-seen" not in kinds(record)
    assert "early-loss" not in kinds(record)


def test_from_one_year_into_the_next(story: Story) -> None:
    midnight_s = int((datetime(2027, 1, 1, tzinfo=UTC) - at(0)).total_seconds())
    story.plan(begin_s=midnight_s - 500, end_s=midnight_s + 500)
    story.say(range(midnight_s - 500, midnight_s + 500, 10), DATA)
    story.say(range(midnight_s + 500, midnight_s + 600, 10), NONE)
    board = story.board()
    board.tick(at(midnight_s + 600))
    (record,) = board.records(at(midnight_s - 1000), at(midnight_s + 1000))
    assert record.outcome is Outcome.COMPLETED
    assert [event.id[-17:] for event in record.events if event.kind == "began"] == [
        "-20261231T235140Z"
    ]


# ---- longer than records reach back


def test_a_planned_contact_of_ten_hours_is_judged_by_all_of_it(story: Story) -> None:
    story.plan("DSS-43", "VGR2", 0, 10 * HOUR_S, links=(DOWN, UP))
    first, lost, found = 600, 2 * HOUR_S, 3 * HOUR_S
    common = {"antenna": "DSS-43", "craft": "VGR2", "cycle_s": 60.0}
    story.say(range(-300, first, 60), NONE, **common)
    story.say(range(first, lost, 60), DATA, both=True, **common)
    story.say(range(lost, found, 60), NONE, **common)
    story.say(range(found, 10 * HOUR_S, 60), DATA, **common)
    story.say(range(10 * HOUR_S, 17 * HOUR_S, 60), NONE, **common)
    for hours, locked in ((8, 1 - 4200 / 28800), (15, 1 - 4200 / 36000)):
        record = only(watched_by(story, 600, hours * HOUR_S))
        down, up = record.directions
        assert down.acquired_at == at(first)
        assert down.locked_share == pytest.approx(locked, abs=1e-3)
        assert up.locked_share == pytest.approx(6600 / min(hours, 10) / 3600, abs=1e-3)
        assert kinds(record) == [
            "began", "began", "dropout", "ended", *(["ended"] if hours > 10 else []),
            "late-acquisition", *(["lock-lost"] * (1 + (hours > 10))), "locked", "locked",
            "planned-not-seen",
        ]  # fmt: skip
    assert record.outcome is Outcome.DEGRADED


def test_a_contact_of_ten_hours_that_nobody_planned_keeps_its_begin_and_its_name(
    story: Story,
) -> None:
    common = {"antenna": "DSS-43", "craft": "VGR2", "cycle_s": 60.0}
    for hour in range(10):  # its uplink is on for half of every hour
        begin = hour * HOUR_S
        story.say(range(begin, begin + 1800, 60), DATA, **common)
        story.say(range(begin + 1800, begin + 3600, 60), DATA, both=True, **common)
    for hours in (1, 5, 8, 9.9):
        board = watched_by(story, 600, int(hours * HOUR_S))
        record = only(board)
        assert record.id == "seen-DSS-43-VGR2-20260927T210000Z"
        assert record.plan is PlanStatus.NONE
        assert record.directions[0].acquired_at == at(0)
        assert [event.at for event in record.events if event.kind == "began"] == [at(0)]
        dish = next(one for one in board.state.antennas if one.id == "DSS-43")
        assert dish.contact is not None
        assert (dish.contact.since_at, dish.contact.record) == (at(0), record.id)


def test_a_craft_that_is_always_heard_keeps_its_begin(story: Story) -> None:
    common = {"antenna": "DSS-43", "craft": "VGR2", "cycle_s": 600.0}
    story.say(range(0, 48 * HOUR_S, 600), DATA, **common)
    record = only(watched_by(story, 600, 48 * HOUR_S))
    assert record.directions[0].acquired_at == at(0)


def test_a_quick_source_that_takes_over_from_a_slow_one_tells_of_the_same_contact(
    story: Story,
) -> None:
    story.say(range(0, 3001, 300), DATA, cycle_s=300.0, source="a slow one")
    story.say(range(3500, 7001, 10), DATA)  # what the slow one said holds until 3900
    story.say(range(7010, 7100, 10), NONE)
    board = watched_by(story, 60, 7080)
    record = only(board)
    (span,) = record.directions[0].signal
    assert (span.start_at, span.end_at) == (at(0), at(7010))
    assert record.reason.startswith("seen from 21:00:00 to 22:56:50 UTC")
