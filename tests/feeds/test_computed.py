"""What the board is told every second, against what the sky says of one thing at a time."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from dishboard.ephemeris import Sky, Unknown
from dishboard.errors import UnknownNameError
from dishboard.feeds.computed import Computed
from dishboard.geometry import doppler_shift_hz
from dishboard.model import Absence, Evidence, LinkReading, PointingReading, PositionReading
from dishboard.networks import default_network

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
MILLIMETRE = 1e-6


@dataclass(frozen=True)
class Asked:
    """Every craft of the default network, each from two antennas."""

    network: object
    sky: Sky
    crafts: list
    pairs: list

    def answers(self, computed, at):
        return computed.readings(at, self.pairs, self.crafts)


@pytest.fixture(scope="module")
def asked():
    network = default_network()
    antennas = [one.id for one in network.antennas]
    crafts = [one.id for one in network.spacecraft]
    pairs = [
        (antennas[(7 * n + more) % len(antennas)], craft)
        for n, craft in enumerate(crafts)
        for more in (0, 20)
    ]
    return Asked(network, Sky.builtin(network), crafts, pairs)


def assert_alike(asked, readings, at):
    """1e-6° and 5 mm or 1e-9 of the range; source, quality and age to the letter."""
    positions = [one for one in readings if isinstance(one, PositionReading | Absence)]
    assert [one.spacecraft for one in positions] == asked.crafts
    for one in positions:
        true = asked.sky.position(one.spacecraft, at)
        if isinstance(true, Unknown):
            assert (one.reason, one.observed_at) == (true.reason, at)
            continue
        assert_same_words(one, true)
        assert one.placed_at == true.placed_at
        assert one.latitude_deg == pytest.approx(true.latitude_deg, abs=1e-6)
        for name in ("distance_km", "height_km", "light_time_s"):
            expected = pytest.approx(getattr(true, name), rel=1e-9, abs=5 * MILLIMETRE)
            assert getattr(one, name) == expected
        assert one.speed_km_s == pytest.approx(true.speed_km_s, abs=1e-5)
    looks = {(o.antenna, o.spacecraft): o for o in readings if isinstance(o, PointingReading)}
    for antenna, craft in asked.pairs:
        true = asked.sky.look(asked.network.antenna_by_id[antenna], craft, at)
        if isinstance(true, Unknown):
            assert (antenna, craft) not in looks
            continue
        one = looks[antenna, craft]
        assert_same_words(one, true)
        assert one.elevation_deg == pytest.approx(true.elevation_deg, abs=1e-6)
        assert one.range_km == pytest.approx(true.range_km, rel=1e-9, abs=5 * MILLIMETRE)
        assert one.range_rate_km_s == pytest.approx(true.range_rate_km_s, abs=1e-6)


def assert_same_words(one, true):
    for name in ("source", "quality", "age_s", "evidence", "freshness", "observed_at"):
        assert getattr(one, name) == getattr(true, name)


def test_the_default_network_over_hours(asked):
    """Borders of segments of all lengths, and what lies between."""
    computed = Computed(asked.network, asked.sky)
    for minutes in (0, 0.5, 9.99, 10, 19.99, 20, 20.01, 33, 59.999, 60, 95, 121.3):
        at = AT + timedelta(minutes=minutes)
        assert_alike(asked, asked.answers(computed, at), at)


@pytest.mark.parametrize(
    "begin",
    [
        "2026-11-20T23:40:00",  # BepiColombo from its table to Mercury's centre
        "2026-12-03T11:40:00",  # Europa Clipper's table ends
        "2026-09-05T00:40:00",  # tables begin
        "2026-08-26T22:40:00",  # from one element set to the next
    ],
)
def test_sources_change_and_end(asked, begin):
    computed = Computed(asked.network, asked.sky)
    start_at = datetime.fromisoformat(begin).replace(tzinfo=UTC)
    for minutes in (0, 25, 50, 75, 100):
        at = start_at + timedelta(minutes=minutes)
        assert_alike(asked, asked.answers(computed, at), at)


def test_elements_expire_at_their_instant(asked):
    """Not at the border of a segment."""
    path = asked.sky.path("CRY")
    end_at = datetime.fromtimestamp(path.pieces[-1].end_s, UTC)
    computed = Computed(asked.network, asked.sky)
    pairs = [("CEB-1", "CRY")]
    for before in (7_200.0, 600.0, 1.0):
        found = computed.readings(end_at - timedelta(seconds=before), pairs, ["CRY"])
        assert isinstance(found[0], PositionReading)
        assert isinstance(found[1], PointingReading)
    (absence,) = computed.readings(end_at + timedelta(seconds=1), pairs, ["CRY"])
    assert absence.reason == "elements expired: 120 days old, limit 120 days"


def test_time_may_leap_and_run_backwards(asked):
    computed = Computed(asked.network, asked.sky)
    for minutes in (0, 60 * 24 * 9, -60 * 24 * 2000, 61, 60, 59.99, -1):
        at = AT + timedelta(minutes=minutes)
        assert_alike(asked, asked.answers(computed, at), at)


def test_what_is_asked_may_change(asked):
    computed = Computed(asked.network, asked.sky)
    assert computed.readings(AT, [], []) == []
    few = computed.readings(AT, [("CEB-1", "XMM")], ["MEX"])
    assert [type(one) for one in few[:2]] == [PositionReading, PointingReading]
    later = AT + timedelta(seconds=1)
    assert_alike(asked, asked.answers(computed, later), later)
    with pytest.raises(UnknownNameError):
        computed.readings(AT, [], ["NOBODY"])


def test_a_shift_for_each_link_with_a_frequency(asked):
    computed = Computed(asked.network, asked.sky)
    readings = asked.answers(computed, AT)
    shifts = [one for one in readings if isinstance(one, LinkReading)]
    looks = {(o.antenna, o.spacecraft): o for o in readings if isinstance(o, PointingReading)}
    assert shifts
    for one in shifts:
        look = looks[one.antenna, one.spacecraft]
        expected = float(doppler_shift_hz(one.frequency_hz, look.range_rate_km_s))
        assert one.doppler_hz == round(expected, 1)
        assert (one.evidence, one.source) == (Evidence.PREDICTED, look.source)
    links = {
        (antenna, craft, link.direction, link.band)
        for antenna, craft in looks
        for link in asked.network.spacecraft_by_id[craft].links
        if link.frequency_hz is not None and link.frequency_hz.value is not None
    }
    assert {(o.antenna, o.spacecraft, o.direction, o.band) for o in shifts} == links
