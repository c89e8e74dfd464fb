"""A network in one line, for `dishboard check`."""

from __future__ import annotations

from collections.abc import Iterator

from dishboard.model import Antenna, Figure, Horizon, Network, Site, Spacecraft

__all__ = ["summary", "unverified"]


def summary(network: Network) -> str:
    """`ok:` and counts: antennas, sites, networks, spacecraft, and what rests on no source."""
    placeless = sum(not antenna.has_position for antenna in network.antennas)
    shown = sum(craft.shown for craft in network.spacecraft)
    lacking = f" ({placeless} without a position)" if placeless else ""
    doubtful = sum(1 for _ in unverified(network))
    return (
        f"ok: {_count(network.antennas, 'antenna')}{lacking} at {_count(network.sites, 'site')} "
        f"in {_count(network.networks, 'network')}, "
        f"{shown} of {len(network.spacecraft)} known spacecraft shown; "
        f"{doubtful} figure{'' if doubtful == 1 else 's'} unverified"
    )


def unverified(network: Network) -> Iterator[str]:
    """Where every value stands that was not read in a source: "KIR-1.mask_deg", …"""
    for thing in (*network.sites, *network.antennas, *network.spacecraft):
        yield from (f"{thing.id}.{name}" for name in _marks(thing))


def _marks(thing: Site | Antenna | Spacecraft) -> Iterator[str]:
    for name in thing.__struct_fields__:
        value = getattr(thing, name)
        if isinstance(value, Figure | Horizon) and not value.verified:
            yield name
        elif name.endswith("_verified") and value is False:
            yield name.removesuffix("_verified")
    if isinstance(thing, Antenna):
        yield from (f"bands.{name}" for name, band in thing.bands.items() if not band.verified)
        yield from (f"aliases.{system}" for system in thing.aliases_unverified)
    if isinstance(thing, Spacecraft):
        for index, link in enumerate(thing.links):
            figures = {"frequency_hz": link.frequency_hz, "data_rate_bps": link.data_rate_bps}
            if not link.verified:
                yield f"links[{index}]"
            for name, figure in figures.items():
                if figure and not figure.verified:
                    yield f"links[{index}].{name}"
        if thing.agreement:
            for name in thing.agreement.__struct_fields__:
                value = getattr(thing.agreement, name)
                if isinstance(value, Figure) and not value.verified:
                    yield f"agreement.{name}"
            if not thing.agreement.antennas_verified:
                yield "agreement.antennas"


def _count(things: tuple[object, ...], word: str) -> str:
    return f"{len(things)} {word}{'' if len(things) == 1 else 's'}"
