"""One capture of DSN Now, as we understand it. None: the feed did not say."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from dishboard.model import Direction, LinkState

__all__ = ["DsnDish", "DsnNowCapture", "DsnSignal", "DsnStation", "DsnTarget", "Generation"]


class Generation(StrEnum):
    """The four ages of the format, named by the year of the first recording."""

    Y2019 = "2019"
    Y2022 = "2022"
    Y2023 = "2023"
    Y2026 = "2026"


class DsnSignal(Struct, frozen=True, kw_only=True):
    """One upSignal or downSignal. None: the feed did not say.

    The figures of a signal that is `none` or `off` are what the equipment is set to.
    """

    direction: Direction
    spacecraft: str | None  # code as it came
    state: LinkState
    state_reported: str | None  # the feed's own words
    band: str | None = None
    data_rate_bps: float | None = None
    frequency_hz: float | None = None
    power_dbm: float | None = None  # received, downlink
    power_kw: float | None = None  # transmitted, uplink


class DsnTarget(Struct, frozen=True, kw_only=True):
    """A craft, or a code that stands for none, at which a dish points."""

    name: str  # code as it came
    uplink_range_km: float | None = None
    downlink_range_km: float | None = None
    round_trip_s: float | None = None


class DsnDish(Struct, frozen=True, kw_only=True):
    name: str
    station: str | None  # name of the station element before it
    azimuth_deg: float | None = None  # [0, 360)
    elevation_deg: float | None = None
    wind_m_s: float | None = None
    activity: str | None = None
    is_mspa: bool | None = None
    is_array: bool | None = None
    is_ddor: bool | None = None
    signals: tuple[DsnSignal, ...] = ()
    targets: tuple[DsnTarget, ...] = ()


class DsnStation(Struct, frozen=True, kw_only=True):
    name: str | None
    friendly_name: str | None = None
    at: datetime | None = None


class DsnNowCapture(Struct, frozen=True, kw_only=True):
    """One capture. A dish that is not in it: nothing is known about it."""

    observed_at: datetime  # the data's own clock
    generation: Generation | None  # None: no dish and no signal to tell it by
    stations: tuple[DsnStation, ...] = ()
    dishes: tuple[DsnDish, ...] = ()
    problems: tuple[str, ...] = ()  # values that could not be used, one line each
