"""One table of states from a file: what may be asked of it, when, and what it is worth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dishboard.ephemeris.earth_view import EarthView
from dishboard.ephemeris.file_frames import Axes, barycentric_axes
from dishboard.ephemeris.interface import Floats
from dishboard.ephemeris.quality import quality_by_age, quality_by_angle
from dishboard.geometry import tdb_s_of
from dishboard.geometry.interpolation import hermite_between, lagrange_between
from dishboard.model import Quality
from dishboard.time import format_instant, from_unix_s

__all__ = ["CENTRES", "EDGE_S", "StateTable", "covered"]

# Every one but the Earth's and Sun's is also known by its system's barycentre, which is the same
# point here from Mars outward: off by 0.2 m at Mars, up to 300 km at Saturn, 2,100 km at Pluto.
CENTRES: dict[str, tuple[tuple[int, int], ...]] = {
    "SOLAR SYSTEM BARYCENTER": (),
    "SSB": (),
    "SUN": ((0, 10),),
    "EARTH": ((0, 3), (3, 399)),
    "EARTH BARYCENTER": ((0, 3),),
    "EARTH-MOON BARYCENTER": ((0, 3),),
    "MOON": ((0, 3), (3, 301)),
    "MERCURY": ((0, 1), (1, 199)),
    "MERCURY BARYCENTER": ((0, 1),),
    "VENUS": ((0, 2), (2, 299)),
    "VENUS BARYCENTER": ((0, 2),),
    **{
        f"{planet}{what}": ((0, number),)
        for number, planet in enumerate(
            ("MARS", "JUPITER", "SATURN", "URANUS", "NEPTUNE", "PLUTO"), start=4
        )
        for what in ("", " BARYCENTER")
    },
}
EDGE_S = 1e-6  # what instants lose on the way through another scale


@dataclass(frozen=True, eq=False, kw_only=True)
class StateTable:
    """States of one craft about `centre`, valid in [start_s, end_s] and nowhere else.

    Instants are unix_s; states before and after the validity may lend support, no more.
    """

    file: str
    source: str  # originator, file and date of creation
    created_s: float
    centre: str
    axes: Axes
    hermite: bool  # through positions and velocities, or through each by itself
    points: int
    node_s: Floats  # (n,), strictly rising
    position_km: Floats  # (n, 3)
    velocity_km_s: Floats
    start_s: float
    end_s: float
    sigma_s: Floats  # (m,): when `sigma_km`, its own statement of its error, holds
    sigma_km: Floats

    def states(self, unix_s: Floats) -> tuple[Floats, Floats]:
        """In the table's own axes about its own centre, (n, 3); NaN outside the validity."""
        at = np.clip(unix_s, self.start_s, self.end_s)
        between = hermite_between if self.hermite else lagrange_between
        position, velocity = between(
            self.node_s, self.position_km, self.velocity_km_s, at, self.points
        )
        outside = ~(np.abs(unix_s - at) <= EDGE_S)
        position[outside], velocity[outside] = np.nan, np.nan
        return position, velocity

    def barycentric(self, unix_s: Floats, earth: EarthView) -> tuple[Floats, Floats]:
        """About the solar system's barycentre, axes of the ICRF."""
        position, velocity = self.states(unix_s)
        position, velocity = barycentric_axes(self.axes, unix_s, position, velocity, earth)
        links = CENTRES[self.centre]
        if not links:
            return position, velocity
        centre, centre_velocity = earth.solar_system.along(links, tdb_s_of(unix_s))
        return position + centre, velocity + centre_velocity

    def quality(self, unix_s: float, distance_km: float) -> Quality:
        """By the error it states, where it does; else by its age, as element sets.

        What lies before its creation is not older than the file.
        """
        if self.sigma_s.size and self.sigma_s[0] <= unix_s <= self.sigma_s[-1]:
            sigma = float(np.interp(unix_s, self.sigma_s, self.sigma_km))
            return quality_by_angle(sigma, distance_km)
        return quality_by_age(max(0.0, unix_s - self.created_s))

    @cached_property
    def farthest_km(self) -> float:
        """From its centre."""
        return float(np.linalg.norm(self.position_km, axis=1).max())


def covered(tables: list[StateTable]) -> str:
    """Which spans they cover together, in words: "a.oem covers … to …"."""
    spans: list[tuple[float, float]] = []
    for begin, end in sorted((one.start_s, one.end_s) for one in tables):
        if spans and begin <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        else:
            spans.append((begin, end))
    words = [
        f"{format_instant(from_unix_s(begin))} to {format_instant(from_unix_s(end))}"
        for begin, end in spans
    ]
    if len(words) > 3:
        words = [*words[:2], f"{len(words) - 3} more spans", words[-1]]
    files = list(dict.fromkeys(one.file for one in tables))
    who = files[0] if len(files) == 1 else f"{files[0]} and {len(files) - 1} more"
    return f"{who} covers {', '.join(words)}"
