"""The engine and its peers: each gets ready (not measured), then answers (measured).

Peers get what speeds or helps them: the same Earth orientation where they take one, passes as
long as they like. A peer that is not installed is left out.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from benchmarks.windows.truth import Answer
from benchmarks.windows.work import MASK_DEG, Work, orientation
from dishboard.ephemeris.catalogue import catalogue_windows
from dishboard.ephemeris.earth_orbit import ElementSetOrbit
from dishboard.formats.elements import read_elements
from dishboard.geometry.windows import Viewers, fast

Run = Callable[[], Answer]


@dataclass(frozen=True)
class Tool:
    """`slow` ones are run once on large work."""

    name: str
    ready: Callable[[Work], Run]
    slow: bool = False


def tools() -> tuple[list[Tool], list[str]]:
    """Whoever is installed, the engine first; and who is not."""
    found = [
        Tool("Dishboard, compiled", _compiled),
        Tool("Dishboard, NumPy", _numpy),
        Tool("sgp4-predict", _sgp4_predict),
        Tool("brahe", _brahe, slow=True),
        Tool("Skyfield", _skyfield, slow=True),
    ]
    missing: list[str] = []
    for name, module in (
        ("Dishboard, compiled", "numba"),
        ("sgp4-predict", "sgp4_predict"),
        ("brahe", "brahe"),
        ("Skyfield", "skyfield"),
    ):
        try:
            __import__(module)
        except ImportError:
            missing.append(f"{name} (needs the package {module.replace('_', '-')})")
            found = [tool for tool in found if tool.name != name]
    return found, missing


def orbits_of(work: Work) -> list[ElementSetOrbit]:
    turned = orientation()
    sets = read_elements(work.text, "benchmark").sets
    if len(sets) != len(work.lines):
        raise ValueError("a set of the benchmark's own cannot be read")
    orbits = [ElementSetOrbit(one, turned) for one in sets]
    for one in orbits:
        _ = one.satellite  # SGP4 set up, as the peers' are
    return orbits


def _engine(work: Work) -> Run:
    orbits, viewers = orbits_of(work), Viewers.of(work.station, MASK_DEG)

    def run() -> Answer:
        table = catalogue_windows(orbits, viewers, work.start_s, work.end_s).table
        return np.stack([table.craft, table.station, table.begin_s, table.end_s], axis=1)

    return run


def _compiled(work: Work) -> Run:
    run = _engine(work)
    fast.warm()

    def compiled() -> Answer:
        fast.warm()  # at once, the second time
        return run()

    return compiled


def _numpy(work: Work) -> Run:
    run = _engine(work)

    def plain() -> Answer:
        fast.forget()
        return run()

    return plain


def _places(work: Work) -> list[tuple[float, float, float]]:
    station = work.station
    columns = (station.latitude_deg, station.longitude_deg, station.height_m)
    return [tuple(map(float, row)) for row in zip(*map(np.asarray, columns), strict=True)]  # type: ignore[misc]


def _sgp4_predict(work: Work) -> Run:
    import sgp4_predict

    start, end = (datetime.fromtimestamp(at, UTC) for at in (work.start_s, work.end_s))
    span = sgp4_predict.Interval(start=start, end=end)
    predictors = [
        sgp4_predict.Predictor.from_tle(sgp4_predict.Tle("x", *pair)) for pair in work.lines
    ]
    places = [
        sgp4_predict.GeodeticPoint(latitude_deg=lat, longitude_deg=lon, altitude=height)
        for lat, lon, height in _places(work)
    ]
    options: dict[str, Any] = {
        "max_transit_duration": timedelta(days=30),
        "skip_leading_partial": False,
        "clamp_to_interval": True,
    }

    def run() -> Answer:
        rows = [
            (satellite, place, one.start.timestamp(), one.end.timestamp())
            for satellite, predictor in enumerate(predictors)
            for place, where in enumerate(places)
            for one in predictor.transits_iter(where, span, MASK_DEG, **options)
        ]
        return np.array(rows, dtype=np.float64).reshape(-1, 4)

    return run


def _brahe(work: Work) -> Run:
    import brahe

    turned = orientation()
    pole = [float(angle) for angle in turned.pole_rad_at(work.start_s)]
    ut1 = float(turned.ut1_minus_utc_at(work.start_s))
    brahe.set_global_eop_provider_from_static_provider(
        brahe.StaticEOPProvider.from_values(*pole, ut1, 0, 0, 0)
    )
    satellites = [
        brahe.SGPPropagator.from_tle(*pair, 60.0).with_name(str(n))
        for n, pair in enumerate(work.lines)
    ]
    places = [
        brahe.PointLocation(lon, lat, height).with_name(str(n))
        for n, (lat, lon, height) in enumerate(_places(work))
    ]
    start, end = (
        brahe.Epoch.from_datetime(
            *datetime.fromtimestamp(at, UTC).timetuple()[:5], 0.0, 0.0, brahe.TimeSystem.UTC
        )
        for at in (work.start_s, work.end_s)
    )
    constraint = brahe.ElevationConstraint(MASK_DEG)

    def run() -> Answer:
        rows = [
            (
                float(one.satellite_name or -1),
                float(one.location_name or -1),
                work.start_s + (one.window_open - start),
                work.start_s + (one.window_close - start),
            )
            for one in brahe.location_accesses(places, satellites, start, end, constraint)
        ]
        return np.array(rows, dtype=np.float64).reshape(-1, 4)

    return run


def _skyfield(work: Work) -> Run:
    from skyfield.api import EarthSatellite, load, wgs84
    from skyfield.data import iers
    from skyfield.timelib import Timescale

    turned = orientation()
    mjd = turned.unix_s / 86_400 + 40_587
    own = load.timescale(builtin=True)  # for its leap seconds
    delta_t = 69.184 - turned.ut1_minus_utc_s
    ts = Timescale((mjd + 2_400_000.5 + 69.184 / 86_400, delta_t), own.leap_dates, own.leap_offsets)
    columns = {"x_arcseconds": turned.pole_x_arcsec, "y_arcseconds": turned.pole_y_arcsec}
    iers.install_polar_motion_table(ts, {"utc_mjd": mjd, **columns})
    satellites = [EarthSatellite(*pair, ts=ts) for pair in work.lines]
    places = [wgs84.latlon(lat, lon, height) for lat, lon, height in _places(work)]
    start, end = (
        ts.from_datetime(datetime.fromtimestamp(at, UTC)) for at in (work.start_s, work.end_s)
    )

    def run() -> Answer:
        rows: list[tuple[float, float, float, float]] = []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for satellite, orbit in enumerate(satellites):
                for place, where in enumerate(places):
                    times, events = orbit.find_events(where, start, end, altitude_degrees=MASK_DEG)
                    begin = work.start_s if len(events) and events[0] else None
                    for time, event in zip(times, events, strict=True):
                        at = time.utc_datetime().timestamp()
                        if event == 0:
                            begin = at
                        elif event == 2 and begin is not None:
                            rows.append((satellite, place, begin, at))
                            begin = None
                    if begin is not None:
                        rows.append((satellite, place, begin, work.end_s))
        return np.array(rows, dtype=np.float64).reshape(-1, 4)

    return run
