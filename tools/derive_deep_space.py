"""Makes ephemeris/builtin/state-tables.csv: where deep-space craft go from their last known states.

    python tools/derive_deep_space.py            derive, compare with held-out states, write
    python tools/derive_deep_space.py --report   compare only

Input: builtin/horizons-states.csv, states of 2026 as JPL Horizons gave them, and the built-in DE440
excerpt. From each state the craft falls freely among Sun, planets and Moon (point masses); sunlight
presses on those with a shield where a coefficient is stated. What is not in it: manoeuvres, thrust,
relativity (0.1 km in a month at 0.3 au). Each state serves until half-way to its neighbours.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dishboard.ephemeris.builtin import BuiltinData, HorizonsState
from dishboard.ephemeris.solar_system import SolarSystem
from dishboard.geometry.series import hermite
from dishboard.units import AU_KM, DAY_S

Floats = NDArray[np.float64]

OUT = Path(__file__).parents[1] / "src/dishboard/ephemeris/builtin/state-tables.csv"
J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)  # read as TDB

# GM, km³/s²: header of DE440 (Park et al. 2021), systems from Mars outward
ATTRACTING = {
    "Sun": 132_712_440_041.279419,
    "Mercury": 22_031.868551,
    "Venus": 324_858.592,
    "Earth": 398_600.435507,
    "Moon": 4_902.800118,
    "Mars": 42_828.375816,
    "Jupiter": 126_712_764.1,
    "Saturn": 37_940_584.8418,
    "Uranus": 5_794_556.4,
    "Neptune": 6_836_527.10058,
}


# Acceleration by sunlight at 1 au, away from the Sun and falling with its square, km/s². One number
# a craft, fitted to states of 2026-10-05 to 10-24 and tested on those of 09-05 and 11-04: it takes
# the error of 30 days from 157 km to 20 (JUICE), 456 to 61 (SOLO), 793 to 62 (JWST), 277 to 68
# (EUCLID), 3,120 to 159 (BEPI).
LIGHT_PRESSURE_KM_S2 = {
    "JUICE": 3.70e-11,
    "SOLO": 8.53e-11,
    "JWST": 2.06e-10,
    "EUCLID": 6.82e-11,
    "BEPI": 3.89e-11,
}


@dataclass(frozen=True)
class Wanted:
    """What to derive for one craft: TDB dates, and spans that no state is carried into."""

    start: str
    end: str
    gaps: tuple[tuple[str, str], ...] = ()


WANTED = {
    # the Earth fly-by of 2026-09-28/29
    "JUICE": Wanted("2026-09-05", "2027-02-01", (("2026-09-28T12:00", "2026-09-29T12:00"),)),
    "SOLO": Wanted("2026-09-05", "2026-12-23"),  # the Venus fly-by of 2026-12-24/25 comes then
    "JWST": Wanted("2026-09-05", "2027-02-01"),
    "EUCLID": Wanted("2026-09-05", "2027-02-01"),
    "EURC": Wanted("2026-09-05", "2026-12-03T12:00"),  # the Earth fly-by at 20:14
    "BEPI": Wanted("2026-09-05", "2026-11-20"),  # orbit insertion was planned for 2026-11-21
}
STEP_S = 43_200.0
ALLOWED_KM = 0.1  # between the table's curve and the integration


def tdb_s(text: str) -> float:
    """TDB seconds since J2000 of a calendar date read as TDB."""
    return (datetime.fromisoformat(text).replace(tzinfo=UTC) - J2000).total_seconds()


def calendar(seconds: float) -> str:
    at = J2000 + timedelta(seconds=round(seconds, 3))
    return at.replace(tzinfo=None).isoformat(timespec="milliseconds").removesuffix(".000")


class FreeFall:
    """Integrates one craft by Dormand and Prince's 5(4) pair with its own step."""

    # J. Comput. Appl. Math. 6 (1980) 19, table 2
    NODES = (0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1)
    STAGES = (
        (),
        (1 / 5,),
        (3 / 40, 9 / 40),
        (44 / 45, -56 / 15, 32 / 9),
        (19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729),
        (9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656),
        (35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84),
    )
    ERROR = (71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40)
    TOLERANCE_KM = 1e-4  # a step; velocities count with a day's weight

    def __init__(self, solar_system: SolarSystem, light_pressure_km_s2: float = 0.0) -> None:
        self._solar_system = solar_system
        self._light_pressure = light_pressure_km_s2

    def states(self, epoch: float, state: Floats, at: Iterable[float]) -> Floats:
        """States (n, 6), barycentric km and km/s, at TDB seconds on one side of the epoch."""
        time, now, found = epoch, state.copy(), []
        step = 600.0
        for goal in at:
            while abs(goal - time) > 1e-6:
                trial = float(np.copysign(min(step, abs(goal - time)), goal - time))
                moved, error = self._tried(time, now, trial)
                if error <= 1:
                    time, now = time + trial, moved
                if error > 1 or abs(trial) >= 0.99 * step:
                    step *= float(np.clip(0.9 * max(error, 1e-10) ** -0.2, 0.2, 3.0))
            found.append(now)
        return np.array(found).reshape(-1, 6)

    def _tried(self, time: float, state: Floats, step: float) -> tuple[Floats, float]:
        slopes: list[Floats] = []
        reached = state
        for node, weights in zip(self.NODES, self.STAGES, strict=True):
            reached = state + step * self._mixed(weights, slopes)
            slopes.append(self._slope(time + node * step, reached))
        miss = step * self._mixed(self.ERROR, slopes)
        miss[3:] *= DAY_S
        return reached, float(np.abs(miss).max()) / self.TOLERANCE_KM

    @staticmethod
    def _mixed(weights: tuple[float, ...], slopes: list[Floats]) -> Floats:
        return np.tensordot(weights, slopes, axes=1) if weights else np.zeros(6)

    def _slope(self, time: float, state: Floats) -> Floats:
        pull = np.zeros(3)
        for body, gm in ATTRACTING.items():
            line = self._solar_system.state(body, np.array([time]))[0][0] - state[:3]
            distance = float(np.sqrt(line @ line))
            pull += gm / distance**3 * line
            if body == "Sun":
                pull -= self._light_pressure * (AU_KM / distance) ** 2 * line / distance
        return np.concatenate([state[3:], pull])


