"""The built-in sources for craft that do not orbit the Earth: tables, conics, a halo, bodies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

import numpy as np

from dishboard.ephemeris.builtin import BuiltinData, ecliptic_to_icrf
from dishboard.ephemeris.distant import Distant, States
from dishboard.ephemeris.earth_view import EarthView
from dishboard.ephemeris.interface import Floats
from dishboard.ephemeris.quality import ErrorGrowth
from dishboard.ephemeris.solar_system import BODIES, SolarSystem
from dishboard.geometry import Conic, tdb_s_of
from dishboard.geometry.series import hermite
from dishboard.model import Spacecraft
from dishboard.units import AU_KM, DAY_S, GM_SUN_KM3_S2, GM_SYSTEM_KM3_S2

__all__ = ["DeepSpace"]

_J2000_JD = 2_451_545.0
_TABLE, _CONIC, _HALO, _PLACED = 1, 2, 3, 4  # ranks: 0 are element sets

# What is seen left its place a light time ago, and the table must know that too: 2.4 au.
_OLDEST_LIGHT_S = 1_200.0

# How far from its body's centre a craft placed there may be, km: BepiColombo on 2026-11-04, Mars
# Express's, LRO's and Juno's (53-day orbit) farthest points; Hope (NAIF -62) goes farther.
_FROM_CENTRE_KM: Mapping[str, float] = MappingProxyType(
    {"Mercury": 214_000, "Mars": 14_000, "Moon": 2_000, "Jupiter": 8_100_000}
)
_FARTHER_KM: Mapping[int | None, float] = MappingProxyType({-62: 46_500})
_FROM_CENTRE_ELSEWHERE_KM = 1_000_000.0


@dataclass(frozen=True)
class DeepSpace:
    """Makes `Distant` sources from the built-in data."""

    data: BuiltinData
    earth: EarthView

    def sources(self, craft: Spacecraft) -> list[Distant]:
        """Everything built in for a spacecraft, by its key or its NAIF id; best kinds first."""
        found: list[Distant] = []
        for key, entry in self.data.deep_space.items():
            if craft.state == key or craft.naif_id == entry["naif_id"]:
                found += self._from(key, entry)
        placed = craft.placed_at
        if placed is not None and placed.body in BODIES:
            start = _tdb_s(date.fromisoformat(placed.from_date)) if placed.from_date else -np.inf
            usual_km = _FROM_CENTRE_KM.get(placed.body, _FROM_CENTRE_ELSEWHERE_KM)
            error_km = _FARTHER_KM.get(craft.naif_id, usual_km)
            found.append(self._placed(placed.body, start, error_km))
        return found

    def _from(self, key: str, entry: dict[str, Any]) -> list[Distant]:
        if entry["kind"] == "table":
            return self._tables(key, entry)
        solar_system = self.data.solar_system
        start, end = _tdb_s(entry["start"]), _tdb_s(entry["end"])
        if entry["kind"] == "halo":
            states, epoch = _halo_states(entry["halo"], solar_system), None
            return [self._distant(entry, _HALO, states, start, end, epoch)]
        states, epoch = self._conic(key, entry)
        return [self._distant(entry, _CONIC, states, start, end, epoch)]

    def _tables(self, key: str, entry: dict[str, Any]) -> list[Distant]:
        """One source for each state the table was derived from."""
        return [
            self._distant(
                entry,
                _TABLE,
                _table_states(rows.since_j2000_s, rows.position_km, rows.velocity_km_s, self.data),
                float(rows.since_j2000_s[0]) + _OLDEST_LIGHT_S,
                float(rows.since_j2000_s[-1]),
                _tdb_s(datetime.fromisoformat(rows.epoch or "")),
            )
            for rows in self.data.state_tables
            if rows.craft == key
        ]

    def _conic(self, key: str, entry: dict[str, Any]) -> tuple[States, float]:
        solar_system = self.data.solar_system
        if "elements" in entry:
            conic = _conic_of_elements(entry["elements"])
            return _about_sun(conic, solar_system, ecliptic=True), conic.epoch_s
        seed = next(state for state in self.data.horizons_states if state.craft == key)
        position, velocity = seed.position_km, seed.velocity_km_s
        if entry["centre"] == "Sun":
            conic = Conic.from_state(GM_SUN_KM3_S2, seed.epoch_tdb_s, position, velocity)
            return _about_sun(conic, solar_system, ecliptic=False), conic.epoch_s
        sun, sun_velocity = solar_system.sun(np.array([seed.epoch_tdb_s]))
        conic = Conic.from_state(
            GM_SYSTEM_KM3_S2, seed.epoch_tdb_s, position + sun[0], velocity + sun_velocity[0]
        )
        return conic.state, conic.epoch_s

    def _placed(self, body: str, start_tdb_s: float, error_km: float) -> Distant:
        first, last = self.data.solar_system.span_tdb_s

        def states(tdb_s: Floats) -> tuple[Floats, Floats]:
            return self.data.solar_system.state(body, tdb_s)

        start = max(start_tdb_s, first + DAY_S)
        begins = f"{_J2000 + np.timedelta64(int(start), 's'):.10}"
        return Distant(
            source=f"centre of {body}, JPL DE440",
            rank=_PLACED,
            states=states,
            earth=self.earth,
            error=ErrorGrowth(error_km),
            start_tdb_s=start,
            end_tdb_s=last - DAY_S,
            limits=f"it is drawn at the centre of {body} from {begins} to 2040",
            placed_at=body,
        )

    def _distant(
        self,
        entry: dict[str, Any],
        rank: int,
        states: States,
        start_tdb_s: float,
        end_tdb_s: float,
        epoch_tdb_s: float | None,
    ) -> Distant:
        return Distant(
            source=str(entry["source"]),
            rank=rank,
            states=states,
            earth=self.earth,
            error=ErrorGrowth(float(entry["error_30d_km"]), float(entry["error_power"])),
            start_tdb_s=start_tdb_s,
            end_tdb_s=end_tdb_s,
            limits=str(entry["limits"]),
            epoch_tdb_s=epoch_tdb_s,
            placed_at=entry.get("placed_at"),
        )


_J2000 = np.datetime64("2000-01-01T12:00:00")


def _tdb_s(at: date | datetime) -> float:
    """Of a UTC date, at 0h; of an instant without zone, read as TDB."""
    if isinstance(at, datetime):
        return (at - datetime(2000, 1, 1, 12)).total_seconds()  # noqa: DTZ001
    return float(tdb_s_of(datetime(at.year, at.month, at.day, tzinfo=UTC).timestamp()))


def _table_states(nodes: Floats, position: Floats, velocity: Floats, data: BuiltinData) -> States:
    def states(tdb_s: Floats) -> tuple[Floats, Floats]:
        helio, helio_velocity = hermite(nodes, position, velocity, tdb_s)
        sun, sun_velocity = data.solar_system.sun(tdb_s)
        return helio + sun, helio_velocity + sun_velocity

    return states


def _about_sun(conic: Conic, solar_system: SolarSystem, *, ecliptic: bool) -> States:
    def states(tdb_s: Floats) -> tuple[Floats, Floats]:
        position, velocity = conic.state(tdb_s)
        if ecliptic:
            position, velocity = ecliptic_to_icrf(position), ecliptic_to_icrf(velocity)
        sun, sun_velocity = solar_system.sun(tdb_s)
        return position + sun, velocity + sun_velocity

    return states


def _conic_of_elements(elements: dict[str, float]) -> Conic:
    return Conic(
        GM_SUN_KM3_S2,
        (elements["epoch_jd_tdb"] - _J2000_JD) * DAY_S,
        elements["semi_major_axis_au"] * AU_KM,
        elements["eccentricity"],
        elements["inclination_deg"],
        elements["node_deg"],
        elements["periapsis_deg"],
        elements["mean_anomaly_deg"],
    )


def _halo_states(halo: dict[str, Any], solar_system: SolarSystem) -> States:
    """A motion in the frame that turns with Sun and Earth; its velocity by differences."""
    t0 = (halo["t0_jd_tdb"] - _J2000_JD) * DAY_S
    rate = 2 * np.pi / (halo["period_days"] * DAY_S)
    constant, cosine, sine = (np.array(halo[f"{n}_km"]) for n in ("constant", "cosine", "sine"))
    north = ecliptic_to_icrf(np.array([0.0, 0.0, 1.0]))

    def position(tdb_s: Floats) -> Floats:
        earth, _ = solar_system.earth(tdb_s)
        sun, _ = solar_system.sun(tdb_s)
        to_sun = sun - earth
        x = to_sun / np.linalg.norm(to_sun, axis=-1, keepdims=True)
        # The Sun is within 0.3″ of the ecliptic: z is taken across x, and y completes.
        y = np.cross(north, x)
        y /= np.linalg.norm(y, axis=-1, keepdims=True)
        phase = (rate * (tdb_s - t0))[..., None]
        along = constant + cosine * np.cos(phase) + sine * np.sin(phase)
        return earth + along[..., :1] * x + along[..., 1:2] * y + along[..., 2:] * np.cross(x, y)

    def states(tdb_s: Floats) -> tuple[Floats, Floats]:
        step = 60.0
        times = np.concatenate([tdb_s, tdb_s + step, tdb_s - step])
        here, after, before = np.split(position(times), 3)
        return here, (after - before) / (2 * step)

    return states
