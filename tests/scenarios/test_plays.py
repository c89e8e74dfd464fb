"""Short plays: one thing at a time."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace as with_

from dishboard.formats.station_status import parse_station_status
from dishboard.model import Contact, EventKind, Outcome, Sharing
from dishboard.simulate import SCENARIOS

CALM = SCENARIOS["calm"]


def at(hour: int, minute: int = 0) -> datetime:
    return datetime.fromisoformat(f"2026-11-23T{hour:02}:{minute:02}:00Z")


@pytest.fixture(scope="session")
def contact(day_plan):
    """A contact made from a planned one."""

    def make(craft: str, antenna: str, bot_at: datetime, eot_at: datetime) -> Contact:
        like = next(one for one in day_plan if one.spacecraft == craft)
        return with_(
            like,
            id=f"{craft}-{antenna}-{bot_at:%H%M}",
            antenna=antenna,
            boa_at=bot_at - timedelta(minutes=20),
            bot_at=bot_at,
            eot_at=eot_at,
            eoa_at=eot_at + timedelta(minutes=10),
            aos_at=None,
            los_at=None,
        )

    return make


def test_calm_contacts_are_completed_from_low_orbit_to_deep_space(make_theatre, day_plan):
    plan = [one for one in day_plan if at(5) <= one.boa_at and one.eoa_at <= at(11)]
    assert {one.spacecraft for one in plan} >= {"CRY", "S1C", "S5P"}
    used = sorted({one.antenna for one in plan})
    theatre = make_theatre(plan, used, CALM, cycle_s=10.0, start_at=at(5), hours=6.1)
    seen = theatre.play()
    assert {one.outcome for one in seen.records.values()} == {Outcome.COMPLETED}
    shares = [
        way.locked_share
        for one in seen.records.values()
        for way in one.directions
        if way.direction == "down"
    ]
    assert min(shares) > 0.95
    kinds = {one.kind for one in seen.events.values()}
    assert kinds <= {EventKind.BEGAN, EventKind.ENDED, EventKind.LOCKED, EventKind.LOCK_LOST}


def test_two_craft_in_one_beam_an_array_and_a_hand_over(make_theatre, contact):
    """MEX and TGO are both at Mars: DSS-65 hears both, DSS-55 helps, CEB-1 takes over."""
    plan = [
        contact("MEX", "DSS-65", at(6, 30), at(8, 30)),
        contact("TGO", "DSS-65", at(7), at(9)),
        contact("MEX", "DSS-55", at(6, 30), at(8, 30)),
        contact("TGO", "CEB-1", at(8, 50), at(9, 40)),
    ]
    theatre = make_theatre(
        plan, ["DSS-65", "DSS-55", "CEB-1"], CALM, cycle_s=10.0, start_at=at(6), hours=4
    )
    seen = theatre.play()
    assert theatre.refused == []
    records = {(one.spacecraft, one.antenna): one for one in seen.records.values()}
    assert {one.outcome for one in records.values()} == {Outcome.COMPLETED}
    assert set(records["MEX", "DSS-65"].sharing) == {Sharing.ARRAY, Sharing.MSPA}
    assert set(records["TGO", "DSS-65"].sharing) == {Sharing.HANDOVER, Sharing.MSPA}
    assert set(records["TGO", "CEB-1"].sharing) == {Sharing.HANDOVER}
    took_over = [one for one in seen.events.values() if one.kind is EventKind.PRIME_CHANGED]
    assert [one.antenna for one in took_over if one.spacecraft == "TGO"] == ["CEB-1"]


def test_a_flapping_lock_makes_one_event_and_no_storm(make_theatre, contact):
    plan = [contact("MEX", "DSS-65", at(6, 30), at(8, 30))]
    scenario = replace(CALM, dropouts=1.0)
    theatre = make_theatre(plan, ["DSS-65"], scenario, cycle_s=2.0, start_at=at(6), hours=3)
    seen = theatre.play()
    entry = theatre.ledger[0]
    gaps = len(entry.locked) - 1
    assert gaps >= 3
    dropouts = [one for one in seen.events.values() if one.kind is EventKind.DROPOUT]
    assert [one.count for one in dropouts] == [gaps]
    (record,) = seen.records.values()
    assert len(record.events) <= 2 * (gaps + 1) + 3


def test_any_order_of_the_same_messages_ends_in_the_same_board(make_theatre, contact):
    plan = [
        contact("MEX", "DSS-65", at(6, 30), at(8, 30)),
        contact("TGO", "DSS-65", at(7), at(9)),
        contact("MEX", "DSS-55", at(6, 40), at(8)),
        contact("EUCL", "CEB-1", at(6, 30), at(8)),
    ]
    antennas = ["DSS-65", "DSS-55", "CEB-1", "KIR-1"]
    scenario = replace(SCENARIOS["busy"], unplanned_per_day=12.0, skewed=0.5)
    theatres = [
        make_theatre(plan, antennas, scenario, cycle_s=20.0, start_at=at(6), hours=4, seed=3)
        for _ in range(3)
    ]
    first, late, muddled = theatres
    spoken = first.stations.spoken(at(6), at(10), 20.0)
    first.play()
    late.hear(spoken, at(10))  # all at once, when all is over
    order = [*spoken, *random.Random(1).sample(spoken, len(spoken) // 3)]  # a third of them twice
    random.Random(2).shuffle(order)
    muddled.hear(order, at(10))
    for theatre in theatres:
        theatre.board.tick(at(10))
    boards = [theatre.board for theatre in theatres]
    told = [
        (
            board.records(at(5), at(11)),
            board.events(at(5), at(11)),
            [one.contacts for one in board.state.antennas],
            [one.parameters and one.parameters[0].parameters for one in board.state.antennas],
        )
        for board in boards
    ]
    assert told[0] == told[1] == told[2]
    assert len(told[0][0]) >= 4
    assert muddled.intake.counts.repeats == len(order) - len(spoken)
    assert muddled.intake.counts.out_of_order > len(spoken) // 3


def test_a_dead_sender_is_late_then_stale_and_recovers(make_theatre, contact):
    plan = [contact("MEX", "DSS-65", at(6, 30), at(8, 30))]
    theatre = make_theatre(plan, ["DSS-65"], CALM, cycle_s=10.0, start_at=at(6), hours=3)
    say = theatre.stations.spoken

    def freshness(now: datetime) -> str:
        theatre.board.tick(now)
        antenna = next(one for one in theatre.board.state.antennas if one.id == "DSS-65")
        (pointing,) = [one for one in antenna.pointing if one.evidence == "simulated"]
        for one in antenna.contacts:
            assert one.freshness == ("fresh" if one.evidence == "predicted" else pointing.freshness)
        return pointing.freshness

    theatre.hear(say(at(6), at(7), 10.0))
    assert freshness(at(7)) == "fresh"
    assert freshness(at(7) + timedelta(seconds=16)) == "late"
    assert freshness(at(7) + timedelta(seconds=40)) == "stale"
    theatre.hear(say(at(7, 30), at(9), 10.0))
    assert freshness(at(9)) == "fresh"
    (record,) = theatre.board.records(at(6), at(9))
    assert record.outcome is Outcome.PENDING  # half an hour of two: too little was watched
    missed = [one for one in record.events if one.kind is EventKind.NOT_WATCHED]
    assert len(missed) == 1
    assert "25 %" in missed[0].reason or "24 %" in missed[0].reason


def test_every_message_is_what_the_schema_allows(make_theatre, day_plan, network):
    """Strict reading takes exactly what the published schema allows (tests/formats hold them)."""
    antennas = [antenna.id for antenna in network.antennas]
    scenario = replace(SCENARIOS["busy"], storms_per_day=6.0, maintenance_per_day=6.0)
    theatre = make_theatre(day_plan, antennas, scenario, cycle_s=300.0)
    spoken = theatre.stations.spoken(theatre.start_at, theatre.end_at, 300.0)
    assert len(spoken) > 10_000
    for one in spoken:
        status = parse_station_status(one.message, strict=True)
        assert status.evidence == "simulated"
        assert (status.site, status.aperture) == (one.site, one.aperture)


def test_what_is_simulated_says_so_and_is_never_counted_as_seen(make_theatre, contact):
    plan = [contact("MEX", "DSS-65", at(6, 30), at(8, 30))]
    theatre = make_theatre(plan, ["DSS-65", "KIR-1"], CALM, cycle_s=10.0, start_at=at(6), hours=1)
    theatre.board.tick(at(6))
    assert theatre.board.state.totals.simulated is None
    theatre.play()
    state = theatre.board.state
    assert state.notices[0] == "Nothing is observed: 2 antennas simulated by Simulation."
    assert (state.totals.seen, state.totals.simulated, state.totals.expected) == (None, 1, 1)
