from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from dishboard.ephemeris import Expiry, Known, Library, Sky, Unknown
from dishboard.errors import UnknownNameError
from dishboard.model import Evidence, Freshness, Quality


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("spacecraft", "instant", "source", "quality", "placed_at"),
    [
        ("CRY", "2026-09-05T00:00", "SGP4 from public sets of ESA craft", "good", None),
        ("CRY", "2026-08-20T00:00", "SGP4 from CelesTrak science, recorded", "good", None),
        ("CRY", "2026-11-23T06:00", "SGP4 from public sets of ESA craft", "indicative", None),
        ("SWA", "2026-09-10T00:00", "SGP4 from public sets of ESA craft", "fair", None),
        ("JUIC", "2026-11-23T06:00", "free fall from a JPL Horizons state", "good", None),
        ("SOLO", "2026-11-23T06:00", "free fall from a JPL Horizons state", "good", None),
        ("JWST", "2026-11-23T06:00", "free fall from a JPL Horizons state", "good", None),
        ("JWST", "2027-01-20T00:00", "free fall from a JPL Horizons state", "poor", None),
        ("BEPI", "2026-10-20T00:00", "free fall from a JPL Horizons state", "good", None),
        ("BEPI", "2026-11-23T06:00", "centre of Mercury, JPL DE440", "fair", "Mercury"),
        ("HERA", "2026-11-23T06:00", "orbit of Didymos, JPL solution 240", "fair", "Didymos"),
        ("VGR1", "2019-02-09T10:00", "two-body orbit from a JPL Horizons state", "good", None),
        ("PSYC", "2026-11-23T06:00", "two-body orbit from a JPL Horizons state", "poor", None),
        ("SOHO", "2023-09-06T12:00", "halo orbit about the Sun-Earth L1 point", "poor", None),
        ("MEX", "2019-02-09T10:00", "centre of Mars, JPL DE440", "good", "Mars"),
        ("HOPE", "2026-11-23T06:00", "centre of Mars, JPL DE440", "fair", "Mars"),
        ("LRO", "2026-11-23T06:00", "centre of Moon, JPL DE440", "poor", "Moon"),
    ],
)
def test_the_best_source_and_what_it_is_worth(sky, spacecraft, instant, source, quality, placed_at):
    known = sky.known(spacecraft, at(instant))
    assert isinstance(known, Known)
    assert known.source.startswith(source)
    assert (known.quality, known.placed_at) == (quality, placed_at)
    if known.epoch_at is not None:
        age_s = abs((at(instant) - known.epoch_at).total_seconds())
        assert known.age_s == pytest.approx(age_s, abs=1e-3)


@pytest.mark.parametrize(
    ("spacecraft", "instant", "reason"),
    [
        ("SWA", "2026-11-23T06:00", "elements expired: 80 days old, limit 30 days below 500 km"),
        ("CRY", "2027-03-01T00:00", "elements expired: 178 days old, limit 120 days"),
        (
            "CRY",
            "2026-01-01T00:00",
            "elements are 233 days younger than that instant, limit 120 days",
        ),
        ("TESS", "2026-11-23T06:00", "no elements: 43435 is not in any source read"),
        ("RST", "2026-11-23T06:00", "no source: no elements, state table or orbit was found"),
        ("SOLO", "2026-12-24T00:00", "no position then: its states cover 2026-09-05 to 2026-12-23"),
        (
            "JUIC",
            "2026-09-29T00:00",
            "no position then: its states cover 2026-09-05 to 2027-02-01,",
        ),
        ("JWST", "2027-02-02T00:00", "no position then: its states cover 2026-09-05 to 2027-02-01"),
        ("EURC", "2026-12-03T13:00", "no position then: its states cover 2026-09-05 to 2026-12-03"),
        ("BEPI", "2026-09-01T00:00", "no position then: its states cover 2026-09-05 to 2026-11-20"),
        ("MEX", "2041-06-01T00:00", "no position then: it is drawn at the centre of Mars from"),
    ],
)
def test_no_honest_position_has_its_reason(sky, network, spacecraft, instant, reason):
    moment = at(instant)
    answers = [
        sky.known(spacecraft, moment),
        sky.position(spacecraft, moment),
        sky.look(network.antennas[0], spacecraft, moment),
    ]
    for answer in answers:
        assert isinstance(answer, Unknown)
        assert answer.reason.startswith(reason)
    times = np.array([moment.timestamp()])
    assert np.isnan(sky.looks(network.antennas[0], spacecraft, times).range_km).all()
    span = (moment, moment + timedelta(minutes=5))
    assert sky.passes([("KIR", spacecraft), ("CEB", spacecraft)], *span) == []
    trajectory = sky.trajectory(spacecraft, *span)
    assert trajectory.segments == ()
    assert trajectory.reason.startswith(reason)
    assert (trajectory.quality, trajectory.epoch_at) == (None, None)


