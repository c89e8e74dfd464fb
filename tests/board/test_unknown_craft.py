"""What was computed of a spacecraft is gone when nobody knows any more where it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dishboard.board import Board
from dishboard.board.state import ClockMode, ClockState
from dishboard.ephemeris import Sky
from dishboard.model import (
    Absence,
    Direction,
    Evidence,
    Freshness,
    LinkReading,
    PointingReading,
)
from dishboard.networks import default_network

NETWORK = default_network()
AT = datetime(2026, 9, 27, 21, 17, 55, tzinfo=UTC)


def pointing(evidence: Evidence, source: str, at: datetime) -> PointingReading:
    return PointingReading(
        evidence=evidence,
        source=source,
        observed_at=at,
        freshness=Freshness.FRESH,
        antenna="KIR-1",
        spacecraft="CRY",
        azimuth_deg=335.7,
        elevation_deg=76.7,
    )


def test_no_direction_stays_when_its_elements_are_gone() -> None:
    board = Board(NETWORK, Sky.builtin(NETWORK), ClockState(mode=ClockMode.LIVE, offline=False))
    board.add_feed("kiruna", "Kiruna", 60.0, "")
    heard = pointing(Evidence.OBSERVED, "Kiruna", AT)
    board.receive([heard], feed_id="kiruna", observed_at=AT, received_at=AT)
    shift = LinkReading(
        evidence=Evidence.PREDICTED,
        source="SGP4 from cry.3le",
        observed_at=AT,
        antenna="KIR-1",
        spacecraft="CRY",
        direction=Direction.DOWN,
        doppler_hz=483.7,
    )
    board.receive([pointing(Evidence.PREDICTED, "SGP4 from cry.3le", AT), shift])
    board.tick(AT)
    assert told(board) == {"Kiruna", "SGP4 from cry.3le"}
    later = AT + timedelta(seconds=5)
    board.receive([Absence(spacecraft="CRY", source="dishboard", observed_at=later, reason="gone")])
    board.tick(later)
    assert told(board) == {"Kiruna"}


def told(board: Board) -> set[str]:
    (kiruna,) = (one for one in board.state.antennas if one.id == "KIR-1")
    return {item.source for item in (*kiruna.pointing, *kiruna.links)}
