"""Sources, networks, sites and antennas from their TOML tables.

A site must say where it is. An antenna may leave out its position: then it has its site's. A height
or a mask that nobody gave is assumed, and marked as not verified.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dishboard.formats.network_toml.horizon import read_horizon, read_mask
from dishboard.formats.network_toml.kinds import FLAG, PAIR, TEXT, Kind, number, one_of
from dishboard.model import Antenna, Band, Figure, Horizon, NetworkInfo, Site, Source

if TYPE_CHECKING:
    from dishboard.formats.network_toml.known import Known
    from dishboard.formats.network_toml.table import Marked, Table

__all__ = ["BAND", "read_antenna", "read_network", "read_site", "read_source"]

LATITUDE = number(-90, 90)
LONGITUDE = number(-180, 180)
HEIGHT = number(-500, 9000)  # the lowest shore to the highest summit; negative is normal
DIAMETER = number(0, 1000, above=True)
ELEVATION = number(0, 180)  # above 90: a mount that goes over the top
SLEW = number(0, 100, above=True)
BEAM = number(0, 180, above=True)
RANGE = number(0, 1e12, above=True)
COUNT = number(1, 1000)
YEAR = number(1900, 2200)
COUNTRY_CODE = Kind(
    "a country's two capital letters",
    lambda raw: (
        raw if isinstance(raw, str) and len(raw) == 2 and raw.isalpha() and raw.isupper() else None
    ),
)
BAND = one_of(("VHF", "UHF", "L", "S", "C", "X", "Ku", "K", "Ka", "Q", "V", "W", "optical"))

NO_HEIGHT = Figure(value=0.0, verified=False, note="no height found: taken as 0")


def read_source(table: Table) -> Source:
    source = Source(
        id=table.id(),
        what=table.text("what"),
        where=table.value("where", TEXT),
        quality=table.value("quality", TEXT),
    )
    table.close()
    return source


def read_network(table: Table) -> NetworkInfo:
    info = NetworkInfo(
        id=table.id(), name=table.text("name"), operator=table.value("operator", TEXT)
    )
    table.close()
    return info


def read_site(table: Table, known: Known) -> Site:
    site = Site(
        id=table.id(),
        name=table.text("name"),
        country=table.value("country", TEXT),
        country_code=table.value("country_code", COUNTRY_CODE),
        latitude_deg=_needed(table, "latitude_deg", LATITUDE),
        longitude_deg=_needed(table, "longitude_deg", LONGITUDE),
        height_m=table.figure("height_m", HEIGHT) or NO_HEIGHT,
        operator=table.value("operator", TEXT),
        timezone=table.value("timezone", TEXT),
        sources=table.names("sources", known.sources, "source"),
        notes=table.value("notes", TEXT),
    )
    table.close()
    return site


def read_antenna(table: Table, known: Known) -> Antenna:
    site = known.sites.get(name := table.text("site"))
    if name and site is None:
        table.refer("site", name, known.sites, "site")
    latitude, longitude = _position(table)
    # The site's height goes with the site's position: beside another one it is only a stand-in.
    height = table.figure("height_m", HEIGHT)
    if height is None:
        height = site.height_m if site and latitude is None else NO_HEIGHT
    unknown = Figure(value=None)
    horizon, about_horizon = read_horizon(table)
    mask = read_mask(table, horizon)
    status = table.marked("status", TEXT)
    aliases = _aliases(table)
    remarks = {f"aliases.{system}": alias.note for system, alias in aliases.items()}
    remarks |= {"status": status.note, "horizon_deg": about_horizon}
    antenna = Antenna(
        id=table.id(),
        name=table.text("name"),
        site=name,
        network=_network(table, known),
        diameter_m=_needed(table, "diameter_m", DIAMETER),
        latitude_deg=latitude or (site.latitude_deg if site else unknown),
        longitude_deg=longitude or (site.longitude_deg if site else unknown),
        height_m=height,
        mask_deg=mask,
        horizon_deg=horizon,
        max_elevation_deg=_highest(table, mask, horizon),
        azimuth_limits_deg=table.value("azimuth_limits_deg", PAIR),
        slew_deg_s=table.figure("slew_deg_s", SLEW),
        beamwidth_deg=table.figure("beamwidth_deg", BEAM),
        max_range_km=table.figure("max_range_km", RANGE),
        receivers=table.figure("receivers", COUNT),
        bands=_bands(table),
        aliases={system: alias.value for system, alias in aliases.items() if alias.value},
        aliases_unverified=tuple(name for name, alias in aliases.items() if not alias.verified),
        operator=table.value("operator", TEXT),
        status=status.value,
        status_verified=status.verified,
        in_service_year=table.figure("in_service_year", YEAR),
        sources=table.names("sources", known.sources, "source"),
        remarks={field: note for field, note in remarks.items() if note},
        notes=table.value("notes", TEXT),
    )
    for system, alias in antenna.aliases.items():
        known.claim(table, f"aliases.{system}", f"{system} alias", alias)
    table.close()
    return antenna


def read_band(table: Table) -> Band:
    """Which way a band works. A direction left out is not known, which is not the same as no."""
    band = Band(
        up=table.value("up", FLAG),
        down=table.value("down", FLAG),
        verified=table.flag("verified", True),
        note=table.note(),
    )
    table.close()
    return band


def _needed(table: Table, key: str, kind: Kind[float]) -> Figure:
    return table.figure(key, kind, required=True) or Figure(value=None)


def _position(table: Table) -> tuple[Figure | None, Figure | None]:
    latitude = table.figure("latitude_deg", LATITUDE)
    longitude = table.figure("longitude_deg", LONGITUDE)
    if (latitude is None) != (longitude is None):
        missing = "latitude_deg" if latitude is None else "longitude_deg"
        table.fault(missing, "missing; latitude_deg and longitude_deg go together")
    return latitude, longitude


def _highest(table: Table, mask: Figure, horizon: Horizon | None) -> Figure | None:
    highest = table.figure("max_elevation_deg", ELEVATION)
    lowest = mask.value or 0.0
    if horizon is not None and horizon.points:
        lowest = max(lowest, min(elevation for _, elevation in horizon.points))
    if highest and highest.value is not None and highest.value <= lowest:
        over = f"expected more than the lowest elevation of {lowest:g}, got {highest.value:g}"
        table.fault("max_elevation_deg", over)
    return highest


def _network(table: Table, known: Known) -> str:
    """The network an antenna belongs to; needs no words where its file declares only one."""
    declared = known.declared.get(table.document.name, [])
    if not table.has("network") and len(declared) == 1:
        return declared[0]
    name = table.text("network")
    if name:
        table.refer("network", name, known.networks, "antenna network")
    return name


def _bands(table: Table) -> dict[str, Band]:
    bands = table.table("bands")
    if bands is None:
        return {}
    read: dict[str, Band] = {}
    for name in bands.keys():  # noqa: SIM118 - a Table is not a dict
        inner = bands.table(name)
        if BAND.read(name) is None:
            bands.fault(name, f"expected {BAND.expected}")
        elif inner is not None:
            read[name] = read_band(inner)
    return read


def _aliases(table: Table) -> dict[str, Marked[str]]:
    aliases = table.table("aliases")
    if aliases is None:
        return {}
    return {system: aliases.marked(system, TEXT) for system in aliases.keys()}  # noqa: SIM118
