"""The whole default network over the years: nothing raises, nothing is half known."""

import math
from datetime import UTC, datetime, timedelta

import pytest

from dishboard.ephemeris import Known, Sky, Unknown
from dishboard.networks import default_network


@pytest.fixture(scope="module")
def network():
    return default_network()


@pytest.fixture(scope="module")
def sky(network):
    return Sky.builtin(network)


@pytest.mark.parametrize("year", [2017, 2018, 2022, 2025, 2026, 2027, 2040, 2041])
def test_known_or_unknown_and_never_half(network, sky, year):
    antenna = network.antenna_by_id["CEB-1"]
    for at in (datetime(year, month, 7, 5, tzinfo=UTC) for month in (1, 5, 9, 11)):
        for craft in network.spacecraft:
            known = sky.known(craft.id, at)
            position, look = sky.position(craft.id, at), sky.look(antenna, craft.id, at)
            trajectory = sky.trajectory(craft.id, at, at + timedelta(minutes=1))
            if isinstance(known, Unknown):
                assert known.reason
                assert known == position == look
                continue
            assert known.source == position.source == look.source
            numbers = (position.distance_km, position.latitude_deg, position.speed_km_s)
            assert all(map(math.isfinite, (*numbers, look.azimuth_deg, look.range_rate_km_s)))
            assert trajectory.segments or trajectory.reason


def test_who_is_known_today_and_who_is_not(network, sky):
    """2026-11-23, with nothing but what is built in."""
    at = datetime(2026, 11, 23, 6, tzinfo=UTC)
    shown = [craft.id for craft in network.spacecraft if craft.shown]
    unknown = {one for one in shown if not isinstance(sky.known(one, at), Known)}
    assert unknown == {"RST", "ADIT", "S3C", "FLEX", "SWA", "SWB", "SWC", "ECAR"}


def test_two_days_of_passes_make_sense(network, sky):
    start_at = datetime(2026, 12, 22, tzinfo=UTC)  # Solar Orbiter's states end in between
    pairs = [
        (antenna.id, craft.id)
        for antenna in network.antennas
        for craft in network.spacecraft
        if craft.shown
    ]
    found = sky.passes(pairs, start_at, start_at + timedelta(hours=48))
    assert len(found) > 5_000
    for one in found:
        mask = network.antenna_by_id[one.antenna].mask_deg
        assert one.max_elevation_deg >= mask.value
        assert (one.rise_at or start_at) <= one.culmination_at
        assert one.set_at is None or one.culmination_at <= one.set_at
        assert (one.rise_at is None) == (one.rise_azimuth_deg is None)
        assert (one.set_at is None) == (one.set_azimuth_deg is None)
