"""Planned uplinks: which are judged, and which nobody may say anything of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dishboard.model import Direction, Evidence, LinkState, Outcome

Story = Any  # see conftest.py
DATA, NONE = LinkState.DATA, LinkState.NONE
DOWN, UP = Direction.DOWN, Direction.UP


def at(second: float) -> datetime:
    return datetime(2026, 9, 27, 21, tzinfo=UTC) + timedelta(seconds=second)


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
