"""The board as its viewers meet it: what is seen, how it ages, what is flagged, what changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from dishboard.board import Board
from dishboard.board.state import (
    AntennaState,
    ClockMode,
    ClockState,
    FeedCondition,
    FeedSubject,
    SpacecraftState,
    State,
    Verdict,
)
from dishboard.ephemeris import Sky, Unknown
from dishboard.model import (
    Contact,
    Direction,
    Evidence,
    Freshness,
    LinkReading,
    LinkState,
    Phase,
    PlanStatus,
    PointingReading,
    Reading,
    TargetKind,
)
from dishboard.networks import default_network

NETWORK = default_network()
SKY = Sky.builtin(NETWORK)
AT = datetime(2026, 9, 27, 21, 17, 55, tzinfo=UTC)
FEED = "dsn-now"
CYCLE_S = 10.0


@pytest.fixture
def board() -> Board:
    board = Board(NETWORK, SKY, ClockState(mode=ClockMode.LIVE, offline=False))
    board.add_feed(FEED, "DSN Now", CYCLE_S, "no message yet")
    return board


def computed_direction(antenna: str, craft: str) -> tuple[float, float]:
    look = SKY.look(NETWORK.antenna_by_id[antenna], craft, AT)
    assert not isinstance(look, Unknown)
    assert look.azimuth_deg is not None
    assert look.elevation_deg is not None
    return look.azimuth_deg, look.elevation_deg


def report(
    antenna: str,
    craft: str,
    *,
    at: datetime = AT,
    direction: tuple[float, float] = (286.0, 14.0),
    kind: TargetKind = TargetKind.SPACECRAFT,
    state: LinkState = LinkState.DATA,
) -> tuple[Reading, ...]:
    common = {
        "evidence": Evidence.OBSERVED,
        "source": "DSN Now",
        "observed_at": at,
        "received_at": at,
        "antenna": antenna,
        "spacecraft": craft,
        "target": craft,
        "target_kind": kind,
    }
    azimuth_deg, elevation_deg = direction
    return (
        PointingReading(**common, azimuth_deg=azimuth_deg, elevation_deg=elevation_deg),
        LinkReading(
            **common, direction=Direction.DOWN, band="X", state=state, data_rate_bps=625_000.0
        ),
    )


def hear(board: Board, *readings: Reading, at: datetime = AT) -> None:
    board.receive(readings, feed_id=FEED, observed_at=at, received_at=at)


def state_at(board: Board, seconds: float = 0) -> State:
    board.tick(AT + timedelta(seconds=seconds))
    return board.state


def planned(antenna: str, craft: str, *, begin_s: float = -600, end_s: float = 600) -> Contact:
    return Contact(
        id=f"{craft}-{antenna}",
        antenna=antenna,
        spacecraft=craft,
        evidence=Evidence.PREDICTED,
        source="dishboard plan, no operator's schedule",
        plan=PlanStatus.TENTATIVE,
        boa_at=AT + timedelta(seconds=begin_s - 300),
        bot_at=AT + timedelta(seconds=begin_s),
        eot_at=AT + timedelta(seconds=end_s),
        eoa_at=AT + timedelta(seconds=end_s + 120),
    )


def antenna(state: State, antenna_id: str) -> AntennaState:
    return next(item for item in state.antennas if item.id == antenna_id)


def spacecraft(state: State, craft_id: str) -> SpacecraftState:
    return next(item for item in state.spacecraft if item.id == craft_id)


def test_before_anything_is_heard_nothing_is_seen_and_that_is_not_zero(board: Board) -> None:
    state = state_at(board)
    assert state.totals.seen is None
    assert all(not item.pointing and not item.contacts for item in state.antennas)
    assert all(item.heard_by == () for item in state.spacecraft)
    assert antenna(state, "DSS-24").reason == "no source reports this antenna"


def test_what_is_reported_is_seen_heard_and_agrees_with_geometry(board: Board) -> None:
    hear(board, *report("DSS-24", "TGO", direction=computed_direction("DSS-24", "TGO")))
    state = state_at(board)
    dish = antenna(state, "DSS-24")
    assert state.totals.seen == 1
    assert dish.contact is not None
    assert (dish.contact.spacecraft, dish.contact.evidence) == ("TGO", Evidence.OBSERVED)
    assert dish.contact.freshness is Freshness.FRESH
    assert dish.contact.until_at is None  # nobody said
    assert [item.verdict for item in dish.comparisons] == [Verdict.AGREES]
    (reception,) = spacecraft(state, "TGO").heard_by
    assert (reception.antenna, reception.data_rate_bps) == ("DSS-24", 625_000.0)


def test_a_direction_that_geometry_contradicts_is_flagged(board: Board) -> None:
    azimuth_deg, elevation_deg = computed_direction("DSS-24", "TGO")
    hear(board, *report("DSS-24", "TGO", direction=((azimuth_deg + 20) % 360, elevation_deg)))
    (comparison,) = antenna(state_at(board), "DSS-24").comparisons
    assert comparison.verdict is Verdict.DIFFERS
    assert comparison.azimuth_difference_deg == pytest.approx(20, abs=0.01)


def test_when_the_feed_dies_everything_turns_late_then_stale(board: Board) -> None:
    hear(board, *report("DSS-24", "TGO"))
    ages = [0, 15, 16, 30, 31, 600, 601]
    seen: dict[int, tuple[object, object, object]] = {}
    for age in ages:
        state = state_at(board, age)
        contact = antenna(state, "DSS-24").contact
        heard = [item.freshness for item in spacecraft(state, "TGO").heard_by]
        link = antenna(state, "DSS-24").links[0].freshness
        seen[age] = (link, contact and contact.freshness, heard)
        assert state.totals.seen == (1 if age <= 30 else None)
    fresh, late, stale = Freshness.FRESH, Freshness.LATE, Freshness.STALE
    assert seen == {
        0: (fresh, fresh, [fresh]),
        15: (fresh, fresh, [fresh]),
        16: (late, late, [late]),
        30: (late, late, [late]),
        31: (stale, stale, [stale]),
        600: (stale, stale, [stale]),
        601: (stale, None, []),  # no longer listed as on; its readings stay, with their age
    }
    assert any("DSN Now is stale" in notice for notice in board.state.notices)


def test_a_feed_whose_own_clock_stands_still_grows_old_though_messages_come(board: Board) -> None:
    for second in range(0, 60, 10):
        board.receive(
            report("DSS-24", "TGO"),
            feed_id=FEED,
            observed_at=AT,
            received_at=AT + timedelta(seconds=second),
        )
    assert antenna(state_at(board, 60), "DSS-24").links[0].freshness is Freshness.STALE


def test_planned_is_not_heard_and_counts_as_expected_until_seen(board: Board) -> None:
    board.set_plan([planned("DSS-24", "TGO"), planned("CEB-1", "BEPI")], made_at=AT)
    state = state_at(board)
    assert (state.totals.seen, state.totals.expected) == (None, 2)
    assert spacecraft(state, "TGO").heard_by == ()
    hear(board, *report("DSS-24", "TGO"))
    state = state_at(board)
    assert (state.totals.seen, state.totals.expected) == (1, 1)
    seen, plan = antenna(state, "DSS-24").contacts
    assert (seen.evidence, plan.evidence) == (Evidence.OBSERVED, Evidence.PREDICTED)
    assert (seen.prime, plan.prime) == (True, False)
    assert seen.phase is Phase.TRACK
    assert plan.source == "dishboard plan, no operator's schedule"


def test_what_a_schedule_plans_is_counted_apart_from_what_is_predicted(board: Board) -> None:
    def scheduled(antenna: str, craft: str) -> Contact:
        return replace(planned(antenna, craft), evidence=Evidence.SCHEDULED, source="a schedule")

    board.set_plan([planned("CEB-1", "BEPI")], made_at=AT)
    board.set_schedule(FEED, [scheduled("DSS-24", "TGO"), scheduled("DSS-26", "MRO")], made_at=AT)
    state = state_at(board)
    assert (state.totals.expected, state.totals.scheduled) == (3, 2)
    hear(board, *report("DSS-24", "TGO"))
    state = state_at(board)
    assert (state.totals.seen, state.totals.expected, state.totals.scheduled) == (1, 2, 1)


def test_who_reports_a_link_and_no_direction_has_looked_too(board: Board) -> None:
    _, link = report("DSS-24", "TGO", state=LinkState.NONE)
    hear(board, link)
    assert state_at(board).totals.seen == 0


def test_a_source_of_orbits_alone_observes_nothing_and_the_board_says_so(board: Board) -> None:
    board = Board(NETWORK, SKY, ClockState(mode=ClockMode.LIVE, offline=False))
    board.add_feed("celestrak", "CelesTrak", 7200.0, "", subject=FeedSubject.SKY)
    board.receive((), feed_id="celestrak", observed_at=AT, received_at=AT)
    state = state_at(board)
    assert state.totals.seen is None
    assert "Nothing is observed: no live source is configured." in state.notices


def test_set_up_is_no_contact_expected_yet(board: Board) -> None:
    board.set_plan([planned("CEB-1", "BEPI", begin_s=60)], made_at=AT)
    state = state_at(board)
    contact = antenna(state, "CEB-1").contact
    assert contact is not None
    assert contact.phase is Phase.SETUP
    assert state.totals.expected == 0
    assert state.totals.next is not None
    assert state.totals.next.spacecraft == "BEPI"


def test_codes_and_dishes_that_nobody_explains_are_shown_as_they_came(board: Board) -> None:
    hear(board, *report("DSS99", "XYZ", kind=TargetKind.UNKNOWN))
    state = state_at(board)
    stranger = antenna(state, "DSS99")
    assert (stranger.known, stranger.site, stranger.network) == (False, None, None)
    assert stranger.comparisons[0].verdict is Verdict.NOT_COMPARED
    craft = spacecraft(state, "XYZ")
    assert (craft.known, craft.position) == (False, None)
    assert craft.reason == "no network file says what DSN Now means by XYZ"


def test_maintenance_is_no_contact(board: Board) -> None:
    hear(board, *report("DSS-14", "DSS", kind=TargetKind.NOT_SPACECRAFT))
    state = state_at(board)
    assert antenna(state, "DSS-14").contacts == ()
    assert state.totals.seen == 0  # the source sees, and sees none
    assert "DSS" not in {craft.id for craft in state.spacecraft}


def test_a_stowed_dish_hears_nobody_whatever_its_source_lists(board: Board) -> None:
    pointing, link = report("DSS-36", "VGR2", direction=(0.0, 90.0))
    assert isinstance(pointing, PointingReading)
    hear(board, replace(pointing, stowed=True), link)
    state = state_at(board)
    dish = antenna(state, "DSS-36")
    assert (dish.contact, state.totals.seen) == (None, 0)
    assert dish.links  # shown as reported
    assert dish.comparisons[0].verdict is Verdict.NOT_COMPARED
    assert dish.reason == (
        "its source lists signals of VGR2, yet it is stowed at the zenith: "
        "they are not counted as contacts"
    )
    assert spacecraft(state, "VGR2").heard_by == ()
    assert board.contacts(AT - timedelta(hours=1), AT + timedelta(hours=1)) == []


def test_sending_alone_is_a_contact_and_not_yet_seen(board: Board) -> None:
    board.set_plan([planned("DSS-43", "MRO")], made_at=AT)
    pointing, link = report("DSS-43", "MRO")
    assert isinstance(link, LinkReading)
    hear(board, pointing, replace(link, direction=Direction.UP))
    state = state_at(board)
    assert antenna(state, "DSS-43").contacts[0].evidence is Evidence.OBSERVED
    assert spacecraft(state, "MRO").heard_by == ()
    assert (state.totals.seen, state.totals.expected) == (0, 1)


def test_a_source_that_speaks_of_no_antenna_has_not_looked(board: Board) -> None:
    hear(board)
    state = state_at(board)
    assert state.feeds[0].freshness is Freshness.FRESH
    assert state.totals.seen is None


def test_a_silent_feed_says_since_when(board: Board) -> None:
    hear(board, *report("DSS-24", "TGO"))
    assert state_at(board, 0).feeds[0].detail == "messages arrive"
    assert state_at(board, 16).feeds[0].detail == "its last word is of 21:17:55 UTC"


def test_a_silent_feed_still_says_what_was_missed(board: Board) -> None:
    board.receive([], feed_id=FEED, observed_at=AT, received_at=AT, note="883 were missed")
    assert state_at(board, 0).feeds[0].detail == "messages arrive; 883 were missed"
    silent = state_at(board, 16).feeds[0].detail
    assert silent == "its last word is of 21:17:55 UTC; 883 were missed"


def test_a_strange_dish_is_forgotten_hours_after_its_last_word(board: Board) -> None:
    hear(board, *report("DSS99", "TGO"), *report("DSS-24", "TGO"))
    assert "DSS99" in {item.id for item in state_at(board, 6 * 3600).antennas}
    state = state_at(board, 6 * 3600 + 1)
    assert "DSS99" not in {item.id for item in state.antennas}
    assert antenna(state, "DSS-24").links  # ours keeps its last word, with its age


def test_two_craft_in_one_dish_are_both_on(board: Board) -> None:
    hear(board, *report("DSS-63", "MEX"), *report("DSS-63", "M01O"))
    contacts = antenna(state_at(board), "DSS-63").contacts
    assert {item.spacecraft for item in contacts} == {"MEX", "M01O"}
    assert [item.prime for item in contacts] == [True, False]


def test_trouble_keeps_what_was_said_and_lets_it_age(board: Board) -> None:
    hear(board, *report("DSS-24", "TGO"))
    board.trouble(FEED, FeedCondition.FAILED, "answered HTTP 503")
    state = state_at(board, 31)
    assert state.feeds[0].condition is FeedCondition.FAILED
    assert antenna(state, "DSS-24").links[0].freshness is Freshness.STALE
    assert "DSN Now: answered HTTP 503." in state.notices


def test_only_what_changes_is_in_a_change_and_changes_are_numbered(board: Board) -> None:
    first = board.tick(AT)
    assert first is not None
    assert first.version == 1
    assert board.tick(AT + timedelta(seconds=1)) is None  # only time has passed
    later = AT + timedelta(seconds=2)
    hear(board, *report("DSS-24", "TGO", at=later), at=later)
    change = board.tick(later)
    assert change is not None
    assert change.version == board.state.version == 2
    assert {item.id for item in change.antennas} == {"DSS-24"}
    assert {item.id for item in change.spacecraft} == {"TGO"}


def test_a_stranger_that_no_longer_appears_is_removed_by_a_change(board: Board) -> None:
    hear(board, *report("DSS-24", "XYZ", kind=TargetKind.UNKNOWN))
    board.tick(AT)
    later = AT + timedelta(seconds=10)
    hear(board, *report("DSS-24", "TGO", at=later), at=later)
    change = board.tick(later)
    assert change is not None
    assert change.removed_spacecraft == ("XYZ",)


def test_changes_applied_in_order_give_the_state(board: Board) -> None:
    """What a reader of the stream does: replace whole objects by id."""
    antennas: dict[str, object] = {}
    for second in range(0, 50, 5):
        at = AT + timedelta(seconds=second)
        if second in (5, 10, 30):
            hear(board, *report("DSS-24", "TGO" if second < 30 else "MEX", at=at), at=at)
        change = board.tick(at)
        if change is not None:
            antennas |= {item.id: item for item in change.antennas}
            for gone in change.removed_antennas:
                del antennas[gone]
        assert antennas == {item.id: item for item in board.state.antennas}


def test_what_was_seen_is_among_the_contacts_with_its_span(board: Board) -> None:
    board.set_plan([planned("DSS-24", "TGO")], made_at=AT)
    for second in (0, 10, 20):
        at = AT + timedelta(seconds=second)
        hear(board, *report("DSS-24", "TGO", at=at), at=at)
    state_at(board, 20)
    hour = timedelta(hours=1)
    seen = [
        item for item in board.contacts(AT - hour, AT + hour) if item.evidence is Evidence.OBSERVED
    ]
    assert [(item.bot_at, item.eot_at) for item in seen] == [(AT, AT + timedelta(seconds=20))]
    contact = antenna(board.state, "DSS-24").contact
    assert contact is not None
    assert contact.since_at == AT


def test_future_data_are_neither_fresh_nor_stale(board: Board) -> None:
    ahead = AT + timedelta(hours=1)
    hear(board, *report("DSS-24", "TGO", at=ahead), at=ahead)
    state = state_at(board)
    assert antenna(state, "DSS-24").links[0].freshness is Freshness.UNKNOWN
    assert any("clock is ahead" in notice for notice in state.notices)


def test_a_reading_is_judged_anew_at_every_instant(board: Board) -> None:
    reading = report("DSS-24", "TGO")[0]
    assert isinstance(reading, PointingReading)
    hear(board, replace(reading, freshness=Freshness.STALE))
    assert antenna(state_at(board), "DSS-24").pointing[0].freshness is Freshness.FRESH
