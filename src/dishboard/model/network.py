"""The network: sites, antennas, spacecraft and what each mission is due."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from msgspec import Struct, field

from dishboard.errors import UnknownNameError
from dishboard.model.reading import Direction

__all__ = [
    "Agreement",
    "Antenna",
    "Band",
    "Code",
    "Figure",
    "Horizon",
    "Link",
    "Network",
    "NetworkInfo",
    "PlacedAt",
    "Site",
    "Source",
    "Spacecraft",
]


class Figure(Struct, frozen=True, kw_only=True):
    """A number with what it rests on. `value` None: not found in any source."""

    value: float | None
    verified: bool = True  # False: not read in a listed source; show it as approximate
    note: str | None = None


class Source(Struct, frozen=True, kw_only=True):
    """Where figures were read."""

    id: str
    what: str
    where: str | None = None
    quality: str | None = None


class NetworkInfo(Struct, frozen=True, kw_only=True):
    """One network of antennas: ESTRACK core, NASA DSN, …"""

    id: str
    name: str
    operator: str | None = None


class Site(Struct, frozen=True, kw_only=True):
    """A place with one or more antennas."""

    id: str
    name: str
    country: str | None = None
    country_code: str | None = None
    latitude_deg: Figure  # geodetic, WGS 84, north positive
    longitude_deg: Figure  # east positive
    height_m: Figure  # above the ellipsoid
    operator: str | None = None
    timezone: str | None = None
    sources: tuple[str, ...] = ()
    notes: str | None = None


class Band(Struct, frozen=True, kw_only=True):
    """Which way a band works at an antenna; None: not known."""

    up: bool | None
    down: bool | None
    verified: bool = True
    note: str | None = None


class Horizon(Struct, frozen=True, kw_only=True):
    """What stands around an antenna: straight lines from point to point, all around."""

    points: tuple[tuple[float, float], ...]  # azimuth_deg from 0 to below 360, elevation_deg
    verified: bool = True
    note: str | None = None


class Antenna(Struct, frozen=True, kw_only=True, dict=True):
    """One aperture. Without a position it is listed and never computed for.

    It sees what stands at or above the mask and the horizon, whichever is higher in that azimuth,
    and not above the highest elevation: `dishboard.ephemeris.horizon` is the one rule.
    """

    id: str
    name: str
    site: str
    network: str
    diameter_m: Figure
    latitude_deg: Figure
    longitude_deg: Figure
    height_m: Figure
    mask_deg: Figure  # minimum elevation
    horizon_deg: Horizon | None = None  # where it is higher than that
    max_elevation_deg: Figure | None = None  # 90 and more: no limit
    azimuth_limits_deg: tuple[float, float] | None = None  # cable wrap: lowest, highest
    slew_deg_s: Figure | None = None
    beamwidth_deg: Figure | None = None
    max_range_km: Figure | None = None  # farther craft are not for it
    receivers: Figure | None = None  # spacecraft that can be heard in one beam
    bands: dict[str, Band] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)  # its name in other systems
    aliases_unverified: tuple[str, ...] = ()  # the systems whose alias was not read in a source
    operator: str | None = None
    status: str | None = None
    status_verified: bool = True
    in_service_year: Figure | None = None
    sources: tuple[str, ...] = ()
    remarks: dict[str, str] = field(default_factory=dict)  # what was said of a text: field → note
    notes: str | None = None

    @cached_property
    def has_position(self) -> bool:
        """Whether look angles can be computed for this antenna."""
        return self.latitude_deg.value is not None and self.longitude_deg.value is not None


class Link(Struct, frozen=True, kw_only=True):
    """One band and direction a spacecraft uses."""

    direction: Direction
    band: str
    frequency_hz: Figure | None = None
    data_rate_bps: Figure | None = None
    use: str | None = None
    verified: bool = True
    note: str | None = None


class PlacedAt(Struct, frozen=True, kw_only=True):
    """The body at whose centre a craft may be drawn when nothing better is known, and from when."""

    body: str
    from_date: str | None = None  # ISO date; None: for as long as we look
    note: str | None = None


class Agreement(Struct, frozen=True, kw_only=True):
    """What a mission is due. Every figure that no source gave is an assumption, marked so."""

    regime: str  # LEO MEO GEO HEO L1 L2 deep-space
    passes_per_day: Figure | None = None
    hours_per_day: Figure | None = None
    hours_per_pass: Figure | None = None
    minutes_per_pass: Figure | None = None
    hours_per_orbit: Figure | None = None
    setup_min: Figure
    teardown_min: Figure
    antennas: tuple[str, ...] = ()  # the usual ones, first is preferred
    antennas_verified: bool = False
    note: str | None = None


class Spacecraft(Struct, frozen=True, kw_only=True):
    """A craft that the network talks to or hears."""

    id: str
    name: str
    agency: str | None = None
    operator: str | None = None
    kind: str | None = None  # planetary, astronomy, Earth observation, …
    orbit: str | None = None  # orbit regime in words
    status: str | None = None
    status_verified: bool = True
    launch_date: str | None = None
    launch_date_verified: bool = True
    norad_id: int | None = None  # catalogue number, up to 9 digits
    norad_id_verified: bool = True
    cospar_id: str | None = None
    cospar_id_verified: bool = True
    naif_id: int | None = None
    naif_id_verified: bool = True
    # Its name in other systems; a key ending in `_group` holds a code that names its whole fleet.
    codes: dict[str, str] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    agreement: Agreement | None = None
    ephemeris: str | None = None  # elements, table, conic, body, halo, none: what to expect
    state: str | None = None  # key in the built-in deep-space table
    placed_at: PlacedAt | None = None
    shown: bool = True  # on the first screen; otherwise only when a feed hears it
    sources: tuple[str, ...] = ()
    remarks: dict[str, str] = field(default_factory=dict)  # what was said of a text: field → note
    notes: str | None = None


class Code(Struct, frozen=True, kw_only=True):
    """A code of another system that names no single spacecraft of ours: a fleet, or a riddle."""

    system: str  # estrack_now, dsn_now, …
    code: str
    meaning: str | None = None  # None: nobody here can explain it
    verified: bool = False
    note: str | None = None
    sources: tuple[str, ...] = ()


class Network(Struct, frozen=True, kw_only=True, dict=True):
    """Everything one board shows: the merge of its network files, ids unique."""

    name: str
    tagline: str = ""
    networks: tuple[NetworkInfo, ...] = ()
    sites: tuple[Site, ...]
    antennas: tuple[Antenna, ...]
    spacecraft: tuple[Spacecraft, ...]
    not_spacecraft: tuple[str, ...] = ()  # target codes in feeds that mean no spacecraft
    codes: tuple[Code, ...] = ()  # codes of other systems that name no single spacecraft
    sources: tuple[Source, ...] = ()

    @cached_property
    def site_by_id(self) -> dict[str, Site]:
        return {site.id: site for site in self.sites}

    @cached_property
    def antenna_by_id(self) -> dict[str, Antenna]:
        return {antenna.id: antenna for antenna in self.antennas}

    @cached_property
    def spacecraft_by_id(self) -> dict[str, Spacecraft]:
        return {craft.id: craft for craft in self.spacecraft}

    def must_know(self, antennas: Iterable[str] = (), spacecraft: Iterable[str] = ()) -> None:
        """Refuse ids that nobody here has.

        Raises:
            UnknownNameError: for the first of them, with the nearest one, by id or by name.
        """
        for name in antennas:
            if name not in self.antenna_by_id:
                named = {antenna.id: antenna.name for antenna in self.antennas}
                raise UnknownNameError("antenna", name, self.antenna_by_id, named)
        for name in spacecraft:
            if name not in self.spacecraft_by_id:
                crafts = {craft.id: craft.name for craft in self.spacecraft}
                raise UnknownNameError("spacecraft", name, self.spacecraft_by_id, crafts)

    def antenna_by_alias(self, system: str, name: str) -> Antenna | None:
        """The antenna another system calls `name`, whatever its case."""
        return self._aliases.get((system, name.casefold()))

    def spacecraft_by_code(self, system: str, code: str) -> Spacecraft | None:
        """The spacecraft another system calls `code`, whatever its case."""
        return self._codes.get((system, code.casefold()))

    @cached_property
    def _aliases(self) -> dict[tuple[str, str], Antenna]:
        return {
            (system, name.casefold()): antenna
            for antenna in self.antennas
            for system, name in antenna.aliases.items()
        }

    @cached_property
    def _codes(self) -> dict[tuple[str, str], Spacecraft]:
        return {
            (system, code.casefold()): craft
            for craft in self.spacecraft
            for system, code in craft.codes.items()
            if not system.endswith("_group")  # a fleet's code names no single craft
        }
