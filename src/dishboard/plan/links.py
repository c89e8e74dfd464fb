"""Which links a spacecraft and an antenna have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dishboard.model import ContactLink, Direction

if TYPE_CHECKING:
    from dishboard.model import Antenna, Spacecraft

__all__ = ["links_between"]

WAY = {Direction.UP: "uplink", Direction.DOWN: "downlink"}


def links_between(
    antenna: Antenna, spacecraft: Spacecraft
) -> tuple[tuple[ContactLink, ...], tuple[str, ...]]:
    """The links that both ends have, and, in words, which of them rest on unverified marks.

    A direction that is not known at the antenna is not used: an antenna of which nobody says that
    it transmits never gets an uplink. Downlinks come first, each direction in the spacecraft's
    own order.
    """
    links: list[ContactLink] = []
    assumptions: list[str] = []
    for link in sorted(spacecraft.links, key=lambda link: link.direction is Direction.UP):
        band = antenna.bands.get(link.band)
        if band is None:
            continue
        if not (band.up if link.direction is Direction.UP else band.down):
            continue
        common = ContactLink(direction=link.direction, band=link.band)
        if common in links:
            continue
        links.append(common)
        name = f"{link.band} {WAY[link.direction]}"
        if not band.verified:
            assumptions.append(f"{name} of {antenna.id} is not verified")
        if not link.verified:
            assumptions.append(f"{name} of {spacecraft.id} is not verified")
    return tuple(links), tuple(assumptions)
