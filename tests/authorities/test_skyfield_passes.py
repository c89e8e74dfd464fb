"""Passes against Skyfield's own search with the same elements."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

START_AT = datetime(2026, 9, 5, tzinfo=UTC)
HALF_SECOND = 0.5


def skyfield_passes(satellite, site, mask_deg, start, end):
    """[(rise, culmination, set)] of whole passes; the highest culmination of each."""
    times, events = satellite.find_events(site, start, end, altitude_degrees=mask_deg)
    passes, tops = [], []
    rise = None
    for time, event in zip(times, events, strict=True):
        if event == 0:
            rise, tops = time, []
        elif event == 1:
            tops.append(time)
        elif rise is not None:
            highest = max(tops, key=lambda t: (satellite - site).at(t).altaz()[0].degrees)
            passes.append((rise, highest, time))
    return passes


@pytest.mark.parametrize(
    ("antenna_id", "spacecraft"),
    [("KIR-1", "CRY"), ("SVB-1", "S3A"), ("KRU-1", "S6A"), ("NNO-2", "SMOS"), ("MLG-1", "PR3O")],
)
def test_a_day_of_passes(
    network, sky, timescale, skyfield_site, skyfield_satellite, antenna_id, spacecraft
):
    antenna = network.antenna_by_id[antenna_id]
    end_at = START_AT + timedelta(hours=24)
    found = sky.passes([(antenna.id, spacecraft)], START_AT, end_at)
    whole = [one for one in found if one.rise_at and one.set_at]
    path = sky.path(spacecraft)
    source = path.sources[int(path.choice(np.array([START_AT.timestamp()]))[0])]
    satellite, site = skyfield_satellite(source.elements), skyfield_site(antenna)
    start, end = (timescale.from_datetime(at) for at in (START_AT, end_at))
    expected = skyfield_passes(satellite, site, antenna.mask_deg.value, start, end)

    assert len(whole) == len(expected) > 0
    for ours, theirs in zip(whole, expected, strict=True):
        for at, time in zip((ours.rise_at, ours.culmination_at, ours.set_at), theirs, strict=True):
            assert abs((at - time.utc_datetime()).total_seconds()) < HALF_SECOND
        for at, azimuth_deg, range_km in (
            (ours.rise_at, ours.rise_azimuth_deg, ours.rise_range_km),
            (ours.set_at, ours.set_azimuth_deg, ours.set_range_km),
        ):
            altitude, azimuth, away = (satellite - site).at(timescale.from_datetime(at)).altaz()
            assert range_km == pytest.approx(away.km, abs=0.01)
            # An instant is kept to a microsecond, an edge to 0.2 ms; elevation moves by 0.1°/s.
            assert altitude.degrees == pytest.approx(antenna.mask_deg.value, abs=1e-4)
            assert azimuth_deg == pytest.approx(azimuth.degrees, abs=1e-4)
        top = (satellite - site).at(theirs[1]).altaz()[0].degrees
        assert ours.max_elevation_deg == pytest.approx(top, abs=1e-3)
