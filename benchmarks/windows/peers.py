"""Other libraries on the same work, each as its own documentation has it used.

Every peer gets ready (objects made, constants of SGP4 set up: not measured), then searches
(measured, in the form in which it hands out its answers), then its answers are put in columns (not
measured). Those that take an Earth orientation are given Dishboard's. None is told to be quick or
exact beyond its own defaults, but for what its name in the table says.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from benchmarks.windows.found import Found
from benchmarks.windows.work import Work
from dishboard.ephemeris.builtin import BuiltinData

Search = Callable[[], Any]
Columns = Callable[[Any], Found]
Tool = Callable[[Work], tuple[Search, Columns]]


def sgp4_predict(work: Work) -> tuple[Search, Columns]:
    """Rust; passes of any length are allowed, as they are asked for."""
    return _sgp4_predict(work, {"max_transit_duration": timedelta(days=60)})


def sgp4_predict_default(work: Work) -> tuple[Search, Columns]:
    """As it comes: a pass of more than an hour is an error, and the search goes on behind it."""
    return _sgp4_predict(work, {})


def _sgp4_predict(work: Work, options: dict[str, Any]) -> tuple[Search, Columns]:
    import sgp4_predict as library

    predictors = [library.Predictor.from_tle(library.Tle("", *pair)) for pair in work.satellites]
    sites = [
        library.GeodeticPoint(latitude_deg=latitude, longitude_deg=longitude, altitude=height)
        for latitude, longitude, height in _sites(work)
    ]
    span = library.Interval(start=work.start_at, end=work.end_at)
    # What is up when the span begins or ends is a window too.
    options = {**options, "skip_leading_partial": False, "clamp_to_interval": True}

    def passes(predictor: Any, site: Any) -> Iterator[Any]:
        found = predictor.transits_iter(site, span, work.mask_deg, **options)
        while True:
            try:
                yield next(found)
            except StopIteration:
                return
            except RuntimeError:
                continue

    def search() -> list[tuple[int, int, Any]]:
        return [
            (craft, station, one)
            for craft, predictor in enumerate(predictors)
            for station, site in enumerate(sites)
            for one in passes(predictor, site)
        ]

    def columns(answer: list[tuple[int, int, Any]]) -> Found:
        return Found.of(
            (craft, station, one.start.timestamp(), one.end.timestamp())
            for craft, station, one in answer
        )

    return search, columns


def brahe(work: Work) -> tuple[Search, Columns]:
    """Rust; threads as it likes."""
    import brahe as library

    orientation = BuiltinData().orientation
    middle_s = (work.start_s + work.end_s) / 2
    pole = [float(angle) for angle in orientation.pole_rad_at(middle_s)]
    ut1 = float(orientation.ut1_minus_utc_at(middle_s))
    # Its stub names another order; the call takes pole x, pole y, UT1 − UTC.
    library.set_global_eop_provider_from_static_provider(
        library.StaticEOPProvider.from_values(*pole, ut1, 0, 0, 0)
    )
    satellites = [
        library.SGPPropagator.from_tle(*pair, 60.0).with_name(str(row))
        for row, pair in enumerate(work.satellites)
    ]
    sites = [
        library.PointLocation(longitude, latitude, height).with_name(str(row))
        for row, (latitude, longitude, height) in enumerate(_sites(work))
    ]
    start, end = (
        library.Epoch.from_datetime(*at.timetuple()[:5], 0.0, 0.0, library.TimeSystem.UTC)
        for at in (work.start_at, work.end_at)
    )
    constraint = library.ElevationConstraint(work.mask_deg)

    def columns(answer: list[Any]) -> Found:
        return Found.of(
            (
                int(one.satellite_name),
                int(one.location_name),
                work.start_s + (one.window_open - start),
                work.start_s + (one.window_close - start),
            )
            for one in answer
        )

    return lambda: library.location_accesses(sites, satellites, start, end, constraint), columns


def skyfield(work: Work) -> tuple[Search, Columns]:
    """Python on NumPy; `find_events`."""
    from skyfield.api import EarthSatellite, load, wgs84
    from skyfield.data import iers
    from skyfield.timelib import Timescale

    orientation = BuiltinData().orientation
    mjd = orientation.unix_s / 86_400 + 40_587
    leaps = load.timescale(builtin=True)
    delta_t = 69.184 - orientation.ut1_minus_utc_s
    timescale = Timescale(
        (mjd + 2_400_000.5 + 69.184 / 86_400, delta_t), leaps.leap_dates, leaps.leap_offsets
    )
    pole = {"x_arcseconds": orientation.pole_x_arcsec, "y_arcseconds": orientation.pole_y_arcsec}
    iers.install_polar_motion_table(timescale, {"utc_mjd": mjd, **pole})
    satellites = [EarthSatellite(*pair, ts=timescale) for pair in work.satellites]
    sites = [wgs84.latlon(*site[:2], elevation_m=site[2]) for site in _sites(work)]
    start, end = (timescale.from_datetime(at) for at in (work.start_at, work.end_at))

    def search() -> list[Any]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return [
                one.find_events(site, start, end, altitude_degrees=work.mask_deg)
                for one in satellites
                for site in sites
            ]

    def up_at_start(pair: int) -> bool:
        craft, station = divmod(pair, len(sites))
        altitude = (satellites[craft] - sites[station]).at(start).altaz()[0]
        return bool(altitude.degrees >= work.mask_deg)

    def rows(answer: list[Any]) -> Iterator[tuple[int, int, float, float]]:
        # It tells of changes only: whoever asks it must look himself what is up at the start.
        for pair, (times, events) in enumerate(answer):
            craft, station = divmod(pair, len(sites))
            begin = work.start_s if up_at_start(pair) else None
            instants = times.utc_datetime() if len(events) else []
            for at, event in zip(instants, events, strict=True):
                if event == 0:
                    begin = at.timestamp()
                elif event == 2 and begin is not None:
                    yield craft, station, begin, at.timestamp()
                    begin = None
            if begin is not None:
                yield craft, station, begin, work.end_s

    return search, lambda answer: Found.of(rows(answer))


def orbit_predictor(work: Work) -> tuple[Search, Columns]:
    """Python; instants to its default of a second."""
    from orbit_predictor.locations import Location
    from orbit_predictor.sources import MemoryTLESource

    source = MemoryTLESource()
    start, end = (at.replace(tzinfo=None) for at in (work.start_at, work.end_at))
    for row, pair in enumerate(work.satellites):
        source.add_tle(str(row), pair, start)
    predictors = [source.get_predictor(str(row)) for row in range(len(work.satellites))]
    sites = [Location(str(row), *site) for row, site in enumerate(_sites(work))]

    def passes(predictor: Any, site: Any) -> Iterator[Any]:
        # It fails, in several ways, where a satellite never rises or never sets, and at steep
        # eccentric orbits; such a pair keeps what was found before.
        with suppress(Exception):
            yield from predictor.passes_over(
                site, start, end, max_elevation_gt=work.mask_deg, aos_at_dg=work.mask_deg
            )

    def search() -> list[tuple[int, int, Any]]:
        return [
            (craft, station, one)
            for craft, predictor in enumerate(predictors)
            for station, site in enumerate(sites)
            for one in passes(predictor, site)
        ]

    def columns(answer: list[tuple[int, int, Any]]) -> Found:
        return Found.of(
            (craft, station, _unix_s(one.aos), _unix_s(one.los)) for craft, station, one in answer
        )

    return search, columns


def _sites(work: Work) -> list[tuple[float, float, float]]:
    """Latitude and longitude in degrees, height in metres."""
    stack = np.stack([work.latitude_deg, work.longitude_deg, work.height_m], axis=1)
    return [(latitude, longitude, height) for latitude, longitude, height in stack.tolist()]


def _unix_s(naive: datetime) -> float:
    return naive.replace(tzinfo=UTC).timestamp()
