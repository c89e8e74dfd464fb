"""Whatever the passes: no conflicts, nothing outside a pass, no change of mind while rolling."""

from datetime import timedelta
from itertools import combinations, pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dishboard.plan import make_plan

ANTENNAS = ("KIR-1", "NNO-1")
CRAFT = ("CRY", "MEX", "TGO", "XMM", "PR3C")
DAYS = 6  # the table of passes reaches from three days before to three days after


@pytest.fixture(scope="module")
def network(bench):
    deep_space = {
        "regime": "deep-space",
        "passes_per_day": 1,
        "hours_per_pass": 8,
        "setup_min": 45,
        "teardown_min": 15,
    }
    agreements = {
        "CRY": {"passes_per_day": 4, "minutes_per_pass": 10},
        "MEX": deep_space,
        "TGO": deep_space,
        "XMM": {"regime": "HEO", "hours_per_day": 20, "setup_min": 45, "teardown_min": 15},
        "PR3C": {"regime": "HEO", "hours_per_day": 2, "setup_min": 300, "teardown_min": 200},
    }
    return bench.network(
        [bench.antenna(name, S="down") for name in ANTENNAS],
        [bench.spacecraft(name, ANTENNAS, **agreements[name]) for name in CRAFT],
    )


def crowded(bench, seed):
    """Six days crowded with passes of minutes to days, never two at once of one pair."""
    chance = Random(seed)
    found = []
    for antenna in ANTENNAS:
        for craft in CRAFT:
            at = bench.day_at - timedelta(days=DAYS / 2)
            while at < bench.day_at + timedelta(days=DAYS / 2):
                start_at = at + timedelta(seconds=chance.uniform(60, 60_000))
                length_s = chance.choice([chance.uniform(200, 1200), chance.uniform(1200, 110_000)])
                at = start_at + timedelta(seconds=length_s)
                found.append(bench.true_pass(antenna, craft, start_at, at, chance.uniform(6, 89)))
    return found


seeds = st.integers(0, 2**32)
spans = st.tuples(st.integers(-1500, 600), st.integers(1, 4000))


def span(bench, minutes):
    start_at = bench.day_at + timedelta(minutes=minutes[0])
    return start_at, start_at + timedelta(minutes=minutes[1])


@settings(max_examples=60, deadline=None)
@given(seed=seeds, minutes=spans)
def test_no_two_activities_of_an_antenna_and_no_two_tracks_of_a_craft_overlap(
    bench, network, seed, minutes
):
    sky = bench.sky(crowded(bench, seed))
    contacts = make_plan(network, sky, *span(bench, minutes))
    for one, other in combinations(contacts, 2):
        if one.antenna == other.antenna:
            assert one.eoa_at <= other.boa_at or other.eoa_at <= one.boa_at
        if one.spacecraft == other.spacecraft:
            assert one.eot_at <= other.bot_at or other.eot_at <= one.bot_at
    assert len({one.id for one in contacts}) == len(contacts)


@settings(max_examples=40, deadline=None)
@given(seed=seeds, minutes=spans)
def test_tracks_fit_their_passes_and_activities_enclose_their_tracks(bench, network, seed, minutes):
    changeover = {
        craft.id: timedelta(
            minutes=min(craft.agreement.setup_min.value + craft.agreement.teardown_min.value, 60),
            seconds=2,  # passes are rounded inwards
        )
        for craft in network.spacecraft
    }
    passes = crowded(bench, seed)
    for contact in make_plan(network, bench.sky(passes), *span(bench, minutes)):
        assert contact.boa_at <= contact.bot_at < contact.eot_at <= contact.eoa_at
        own = [
            (one.start_at, one.end_at)
            for one in passes
            if (one.antenna, one.spacecraft) == (contact.antenna, contact.spacecraft)
            and one.start_at < contact.eot_at
            and one.end_at > contact.bot_at
        ]
        assert own[0][0] <= contact.bot_at
        assert contact.eot_at <= own[-1][1]
        for (_, set_at), (rise_at, _) in pairwise(own):
            assert rise_at - set_at < changeover[contact.spacecraft]
        told = [words for words in contact.assumptions if "does not see" in words]
        assert len(told) == len(own) - 1


@settings(max_examples=400, deadline=None)
@given(seed=seeds, minutes=spans, later_min=st.integers(1, 2400), more_min=st.integers(0, 3000))
def test_the_plan_rolls_forward_without_changing_its_mind(
    bench, network, seed, minutes, later_min, more_min
):
    sky = bench.sky(crowded(bench, seed))
    start_at, end_at = span(bench, minutes)
    later_at = start_at + timedelta(minutes=later_min)
    later_end_at = max(end_at, later_at) + timedelta(minutes=more_min + 1)
    early = make_plan(network, sky, start_at, end_at)
    late = make_plan(network, sky, later_at, later_end_at)

    def in_both(contacts):
        return [
            one
            for one in contacts
            if one.boa_at < end_at and one.eoa_at > start_at
            if one.boa_at < later_end_at and one.eoa_at > later_at
        ]

    assert in_both(early) == in_both(late)


@settings(max_examples=30, deadline=None)
@given(seed=seeds, minutes=spans)
def test_the_order_of_the_passes_does_not_matter(bench, network, seed, minutes):
    passes = crowded(bench, seed)
    shuffled = Random(seed).sample(passes, len(passes))
    times = span(bench, minutes)
    assert make_plan(network, bench.sky(passes), *times) == make_plan(
        network, bench.sky(shuffled), *times
    )
