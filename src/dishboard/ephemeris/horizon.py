"""The one rule of what an antenna can see; windows, comparisons and the page all follow it.

A craft must stand at or above the mask and at or above the horizon in its azimuth, whichever is
higher, and not above the highest elevation that the mount can follow to. An antenna of which
neither mask nor horizon is known looks down to 0°.

A mask is a choice, and a signal may come from below it; not from below the ground: `ground_of`.
"""

from __future__ import annotations

from dishboard.geometry.windows import Horizon
from dishboard.model import Antenna

__all__ = ["ground_of", "horizon_of", "why_not_seen"]


def horizon_of(antenna: Antenna) -> Horizon:
    """Masks by azimuth and the keyhole, from the antenna's figures."""
    limit = antenna.max_elevation_deg
    highest_deg = 90.0 if limit is None or limit.value is None else limit.value
    mask_deg = antenna.mask_deg.value
    if antenna.horizon_deg is None:
        return Horizon.flat(mask_deg or 0.0, highest_deg)
    ground = ground_of(antenna)
    over = Horizon(ground.azimuth_deg, ground.mask_deg, highest_deg)
    return over if mask_deg is None else over.not_below(mask_deg)


def ground_of(antenna: Antenna) -> Horizon:
    """What stands around an antenna, whatever its mask; 0° where nobody said."""
    if antenna.horizon_deg is None:
        return Horizon.flat(0.0)
    azimuth_deg, elevation_deg = zip(*antenna.horizon_deg.points, strict=True)
    return Horizon(azimuth_deg, elevation_deg)


def why_not_seen(antenna: Antenna, azimuth_deg: float, elevation_deg: float) -> str | None:
    """Why an antenna cannot see in a direction, in words; None: it can."""
    horizon = horizon_of(antenna)
    mask_deg = float(horizon.mask_at_deg(azimuth_deg))
    if elevation_deg < mask_deg:
        return (
            "below the horizon"
            if elevation_deg < 0
            else f"below the {mask_deg:.1f}° from which {antenna.id} sees in that azimuth"
        )
    if elevation_deg > horizon.highest_deg:
        return f"above the {horizon.highest_deg:g}° to which {antenna.id} can follow"
    return None
