"""Several sources that speak of one antenna: who is believed in what, and in whose rhythm."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dishboard.model import ContactRecord, Direction, LinkState, Outcome

Story = Any  # see conftest.py
DATA, NONE = LinkState.DATA, LinkState.NONE
UP = Direction.UP


def at(second: float) -> datetime:
    return datetime(2026, 9, 27, 21, tzinfo=UTC) + timedelta(seconds=second)


def kinds(record: ContactRecord) -> list[str]:
    """Of its events, but for what the sky says: these stories are told without one."""
    return sorted(event.kind for event in record.events if event.kind != "seen-below-horizon")


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


def test_a_signal_whose_source_fell_silent_has_ended_when_another_denies_it(story: Story) -> None:
    contact = story.plan()
    story.say(range(0, 500, 10), DATA)
    story.say(range(-300, 1200, 10), NONE, source="another")
    record = story.records(1190)[contact.id]
    ends = {event.kind: event.at for event in record.events if event.at > at(0)}
    assert ends == dict.fromkeys(["ended", "lock-lost", "dropout", "early-loss"], at(520))


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
            (record,) = board.records(at(-1000), at(2000))
            outcomes.append(record.outcome)
    assert outcomes == [Outcome.PENDING, Outcome.PENDING, Outcome.COMPLETED]
