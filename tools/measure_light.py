"""What each effect moves the edges of eclipses, for docs/understanding/accuracy.md.

python tools/measure_light.py

The built-in element sets near one day, low orbits and high ones apart; one thing is changed at a
time and each eclipse compared with Dishboard's own.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from dishboard.ephemeris.builtin import BuiltinData
from dishboard.ephemeris.earth_orbit import ElementSetOrbit
from dishboard.ephemeris.light_bodies import RADIUS_KM, builtin_skies
from dishboard.ephemeris.tracks import tracks_of
from dishboard.geometry import gcrs_to_itrs, subsolar_point, tdb_s_of
from dishboard.geometry.shadow import shadow_margins
from dishboard.geometry.spans import Samples, Spans, negative_spans
from dishboard.geometry.windows import Grid
from dishboard.units import AU_KM, DAY_S, EARTH_EQUATORIAL_RADIUS_KM, EARTH_FLATTENING

START_S = datetime(2026, 9, 5, tzinfo=UTC).timestamp()
LOW_KM = 2_000.0  # mean altitude
FARTHEST_AWAY = 1e4  # so many times farther the Sun's rays are parallel
DATA = BuiltinData()


@dataclass(frozen=True)
class Model:
    """How a shadow is thrown; as Dishboard does it unless said otherwise."""

    name: str
    radius_km: float = EARTH_EQUATORIAL_RADIUS_KM
    flattening: float = EARTH_FLATTENING
    sun_radius_km: float = RADIUS_KM["Sun"]
    sun: str = "seen"


OURS = Model("Dishboard")
OTHERS = (
    Model("a ball of the equator's radius", flattening=0.0),
    Model("a ball of 6,371 km", radius_km=6_371.0, flattening=0.0),
    Model("a point of a Sun", sun_radius_km=0.0),
    Model("a cylinder", sun_radius_km=0.0, sun="parallel"),
    Model("20 km of air as ground", radius_km=EARTH_EQUATORIAL_RADIUS_KM + 20),
    Model("the Almanac's short formula", sun="almanac"),
    Model("no light time, no aberration", sun="geometric"),
    Model("the Sun 696,000 km", sun_radius_km=696_000.0),
)


def sun_km(kind: str, unix_s: np.ndarray, grid: Grid) -> np.ndarray:
    """Earth-fixed, from the Earth's centre."""
    if kind == "almanac":
        below = subsolar_point(unix_s)
        latitude, longitude = np.radians(below.latitude_deg), np.radians(below.longitude_deg)
        across = np.cos(latitude)
        line = [across * np.cos(longitude), across * np.sin(longitude), np.sin(latitude)]
        return AU_KM * np.stack(line, axis=-1)
    if kind == "geometric":
        tdb_s = tdb_s_of(unix_s)
        line = DATA.solar_system.sun(tdb_s)[0] - DATA.solar_system.earth(tdb_s)[0]
        return np.einsum("nij,nj->ni", gcrs_to_itrs(unix_s, DATA.orientation), line)
    seen = builtin_skies().on(grid, ("Sun",)).position_km("Sun", unix_s)
    return seen * FARTHEST_AWAY if kind == "parallel" else seen


def eclipses(orbits: list[ElementSetOrbit], grid: Grid, model: Model) -> list[Spans]:
    """In the penumbra, and in the umbra."""
    tracks = tracks_of(orbits, grid)

    def margin(unix_s: np.ndarray, row: np.ndarray, kind: int) -> np.ndarray:
        craft, sun = tracks.position(row, unix_s), sun_km(model.sun, unix_s, grid)
        figures = model.sun_radius_km, model.radius_km, model.flattening
        return shadow_margins(sun - craft, -craft, *figures)[kind]

    at = grid.fine_unix_s(np.arange(grid.fine_nodes))
    row, times = np.repeat(np.arange(len(orbits)), at.size), np.tile(at, len(orbits))
    return [
        negative_spans(
            lambda x, rows, kind=kind: margin(x, rows, kind),
            Samples(row, times, margin(times, row, kind)),
            1e-4,
        )
        for kind in (0, 1)
    ]


def apart_s(ours: Spans, theirs: Spans, grid: Grid) -> list[float]:
    """How far edges of the same eclipses are from each other."""
    found: list[float] = []
    for row, begin, end in zip(*theirs, strict=True):
        mine = np.flatnonzero((ours.row == row) & (ours.begin_s < end) & (ours.end_s > begin))
        if mine.size and begin > grid.start_s + 1 and end < grid.end_s - 1:
            found += [abs(begin - ours.begin_s[mine[0]]), abs(end - ours.end_s[mine[0]])]
    return found


def report(name: str, orbits: list[ElementSetOrbit]) -> None:
    print(f"{name}: {len(orbits)} craft")
    classes = defaultdict(list)
    for orbit in orbits:
        classes[orbit.step].append(orbit)
    grids = {step: Grid.covering(step, START_S, START_S + DAY_S) for step in classes}
    ours = {step: eclipses(some, grids[step], OURS) for step, some in classes.items()}
    fading: list[float] = []
    for penumbra, umbra in ours.values():
        for row, begin, end in zip(*umbra, strict=True):
            around = (penumbra.row == row) & (penumbra.begin_s < begin) & (penumbra.end_s > end)
            for n in np.flatnonzero(around):
                fading += [begin - penumbra.begin_s[n], penumbra.end_s[n] - end]
    print(f"  {'':32} edges  median      99 %")
    print(f"  {'the penumbra lasts':32} {figures(fading)}")
    for model in OTHERS:
        moved = [
            one
            for step, some in classes.items()
            for mine, theirs in zip(ours[step], eclipses(some, grids[step], model), strict=True)
            for one in apart_s(mine, theirs, grids[step])
        ]
        print(f"  {model.name:32} {figures(moved)}")


def figures(seconds: list[float]) -> str:
    if not seconds:
        return "    0"
    middle, most = np.median(seconds), np.quantile(seconds, 0.99)
    return f"{len(seconds):5} {middle:8.4f} s {most:8.4f} s"


def main() -> None:
    newest = {
        one.norad_id: one
        for one in sorted(DATA.element_sets, key=lambda one: one.epoch_at)
        if abs(one.epoch_at.timestamp() - START_S) < 15 * DAY_S
    }
    orbits = [ElementSetOrbit(one, DATA.orientation) for one in newest.values()]
    report("low orbits", [one for one in orbits if one.mean_altitude_km < LOW_KM])
    report("higher orbits", [one for one in orbits if one.mean_altitude_km >= LOW_KM])


if __name__ == "__main__":
    main()
