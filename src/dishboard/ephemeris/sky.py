"""Where every spacecraft of a network is, from the best source at each instant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dishboard.ephemeris.interface import Ephemeris, Known, Unknown
from dishboard.ephemeris.path import Path
from dishboard.errors import UnknownNameError
from dishboard.geometry import LookAngles, Station, itrs_to_geodetic
from dishboard.model import (
    Antenna,
    Evidence,
    Freshness,
    Network,
    Pass,
    PointingReading,
    PositionReading,
    Trajectory,
)
from dishboard.time import from_unix_s
from dishboard.units import C_KM_S

if TYPE_CHECKING:
    from dishboard.ephemeris.library import Library

__all__ = ["Sky"]


class Sky:
    """The spacecraft of one network. Instants are handed in; nothing here reads a clock.

    A spacecraft without an honest position is answered with `Unknown` and its reason; an id that
    is not in the network is a misuse and raises UnknownNameError.
    """

    def __init__(self, network: Network, library: Library) -> None:
        self._network = network
        self._library = library
        self._paths: dict[str, Path] = {}
        self._stations: dict[str, Station] = {}

    @classmethod
    def builtin(cls, network: Network) -> Sky:
        """From the data that come with Dishboard: no network, no files of the user's."""
        from dishboard.ephemeris.library import Library

        return cls(network, Library.builtin())

    def known(self, spacecraft_id: str, at: datetime) -> Known | Unknown:
        """What a position at `at` would rest on, or why there is none."""
        path, unix_s = self.path(spacecraft_id), at.timestamp()
        best = path.best(unix_s)
        return best if isinstance(best, Unknown) else _known(best, unix_s)

    def position(self, spacecraft_id: str, at: datetime) -> PositionReading | Unknown:
        """The point below it, its height and distance: geometric, light time not taken off."""
        unix_s = at.timestamp()
        best = self.path(spacecraft_id).best(unix_s)
        if isinstance(best, Unknown):
            return best
        position = best.position_itrs_km(np.array([unix_s]))[0]
        below = itrs_to_geodetic(position)
        distance = float(np.linalg.norm(position))
        known = _known(best, unix_s)
        return PositionReading(
            evidence=Evidence.PREDICTED,
            source=known.source,
            observed_at=at,
            freshness=Freshness.FRESH,
            quality=known.quality,
            age_s=known.age_s,
            spacecraft=spacecraft_id,
            latitude_deg=float(below.latitude_deg),
            longitude_deg=float(below.longitude_deg),
            height_km=float(below.height_km),
            distance_km=distance,
            speed_km_s=float(best.speed_km_s(np.array([unix_s]))[0]),
            light_time_s=distance / C_KM_S,
            placed_at=known.placed_at,
        )

    def look(self, antenna: Antenna, spacecraft_id: str, at: datetime) -> PointingReading | Unknown:
        """Where the antenna would have to point at `at`; negative elevations too."""
        unix_s = at.timestamp()
        best = self.path(spacecraft_id).best(unix_s)
        if isinstance(best, Unknown):
            return best
        if not antenna.has_position:
            return Unknown(f"the position of {antenna.id} is not known")
        look = best.looks(np.array([unix_s]), self.station(antenna))
        known = _known(best, unix_s)
        return PointingReading(
            evidence=Evidence.PREDICTED,
            source=known.source,
            observed_at=at,
            freshness=Freshness.FRESH,
            quality=known.quality,
            age_s=known.age_s,
            antenna=antenna.id,
            spacecraft=spacecraft_id,
            azimuth_deg=float(look.azimuth_deg[0]),
            elevation_deg=float(look.elevation_deg[0]),
            range_km=float(look.range_km[0]),
            range_rate_km_s=float(look.range_rate_km_s[0]),
            light_time_s=float(look.light_time_s[0]),
        )

    def looks(
        self, antenna: Antenna, spacecraft_id: str, unix_s: NDArray[np.float64]
    ) -> LookAngles:
        """Look angles at many instants (n,); NaN where the spacecraft's position is unknown.

        Raises:
            ValueError: for an antenna without a position.
        """
        if not antenna.has_position:
            raise ValueError(f"the position of {antenna.id} is not known")
        return self.path(spacecraft_id).looks(np.asarray(unix_s, float), self.station(antenna))

    def passes(
        self, pairs: Sequence[tuple[str, str]], start_at: datetime, end_at: datetime
    ) -> list[Pass]:
        """Passes of (antenna id, spacecraft id) pairs over the antennas' masks, by rise time.

        Antennas without a position and spacecraft without one have none. A pass under way at
        either end of the span has no rise or no set there.
        """
        from dishboard.ephemeris.pass_search import search

        return search(self, self._network, pairs, start_at.timestamp(), end_at.timestamp())

    def trajectory(self, spacecraft_id: str, start_at: datetime, end_at: datetime) -> Trajectory:
        """Segments that cover the span, as far as the position is known without a gap."""
        from dishboard.ephemeris.segments import trajectory

        path = self.path(spacecraft_id)
        return trajectory(spacecraft_id, path, start_at.timestamp(), end_at.timestamp())

    def path(self, spacecraft_id: str) -> Path:
        """Everything known of one spacecraft's way; made once."""
        if spacecraft_id not in self._paths:
            craft = self._network.spacecraft_by_id.get(spacecraft_id)
            if craft is None:
                raise UnknownNameError("spacecraft", spacecraft_id, self._network.spacecraft_by_id)
            self._paths[spacecraft_id] = Path(craft, self._library)
        return self._paths[spacecraft_id]

    def station(self, antenna: Antenna) -> Station:
        """The antenna's reference point; a height nobody gave is taken as 0 (1 km: 0.1°)."""
        if antenna.id not in self._stations:
            latitude, longitude = antenna.latitude_deg.value, antenna.longitude_deg.value
            if latitude is None or longitude is None:
                raise ValueError(f"the position of {antenna.id} is not known")
            self._stations[antenna.id] = Station(latitude, longitude, antenna.height_m.value or 0.0)
        return self._stations[antenna.id]


def _known(source: Ephemeris, unix_s: float) -> Known:
    epoch = source.epoch_unix_s
    return Known(
        source=source.source,
        epoch_at=None if epoch is None else from_unix_s(epoch),
        age_s=None if epoch is None else round(abs(unix_s - epoch), 3),
        quality=source.quality(unix_s),
        placed_at=source.placed_at,
    )
