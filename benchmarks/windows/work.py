"""What is to be done: element sets over stations for some hours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from sgp4.api import WGS72, Satrec
from sgp4.exporter import export_tle

from dishboard.ephemeris.builtin import BuiltinData
from dishboard.formats.elements import read_elements
from dishboard.geometry import Station
from dishboard.model import ElementSet
from dishboard.networks import default_network

MASK_DEG = 5.0
_BESIDE_THE_REPOSITORY = Path(__file__).parents[2].parent / "shared/data/elements"
_SEED = 20260822


@dataclass(frozen=True)
class Work:
    """The same for every tool."""

    name: str
    lines: tuple[tuple[str, str], ...]  # two-line elements of each satellite
    station: Station
    start_s: float
    hours: float

    @property
    def end_s(self) -> float:
        return self.start_s + self.hours * 3600

    @property
    def text(self) -> bytes:
        return "\n".join(line for pair in self.lines for line in pair).encode()

    def of(self, name: str, satellites: int, stations: int, hours: float = 24) -> Work:
        """A part of it: satellites drawn at random, always the same ones."""
        rng = np.random.default_rng(_SEED)
        some = rng.permutation(len(self.lines))[:satellites]
        return replace(
            self,
            name=name,
            lines=tuple(self.lines[one] for one in some),
            station=self.station.take(np.arange(stations)),
            hours=hours,
        )


def everything(catalogue: Path | None) -> tuple[Work, str]:
    """All satellites and 40 stations for a day, and where the elements are from.

    From the file that was named, else from a catalogue that lies beside the repository, else made
    up: a mix of orbits like that of the active satellites.
    """
    if catalogue is None:
        found = sorted(_BESIDE_THE_REPOSITORY.glob("active-*.3le"))
        catalogue = found[-1] if found else None
    if catalogue is None:
        sets, source = made_up(4_000), "made-up orbits, mixed as active satellites are"
    else:
        sets = list(read_elements(catalogue.read_bytes(), catalogue.name).sets)
        source = f"{len(sets)} element sets of {catalogue.name}"
    epochs = sorted(one.epoch_at for one in sets)
    day = epochs[len(epochs) // 2].replace(hour=0, minute=0, second=0, microsecond=0)
    lines = tuple(_two_lines(one) for one in sets)
    return Work("all", lines, stations(), (day + timedelta(days=1)).timestamp(), 24), source


def stations(count: int = 40) -> Station:
    """One antenna of each site of the default network, then places spread over the Earth."""
    sites = {one.site: one for one in default_network().antennas if one.has_position}
    places = [
        (one.latitude_deg.value, one.longitude_deg.value, one.height_m.value or 0.0)
        for one in sites.values()
    ][:count]
    rng = np.random.default_rng(_SEED)
    while len(places) < count:
        latitude = np.degrees(np.arcsin(rng.uniform(-1, 1)))
        places.append((float(latitude), float(rng.uniform(-180, 180)), 200.0))
    # Mixed, so that the first five are not all in one country.
    columns = np.array(places, dtype=np.float64)[rng.permutation(count)].T
    return Station(*columns)


def made_up(count: int) -> list[ElementSet]:
    """Orbits drawn at random: 90 % low, 4 % geostationary, 3 % navigation, 3 % eccentric."""
    rng = np.random.default_rng(_SEED)
    epoch_at = datetime(2026, 8, 22, tzinfo=UTC)
    sets: list[ElementSet] = []
    for number in range(count):
        kind = rng.choice(4, p=[0.90, 0.04, 0.03, 0.03])
        motion, eccentricity, inclination = (
            (rng.uniform(13.0, 15.5), rng.uniform(0, 0.003), rng.choice([43.0, 53.0, 70.0, 97.6])),
            (1.00273, rng.uniform(0, 0.0005), rng.uniform(0, 3)),
            (rng.uniform(1.86, 2.1), rng.uniform(0, 0.01), rng.uniform(54, 65)),
            (rng.uniform(2.0, 2.3), rng.uniform(0.6, 0.72), rng.uniform(7, 64)),
        )[kind]
        node, periapsis, anomaly = rng.uniform(0, 360, 3)
        sets.append(
            ElementSet(
                norad_id=number + 1,
                name=f"made up {number}",
                cospar_id=None,
                epoch_at=epoch_at,
                mean_motion_rev_day=float(motion),
                eccentricity=float(eccentricity),
                inclination_deg=float(inclination),
                node_deg=float(node),
                periapsis_deg=float(periapsis),
                mean_anomaly_deg=float(anomaly),
                bstar=1e-5,
                source="made up",
            )
        )
    return sets


def orientation():
    """The Earth's, for every tool that takes one."""
    return BuiltinData().orientation


def _two_lines(one: ElementSet) -> tuple[str, str]:
    """What every tool can read, whatever the source was; digits beyond its columns are dropped."""
    satellite = Satrec()
    satellite.sgp4init(
        WGS72,
        "i",
        one.norad_id % 100_000,
        (one.epoch_at - datetime(1949, 12, 31, tzinfo=UTC)) / timedelta(days=1),
        one.bstar,
        one.mean_motion_dot * 2 * np.pi / 1440**2,
        one.mean_motion_ddot * 2 * np.pi / 1440**3,
        one.eccentricity,
        np.radians(one.periapsis_deg),
        np.radians(one.inclination_deg),
        np.radians(one.mean_anomaly_deg),
        one.mean_motion_rev_day * 2 * np.pi / 1440,
        np.radians(one.node_deg),
    )
    satellite.classification, satellite.intldesg = "U", "24001A"
    satellite.elnum = satellite.revnum = 1
    return export_tle(satellite)
