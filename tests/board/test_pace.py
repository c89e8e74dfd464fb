"""When contacts are judged anew: at every tick after news, else in the antenna's turn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dishboard.board.pace import AFTER_NEWS_S, EVERY_S, judged_at_s
from dishboard.model import LinkState

Story = Any  # see conftest.py


def at(second: float) -> datetime:
    return datetime(2026, 9, 27, 21, tzinfo=UTC) + timedelta(seconds=second)


@given(st.text(max_size=8), st.floats(0, 1e4), st.lists(st.floats(0, 500), max_size=200))
def test_never_later_never_older_than_a_turn_and_never_back(
    antenna: str, news_s: float, steps_s: list[float]
) -> None:
    ticks_s = [news_s]
    for step_s in steps_s:
        ticks_s.append(ticks_s[-1] + step_s)
    judged_s = [judged_at_s(antenna, at_s, news_s) for at_s in ticks_s]
    for at_s, as_of_s in zip(ticks_s, judged_s, strict=True):
        assert at_s - EVERY_S < as_of_s <= at_s
        assert as_of_s == at_s or at_s - news_s > AFTER_NEWS_S
    assert all(one <= other for one, other in pairwise(judged_s))


def test_a_contact_that_goes_on_is_judged_in_turn_and_a_change_at_once(story: Story) -> None:
    story.plan(begin_s=0, end_s=2000)
    story.say(range(600), LinkState.DATA, cycle_s=1)
    story.say(range(600, 700), LinkState.NONE, cycle_s=1)
    board = story.board([])
    as_of_s: dict[int, int] = {}
    for message in story.messages:
        story.hear(board, message)
        board.tick(at(message.second))
        (record,) = board.records(at(0), at(1))
        watched_until = record.directions[0].watched[-1].end_at
        as_of_s[message.second] = round((watched_until - at(0)).total_seconds())
    assert all(as_of_s[second] == second for second in (10, 50, 90, 600, 650, 690))
    assert [as_of_s[second] for second in (296, 297, 298, 306, 307)] == [287, 297, 297, 297, 307]


def test_what_flaps_is_judged_in_turn_too(story: Story) -> None:
    story.plan(begin_s=0, end_s=2000)
    for second in range(300):
        story.say([second], LinkState.DATA if second % 2 else LinkState.NONE, cycle_s=1)
    board = story.board()
    as_of: list[object] = []
    for second in (291, 295, 297, 299):
        board.tick(at(second))
        (record,) = board.records(at(0), at(1))
        as_of.append(record.directions[0].watched[-1].end_at)
    assert as_of == [at(287), at(287), at(297), at(297)]
    (dropout,) = (event for event in record.events if event.kind == "dropout")
    assert dropout.count > 100
