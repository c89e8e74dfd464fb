"""Any order of the same messages, repeats among them, ends in the same board."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dishboard.board import Board
from dishboard.board.state import ClockMode, ClockState
from dishboard.ephemeris import Sky
from dishboard.feeds import FeedMessage
from dishboard.feeds.status import Intake
from dishboard.model import Network
from dishboard.testing import FakeClock

DOWN = "Ccsds401SpaceLinkCarrierRcpt"


def resources(lock: str) -> list[dict[str, Any]]:
    params = {"ccsds401CarrierRcptLockStat": {"carrierLock": lock}}
    return [{"fr": DOWN, "params": params}, {"fr": "X", "params": {"lock": lock}}]


changes = st.fixed_dictionaries(
    {
        "time": st.sampled_from([f"2026-11-23T09:{minute}:00Z" for minute in (27, 28, 29)]),
        "seq": st.sampled_from([1, 2, 3]) | st.none(),
        "aperture": st.sampled_from(["KIR-1", "NNO-1", "elsewhere"]),
        "site": st.just("ours"),
        "resources": st.sampled_from([resources("locked"), resources("notLocked"), []]),
    }
)


def board_of(network: Network, clock: FakeClock, lines: Sequence[bytes], at: datetime) -> bytes:
    """The antennas and events of a board that was told these messages, all received at once."""
    board = Board(network, Sky.builtin(network), ClockState(mode=ClockMode.LIVE, offline=True))
    board.add_feed("push-k", "Kiruna control", 60.0, "no message yet")
    intake = Intake(
        network, "Kiruna control", feed="push-k", simulated=False, cycle_s=60.0, clock=clock
    )
    for line in lines:
        taken = intake.take(line, clock.now())
        if isinstance(taken, FeedMessage):
            board.receive(
                taken.readings,
                feed_id=taken.feed,
                observed_at=taken.observed_at,
                received_at=taken.received_at,
                problems=taken.problems,
                cycle_s=taken.cycle_s,
            )
    board.tick(at)
    return msgspec.json.encode((board.state.antennas, board.state.events))


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # none of them changes
)
@given(said=st.lists(changes, min_size=2, max_size=7), data=st.data())
def test_any_order_ends_in_the_same_board(
    network: Network,
    message: Callable[..., bytes],
    clock: FakeClock,
    said: list[dict[str, Any]],
    data: st.DataObject,
) -> None:
    lines = [message(**change) for change in said]
    other = data.draw(st.permutations([*lines, *lines[:2]]))  # two of them come again
    at = clock.now() + timedelta(seconds=1)
    assert json.loads(board_of(network, clock, lines, at)) == json.loads(
        board_of(network, clock, other, at)
    )
