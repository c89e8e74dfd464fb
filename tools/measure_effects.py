"""Measure what each effect moves: rise and set with and without it, on the same passes.

python tools/measure_effects.py [FILE]    element sets (TLE, 3LE, OMM); else the built-in ones

The table of docs/understanding/accuracy.md is made from what it prints.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dishboard.ephemeris import Expiry, Sky, Unknown
from dishboard.ephemeris.builtin import BuiltinData
from dishboard.ephemeris.earth_orbit import ElementSetOrbit
from dishboard.ephemeris.tracks import tracks_of
from dishboard.formats.elements import read_elements
from dishboard.geometry import (
    EarthOrientation,
    Station,
    elevation_deg,
    gcrs_to_itrs,
    look_angles,
    teme_to_itrs,
)
from dishboard.geometry.frames import rotation_velocity_km_s
from dishboard.geometry.scales import TT_MINUS_UTC_S, julian_day
from dishboard.geometry.windows import DISTANT, Grid, Tracks, Viewers, WindowTable, find_windows
from dishboard.model import ElementSet
from dishboard.networks import default_network
from dishboard.units import C_KM_S, DAY_S, EARTH_FLATTENING, EARTH_ROTATION_RAD_S

Floats = NDArray[np.float64]
Edges = dict[tuple[int, int], Floats]
Turn = Callable[[Floats, Floats], Floats]  # positions (craft, 3, n) at instants (n,), otherwise

MASK_DEG = 5.0
NEVER = Expiry(low_days=np.inf, days=np.inf)  # what old elements are worth is the question
AGES_DAYS = (10, 15, 25, 40, 60)
HOURS = 24


class Setting:
    """Craft, stations and a day."""

    def __init__(self, sets: list[ElementSet]) -> None:
        self.orientation = BuiltinData().orientation
        epochs = sorted(one.epoch_at for one in sets)
        middle_at = epochs[len(epochs) // 2]
        # Of several sets of an object the one nearest to the day; the youngest ones say its age.
        nearest = sorted(sets, key=lambda one: abs(one.epoch_at - middle_at), reverse=True)
        self.sets = list({one.norad_id: one for one in nearest}.values())
        day = epochs[len(epochs) // 2].replace(hour=0, minute=0, second=0, microsecond=0)
        self.start_s = (day + timedelta(days=1)).timestamp()
        self.end_s = self.start_s + HOURS * 3_600
        sites = {one.site: one for one in default_network().antennas if one.has_position}
        columns = [
            (one.latitude_deg.value, one.longitude_deg.value, one.height_m.value or 0.0)
            for one in list(sites.values())[:20]
        ]
        self.station = Station(*np.array(columns, dtype=np.float64).T)

    def edges(
        self,
        *,
        orientation: EarthOrientation | None = None,
        station: Station | None = None,
        mask_deg: float = MASK_DEG,
        turned: Turn | None = None,
    ) -> Edges:
        """Begin and end of whole passes by (craft, station)."""
        viewers = Viewers.of(station or self.station, mask_deg)
        orbits = [ElementSetOrbit(one, orientation or self.orientation, NEVER) for one in self.sets]
        found: Edges = {}
        for step in {orbit.step for orbit in orbits}:
            rows = [row for row, orbit in enumerate(orbits) if orbit.step == step]
            grid = Grid.covering(step, self.start_s, self.end_s)
            tracks = tracks_of([orbits[row] for row in rows], grid)
            if turned is not None:
                tracks = Tracks(grid, turned(tracks.position_itrs_km, grid.node_unix_s))
            table = find_windows(tracks, viewers, self.start_s, self.end_s)
            found |= {(rows[craft], place): at for (craft, place), at in by_pair(table).items()}
        return found


def by_pair(table: WindowTable) -> Edges:
    """Of the whole passes."""
    whole = table.take(table.rises & table.sets)
    found: defaultdict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    for craft, place, begin, end in zip(
        *(one.tolist() for one in (whole.craft, whole.station, whole.begin_s, whole.end_s)),
        strict=True,
    ):
        found[craft, place].append((begin, end))
    return {pair: np.array(edges) for pair, edges in found.items()}


def shifts_s(one: Edges, two: Edges) -> Floats:
    """|difference| of the edges of passes that overlap."""
    found: list[Floats] = []
    for key, passes in one.items():
        others = two.get(key)
        if others is None:
            continue
        for begin, end in passes:
            match = others[(others[:, 0] < end) & (others[:, 1] > begin)]
            if len(match) == 1:
                found.append(np.abs(match[0] - (begin, end)))
    return np.concatenate(found) if found else np.zeros(0)


def refracted_mask_deg(mask_deg: float) -> float:
    """The geometric elevation that is seen at `mask_deg`: Bennett 1982, J. Navigation 35, 255."""
    arcmin = 1 / np.tan(np.radians(mask_deg + 7.31 / (mask_deg + 4.4)))
    return mask_deg - float(arcmin) / 60


def geocentric(station: Station) -> Station:
    """Geodetic latitudes taken for geocentric ones."""
    latitude = np.radians(np.asarray(station.latitude_deg))
    wrong = np.degrees(np.arctan(np.tan(latitude) / (1 - EARTH_FLATTENING) ** 2))
    return Station(wrong, station.longitude_deg, station.height_m)


def taken_for_j2000(orientation: EarthOrientation) -> Turn:
    """SGP4's frame of date taken for the ICRF's axes: precession and nutation counted twice."""

    def turned(position_itrs_km: Floats, unix_s: Floats) -> Floats:
        back = np.swapaxes(teme_to_itrs(unix_s, orientation), -1, -2)
        wrong = np.matmul(gcrs_to_itrs(unix_s, orientation), back)
        return np.einsum("nij,cjn->cin", wrong, position_itrs_km)

    return turned


def equation_of_equinoxes_s(unix_s: float) -> float:
    """Apparent minus mean sidereal time: what it costs to take TEME's equinox for the true one."""
    import erfa

    day, fraction = julian_day(unix_s, TT_MINUS_UTC_S)
    return float(erfa.eqeq94(day, fraction)) / EARTH_ROTATION_RAD_S


