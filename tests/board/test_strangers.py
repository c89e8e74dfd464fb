"""Names that no network file knows, from a source that never ends naming new ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from dishboard.board.state import AntennaState
from dishboard.board.strangers import MOST_STRANGE_ANTENNAS, MOST_STRANGE_CRAFT
from dishboard.model import LinkState

Story = Any  # see conftest.py
DATA = LinkState.DATA


def at(second: float) -> datetime:
    return datetime(2026, 9, 27, 21, tzinfo=UTC) + timedelta(seconds=second)


def test_ever_new_spacecraft_of_one_source_are_bounded_and_said(story: Story) -> None:
    for number in range(3 * MOST_STRANGE_CRAFT):
        story.say([10 * number], DATA, craft=f"S{number}")
    story.say(range(3000, 3100, 10), DATA, craft="MEX")  # known ones are let pass
    story.say([3050], DATA, craft="S250", source="another")  # each source has its own bound
    records = {one.spacecraft for one in story.records(3100).values()}
    assert records == {*(f"S{number}" for number in range(MOST_STRANGE_CRAFT)), "MEX", "S250"}
    board = story.board()
    board.tick(at(3100))
    (feed, _) = sorted(board.state.feeds, key=lambda one: one.name == "another")
    assert feed.problems == 2 * MOST_STRANGE_CRAFT
    alone = story.board(story.messages[: MOST_STRANGE_CRAFT + 1])
    alone.tick(at(1005))
    (feed, _) = sorted(alone.state.feeds, key=lambda one: one.name == "another")
    assert "no network file knows this spacecraft, 'S100', and there are 100 such" in feed.detail


def test_ever_new_antennas_of_one_source_are_bounded_and_said(story: Story) -> None:
    for number in range(MOST_STRANGE_ANTENNAS + 50):
        story.say([0], DATA, antenna=f"X{number:04}")
    story.say([0], DATA)
    state = story.state(5)
    strangers: list[AntennaState] = [one for one in state.antennas if not one.known]
    assert len(strangers) == MOST_STRANGE_ANTENNAS
    (feed,) = state.feeds
    assert feed.problems == 50
    assert state.totals.seen == MOST_STRANGE_ANTENNAS + 1


def test_strangers_that_fell_silent_give_way(story: Story) -> None:
    for number in range(MOST_STRANGE_CRAFT):
        story.say([number], DATA, craft=f"S{number}")
    story.say([6 * 3600 + 50], DATA, craft="T1")
    assert "T1" in {one.spacecraft for one in story.records(6 * 3600 + 55).values()}
