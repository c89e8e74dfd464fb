"""What is told, once, and what is not. The planned track is 0 … 1000 s, a word comes every 10 s."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dishboard.board.settled import Held, settled
from dishboard.model import Event, LinkState

Story = Any  # see conftest.py
DATA, NONE = LinkState.DATA, LinkState.NONE


def at(second: float) -> datetime:
    return datetime(2026, 9, 27, 21, tzinfo=UTC) + timedelta(seconds=second)


def span(event: Event) -> tuple[int, int | None]:
    """From when to when, in seconds."""
    begin, end = (
        None if one is None else round((one - at(0)).total_seconds())
        for one in (event.at, event.until_at)
    )
    assert begin is not None
    return begin, end


def test_a_contact_as_planned_has_its_turning_points_and_no_more(story: Story) -> None:
    story.plan()
    story.say(range(-100, 0, 10), NONE)
    story.say(range(0, 1000, 10), DATA)
    story.say(range(1000, 1100, 10), NONE)
    events = story.events(1100)
    assert {kind: span(event) for kind, event in events.items()} == {
        "began": (0, 0),
        "locked": (0, 0),
        "lock-lost": (1000, 1000),
        "ended": (1000, 1000),
    }
    assert len({event.id for event in events.values()}) == 4


def test_planned_and_not_seen_lasts_until_it_is_seen(story: Story) -> None:
    story.plan()
    story.say(range(-100, 300, 10), NONE)
    assert "planned-not-seen" not in story.events(50)  # not yet late
    missing = story.events(299)["planned-not-seen"]
    assert span(missing) == (0, None)
    assert missing.reason == "no downlink since BOT 21:00:00, planned by a plan"
    story.say(range(300, 400, 10), DATA)
    events = story.events(399)
    assert events["planned-not-seen"].id == missing.id
    assert span(events["planned-not-seen"]) == (0, 300)
    assert span(events["late-acquisition"]) == (300, 300)
    assert events["late-acquisition"].reason == "the downlink came 5 min 00 s after BOT"


def test_a_signal_that_never_comes_back_is_lost_early(story: Story) -> None:
    story.plan()
    story.say(range(0, 700, 10), DATA)
    story.say(range(700, 1100, 10), NONE)
    during = story.events(800)
    assert "early-loss" not in during
    assert span(during["dropout"]) == (700, None)
    after = story.events(1100)
    assert span(after["early-loss"]) == (700, 700)
    assert after["dropout"].id == during["dropout"].id
    assert span(after["dropout"]) == (700, 1000)


@pytest.mark.parametrize(("lost_s", "told"), [(980, False), (940, False), (930, True)])
def test_a_pass_that_ends_within_the_grace_before_eot_drops_nothing(
    story: Story, lost_s: int, told: bool
) -> None:
    story.plan()
    story.say(range(0, lost_s, 10), DATA)
    story.say(range(lost_s, 1100, 10), NONE)
    for second in (990, 1100):
        assert ("dropout" in story.events(second)) == told
    assert ("early-loss" in story.events(1100)) == told


def test_a_flapping_lock_is_told_once_with_its_count(story: Story) -> None:
    story.plan()
    for second in range(0, 1000, 20):
        story.say([second], DATA, cycle_s=5)
        story.say([second + 5], NONE, cycle_s=5)
        story.say([second + 10, second + 15], DATA, cycle_s=5)
    story.say(range(1000, 1100, 5), NONE, cycle_s=5)
    events = story.events(1100)
    assert set(events) == {"began", "locked", "lock-lost", "ended", "dropout"}
    assert span(events["began"]) == (0, 0)
    assert events["dropout"].count == 50
    assert events["dropout"].reason == "the downlink lost lock 50 times, 4 min 10 s in all"


def test_two_dropouts_shorter_than_the_debounce_are_no_news(story: Story) -> None:
    story.plan()
    for second in range(0, 1000, 5):
        story.say([second], NONE if second in (400, 600) else DATA, cycle_s=5)
    assert "dropout" not in story.events(999)
    assert story.record(999).directions[0].locked_share == pytest.approx(0.99, abs=0.001)


def test_a_blip_is_shown_at_once_and_not_announced(story: Story) -> None:
    story.say(range(0, 100, 10), NONE)
    story.say([100], DATA)
    dish = next(one for one in story.state(100).antennas if one.id == "NNO-1")
    assert dish.contact is not None
    assert story.events(100) == {}
    story.say([110], DATA)
    assert span(story.events(110)["began"]) == (100, 100)


def test_seen_and_not_planned(story: Story) -> None:
    story.say(range(0, 100, 10), DATA)
    assert span(story.events(95)["seen-not-planned"]) == (0, None)
    story.say(range(100, 200, 10), NONE)
    assert span(story.events(195)["seen-not-planned"]) == (0, 100)


def test_the_antenna_is_on_another_craft_than_planned(story: Story) -> None:
    story.plan()
    story.say(range(0, 1100, 10), DATA, craft="TGO")
    records = story.records(1100)
    kinds = {
        one.spacecraft: {event.kind: event.reason for event in one.events}
        for one in records.values()
    }
    assert kinds["MEX"]["other-spacecraft"] == "the antenna has signals of TGO, and MEX is planned"
    assert "planned-not-seen" in kinds["MEX"]
    assert "seen-not-planned" in kinds["TGO"]


def test_out_of_service_while_a_contact_is_planned(story: Story) -> None:
    story.plan()
    story.say(range(0, 500, 10), NONE, activity={"condition": "interrupted"})
    event = story.events(495)["out-of-service"]
    assert span(event) == (0, None)
    assert event.reason == "the antenna is interrupted while a contact is planned"
    story.say(range(500, 600, 10), NONE, activity={"condition": "operational"})
    assert span(story.events(595)["out-of-service"]) == (0, 500)


def test_not_watched_is_told_where_somebody_speaks_at_times(story: Story) -> None:
    story.plan()
    assert story.events(1100) == {}  # nobody ever speaks of this antenna: the record says so
    story.say(range(0, 500, 10), DATA)
    event = story.events(900)["not-watched"]
    assert span(event) == (520, None)
    assert event.reason == "nobody watched 42 % of the track so far"
    assert story.events(1100)["not-watched"].reason == "nobody watched 48 % of the track"


def test_before_anybody_spoke_of_an_antenna_that_is_no_news(story: Story) -> None:
    story.plan()
    story.say(range(2000, 2100, 10), NONE)
    assert story.events(2100) == {}
    assert story.record(2100).reason == "nobody watched: no source told of its signals"


def test_a_signal_from_below_the_horizon(story: Story) -> None:
    # From New Norcia the sky has turned half round twelve hours later: one of the two is down.
    found = []
    for begin in (0, 12 * 3600):
        story.messages = []
        story.say(range(begin, begin + 600, 10), DATA)
        events = story.events(begin + 595)
        if "seen-below-horizon" in events:
            found.append(events["seen-below-horizon"])
    (event,) = found
    assert event.until_at is None
    assert "below the horizon" in event.reason


def test_an_antenna_that_points_elsewhere(story: Story) -> None:
    story.say(range(0, 600, 10), DATA, azimuth_deg=10.0, elevation_deg=1.0)
    event = story.events(595)["points-elsewhere"]
    assert span(event) == (0, None)
    assert "from the computed direction" in event.reason


def test_a_direction_from_a_wrong_clock_is_none(story: Story) -> None:
    story.say(range(0, 600, 10), DATA)
    astray = {"azimuth_deg": 10.0, "elevation_deg": 1.0}
    story.say(range(0, 600, 10), None, source="another", arrives_s=-1000, **astray)
    assert "points-elsewhere" not in story.events(595)


def test_events_are_in_the_state_while_they_matter_and_leave_it_by_a_change(story: Story) -> None:
    story.say(range(0, 100, 10), DATA)
    story.say(range(100, 200, 10), NONE)
    board = story.board()
    board.tick(at(200))
    kinds = [event.kind for event in board.state.events]
    assert kinds == ["lock-lost", "ended", "seen-not-planned", "locked", "began"]
    change = board.tick(at(660))
    assert change is not None
    assert {event.kind for event in board.state.events} == {
        "ended",
        "lock-lost",
        "seen-not-planned",
    }
    assert len(change.removed_events) == 2
    assert [event.kind for event in board.events(at(0), at(50))] == [
        "began",
        "locked",
        "seen-not-planned",
    ]


@pytest.mark.parametrize(
    ("yes", "no", "held"),
    [
        ([(0, 9)], [], []),
        ([(0, 10)], [], [(0, 10, None)]),
        ([(0, 20)], [(21, 30)], [(0, 20, None)]),  # not denied for long enough
        ([(0, 20)], [(21, 31)], [(0, 20, 21)]),
        ([(0, 20), (32, 60)], [(21, 31)], [(0, 20, 21), (32, 60, None)]),
        ([(0, 20), (25, 60)], [(21, 24)], [(0, 60, None)]),
        ([(0, 20), (100, 120)], [], [(0, 20, None), (100, 120, None)]),  # silence for 80 s
        ([(0, 3), (8, 11)], [(4, 7)], [(0, 11, None)]),  # flapping, and always back
        ([], [(0, 100)], []),
    ],
)
def test_a_state_is_announced_once_it_has_held(
    yes: list[tuple[float, float]],
    no: list[tuple[float, float]],
    held: list[tuple[float, float, float | None]],
) -> None:
    assert settled(yes, no, 10, 60) == [
        Held(first_s=first, last_s=last, ended_s=ended) for first, last, ended in held
    ]


def test_events_applied_from_changes_give_those_of_the_state(story: Story) -> None:
    """What a reader of the stream does: replace events by id, drop those removed."""
    story.plan()
    story.say(range(0, 700, 10), DATA)
    story.say(range(700, 760, 10), NONE)
    story.say(range(760, 1000, 10), DATA)
    story.say(range(1000, 1100, 10), NONE)
    board = story.board([])
    known: dict[str, Event] = {}
    for message in story.messages:
        story.hear(board, message)
        change = board.tick(at(message.second + 1))
        if change is not None:
            assert change.version == board.state.version
            known |= {event.id: event for event in change.events}
            for gone in change.removed_events:
                del known[gone]
        assert known == {event.id: event for event in board.state.events}
    assert known


def test_too_many_events_leave_those_that_last(story: Story) -> None:
    antennas = [one.id for one in story.board().network.antennas][:30]
    for antenna in antennas:
        story.say(range(0, 100, 10), DATA, antenna=antenna)
    story.say(range(100, 300, 10), NONE, antenna=antennas[0])
    state = story.state(295)
    assert len(state.events) == 50
    lasting = [event for event in state.events if event.until_at is None]
    assert {event.antenna for event in lasting} == set(antennas[1:])


def test_a_quick_source_is_compared_once_in_ten_seconds(story: Story) -> None:
    for second in range(0, 28, 2):
        story.say([second], DATA, azimuth_deg=10.0 + second, elevation_deg=1.0, cycle_s=2)
    dish = next(one for one in story.state(26).antennas if one.id == "NNO-1")
    assert [item.observed_at for item in dish.comparisons] == [at(18)]  # its ten begin at 17
    assert dish.pointing[0].azimuth_deg == 36.0