class Derivation:
    def __init__(self) -> None:
        self._data = BuiltinData()
        self.seeds: dict[str, list[HorizonsState]] = {}
        for seed in self._data.horizons_states:
            self.seeds.setdefault(seed.craft, []).append(seed)

    def barycentric(self, seed: HorizonsState) -> Floats:
        position, velocity = self._data.solar_system.sun(np.array([seed.epoch_tdb_s]))
        return np.concatenate([seed.position_km + position[0], seed.velocity_km_s + velocity[0]])

    def carried(
        self, seed: HorizonsState, at: list[float], pressure: float | None = None
    ) -> Floats:
        """States at increasing TDB seconds, before and after the seed's epoch."""
        if pressure is None:
            pressure = LIGHT_PRESSURE_KM_S2.get(seed.craft, 0.0)
        fall = FreeFall(self._data.solar_system, pressure)
        start = self.barycentric(seed)
        before = [time for time in at if time < seed.epoch_tdb_s]
        after = [time for time in at if time >= seed.epoch_tdb_s]
        backward = fall.states(seed.epoch_tdb_s, start, before[::-1])[::-1]
        return np.vstack([backward, fall.states(seed.epoch_tdb_s, start, after)])

    def report(self) -> None:
        """Every state carried to every later one of its craft: days, km off."""
        for craft, seeds in self.seeds.items():
            for n, seed in enumerate(seeds):
                later = seeds[n + 1 :]
                if not later:
                    continue
                states = self.carried(seed, [one.epoch_tdb_s for one in later])
                for one, state in zip(later, states, strict=True):
                    off = np.linalg.norm(state[:3] - self.barycentric(one)[:3])
                    days = (one.epoch_tdb_s - seed.epoch_tdb_s) / DAY_S
                    print(f"{craft:7}{calendar(seed.epoch_tdb_s)} +{days:5.1f} d {off:12.1f} km")

    def tables(self) -> Iterator[tuple[HorizonsState, Floats, Floats]]:
        """Each seed's span of every wanted craft: times, barycentric states."""
        for craft, wanted in WANTED.items():
            seeds = self.seeds[craft]
            for n, seed in enumerate(seeds):
                start, end = tdb_s(wanted.start), tdb_s(wanted.end)
                # Half-way to the neighbours, and a step more so that the spans overlap.
                if n > 0:
                    start = max(start, (seeds[n - 1].epoch_tdb_s + seed.epoch_tdb_s) / 2 - STEP_S)
                if n + 1 < len(seeds):
                    end = min(end, (seeds[n + 1].epoch_tdb_s + seed.epoch_tdb_s) / 2 + STEP_S)
                for gap_start, gap_end in wanted.gaps:
                    if seed.epoch_tdb_s < tdb_s(gap_start):
                        end = min(end, tdb_s(gap_start))
                    else:
                        start = max(start, tdb_s(gap_end))
                yield seed, *self._table(seed, start, end)

    def _table(self, seed: HorizonsState, start: float, end: float) -> tuple[Floats, Floats]:
        """Nodes half a day apart, and closer where the curve through them would leave the way."""
        first, last = np.ceil(start / STEP_S) * STEP_S, np.floor(end / STEP_S) * STEP_S
        times = np.unique([start, *np.arange(first, last + 1, STEP_S), end])
        while True:
            middles = (times[1:] + times[:-1]) / 2
            every = np.sort(np.concatenate([times, middles]))
            states = self.carried(seed, every.tolist())
            nodes, between = states[::2], states[1::2]
            curve, _ = hermite(times, nodes[:, :3], nodes[:, 3:], middles)
            bad = np.linalg.norm(curve - between[:, :3], axis=-1) > ALLOWED_KM
            if not bad.any():
                return times, nodes
            times = np.sort(np.concatenate([times, np.round(middles[bad] / 60) * 60]))


