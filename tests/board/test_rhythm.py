"""What is shown as a source's rhythm is what its messages state."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from dishboard.board import Board
from dishboard.board.rhythm import MOST_CYCLES, Rhythm
from dishboard.board.state import ClockMode, ClockState
from dishboard.board.words import cycle_fact
from dishboard.ephemeris import Sky
from dishboard.model import Freshness
from dishboard.networks import default_network

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


def test_what_a_message_states_goes_before_what_was_set() -> None:
    rhythm = Rhythm(60.0)
    assert rhythm.cycle_s(AT) == 60.0
    rhythm.heard(5.0, AT)
    assert rhythm.cycle_s(AT) == 5.0
    assert rhythm.cycle_s(after(3_600)) == 5.0  # silent: it is late by its own rhythm
    rhythm.heard(None, after(60))  # a message that states none
    assert rhythm.cycle_s(after(60)) == 60.0


def test_of_several_antennas_the_slowest_that_still_speaks_counts() -> None:
    rhythm = Rhythm(None)
    rhythm.heard(600.0, AT)
    rhythm.heard(1.0, after(1_800))
    assert rhythm.cycle_s(after(1_800)) == 600.0
    assert rhythm.cycle_s(after(1_801)) == 1.0  # the slow one is stale


def test_any_order_ends_in_the_same_and_memory_is_bounded() -> None:
    words = [(float(number), after(number)) for number in range(1, 9)]
    there, back = Rhythm(60.0), Rhythm(60.0)
    for word in words:
        there.heard(*word)
    for word in reversed(words):
        back.heard(*word)
    assert there.cycle_s(after(9)) == back.cycle_s(after(9)) == 8.0
    for number in range(10_000):
        there.heard(number / 7 + 1, after(number))
    assert len(there._newest_at) == MOST_CYCLES


def test_a_measured_rhythm_is_one_word() -> None:
    assert {cycle_fact(cycle_s) for cycle_s in (5.013, 5.0127, 5.0071)} == {("cycle", "5.01")}
    assert cycle_fact(3_600) == ("cycle", "3600.0")
    assert cycle_fact(0.0012345) == ("cycle", "0.00123")


def test_a_source_is_shown_and_judged_by_the_rhythm_it_states() -> None:
    network = default_network()
    board = Board(network, Sky.builtin(network), ClockState(mode=ClockMode.FIXED, offline=True))
    board.add_feed("push-kiruna", "Kiruna", 60.0, "no message yet")

    def shown(at: datetime) -> Any:
        board.tick(at)
        return next(feed for feed in board.state.feeds if feed.id == "push-kiruna")

    assert shown(AT).cycle_s == 60.0
    board.receive((), feed_id="push-kiruna", observed_at=AT, received_at=AT, cycle_s=5.0)
    assert (shown(AT).cycle_s, shown(AT).freshness) == (5.0, Freshness.FRESH)
    assert shown(after(10)).freshness is Freshness.LATE
    assert shown(after(20)).freshness is Freshness.STALE  # not after three minutes
    board.receive((), feed_id="push-kiruna", observed_at=after(20), received_at=AT, cycle_s=600.0)
    assert (shown(after(80)).cycle_s, shown(after(80)).freshness) == (600.0, Freshness.FRESH)


def test_of_two_rhythms_at_one_instant_the_longer_one_counts_whichever_came_first() -> None:
    one, other = Rhythm(None), Rhythm(None)
    for cycle_s in (10.0, 40.0):
        one.heard(cycle_s, AT)
    for cycle_s in (40.0, 10.0):
        other.heard(cycle_s, AT)
    assert one.cycle_s(after(600)) == other.cycle_s(after(600)) == 40.0


def test_a_clock_that_is_ahead_sets_no_rhythm() -> None:
    network = default_network()
    board = Board(network, Sky.builtin(network), ClockState(mode=ClockMode.LIVE, offline=False))
    board.add_feed("a", "a", 10.0, "")
    ahead = AT + timedelta(hours=3)
    board.receive((), feed_id="a", observed_at=ahead, received_at=AT, cycle_s=3_600.0)
    board.receive((), feed_id="a", observed_at=AT, received_at=AT, cycle_s=5.0)
    board.tick(after(1))
    assert [feed.cycle_s for feed in board.state.feeds] == [5.0]