def test_what_no_source_covers_has_its_bounds_and_its_reason(sky):
    """JUICE flies by the Earth; a Swarm's elements have expired; CryoSat is known all the time."""
    (fly_by,) = sky.gaps("JUIC", at("2026-09-28T00:00"), at("2026-09-30T00:00"))
    assert at("2026-09-28T11:58") < fly_by.begin_at < at("2026-09-28T11:59")
    assert at("2026-09-29T12:18") < fly_by.end_at < at("2026-09-29T12:19")
    assert "without the Earth fly-by" in fly_by.reason
    # Whatever span is asked for, it is cut there.
    (part,) = sky.gaps("JUIC", at("2026-09-29T00:00"), at("2026-09-29T01:00"))
    assert (part.begin_at, part.end_at) == (at("2026-09-29T00:00"), at("2026-09-29T01:00"))
    (end,) = sky.gaps("SWA", at("2026-10-03T00:00"), at("2026-10-05T00:00"))
    assert (end.begin_at.day, end.end_at) == (4, at("2026-10-05T00:00"))
    assert "elements expired" in end.reason
    assert sky.gaps("CRY", at("2026-09-28T00:00"), at("2026-09-30T00:00")) == []
    (all_of_it,) = sky.gaps("RST", at("2026-09-28T00:00"), at("2026-09-30T00:00"))
    assert all_of_it.reason.startswith("no source")


def test_who_is_known_for_a_part_of_a_span_is_not_unknowable(sky):
    fly_by = at("2026-09-28T13:00"), at("2026-09-29T12:00")
    assert "without the Earth fly-by" in sky.unknowable("JUIC", *fly_by)
    assert sky.unknowable("JUIC", fly_by[0], at("2026-09-30T00:00")) is None
    assert sky.unknowable("JUIC", at("2026-09-28T00:00"), fly_by[1]) is None
    # Its states begin and end between the two.
    assert sky.unknowable("SOLO", at("2026-09-01T00:00"), at("2027-02-01T00:00")) is None


def test_a_pointing_is_a_prediction_with_everything_in_it(sky, network, today):
    look = sky.look(network.antennas[0], "CRY", today)
    assert (look.evidence, look.freshness) == (Evidence.PREDICTED, Freshness.FRESH)
    assert (look.antenna, look.spacecraft, look.observed_at) == ("KIR", "CRY", today)
    assert (look.target, look.received_at) == (None, None)
    assert look.age_s == pytest.approx(80.1 * 86_400, rel=1e-3)
    assert look.light_time_s == pytest.approx(look.range_km / 299_792.458)
    assert 0 <= look.azimuth_deg < 360


def test_looks_are_the_same_one_by_one(sky, network, today):
    antenna = network.antennas[1]
    times = today.timestamp() + np.arange(0, 7_200, 600.0)
    for spacecraft in ("CRY", "XMM", "JUIC", "MEX", "SOHO"):
        many = sky.looks(antenna, spacecraft, times)
        for n, moment in enumerate(times):
            one = sky.look(antenna, spacecraft, datetime.fromtimestamp(moment, UTC))
            assert one.elevation_deg == pytest.approx(many.elevation_deg[n], abs=1e-9)
            assert one.range_rate_km_s == pytest.approx(many.range_rate_km_s[n], abs=1e-6)


@pytest.mark.parametrize("antenna_id", ["KIR", "NOWHERE"])
def test_readings_at_many_instants_are_those_of_each(sky, network, today, antenna_id):
    antenna = network.antenna_by_id[antenna_id]
    for spacecraft in ("CRY", "XMM", "JUIC", "MEX", "SOHO"):  # over years: known in a part
        moments = [today + timedelta(days=days) for days in (-9_000, -400, -30, 0, 1, 300, 9_000)]
        many = sky.looks_at(antenna, spacecraft, moments)
        assert any(isinstance(one, Unknown) for one in many)
        for one, moment in zip(many, moments, strict=True):
            alone = sky.look(antenna, spacecraft, moment)
            if isinstance(alone, Unknown):
                assert one == alone
                continue
            # The light time is sought until it fits the farthest of them, a last digit better.
            assert one.azimuth_deg == pytest.approx(alone.azimuth_deg, abs=1e-9)
            assert one.elevation_deg == pytest.approx(alone.elevation_deg, abs=1e-9)
            assert (one.source, one.quality, one.age_s) == (
                alone.source,
                alone.quality,
                alone.age_s,
            )
        assert sky.looks_at(antenna, spacecraft, []) == []


