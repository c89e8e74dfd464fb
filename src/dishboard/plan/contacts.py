"""Tracks of the plan as contacts, with every figure named that no source gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dishboard.model import Contact, Evidence, PlanStatus, Quality
from dishboard.plan.links import links_between
from dishboard.time import from_unix_s

if TYPE_CHECKING:
    from dishboard.model import Antenna, Network, Spacecraft
    from dishboard.plan.day import Track

__all__ = ["SOURCE", "contact_of"]

SOURCE = "dishboard plan, no operator's schedule"


def contact_of(track: Track, network: Network) -> Contact:
    """A track of the plan as a contact: predicted, tentative, and Dishboard's own.

    `max_elevation_deg` is given when the highest moment of the pass lies within the track.
    """
    one = track.opportunity
    antenna = network.antenna_by_id[one.antenna]
    craft = network.spacecraft_by_id[one.spacecraft]
    links, doubtful_links = links_between(antenna, craft)
    bot_at = from_unix_s(track.bot_s)
    return Contact(
        id=f"{craft.id}-{antenna.id}-{bot_at:%Y%m%dT%H%MZ}",
        antenna=antenna.id,
        spacecraft=craft.id,
        evidence=Evidence.PREDICTED,
        source=SOURCE,
        plan=PlanStatus.TENTATIVE,
        boa_at=from_unix_s(track.boa_s),
        bot_at=bot_at,
        eot_at=from_unix_s(track.eot_s),
        eoa_at=from_unix_s(track.eoa_s),
        aos_at=None if one.rise_s is None else from_unix_s(one.rise_s),
        los_at=None if one.set_s is None else from_unix_s(one.set_s),
        max_elevation_deg=(
            one.max_elevation_deg
            if one.top_s is not None and track.bot_s <= one.top_s <= track.eot_s
            else None
        ),
        links=links,
        assumptions=(
            *track.due.assumptions,
            *_about_the_pair(antenna, craft),
            *doubtful_links,
            *_about_the_pass(track),
        ),
        quality=one.quality,
        age_s=one.age_s,
    )


def _about_the_pair(antenna: Antenna, craft: Spacecraft) -> list[str]:
    words: list[str] = []
    if craft.agreement is not None and not craft.agreement.antennas_verified:
        words.append(f"usual antennas of {craft.id} are not from a source")
    if antenna.mask_deg.value is None:
        words.append(f"mask of {antenna.id} is not known: down to the horizon is assumed")
    elif not antenna.mask_deg.verified:
        words.append(f"mask of {antenna.id}, {antenna.mask_deg.value:g}°, is not verified")
    if antenna.horizon_deg is not None and not antenna.horizon_deg.verified:
        words.append(f"horizon of {antenna.id} is not verified")
    limit = antenna.max_elevation_deg
    if limit is not None and limit.value is not None and not limit.verified:
        words.append(f"highest elevation of {antenna.id}, {limit.value:g}°, is not verified")
    if not (antenna.latitude_deg.verified and antenna.longitude_deg.verified):
        words.append(f"position of {antenna.id} is not verified")
    return words


def _about_the_pass(track: Track) -> list[str]:
    one = track.opportunity
    words: list[str] = []
    for gap in one.gaps:
        from_s, to_s = gap
        if not (track.bot_s < from_s and to_s < track.eot_s):
            continue
        during = f"for {to_s - from_s} s of the track, from {from_unix_s(from_s):%H:%M:%S}"
        words.append(
            f"where {one.spacecraft} is, nobody knows {during}"
            if gap in one.unknown
            else f"{one.antenna} does not see {one.spacecraft} {during}: "
            "mask, horizon or highest elevation"
        )
    if one.quality is Quality.INDICATIVE:
        words.append(f"pass is indicative only: {one.source}")
    return words
