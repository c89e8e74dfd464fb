"""What the page means on the board."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from beacon.format import Line, Page
from dishboard.feeds import FeedMessage
from dishboard.model import (
    Direction,
    Evidence,
    LinkReading,
    LinkState,
    Network,
    PointingReading,
    Reading,
    TargetKind,
)

FEED_ID = "beacon"
FEED_NAME = "The club's beacon"
SYSTEM = "beacon"  # key of its names in the network file: aliases, codes

STATES = {"locked": LinkState.CARRIER, "searching": LinkState.SEARCHING}


def message_of(page: Page, network: Network, received_at: datetime) -> FeedMessage:
    """The page as a message: its own time, the time it came, and who says so, on every reading."""
    common: dict[str, Any] = {
        "evidence": Evidence.OBSERVED,
        "source": FEED_NAME,
        "observed_at": page.observed_at,
        "received_at": received_at,
    }
    return FeedMessage(
        feed=FEED_ID,
        source=FEED_NAME,
        readings=tuple(one for line in page.lines for one in _readings(line, network, common)),
        problems=page.problems,
        observed_at=page.observed_at,
        received_at=received_at,
    )


def _readings(line: Line, network: Network, common: dict[str, Any]) -> Iterator[Reading]:
    antenna = network.antenna_by_alias(SYSTEM, line.antenna)
    craft = network.spacecraft_by_code(SYSTEM, line.craft) if line.craft else None
    about: dict[str, Any] = {
        **common,
        # A name that nobody here knows is shown as it came; it is not guessed.
        "antenna": antenna.id if antenna else f"{SYSTEM}:{line.antenna}",
        "spacecraft": craft.id if craft else line.craft,
        "target": line.craft,
        "target_kind": line.craft and (TargetKind.SPACECRAFT if craft else TargetKind.UNKNOWN),
    }
    is_parked = line.elevation_deg is not None and line.elevation_deg >= 89.5
    yield PointingReading(
        **about, azimuth_deg=line.azimuth_deg, elevation_deg=line.elevation_deg, stowed=is_parked
    )
    if line.downlink is not None:
        yield LinkReading(
            **about,
            direction=Direction.DOWN,
            state=STATES.get(line.downlink, LinkState.UNKNOWN),
            state_reported=line.downlink,
        )
