"""Computing is a feed: what we compute enters the board by the door that reports use too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from dishboard.ephemeris import Sky, Unknown
from dishboard.geometry import doppler_shift_hz
from dishboard.model import (
    Absence,
    Evidence,
    Freshness,
    LinkReading,
    Network,
    PointingReading,
    PositionReading,
    Reading,
)

__all__ = ["Computed"]


class Computed:
    """Look angles, positions and Doppler shifts, as readings with evidence `predicted`."""

    def __init__(self, network: Network, sky: Sky) -> None:
        self._network = network
        self._sky = sky

    def readings(
        self, at: datetime, pairs: Iterable[tuple[str, str]], spacecraft: Iterable[str]
    ) -> list[Reading | Absence]:
        """Everything computed for an instant: pairs of (antenna, spacecraft), and positions."""
        found: list[Reading | Absence] = [self._position(craft, at) for craft in spacecraft]
        for antenna_id, craft_id in pairs:
            found += self._pair(antenna_id, craft_id, at)
        return found

    def _position(self, craft: str, at: datetime) -> PositionReading | Absence:
        position = self._sky.position(craft, at)
        if isinstance(position, Unknown):
            return Absence(
                spacecraft=craft, source="dishboard", observed_at=at, reason=position.reason
            )
        return position

    def _pair(self, antenna_id: str, craft_id: str, at: datetime) -> list[Reading]:
        antenna = self._network.antenna_by_id[antenna_id]
        look = self._sky.look(antenna, craft_id, at)
        if isinstance(look, Unknown):
            return []  # the spacecraft's own entry says why
        return [look, *self._doppler(antenna_id, craft_id, look)]

    def _doppler(self, antenna: str, craft_id: str, look: PointingReading) -> list[Reading]:
        """The shift of each link whose frequency a source gives."""
        if look.range_rate_km_s is None:
            return []
        return [
            LinkReading(
                evidence=Evidence.PREDICTED,
                source=look.source,
                observed_at=look.observed_at,
                freshness=Freshness.FRESH,
                quality=look.quality,
                age_s=look.age_s,
                antenna=antenna,
                spacecraft=craft_id,
                direction=link.direction,
                band=link.band,
                frequency_hz=link.frequency_hz.value,
                doppler_hz=round(
                    float(doppler_shift_hz(link.frequency_hz.value, look.range_rate_km_s)), 1
                ),
            )
            for link in self._network.spacecraft_by_id[craft_id].links
            if link.frequency_hz is not None and link.frequency_hz.value is not None
        ]
