"""What a board says of itself, of one spacecraft and of several."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dishboard.board.notices import Played, notices
from dishboard.board.state import ClockMode, ClockState
from dishboard.model import Absence, Evidence, PositionReading, Quality
from dishboard.units import DAY_S

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
NOTHING_PLAYED = Played(sources=(), antennas=0, others_observed=False)


def old(spacecraft: str, days: float) -> PositionReading:
    return PositionReading(
        evidence=Evidence.PREDICTED,
        source="SGP4",
        observed_at=AT,
        spacecraft=spacecraft,
        latitude_deg=0.0,
        longitude_deg=0.0,
        height_km=700.0,
        distance_km=7078.0,
        light_time_s=0.0236,
        quality=Quality.INDICATIVE,
        age_s=days * DAY_S,
    )


def unknown(spacecraft: str) -> Absence:
    return Absence(spacecraft=spacecraft, source="SGP4", observed_at=AT, reason="no elements")


@pytest.mark.parametrize(
    ("positions", "said"),
    [
        (
            [old("CRY", 80.6), unknown("ISS")],
            (
                "1 spacecraft is predicted from data 81 days old: times may be off by minutes.",
                "The position of 1 spacecraft is unknown: ISS.",
            ),
        ),
        (
            [old("CRY", 80.6), old("S2B", 44.4), unknown("ISS"), unknown("FLEX")],
            (
                "2 spacecraft are predicted from data 44 to 81 days old: times may be off by "
                "minutes.",
                "The positions of 2 spacecraft are unknown: FLEX, ISS.",
            ),
        ),
    ],
)
def test_old_and_unknown_spacecraft_are_told(
    positions: list[PositionReading | Absence], said: tuple[str, ...]
) -> None:
    clock = ClockState(mode=ClockMode.LIVE, offline=True)
    told = notices(AT, clock, [], positions, [], NOTHING_PLAYED)
    assert told[-2:] == said