def at_edges(setting: Setting, edges: Edges, elevation: Callable[..., Floats]) -> Floats:
    """How far edges are from those of another elevation, to first order: difference over rate.

    `elevation(orbit, station, unix_s)` in degrees.
    """
    found: list[Floats] = []
    for (craft, place), passes in edges.items():
        orbit = ElementSetOrbit(setting.sets[craft], setting.orientation)
        station, unix_s = setting.station.take(np.array(place)), passes.ravel()
        later, earlier = (
            elevation_deg(orbit.position_itrs_km(unix_s + by), station) for by in (0.5, -0.5)
        )
        other = elevation(orbit, station, unix_s)
        found.append(np.abs((other - MASK_DEG) / (later - earlier)))
    return np.concatenate(found)


def geometric(orbit: ElementSetOrbit, station: Station, unix_s: Floats) -> Floats:
    """SGP4 at the very instants: what the polynomial between its nodes stands for."""
    return elevation_deg(orbit.position_itrs_km(unix_s), station)


def as_seen(orbit: ElementSetOrbit, station: Station, unix_s: Floats) -> Floats:
    """Where the light left it, the Earth turned since, and aberrated by the station's motion."""
    delay_s = np.zeros_like(unix_s)
    seen = orbit.position_itrs_km(unix_s)
    for _ in range(3):
        delay_s = look_angles(seen, station).range_km / C_KM_S
        x, y, z = orbit.position_itrs_km(unix_s - delay_s).T
        angle = EARTH_ROTATION_RAD_S * delay_s  # the Earth's axes are that much further east now
        seen = np.stack(
            [
                x * np.cos(angle) + y * np.sin(angle),
                y * np.cos(angle) - x * np.sin(angle),
                z,
            ],
            axis=-1,
        )
    site = station.position_itrs_km
    moved = (delay_s * C_KM_S)[:, None] * rotation_velocity_km_s(site) / C_KM_S
    return elevation_deg(seen + moved, station)


def distant(setting: Setting) -> None:
    """Craft beyond the Earth where they are, against where their light comes from."""
    network = default_network()
    sky = Sky.builtin(network)
    viewers = Viewers.of(setting.station, MASK_DEG)
    grid = Grid.covering(DISTANT, setting.start_s, setting.end_s)
    sources = [
        best
        for best in (sky.path(craft.id).best(setting.start_s) for craft in network.spacecraft)
        if not isinstance(best, Unknown) and best.step == DISTANT
    ]
    there = np.stack([source.position_itrs_km(grid.node_unix_s).T for source in sources])
    seen, geometric_ones = (
        by_pair(find_windows(tracks, viewers, setting.start_s, setting.end_s))
        for tracks in (tracks_of(sources, grid), Tracks(grid, there))
    )
    name = f"light time and aberration left out, {len(sources)} craft beyond the Earth"
    told(name, shifts_s(seen, geometric_ones))