@pytest.mark.parametrize("spacecraft", ["CRY", "XMM", "GEO", "JUIC", "MEX", "VGR1", "SOHO", "HERA"])
def test_the_range_rate_is_the_derivative_of_the_range(sky, network, spacecraft):
    times = at("2026-11-10T00:00").timestamp() + np.arange(0, 86_400, 4_321.0)
    before, here, after = (
        sky.looks(network.antennas[1], spacecraft, times + step) for step in (-0.5, 0.0, 0.5)
    )
    rate = after.range_km - before.range_km
    assert np.abs(rate - here.range_rate_km_s).max() < 1e-4


def test_a_position_is_over_its_point(sky, today):
    reading = sky.position("CRY", today)
    assert reading.height_km == pytest.approx(720, abs=15)
    assert reading.speed_km_s == pytest.approx(7.5, abs=0.05)
    assert reading.light_time_s == pytest.approx(reading.distance_km / 299_792.458)
    assert abs(reading.latitude_deg) < 88.1
    assert sky.position("GEO", today).height_km == pytest.approx(35_800, abs=100)
    assert sky.position("MEX", today).placed_at == "Mars"


def test_an_antenna_without_a_position_is_never_computed_for(sky, network, today):
    nowhere = network.antenna_by_id["NOWHERE"]
    assert sky.look(nowhere, "CRY", today) == Unknown("the position of NOWHERE is not known")
    assert sky.passes([("NOWHERE", "CRY")], today, today + timedelta(days=1)) == []
    with pytest.raises(ValueError, match="NOWHERE"):
        sky.looks(nowhere, "CRY", np.zeros(1))


def test_a_name_nobody_knows_is_a_misuse(sky, today):
    with pytest.raises(UnknownNameError, match="did you mean 'JUIC'"):
        sky.known("JUICE", today)


def test_fresh_elements_win_by_age_and_nine_digits_fly(network, today, elements_of):
    sky = Sky(
        network,
        Library.builtin().with_elements(
            [
                elements_of(36508, today + timedelta(days=2)),  # an epoch may lie ahead
                elements_of(799_500_001, today - timedelta(days=5)),
            ]
        ),
    )
    assert sky.known("CRY", today).source == "SGP4 from a refresh"
    assert sky.known("CRY", today).age_s == 2 * 86_400
    assert sky.known("CRY", today - timedelta(days=70)).source.startswith("SGP4 from public")
    assert sky.known("NINE", today).quality == Quality.FAIR


def test_expiry_is_a_setting(network, today):
    generous = Sky(network, Library.builtin(Expiry(low_days=100)))
    assert generous.known("SWA", today).quality == Quality.INDICATIVE
    strict = Sky(network, Library.builtin(Expiry(days=60)))
    assert strict.known("CRY", today).reason == "elements expired: 80 days old, limit 60 days"


def test_what_sgp4_refuses_or_buries_is_unknown(network, today, elements_of):
    down = elements_of(36508, today, mean_motion_rev_day=16.4, bstar=0.01)
    sky = Sky(network, Library([down]))
    later = sky.known("CRY", today + timedelta(days=20))
    assert isinstance(later, Unknown)
    assert later.reason.startswith(("SGP4 gives no position: ", "decayed: SGP4 has it below 100"))
    (gap,) = sky.gaps("CRY", today, today + timedelta(days=50))
    assert gap.reason == "decayed: SGP4 has it below 100 km"
    low = elements_of(36508, today, mean_motion_rev_day=16.8)
    assert Sky(network, Library([low])).known("CRY", today) == Unknown(
        "decayed: SGP4 has it below 100 km"
    )


def test_without_built_in_data_only_elements_are_known(network, today, elements_of):
    sky = Sky(network, Library([elements_of(36508, today)]))
    assert isinstance(sky.known("CRY", today), Known)
    assert isinstance(sky.known("MEX", today), Unknown)
