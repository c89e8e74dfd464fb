"""The compiled search and NumPy's: the same windows."""

import subprocess
import sys

import numpy as np
import pytest

from dishboard.geometry.windows import (
    ECCENTRIC,
    NEAR_CIRCULAR,
    SLOW,
    Tracks,
    Viewers,
    fast,
    find_windows,
    kernels_numpy,
)

DAY_S = 86_400.0
MICROSECOND = 1e-6


@pytest.fixture(scope="module")
def compiled():
    kernels_numba = pytest.importorskip("dishboard.geometry.windows.kernels_numba")
    kernels_numba.warm()
    return kernels_numba.search


def same(one, two):
    assert (one.craft == two.craft).all()
    assert (one.station == two.station).all()
    assert (one.rises == two.rises).all()
    assert (one.sets == two.sets).all()
    assert one.begin_s == pytest.approx(two.begin_s, abs=MICROSECOND, rel=0)
    assert one.end_s == pytest.approx(two.end_s, abs=MICROSECOND, rel=0)
    assert one.max_elevation_deg == pytest.approx(two.max_elevation_deg, abs=1e-7, rel=0)
    # Where the elevation is flat the instant of its top is worth less.
    assert one.culmination_s == pytest.approx(two.culmination_s, abs=1e-3, rel=0)


@pytest.mark.parametrize("mask_deg", [-5.0, 0.0, 5.0, 45.0, 80.0, 88.0])
@pytest.mark.parametrize("step", [NEAR_CIRCULAR, SLOW, ECCENTRIC])
def test_kernels_agree(oracle, stations, compiled, step, mask_deg):
    rng = np.random.default_rng(3)
    axis = {NEAR_CIRCULAR: 6_800.0, SLOW: 26_000.0, ECCENTRIC: 26_000.0}[step]
    eccentricity = {NEAR_CIRCULAR: 0.01, SLOW: 0.05, ECCENTRIC: 0.7}[step]
    orbits = [
        oracle.orbit(
            axis + 600 * n,
            eccentricity,
            *(float(angle) for angle in rng.uniform(0, [180, 360, 360])),
        )
        for n in range(30)
    ]
    tracks = oracle.tracks(orbits, step, 100, DAY_S)
    viewers = Viewers.of(stations, mask_deg)
    found = find_windows(tracks, viewers, 100, DAY_S, kernel=kernels_numpy.search)
    assert mask_deg > 60 or len(found) > 50
    same(found, find_windows(tracks, viewers, 100, DAY_S, kernel=compiled))


def test_kernels_agree_on_what_is_not_known(oracle, viewers, compiled):
    orbits = [oracle.orbit(6_878.0 + n) for n in range(5)]
    tracks = oracle.tracks(orbits, NEAR_CIRCULAR, 0, DAY_S)
    position = tracks.position_itrs_km.copy()
    position[1, :, 120] = np.nan
    position[2, :, :30] = np.nan
    position[3, :, 200:] = np.nan
    position[4] = np.nan
    hurt = Tracks(tracks.grid, position)
    spans = [0, 0, 5_000, 0, 0], [DAY_S, 60_000, DAY_S, DAY_S, DAY_S]
    same(
        find_windows(hurt, viewers, *spans, kernel=kernels_numpy.search),
        find_windows(hurt, viewers, *spans, kernel=compiled),
    )


def test_kernels_agree_on_what_is_too_low_to_be_believed(oracle, viewers, compiled):
    orbits = [oracle.orbit(9_000.0 + n, 0.28, mean_deg=30.0 * n) for n in range(12)]
    tracks = oracle.tracks(orbits, ECCENTRIC, 0, DAY_S)
    position = tracks.position_itrs_km.copy()
    position[3, :, 100:110] = np.nan
    low = Tracks(tracks.grid, position, lowest_height_km=2_500.0)
    found = find_windows(low, viewers, 0, DAY_S, kernel=kernels_numpy.search)
    believed = Tracks(tracks.grid, position)
    whole = find_windows(believed, viewers, 0, DAY_S, kernel=kernels_numpy.search)
    assert np.count_nonzero(~found.rises) > np.count_nonzero(~whole.rises)
    same(found, find_windows(low, viewers, 0, DAY_S, kernel=compiled))


def test_more_windows_than_there_was_room_for(oracle, viewers, compiled):
    orbits = [oracle.orbit(6_800.0 + n) for n in range(64)]
    tracks = oracle.tracks(orbits, NEAR_CIRCULAR, 0, 3 * DAY_S)
    found = find_windows(tracks, viewers, 0, 3 * DAY_S, kernel=compiled)
    assert len(found) > 4_096
    same(found, find_windows(tracks, viewers, 0, 3 * DAY_S, kernel=kernels_numpy.search))


def test_a_command_does_not_load_the_compiler():
    """`dishboard passes`, whole: numba would cost it half a second."""
    code = (
        "import sys; from dishboard.cli import main; "
        "code = main(['passes', '--offline', '--antenna', 'KIR-1', '--json']); "
        "sys.exit(code or 10 + ('numba' in sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60)
    assert run.returncode == 10, run.stderr.decode()


def test_the_compiled_kernel_is_used_once_it_is_warm(compiled, monkeypatch):
    monkeypatch.setattr(fast, "_warm", [])
    assert fast.best_kernel() is kernels_numpy.search
    assert fast.warm()
    assert fast.best_kernel() is compiled


def test_a_compiler_that_fails_is_done_without(monkeypatch, caplog):
    pytest.importorskip("numba")
    from dishboard.geometry.windows import kernels_numba

    def fail():
        raise AttributeError("the cache on disk is of another version")

    monkeypatch.setattr(fast, "_warm", [])
    monkeypatch.setattr(kernels_numba, "warm", fail)
    assert not fast.warm()
    assert fast.best_kernel() is kernels_numpy.search
    assert "not available" in caplog.text