def by_age(sets: list[ElementSet]) -> None:
    """Passes of a craft from an old set against those from a younger one about its own epoch."""
    craft: defaultdict[int, list[ElementSet]] = defaultdict(list)
    for one in sets:
        craft[one.norad_id].append(one)
    shifts: defaultdict[tuple[bool, int], list[Floats]] = defaultdict(list)
    pairs: defaultdict[tuple[bool, int], set[str]] = defaultdict(set)
    for those in craft.values():
        for young in those:
            for old in those:
                age_days = (young.epoch_at - old.epoch_at).total_seconds() / DAY_S
                step = next((limit for limit in AGES_DAYS if age_days < limit), None)
                if age_days < 1 or step is None:
                    continue
                one, two = Setting([young]), Setting([old])
                one.start_s = two.start_s = young.epoch_at.timestamp() - HOURS * 1_800
                one.end_s = two.end_s = one.start_s + HOURS * 3_600
                low = young.mean_motion_rev_day > 11.25
                found = shifts_s(one.edges(), two.edges())
                if found.size:
                    shifts[low, step].append(found)
                    pairs[low, step].add(young.name)
    for (low, step), found in sorted(shifts.items(), reverse=True):
        kind = "low orbits" if low else "higher orbits"
        least = max((limit for limit in AGES_DAYS if limit < step), default=1)
        count = len(pairs[low, step])
        told(f"{kind}, elements {least}–{step} days old, {count} craft", np.concatenate(found))


def told(name: str, shift_s: Floats, more: int | None = None) -> None:
    median, p99 = np.percentile(shift_s, [50, 99])
    passes = "" if more is None else f", passes {more:+d}"
    print(f"{name:62s} median {median:.2g} s, p99 {p99:.2g} s, worst {shift_s.max():.2g} s{passes}")


def main() -> int:
    if len(sys.argv) > 1:
        sets = list(read_elements(Path(sys.argv[1]).read_bytes(), "file").sets)
        order = np.random.default_rng(1).permutation(len(sets))[:500]
        sets = [sets[row] for row in order]
    else:
        sets = list(BuiltinData().element_sets)
    setting = Setting(sets)
    turned, place = setting.orientation, setting.station
    still = np.zeros_like(turned.pole_x_arcsec)
    whole = setting.edges()
    higher = Station(place.latitude_deg, place.longitude_deg, np.asarray(place.height_m) + 100)
    effects = {
        "polar motion left out": {
            "orientation": replace(turned, pole_x_arcsec=still, pole_y_arcsec=still)
        },
        "UT1 - UTC left out": {"orientation": replace(turned, ut1_minus_utc_s=still)},
        "UT1 off by 0.1 s": {
            "orientation": replace(turned, ut1_minus_utc_s=turned.ut1_minus_utc_s + 0.1)
        },
        "UT1 off by 1 s": {
            "orientation": replace(turned, ut1_minus_utc_s=turned.ut1_minus_utc_s + 1)
        },
        "TEME taken for J2000 axes": {"turned": taken_for_j2000(turned)},
        "TEME's equinox taken for the true one": {
            "orientation": replace(
                turned,
                ut1_minus_utc_s=turned.ut1_minus_utc_s + equation_of_equinoxes_s(setting.start_s),
            )
        },
        "latitude geocentric": {"station": geocentric(place)},
        "height off by 100 m": {"station": higher},
        "mask off by 0.01 deg": {"mask_deg": MASK_DEG + 0.01},
        "refraction": {"mask_deg": refracted_mask_deg(MASK_DEG)},
    }
    print(
        f"{len(setting.sets)} craft, {np.size(place.latitude_deg)} stations, mask {MASK_DEG:g} deg"
    )
    print(f"{sum(map(len, whole.values()))} whole passes in {HOURS} h")
    for name, changed in effects.items():
        other = setting.edges(**changed)
        count = sum(map(len, other.values())) - sum(map(len, whole.values()))
        told(name, shifts_s(whole, other), count)
    told("light time and aberration left out, these craft", at_edges(setting, whole, as_seen))
    told("the polynomial between SGP4's nodes", at_edges(setting, whole, geometric))
    distant(setting)
    by_age(list(BuiltinData().element_sets))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
