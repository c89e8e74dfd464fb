"""Measure what each effect moves: rise and set with and without it, on the same passes.

python tools/measure_effects.py [FILE]    element sets (TLE, 3LE, OMM); else the built-in ones

The table of docs/understanding/accuracy.md is made from what it prints.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dishboard.ephemeris.builtin import BuiltinData
from dishboard.ephemeris.earth_orbit import ElementSetOrbit
from dishboard.ephemeris.tracks import tracks_of
from dishboard.formats.elements import read_elements
from dishboard.geometry import EarthOrientation, Station
from dishboard.geometry.windows import Grid, Viewers, find_windows
from dishboard.model import ElementSet
from dishboard.networks import default_network
from dishboard.units import EARTH_FLATTENING

Floats = NDArray[np.float64]

MASK_DEG = 5.0
HOURS = 24


class Setting:
    """Craft, stations and a day."""

    def __init__(self, sets: list[ElementSet]) -> None:
        self.sets = sets
        self.orientation = BuiltinData().orientation
        epochs = sorted(one.epoch_at for one in sets)
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
    ) -> dict[tuple[int, int], Floats]:
        """Begin and end of whole passes by (craft, station)."""
        viewers = Viewers.of(station or self.station, mask_deg)
        orbits = [ElementSetOrbit(one, orientation or self.orientation) for one in self.sets]
        found: dict[tuple[int, int], Floats] = {}
        for step in {orbit.step for orbit in orbits}:
            rows = [row for row, orbit in enumerate(orbits) if orbit.step == step]
            grid = Grid.covering(step, self.start_s, self.end_s)
            tracks = tracks_of([orbits[row] for row in rows], grid)
            table = find_windows(tracks, viewers, self.start_s, self.end_s)
            table = table.take(table.rises & table.sets)
            for craft, place in sorted(
                set(zip(table.craft.tolist(), table.station.tolist(), strict=True))
            ):
                mine = (table.craft == craft) & (table.station == place)
                found[rows[craft], place] = np.stack([table.begin_s[mine], table.end_s[mine]], 1)
        return found


def shifts_s(one: dict[tuple[int, int], Floats], two: dict[tuple[int, int], Floats]) -> Floats:
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
    return np.concatenate(found)


def refracted_mask_deg(mask_deg: float) -> float:
    """The geometric elevation that is seen at `mask_deg`: Bennett 1982, J. Navigation 35, 255."""
    arcmin = 1 / np.tan(np.radians(mask_deg + 7.31 / (mask_deg + 4.4)))
    return mask_deg - float(arcmin) / 60


def geocentric(station: Station) -> Station:
    """Geodetic latitudes taken for geocentric ones."""
    latitude = np.radians(np.asarray(station.latitude_deg))
    wrong = np.degrees(np.arctan(np.tan(latitude) / (1 - EARTH_FLATTENING) ** 2))
    return Station(wrong, station.longitude_deg, station.height_m)


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
        "latitude geocentric": {"station": geocentric(place)},
        "height off by 100 m": {"station": higher},
        "mask off by 0.01 deg": {"mask_deg": MASK_DEG + 0.01},
        "refraction": {"mask_deg": refracted_mask_deg(MASK_DEG)},
    }
    print(f"{len(sets)} craft, {np.size(place.latitude_deg)} stations, mask {MASK_DEG:g} deg")
    print(f"{sum(map(len, whole.values()))} whole passes in {HOURS} h")
    for name, changed in effects.items():
        other = setting.edges(**changed)
        shift = shifts_s(whole, other)
        count = sum(map(len, other.values())) - sum(map(len, whole.values()))
        median, p99 = np.percentile(shift, [50, 99])
        print(f"{name:32s} median {median:.2g} s, p99 {p99:.2g} s, passes {count:+d}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
