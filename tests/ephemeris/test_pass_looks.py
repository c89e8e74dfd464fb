"""What a pass says of direction and distance is what `Sky.look` says at those instants."""

from datetime import UTC, datetime, timedelta

import pytest

START_AT = datetime(2026, 9, 8, tzinfo=UTC)


# Away: a metre of the track and half a metre of rounding; light comes from afar to six digits of
# its own instant, which is kept to a microsecond of up to 30 km/s.
@pytest.mark.parametrize("spacecraft", ["CRY", "XMM", "GEO", "JUIC", "VGR1", "MEX", "LRO", "JWST"])
@pytest.mark.parametrize("antenna_id", ["KIR", "CEB"])
def test_a_pass_looks_where_the_sky_does(sky, network, antenna_id, spacecraft):
    antenna = network.antenna_by_id[antenna_id]
    passes = sky.passes([(antenna_id, spacecraft)], START_AT, START_AT + timedelta(hours=30))
    if spacecraft not in ("GEO", "VGR1"):
        assert passes
    for one in passes:
        for at, azimuth_deg, elevation_deg, range_km in (
            (one.rise_at, one.rise_azimuth_deg, one.rise_elevation_deg, one.rise_range_km),
            (
                one.culmination_at,
                one.culmination_azimuth_deg,
                one.max_elevation_deg,
                one.culmination_range_km,
            ),
            (one.set_at, one.set_azimuth_deg, one.set_elevation_deg, one.set_range_km),
        ):
            assert (at is None) == (azimuth_deg is None) == (range_km is None)
            assert (at is None) == (elevation_deg is None)
            if at is None:
                continue
            look = sky.look(antenna, spacecraft, at)
            assert elevation_deg == pytest.approx(look.elevation_deg, abs=3e-4)
            assert range_km == pytest.approx(look.range_km, abs=0.003)
            turned = (azimuth_deg - look.azimuth_deg + 180) % 360 - 180
            # Near the zenith an azimuth turns quickly; the station's own aberration is 0.3″.
            assert abs(turned) < 3e-4
