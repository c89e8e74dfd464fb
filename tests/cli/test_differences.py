"""What differs from the computed direction says in the terminal when it was so, and if played."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dishboard.board.state import (
    AntennaState,
    ClockMode,
    ClockState,
    Comparison,
    State,
    Totals,
    Verdict,
)
from dishboard.cli.tables import state_table
from dishboard.model import Evidence, Freshness, PointingReading

AT = datetime(2026, 11, 23, 15, 42, 36, tzinfo=UTC)


@pytest.mark.parametrize(
    ("evidence", "freshness", "line"),
    [
        (Evidence.OBSERVED, Freshness.FRESH, "! D-1 CRY: points elsewhere"),
        (
            Evidence.OBSERVED,
            Freshness.STALE,
            "! D-1 CRY: points elsewhere; stale, reported at 15:42:36 UTC",
        ),
        (Evidence.SIMULATED, Freshness.FRESH, "! D-1 CRY: points elsewhere; simulated"),
    ],
)
def test_a_difference_says_when_it_was_so_and_if_it_was_played(
    evidence: Evidence, freshness: Freshness, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    reading = PointingReading(
        evidence=evidence,
        source="mast",
        observed_at=AT,
        freshness=freshness,
        antenna="D-1",
        spacecraft="CRY",
    )
    comparison = Comparison(
        spacecraft="CRY",
        observed_at=AT,
        verdict=Verdict.DIFFERS,
        reason="points elsewhere",
        observed_source="mast",
    )
    antenna = AntennaState(
        id="D-1",
        name="Dish",
        site=None,
        network=None,
        known=True,
        pointing=(reading,),
        links=(),
        activity=(),
        contact=None,
        contacts=(),
        next=None,
        comparisons=(comparison,),
        reason=None,
    )
    state_table(
        State(
            at=AT,
            version=1,
            network="Test",
            tagline="",
            clock=ClockState(mode=ClockMode.LIVE, offline=True),
            totals=Totals(seen=None, expected=0, next=None),
            antennas=(antenna,),
            spacecraft=(),
            feeds=(),
            notices=(),
        )
    )
    assert line in capsys.readouterr().out.splitlines()
