from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from dishboard.ephemeris import Library, Sky
from dishboard.errors import UnknownNameError
from dishboard.networks import default_network

START_AT = datetime(2026, 9, 5, tzinfo=UTC)


def test_many_pairs_are_the_pairs_one_by_one(sky):
    end_at = START_AT + timedelta(hours=36)
    pairs = [(a, s) for a in ("KIR", "CEB") for s in ("CRY", "XMM", "GEO", "JUIC", "MEX")]
    together = sky.passes(pairs, START_AT, end_at)
    alone = [one for pair in pairs for one in sky.passes([pair], START_AT, end_at)]
    assert sorted(together, key=str) == sorted(alone, key=str)
    times = [one.rise_at or one.culmination_at for one in together]
    assert times == sorted(times)


@pytest.mark.parametrize("spacecraft", ["CRY", "XMM", "GEO", "JUIC", "VGR1", "MEX"])
def test_passes_like_brute_force(sky, network, spacecraft):
    """Every second of a day from Cebreros: above the mask if and only if inside a pass."""
    antenna = network.antenna_by_id["CEB"]
    start_at = START_AT + timedelta(days=5)
    times = start_at.timestamp() + np.arange(0.5, 86_400)
    up = sky.looks(antenna, spacecraft, times).elevation_deg >= 5.0
    inside = np.zeros(times.size, bool)
    for one in sky.passes([("CEB", spacecraft)], start_at, start_at + timedelta(days=1)):
        rise = one.rise_at.timestamp() if one.rise_at else -np.inf
        set_ = one.set_at.timestamp() if one.set_at else np.inf
        inside |= (times >= rise) & (times <= set_)
    assert (up == inside).all()


@pytest.mark.parametrize("antenna_id", ["DSS-34", "NNO-2", "KER-1"])
def test_a_fly_by_like_brute_force(antenna_id):
    """Juice comes within 16,000 km of the Earth before its table ends, at noon."""
    network = default_network()
    sky, antenna = Sky.builtin(network), network.antenna_by_id[antenna_id]
    start_at, end_at = datetime(2026, 9, 27, tzinfo=UTC), datetime(2026, 9, 29, tzinfo=UTC)
    times = start_at.timestamp() + np.arange(0.5, 2 * 86_400, 2.0)
    elevation_deg = sky.looks(antenna, "JUIC", times).elevation_deg
    inside = np.zeros(times.size, bool)
    for one in sky.passes([(antenna_id, "JUIC")], start_at, end_at):
        rise = one.rise_at.timestamp() if one.rise_at else -np.inf
        set_ = one.set_at.timestamp() if one.set_at else np.inf
        inside |= (times >= rise) & (times <= set_)
    known = ~np.isnan(elevation_deg)
    assert known.sum() > 60_000
    assert ((elevation_deg >= antenna.mask_deg.value) == inside)[known].all()


def test_a_pass_says_what_it_rests_on(sky):
    one = sky.passes([("KIR", "CRY")], START_AT, START_AT + timedelta(hours=6))[0]
    assert one.source.startswith("SGP4 from public sets")
    assert one.quality == "good"
    assert one.age_s == pytest.approx(1.05 * 86_400, rel=0.01)


def test_what_does_not_age_has_no_age(sky):
    """A body's centre rests on no epoch: its age is unknown, not 0."""
    passes = sky.passes([("CEB", "MEX")], START_AT, START_AT + timedelta(days=1))
    assert passes
    assert {one.age_s for one in passes} == {None}


def test_a_geostationary_craft_is_always_up(sky):
    (one,) = sky.passes([("CEB", "GEO")], START_AT, START_AT + timedelta(hours=30))
    assert (one.rise_at, one.set_at, one.rise_azimuth_deg) == (None, None, None)
    assert one.max_elevation_deg == pytest.approx(43, abs=2)


def test_a_pass_is_cut_where_knowledge_ends(sky):
    """Solar Orbiter's states end on 2026-12-23T00:00 TDB, when it stands over Cebreros or not."""
    end = datetime(2026, 12, 23, tzinfo=UTC)
    found = sky.passes(
        [("KIR", "SOLO"), ("CEB", "SOLO")], end - timedelta(days=2), end + timedelta(days=2)
    )
    assert found
    assert all(one.culmination_at <= end for one in found)
    assert all(one.set_at is None or one.set_at < end for one in found)


def test_no_time_no_passes(sky):
    assert sky.passes([("KIR", "CRY")], START_AT, START_AT) == []
    assert sky.passes([], START_AT, START_AT + timedelta(days=1)) == []


def test_nothing_known_nothing_found(network):
    bare = Sky(network, Library())
    assert bare.passes([("KIR", "CRY")], START_AT, START_AT + timedelta(days=1)) == []


def test_a_name_nobody_knows_is_a_misuse(sky):
    with pytest.raises(UnknownNameError, match="unknown antenna 'KIRUNA'"):
        sky.passes([("KIRUNA", "CRY")], START_AT, START_AT + timedelta(days=1))


def test_searches_in_threads_do_not_disturb_each_other(sky):
    """The board looks while the planner searches."""
    pairs = [(a, s) for a in ("KIR", "CEB") for s in ("JUIC", "MEX", "CRY")]

    def search(day):
        start_at = START_AT + timedelta(days=day)
        return sky.passes(pairs, start_at, start_at + timedelta(hours=20))

    days = [*range(10, 18)]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(search, days))
    assert together == [search(day) for day in days]
