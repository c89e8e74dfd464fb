"""Positions at nodes, and which source gives them when."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from dishboard.ephemeris.earth_orbit import TOO_LOW, ElementSetOrbit, propagated
from dishboard.ephemeris.tracks import pieces, tracks_of
from dishboard.geometry import EarthOrientation
from dishboard.geometry.windows import DISTANT, Grid
from dishboard.model import ElementSet

METRE = 1e-3
START_S = datetime(2026, 9, 5, tzinfo=UTC).timestamp()
LATER_S = START_S + 5 * 86_400


def elements(**changed):
    one = {
        "norad_id": 1,
        "name": "one",
        "cospar_id": None,
        "epoch_at": datetime(2026, 9, 5, tzinfo=UTC),
        "mean_motion_rev_day": 15.5,
        "eccentricity": 0.001,
        "inclination_deg": 51.6,
        "node_deg": 10.0,
        "periapsis_deg": 20.0,
        "mean_anomaly_deg": 30.0,
        "source": "a test",
    }
    return ElementSet(**(one | changed))


@pytest.mark.parametrize("spacecraft", ["CRY", "GEO", "XMM", "JUIC", "BEPI", "SOLO", "RST"])
def test_pieces_are_what_is_best_at_every_instant(sky, spacecraft):
    path = sky.path(spacecraft)
    start_s, end_s = START_S - 60 * 86_400, START_S + 150 * 86_400
    times = np.linspace(start_s + 1, end_s - 1, 5_000)
    from_pieces = np.full(times.size, -1)
    for piece in pieces(path, start_s, end_s):
        inside = (times > piece.begin_s) & (times < piece.end_s)
        from_pieces[inside] = path.sources.index(piece.source)
    assert (from_pieces == path.choice(times)).all()
    for at_s, index in zip(times.tolist(), from_pieces.tolist(), strict=True):
        costs = {
            number: (one.rank, 0 if one.epoch_unix_s is None else abs(at_s - one.epoch_unix_s))
            for number, one in enumerate(path.sources)
            if one.start_unix_s <= at_s <= one.end_unix_s
        }
        assert index == (min(costs, key=costs.__getitem__) if costs else -1)


@pytest.mark.parametrize("spacecraft", ["CRY", "GEO", "JUIC", "BEPI", "JWST", "SWA"])
def test_at_a_seam_one_and_many_instants_are_asked_of_one_source(sky, spacecraft):
    """Two are equally near to it, or one ends where the other begins: 23 km apart for JWST."""
    path = sky.path(spacecraft)
    seams = np.array([edge for one in path.pieces for edge in (one.begin_s, one.end_s)])
    for at_s, index in zip(seams.tolist(), path.choice(seams).tolist(), strict=True):
        piece = path.piece(at_s)
        assert piece is not None
        assert path.sources[index] is piece.source


@pytest.mark.parametrize("spacecraft", ["CRY", "GEO", "XMM", "JUIC", "MEX", "LRO", "JWST"])
def test_tracks_are_where_the_craft_is_seen(sky, spacecraft):
    (source, *_) = (piece.source for piece in pieces(sky.path(spacecraft), LATER_S, LATER_S + 1))
    grid = Grid.covering(source.step, LATER_S, LATER_S + 86_400)
    times = np.linspace(LATER_S, LATER_S + 86_400, 997)
    position, velocity = tracks_of([source], grid).motion(np.zeros(997, np.intp), times)
    seen = source.seen_itrs_km(times)
    distance = np.linalg.norm(seen, axis=1)
    assert (np.linalg.norm(position - seen, axis=1) < 3 * METRE + 2e-9 * distance).all()
    later, earlier = source.seen_itrs_km(times + 0.5), source.seen_itrs_km(times - 0.5)
    assert velocity == pytest.approx(later - earlier, rel=1e-4, abs=1e-3)


def test_what_is_known_is_known_to_its_end(sky):
    """A table ends between two nodes; the polynomials reach its last instant."""
    source = sky.path("SOLO").sources[-1]
    end_s = source.end_unix_s
    grid = Grid.covering(DISTANT, end_s - 7_200, end_s + 7_200)
    times = np.linspace(end_s - 7_000, end_s - 3_700, 10)
    position, _ = tracks_of([source], grid).motion(np.zeros(10, np.intp), times)
    assert position == pytest.approx(source.seen_itrs_km(times), rel=1e-7)


def test_many_craft_together_are_each_alone():
    orbits = [ElementSetOrbit(elements(node_deg=n), EarthOrientation.none()) for n in (0, 90, 200)]
    times = START_S + np.arange(0, 86_400, 600.0)
    together, code = propagated(orbits, times, orbits[0].orientation)
    assert not code.any()
    for n, orbit in enumerate(orbits):
        assert pytest.approx(orbit.position_itrs_km(times), abs=1e-6) == together[n].T


def test_what_fails_has_a_code_and_the_rest_goes_on():
    sinking = elements(mean_motion_rev_day=16.6, eccentricity=0.005)  # perigee at 80 km
    falling = elements(bstar=0.5, mean_motion_rev_day=16.2)
    orbits = [
        ElementSetOrbit(one, EarthOrientation.none()) for one in (elements(), sinking, falling)
    ]
    times = START_S + np.arange(0, 20 * 86_400, 3_600.0)
    position, code = propagated(orbits, times, orbits[0].orientation)
    assert not code[0].any()
    assert (code[1] == TOO_LOW).any()
    assert (code[2] > 0).any()
    assert (np.isnan(position[2]).all(axis=0) == (code[2] > 0)).all()


def test_one_pass_across_a_change_of_source(sky):
    """Meteosat is up for ever; half-way between two of its element sets nothing happens."""
    path = sky.path("GEO")
    epochs = sorted(source.epoch_unix_s for source in path.sources)
    seam = datetime.fromtimestamp((epochs[0] + epochs[1]) / 2, UTC)
    span = seam - timedelta(hours=5), seam + timedelta(hours=5)
    assert len(pieces(path, *(at.timestamp() for at in span))) == 2
    (one,) = sky.passes([("CEB", "GEO")], *span)
    assert (one.rise_at, one.set_at) == (None, None)
