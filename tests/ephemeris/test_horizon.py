"""What an antenna's figures make of the sky, and what its passes make of that."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from msgspec.structs import replace

from dishboard.ephemeris import Sky
from dishboard.ephemeris.builtin import BuiltinData
from dishboard.ephemeris.catalogue_passes import catalogue_objects, catalogue_passes
from dishboard.ephemeris.horizon import ground_of, horizon_of, why_not_seen
from dishboard.model import Figure, Horizon
from dishboard.networks import default_network

START_AT = datetime(2026, 9, 10, tzinfo=UTC)
DAY = timedelta(days=1)
RIDGE = Horizon(points=((0, 3), (80, 2), (100, 35), (101, 6), (200, 4), (260, 12), (359, 30)))
ALL_AROUND = Horizon(points=((0, -5), (180, -5)))


@pytest.fixture
def antenna(network):
    return network.antenna_by_id["KIR"]


@pytest.mark.parametrize(
    ("mask_deg", "horizon", "highest_deg", "azimuth_deg", "lowest_deg", "up_to_deg"),
    [
        (5.0, None, None, 10.0, 5.0, 90.0),
        (None, None, None, 10.0, 0.0, 90.0),
        (None, ALL_AROUND, None, 10.0, -5.0, 90.0),
        (5.0, RIDGE, 85.0, 90.0, 18.5, 85.0),  # the horizon is higher
        (5.0, RIDGE, 85.0, 40.0, 5.0, 85.0),  # the mask is
        (5.0, RIDGE, 120.0, 359.5, 16.5, 120.0),  # over the top; across north
        (88.0, RIDGE, None, 100.0, 88.0, 90.0),
    ],
)
def test_the_higher_of_mask_and_horizon_up_to_the_keyhole(
    antenna, mask_deg, horizon, highest_deg, azimuth_deg, lowest_deg, up_to_deg
):
    one = replace(
        antenna,
        mask_deg=Figure(value=mask_deg),
        horizon_deg=horizon,
        max_elevation_deg=None if highest_deg is None else Figure(value=highest_deg),
    )
    found = horizon_of(one)
    assert float(found.mask_at_deg(azimuth_deg)) == pytest.approx(lowest_deg)
    assert found.highest_deg == up_to_deg
    assert why_not_seen(one, azimuth_deg, lowest_deg + 0.01) is None
    assert why_not_seen(one, azimuth_deg, lowest_deg - 0.01) is not None
    over = why_not_seen(one, azimuth_deg, 89.0)
    assert over == ("above the 85° to which KIR can follow" if up_to_deg == 85 else None)


def test_a_limit_that_nobody_knows_is_none(antenna):
    one = replace(antenna, max_elevation_deg=Figure(value=None))
    assert horizon_of(one).highest_deg == 90
    assert horizon_of(one).even


def test_the_ground_is_no_mask(antenna):
    assert ground_of(antenna).mask_at_deg([0.0, 200.0]) == pytest.approx([0, 0])
    one = replace(antenna, horizon_deg=RIDGE, max_elevation_deg=Figure(value=85.0))
    assert ground_of(one).mask_at_deg([80.0, 90.0]) == pytest.approx([2, 18.5])
    assert ground_of(one).highest_deg == 90


ANTENNAS = {
    "ridge and keyhole": (Figure(value=5.0), RIDGE, Figure(value=70.0)),
    "from a mountain": (Figure(value=-5.0), ALL_AROUND, None),
    "keyhole alone": (Figure(value=5.0), None, Figure(value=40.0)),
    "a well": (Figure(value=60.0), RIDGE, Figure(value=88.0)),
    "88 degrees": (Figure(value=88.0), RIDGE, Figure(value=110.0)),
}


def inside(times, passes):
    found = np.zeros(times.size, bool)
    for one in passes:
        rise = one.rise_at.timestamp() if one.rise_at else -np.inf
        set_ = one.set_at.timestamp() if one.set_at else np.inf
        found |= (times >= rise) & (times <= set_)
    return found


def seen(antenna, look):
    """Arrays of the rule; `why_not_seen` tells the same of one direction."""
    horizon = horizon_of(antenna)
    over = look.elevation_deg >= horizon.mask_at_deg(look.azimuth_deg)
    up = over & (look.elevation_deg <= horizon.highest_deg)
    for at in range(0, up.size, 1_000):
        words = why_not_seen(antenna, look.azimuth_deg[at], look.elevation_deg[at])
        assert (words is None) == up[at]
    return up


@pytest.mark.parametrize("spacecraft", ["CRY", "XMM", "GEO", "JUIC", "MEX"])
@pytest.mark.parametrize("kind", ANTENNAS)
def test_passes_of_a_sky_follow_the_rule(network, antenna, kind, spacecraft):
    """Every two seconds of a day: inside a pass if and only if the rule says that it is seen."""
    mask, horizon, highest = ANTENNAS[kind]
    one = replace(antenna, mask_deg=mask, horizon_deg=horizon, max_elevation_deg=highest)
    sky = Sky.builtin(replace(network, antennas=(one,)))
    times = START_AT.timestamp() + np.arange(0.5, 86_400, 2.0)
    passes = sky.passes([("KIR", spacecraft)], START_AT, START_AT + DAY)
    expected = seen(one, sky.looks(one, spacecraft, times))
    assert (inside(times, passes) == expected).all()
    assert len({each.id for each in passes}) == len(passes)


def test_passes_of_a_catalogue_are_those_of_the_network(network, antenna):
    mask, horizon, highest = ANTENNAS["ridge and keyhole"]
    one = replace(antenna, mask_deg=mask, horizon_deg=horizon, max_elevation_deg=highest)
    plain = replace(antenna, id="PLAIN")
    network = replace(network, antennas=(plain, one))
    sky, data = Sky.builtin(network), BuiltinData()
    start_s = START_AT.timestamp()
    pairs = [("PLAIN", "CRY"), ("KIR", "CRY"), ("PLAIN", "XMM"), ("KIR", "XMM")]
    expected = sky.passes(pairs, START_AT, START_AT + DAY)
    sets = [each for each in data.element_sets if each.norad_id in (36508, 25989)]
    objects = catalogue_objects(sets, data.orientation, start_s)
    found = [
        each
        for chunk in catalogue_passes(objects, (plain, one), start_s, start_s + 86_400)
        for each in chunk.passes.passes()
    ]
    names = {"36508": "CRY", "25989": "XMM"}

    def edges(passes):
        return sorted(
            (
                names.get(each.spacecraft, each.spacecraft),
                each.antenna,
                round((each.rise_at or each.culmination_at).timestamp(), 2),
                round(each.max_elevation_deg, 3),
            )
            for each in passes
        )

    assert edges(found) == edges(expected)
    assert sum(each.antenna == "KIR" for each in found) > 8


def test_of_the_default_network_usuda_has_a_horizon_and_a_keyhole():
    antennas = default_network().antennas
    uneven = [one.id for one in antennas if not horizon_of(one).even]
    assert uneven == ["USUDA-64"]
    usuda = next(one for one in antennas if one.id == "USUDA-64")
    horizon = horizon_of(usuda)
    assert horizon.mask_at_deg([0.0, 185.0, 250.0, 330.0]) == pytest.approx([7.6, 12, 12, 12])
    assert horizon.highest_deg == 85
    assert usuda.horizon_deg is not None
    assert not usuda.horizon_deg.verified
