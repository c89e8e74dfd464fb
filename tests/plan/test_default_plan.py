"""The plan of the default network with its built-in orbits."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from dishboard.ephemeris import Sky
from dishboard.model import Direction
from dishboard.networks import default_network
from dishboard.plan import make_plan

START_AT = datetime(2026, 9, 5, 4, tzinfo=UTC)  # most built-in elements are a month old or less
HOURS_54 = timedelta(hours=54)


@pytest.fixture(scope="module")
def network():
    return default_network()


@pytest.fixture(scope="module")
def sky(network):
    return Sky.builtin(network)


@pytest.fixture(scope="module")
def plan(network, sky):
    return make_plan(network, sky, START_AT, START_AT + HOURS_54)


def test_no_antenna_and_no_spacecraft_is_promised_twice(plan):
    for antenna in {one.antenna for one in plan}:
        own = sorted((one for one in plan if one.antenna == antenna), key=lambda one: one.boa_at)
        assert all(one.eoa_at <= after.boa_at for one, after in pairwise(own))
    for craft in {one.spacecraft for one in plan}:
        own = sorted((one for one in plan if one.spacecraft == craft), key=lambda one: one.bot_at)
        assert all(one.eot_at <= after.bot_at for one, after in pairwise(own))


@pytest.mark.parametrize("hours", [1, 9, 30])
def test_it_rolls_forward_without_changing_its_mind(network, sky, plan, hours):
    later_at = START_AT + timedelta(hours=hours)
    later = make_plan(network, sky, later_at, later_at + HOURS_54)
    end_at = START_AT + HOURS_54
    assert [one for one in plan if one.eoa_at > later_at] == [
        one for one in later if one.boa_at < end_at
    ]


@pytest.mark.parametrize(
    ("spacecraft", "day", "tracked_before", "tracked_after"),
    [
        ("JUIC", datetime(2026, 9, 28, tzinfo=UTC), True, True),  # its fly-by is left out
        ("PR3C", datetime(2026, 12, 16, tzinfo=UTC), True, False),  # elements expire in a pass
        ("XMM", datetime(2027, 1, 3, tzinfo=UTC), True, False),
        ("HERA", datetime(2026, 10, 31, tzinfo=UTC), False, True),  # known from then on
        ("HERA", datetime(2027, 1, 31, tzinfo=UTC), True, False),
    ],
)
def test_nobody_is_tracked_while_nothing_is_known(
    network, sky, spacecraft, day, tracked_before, tracked_after
):
    span = day, day + timedelta(hours=60)
    (gap,) = sky.gaps(spacecraft, *span)
    own = [one for one in make_plan(network, sky, *span) if one.spacecraft == spacecraft]
    before = [one for one in own if one.eot_at <= gap.begin_at]
    after = [one for one in own if one.bot_at >= gap.end_at]
    assert [*before, *after] == own
    assert (bool(before), bool(after)) == (tracked_before, tracked_after)
    # The same whatever is looked at.
    inside = make_plan(network, sky, gap.begin_at, gap.end_at)
    assert [one for one in inside if one.spacecraft == spacecraft] == [
        one for one in own if one.eoa_at > gap.begin_at and one.boa_at < gap.end_at
    ]


def test_every_spacecraft_with_a_position_gets_contacts(network, sky, plan):
    due = {
        craft.id
        for craft in network.spacecraft
        if craft.shown and craft.agreement and craft.agreement.hours_per_orbit is None
        if any(
            passes.set_at
            for passes in sky.passes(
                [(antenna, craft.id) for antenna in craft.agreement.antennas],
                START_AT,
                START_AT + HOURS_54,
            )
        )
    }
    assert due - {one.spacecraft for one in plan} == set()


def test_cryosat_gets_its_passes_at_kiruna(plan):
    day_after = (START_AT + timedelta(days=1)).date()
    cryosat = [one for one in plan if one.spacecraft == "CRY" and one.bot_at.date() == day_after]
    assert len(cryosat) in (10, 11)  # eleven are due; a day has ten or eleven long enough
    assert {one.antenna for one in cryosat} <= {"KIR-1", "KIR-2"}


def test_receive_only_antennas_never_transmit(network, plan):
    for one in plan:
        bands = network.antenna_by_id[one.antenna].bands
        assert any(link.direction is Direction.DOWN for link in one.links)
        for link in one.links:
            assert bands[link.band].up if link.direction is Direction.UP else bands[link.band].down


def test_assumptions_are_named(plan):
    assert all(one.assumptions for one in plan)  # no contact of this network rests on sources alone
