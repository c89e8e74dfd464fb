"""What was said about the network, by whom, when, and how much it is worth.

Everything the board knows enters as a `Reading`: a station's report and our own computation by the
same door. Several readings of one thing stand side by side; none replaces another kind's.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

__all__ = [
    "Absence",
    "ActivityReading",
    "Direction",
    "Evidence",
    "Freshness",
    "LinkReading",
    "LinkState",
    "NoValue",
    "Parameter",
    "ParametersReading",
    "PointingReading",
    "PositionReading",
    "Quality",
    "Reading",
    "TargetKind",
]


class Evidence(StrEnum):
    """What a value rests on. The kinds are never mixed."""

    OBSERVED = "observed"  # an instrument or a station's feed said so
    SCHEDULED = "scheduled"  # an imported plan says so
    PREDICTED = "predicted"  # computed here, from ephemerides or our own plan
    SIMULATED = "simulated"


class Freshness(StrEnum):
    """How a reading's age compares with its source's rhythm."""

    FRESH = "fresh"
    LATE = "late"  # older than 1.5 cycles
    STALE = "stale"  # older than 3 cycles
    UNKNOWN = "unknown"


class Quality(StrEnum):
    """How much a computed value can be trusted, by the age of what it rests on."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    INDICATIVE = "indicative"


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"


class LinkState(StrEnum):
    """Downlink: none, searching, carrier, data. Uplink: off, carrier, data, test-load."""

    NONE = "none"
    SEARCHING = "searching"
    OFF = "off"
    CARRIER = "carrier"
    DATA = "data"
    TEST_LOAD = "test-load"
    UNKNOWN = "unknown"


class TargetKind(StrEnum):
    """What a feed's target code means to us."""

    SPACECRAFT = "spacecraft"  # a craft of the network
    NOT_SPACECRAFT = "not-spacecraft"  # maintenance, VLBI, radar, …
    UNKNOWN = "unknown"  # a code nobody here can explain: shown as it came


class NoValue(StrEnum):
    """CCSDS's words for a parameter without a value; the fourth, `valid`, has one."""

    UNAVAILABLE = "unavailable"
    UNDEFINED = "undefined"
    ERROR = "error"


class Reading(Struct, frozen=True, kw_only=True):
    """One statement from one source. Fields that the source did not give are None, never 0.

    `freshness` is judged by the board against the board's clock; a feed leaves it `unknown`.
    """

    evidence: Evidence
    source: str  # the feed, file or computation, in words a person reads
    observed_at: datetime  # when it was so, by the data's own clock
    received_at: datetime | None = None  # when we heard of it; None for what we computed
    freshness: Freshness = Freshness.UNKNOWN
    quality: Quality | None = None  # computed values only
    age_s: float | None = None  # computed values: age of the elements or table at `observed_at`
    sequence: int | None = None  # of two messages of one instant the higher is the newer


class PointingReading(Reading, frozen=True, kw_only=True):
    """Where an antenna points, or where it would have to point to see a spacecraft."""

    antenna: str
    spacecraft: str | None = None  # our id; the code as it came when we know none; None: no target
    target: str | None = None  # the code as it came, from a feed
    target_kind: TargetKind | None = None
    azimuth_deg: float | None = None  # [0, 360), clockwise from true north
    elevation_deg: float | None = None
    range_km: float | None = None  # one way
    range_rate_km_s: float | None = None  # positive: receding
    light_time_s: float | None = None  # one way
    stowed: bool = False  # elevation ≥ 89.5°: parked, whatever target is listed
    mode: str | None = None  # the source's word; CCSDS: stow halt fixedPosition slew programTrack …
    commanded_azimuth_deg: float | None = None
    commanded_elevation_deg: float | None = None


class LinkReading(Reading, frozen=True, kw_only=True):
    """One direction of one link, as reported or as predicted."""

    antenna: str
    spacecraft: str | None
    target: str | None = None
    target_kind: TargetKind | None = None
    direction: Direction
    band: str | None = None
    channel: int = 1  # of several alike in craft, direction and band, in the order of the source
    state: LinkState = LinkState.UNKNOWN
    state_reported: str | None = None  # the source's own words
    data_rate_bps: float | None = None
    power_dbm: float | None = None  # received, downlink
    power_kw: float | None = None  # transmitted, uplink
    frequency_hz: float | None = None
    doppler_hz: float | None = None  # predicted one-way shift at `frequency_hz`
    eirp_dbw: float | None = None  # radiated, uplink
    # Locks in the source's words; CCSDS: locked notLocked notApplicable, frames also verify.
    carrier_lock: str | None = None
    subcarrier_lock: str | None = None
    symbol_lock: str | None = None
    frame_lock: str | None = None


class ActivityReading(Reading, frozen=True, kw_only=True):
    """What a station says an antenna is doing, and its weather."""

    antenna: str
    activity: str | None = None  # the source's own words
    condition: str | None = None  # idle configured operational interrupted halted, or its own word
    maintenance: str | None = None  # planned, unplanned
    wind_m_s: float | None = None
    wind_direction_deg: float | None = None  # where it comes from
    temperature_c: float | None = None
    is_mspa: bool | None = None  # several spacecraft in one beam, as the source flags it
    is_array: bool | None = None
    is_ddor: bool | None = None


class Parameter(Struct, frozen=True, kw_only=True):
    """One monitored value as its station names it; a value that is none says why."""

    resource: str  # functional resource: Antenna, Ccsds401SpaceLinkCarrierRcpt, X-…
    instance: int = 1
    name: str  # as it came; a part of a compound one as `name.part`
    value: str | float | int | bool | None = None
    no_value: NoValue | None = None


class ParametersReading(Reading, frozen=True, kw_only=True):
    """Everything else that a station said of an antenna, kept as it came."""

    antenna: str
    parameters: tuple[Parameter, ...]


class PositionReading(Reading, frozen=True, kw_only=True):
    """Where a spacecraft is, seen from the Earth's centre and from the point below it."""

    spacecraft: str
    latitude_deg: float  # geodetic, of the sub-point
    longitude_deg: float
    height_km: float  # above the WGS 84 ellipsoid
    distance_km: float  # from the Earth's centre
    speed_km_s: float | None = None  # relative to the Earth's centre, inertial
    light_time_s: float  # distance / c
    placed_at: str | None = (
        None  # the body at whose centre the craft is drawn, when that is all we know
    )


class Absence(Struct, frozen=True, kw_only=True):
    """Why a spacecraft's position cannot be said: stands where a reading would."""

    spacecraft: str
    source: str
    observed_at: datetime
    reason: str
