"""Plans of others stand beside our own: with their own evidence, source, time and freshness."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dishboard.board import Board
from dishboard.board.state import ClockMode, ClockState, FeedCondition, FeedKind, State
from dishboard.ephemeris import Sky
from dishboard.feeds.computed import Computed
from dishboard.model import (
    ActivityReading,
    Contact,
    ContactLink,
    Direction,
    Evidence,
    Freshness,
    Network,
    Outcome,
    Phase,
    PlanStatus,
)
from dishboard.networks import default_network

AT = datetime(2026, 9, 27, 21, 30, tzinfo=UTC)


def contact(name: str, antenna: str, craft: str, evidence: Evidence, start_min: int) -> Contact:
    start_at = AT + timedelta(minutes=start_min)
    end_at = start_at + timedelta(minutes=10)
    return Contact(
        id=name,
        antenna=antenna,
        spacecraft=craft,
        evidence=evidence,
        source="a schedule" if evidence is Evidence.SCHEDULED else "our plan",
        plan=PlanStatus.COMMITTED,
        boa_at=start_at,
        bot_at=start_at,
        eot_at=end_at,
        eoa_at=end_at,
        links=(ContactLink(direction=Direction.DOWN, band="UHF"),),
    )


def board_with(*scheduled: Contact) -> tuple[Board, Network]:
    network = default_network()
    sky = Sky.builtin(network)
    board = Board(network, sky, ClockState(mode=ClockMode.LIVE, offline=False))
    board.add_feed("theirs", "Their network", 900.0, "no message yet", kind=FeedKind.POLLED)
    station = ActivityReading(
        evidence=Evidence.OBSERVED,
        source="a schedule",
        observed_at=AT,
        received_at=AT,
        antenna="a stranger",
        activity="Online",
    )
    board.receive([station], feed_id="theirs", observed_at=AT, received_at=AT)
    board.set_schedule("theirs", scheduled, AT - timedelta(minutes=5))
    return board, network


def state_at(board: Board, network: Network, minutes: float = 0.0) -> State:
    at = AT + timedelta(minutes=minutes)
    computed = Computed(network, Sky.builtin(network))
    board.receive(computed.readings(at, board.wanted_pairs(at), board.wanted_spacecraft()))
    board.tick(at)
    return board.state


def test_a_schedule_stands_beside_our_own_plan_for_the_same_antenna_and_craft() -> None:
    theirs = contact("theirs-1", "NNO-1", "MEX", Evidence.SCHEDULED, -2)
    board, network = board_with(theirs)
    board.set_plan([contact("ours-1", "NNO-1", "MEX", Evidence.PREDICTED, -2)], AT)
    state = state_at(board, network)
    antenna = next(one for one in state.antennas if one.id == "NNO-1")
    told = [(one.id, one.evidence, one.source, one.prime) for one in antenna.contacts]
    assert told == [
        ("theirs-1", Evidence.SCHEDULED, "a schedule", True),
        ("ours-1", Evidence.PREDICTED, "our plan", False),
    ]
    assert antenna.contacts[0].observed_at == AT - timedelta(minutes=5)
    assert "The plan is Dishboard's own, not ESA's schedule." in state.notices
    board.set_plan([], AT)
    assert "The plan is Dishboard's own" not in " ".join(state_at(board, network).notices)
    assert [one.id for one in board.plan] == ["theirs-1"]
    assert board.own_plan == ()


def test_a_schedule_ages_and_a_contact_of_it_is_never_seen() -> None:
    board, network = board_with(contact("c", "a stranger", "NORAD 98123", Evidence.SCHEDULED, -2))
    state = state_at(board, network)
    antenna = next(one for one in state.antennas if one.id == "a stranger")
    assert not antenna.known
    assert antenna.contact is not None
    assert (antenna.contact.phase, antenna.contact.freshness) == (Phase.TRACK, Freshness.FRESH)
    assert state.totals.seen is None
    assert state.totals.expected == 1
    craft = next(one for one in state.spacecraft if one.id == "NORAD 98123")
    assert (craft.known, craft.position, craft.heard_by) == (False, None, ())
    assert craft.reason == "no network file says what a schedule means by NORAD 98123"
    late = board.state.at + timedelta(minutes=20)
    record = board.records(AT, late)[0]
    assert record.outcome is Outcome.PENDING
    assert record.reason == "nobody watched so far: no source told of this antenna"
    assert record.events == ()  # a source that never tells of signals missed none
    board.set_schedule("theirs", [contact("d", "a stranger", "X", Evidence.SCHEDULED, 60)], AT)
    state = state_at(board, network, 61)
    antenna = next(one for one in state.antennas if one.id == "a stranger")
    assert antenna.contact is not None
    assert antenna.contact.freshness is Freshness.STALE


def test_craft_that_is_only_planned_is_listed_with_its_next_contact() -> None:
    network = default_network()
    hidden = next(one for one in network.spacecraft if not one.shown)
    board, network = board_with(contact("c", "X-1", hidden.id, Evidence.SCHEDULED, 30))
    state = state_at(board, network)
    craft = next(one for one in state.spacecraft if one.id == hidden.id)
    assert craft.next is not None
    assert craft.next.id == "c"


def test_a_feed_that_is_switched_off_is_shown_and_is_no_news() -> None:
    board, network = board_with()
    board.add_feed("off", "Off", None, "switched off", condition=FeedCondition.DISABLED)
    state = state_at(board, network)
    feed = next(one for one in state.feeds if one.id == "off")
    assert (feed.condition, feed.freshness) == (FeedCondition.DISABLED, Freshness.UNKNOWN)
    assert not any("Off" in notice for notice in state.notices)


def test_counts_of_a_feed_are_its_own_when_it_counts() -> None:
    board, network = board_with()
    feed = state_at(board, network).feeds[0]
    assert (feed.messages, feed.readings, feed.lag_s, feed.next_at) == (1, 1, 0.0, None)
    board.note("theirs", next_at=AT, readings=7, rejected=2, repeats=3, ahead=1, lag_s=0.5)
    feed = state_at(board, network).feeds[0]
    assert (feed.readings, feed.rejected, feed.repeats, feed.ahead) == (7, 2, 3, 1)
    assert (feed.next_at, feed.lag_s, feed.kind) == (AT, 0.5, FeedKind.POLLED)
