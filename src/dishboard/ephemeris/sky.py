"""Where every spacecraft of a network is, from the best source at each instant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from dishboard.ephemeris import readings
from dishboard.ephemeris.interface import Ephemeris, Gap, Known, Unknown
from dishboard.ephemeris.library import Library
from dishboard.ephemeris.path import Path
from dishboard.ephemeris.provider import Provider
from dishboard.ephemeris.readings import basis_of
from dishboard.ephemeris.viewers import station_of
from dishboard.errors import UnknownNameError
from dishboard.geometry import LookAngles, Station, itrs_to_geodetic
from dishboard.model import (
    Antenna,
    ElementSet,
    Network,
    Pass,
    PassLight,
    PointingReading,
    PositionReading,
    Trajectory,
)
from dishboard.time import from_unix_s

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
        return cls(network, Library.builtin())

    def with_more(self, elements: Iterable[ElementSet], providers: Iterable[Provider]) -> Sky:
        """A sky of the same network that knows these beside what this one knows."""
        more = self._library.with_elements(elements).with_providers(providers)
        return Sky(self._network, more)

    def known(self, spacecraft_id: str, at: datetime) -> Known | Unknown:
        """What a position at `at` would rest on, or why there is none."""
        path, unix_s = self.path(spacecraft_id), at.timestamp()
        best = path.best(unix_s)
        return best if isinstance(best, Unknown) else _known(best, unix_s)

    def gaps(self, spacecraft_id: str, start_at: datetime, end_at: datetime) -> list[Gap]:
        """The parts of a span that no source covers, in order of time."""
        path, start_s, end_s = self.path(spacecraft_id), start_at.timestamp(), end_at.timestamp()
        found: list[Gap] = []
        for begin_s, until_s in path.gaps(start_s, end_s):
            # Where it begins: days after a decay SGP4 has other words for it.
            why = path.best(min(begin_s + 1.0, (begin_s + until_s) / 2))
            if isinstance(why, Unknown):  # else it is shorter than the digits of an instant
                found.append(Gap(from_unix_s(begin_s), from_unix_s(until_s), why.reason))
        return found

    def unknowable(self, spacecraft_id: str, start_at: datetime, end_at: datetime) -> str | None:
        """Why nothing can be computed of a spacecraft in all of a span; None: in part of it."""
        gaps = self.gaps(spacecraft_id, start_at, end_at)
        if any(start_at < gap.begin_at or gap.end_at < end_at for gap in gaps):
            return None
        # Without a gap SGP4 may refuse all the same.
        at_start, at_end = (self.known(spacecraft_id, at) for at in (start_at, end_at))
        if isinstance(at_start, Unknown) and isinstance(at_end, Unknown):
            return at_start.reason
        return None

    def position(self, spacecraft_id: str, at: datetime) -> PositionReading | Unknown:
        """The point below it, its height and distance; a deep-space craft as its light shows it."""
        unix_s = at.timestamp()
        best = self.path(spacecraft_id).best(unix_s)
        if isinstance(best, Unknown):
            return best
        here = best.position_itrs_km(np.array([unix_s]))[0]
        below = itrs_to_geodetic(here)
        return readings.position(
            spacecraft_id,
            at,
            basis_of(best, unix_s),
            float(below.latitude_deg),
            float(below.longitude_deg),
            float(below.height_km),
            distance_km=float(np.linalg.norm(here)),
            speed_km_s=float(best.speed_km_s(np.array([unix_s]))[0]),
        )

    def look(self, antenna: Antenna, spacecraft_id: str, at: datetime) -> PointingReading | Unknown:
        """Where the antenna would have to point at `at`; negative elevations too."""
        (found,) = self.looks_at(antenna, spacecraft_id, [at])
        return found

    def looks_at(
        self, antenna: Antenna, spacecraft_id: str, instants: Sequence[datetime]
    ) -> list[PointingReading | Unknown]:
        """The same at many instants, which together cost little more than one."""
        path, unix_s = self.path(spacecraft_id), [at.timestamp() for at in instants]
        best = [path.best(one_s) for one_s in unix_s]
        if not antenna.has_position:
            nowhere = Unknown(f"the position of {antenna.id} is not known")
            return [one if isinstance(one, Unknown) else nowhere for one in best]
        figures = np.stack(path.looks(np.array(unix_s), self.station(antenna)), axis=-1).tolist()
        return [
            one
            if isinstance(one, Unknown)
            else readings.pointing(antenna.id, spacecraft_id, at, basis_of(one, at_s), *row)
            for one, at, at_s, row in zip(best, instants, unix_s, figures, strict=True)
        ]

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

        return search(self.path, self._network, pairs, start_at.timestamp(), end_at.timestamp())

    def lights(
        self, passes: Sequence[Pass], start_at: datetime, end_at: datetime
    ) -> list[PassLight]:
        """The light of each of these passes, found in this span of this sky: one for one."""
        from dishboard.ephemeris.light import lights

        return lights(self.path, self._network, passes, start_at.timestamp(), end_at.timestamp())

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
        """The antenna's reference point, made once; see `station_of`."""
        if antenna.id not in self._stations:
            self._stations[antenna.id] = station_of(antenna)
        return self._stations[antenna.id]


def _known(source: Ephemeris, unix_s: float) -> Known:
    epoch, basis = source.epoch_unix_s, basis_of(source, unix_s)
    return Known(
        source=basis.source,
        epoch_at=None if epoch is None else from_unix_s(epoch),
        age_s=basis.age_s,
        quality=basis.quality,
        placed_at=basis.placed_at,
    )