def written(tables: Iterable[tuple[HorizonsState, Floats, Floats]], data: BuiltinData) -> str:
    lines = [
        "# States of deep-space craft, derived by tools/derive_deep_space.py: free fall among Sun,",
        "# planets (DE440) and Moon, with light pressure, from the state of `epoch` in",
        "# horizons-states.csv. Heliocentric, ICRF axes; between rows a cubic through both states,",
        f"# {ALLOWED_KM} km from the integration. Errors as measured: deep-space.toml.",
        "craft,naif_id,at,scale,x_km,y_km,z_km,vx_km_s,vy_km_s,vz_km_s,epoch",
    ]
    for seed, times, states in tables:
        sun = np.concatenate(data.solar_system.sun(times), axis=-1)
        for time, state in zip(times.tolist(), states - sun, strict=True):
            numbers = ",".join([f"{x:.3f}" for x in state[:3]] + [f"{v:.9f}" for v in state[3:]])
            epoch = calendar(seed.epoch_tdb_s)
            lines.append(f"{seed.craft},{seed.naif_id},{calendar(time)},TDB,{numbers},{epoch}")
    return "\n".join(lines) + "\n"


def main() -> None:
    derivation = Derivation()
    derivation.report()
    if "--report" not in sys.argv:
        text = written(derivation.tables(), BuiltinData())
        OUT.write_text(text, encoding="ascii")
        print(f"{OUT.name}: {text.count(chr(10))} lines")


if __name__ == "__main__":
    main()
