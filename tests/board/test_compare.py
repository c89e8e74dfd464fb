from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from dishboard.board.compare import compare
from dishboard.board.state import Verdict
from dishboard.model import Antenna, Evidence, Figure, Horizon, PointingReading, Quality, TargetKind

AT = datetime(2026, 9, 27, 21, 17, 55, tzinfo=UTC)
REPORTED = PointingReading(
    evidence=Evidence.OBSERVED,
    source="DSN Now",
    observed_at=AT,
    antenna="DSS-24",
    spacecraft="TGO",
    target="TGO",
    target_kind=TargetKind.SPACECRAFT,
    azimuth_deg=286.0,
    elevation_deg=14.0,
)
COMPUTED = PointingReading(
    evidence=Evidence.PREDICTED,
    source="Mars, DE440",
    observed_at=AT,
    antenna="DSS-24",
    spacecraft="TGO",
    azimuth_deg=285.6,
    elevation_deg=14.3,
    range_km=2.4e8,
    quality=Quality.GOOD,
    age_s=0.0,
)

ANTENNA = Antenna(
    id="DSS-24",
    name="Goldstone 34 m",
    site="GDS",
    network="dsn",
    diameter_m=Figure(value=34.0),
    latitude_deg=Figure(value=35.3),
    longitude_deg=Figure(value=-116.9),
    height_m=Figure(value=951.5),
    mask_deg=Figure(value=6.0),
    horizon_deg=Horizon(points=((60.0, 0.0), (90.0, 20.0), (120.0, 0.0))),
    max_elevation_deg=Figure(value=85.0),
)


def test_directions_within_the_rounding_agree() -> None:
    found = compare(REPORTED, COMPUTED)
    assert found.verdict is Verdict.AGREES
    assert found.azimuth_difference_deg == pytest.approx(0.4)
    assert found.elevation_difference_deg == pytest.approx(-0.3)
    # 0.4° of azimuth at 14° of elevation is 0.39° on the sky
    assert found.separation_deg == pytest.approx(0.49, abs=0.005)
    assert found.range_difference_km is None  # the source gave no range: unknown, not 0


def test_azimuths_either_side_of_north_are_near_each_other() -> None:
    found = compare(replace(REPORTED, azimuth_deg=359.8), replace(COMPUTED, azimuth_deg=0.1))
    assert found.verdict is Verdict.AGREES
    assert found.azimuth_difference_deg == pytest.approx(-0.3)


def test_near_the_zenith_azimuth_hardly_counts() -> None:
    found = compare(
        replace(REPORTED, azimuth_deg=10.0, elevation_deg=89.0),
        replace(COMPUTED, azimuth_deg=40.0, elevation_deg=89.0),
    )
    assert found.verdict is Verdict.AGREES


def test_a_difference_is_flagged_with_what_it_rests_on() -> None:
    found = compare(
        REPORTED,
        replace(COMPUTED, elevation_deg=-3.0, quality=Quality.POOR, age_s=40 * 86_400),
        ANTENNA,
    )
    assert found.verdict is Verdict.DIFFERS
    assert found.reason == (
        "points 17.0° from the computed direction, which is below the horizon; "
        "computed from data 40 days old, quality poor"
    )


@pytest.mark.parametrize(
    ("azimuth_deg", "elevation_deg", "reason"),
    [
        (285.6, 5.0, "below the 6.0° from which DSS-24 sees in that azimuth"),
        (90.0, 9.0, "below the 20.0° from which DSS-24 sees in that azimuth"),
        (285.6, 88.0, "above the 85° to which DSS-24 can follow"),
    ],
)
def test_a_difference_says_why_the_antenna_could_not_see_there(
    azimuth_deg: float, elevation_deg: float, reason: str
) -> None:
    there = replace(COMPUTED, azimuth_deg=azimuth_deg, elevation_deg=elevation_deg)
    found = compare(REPORTED, there, ANTENNA)
    assert f" from the computed direction, which is {reason}; computed" in (found.reason or "")


def test_a_computation_that_does_not_age_is_not_called_0_days_old() -> None:
    found = compare(REPORTED, replace(COMPUTED, elevation_deg=30.0, age_s=None))
    assert found.reason == ("points 16.0° from the computed direction; computed with quality good")


@pytest.mark.parametrize(
    ("reported", "computed", "reason"),
    [
        (replace(REPORTED, stowed=True), COMPUTED, "stowed"),
        (REPORTED, "elements expired: 200 days old", "elements expired: 200 days old"),
        (replace(REPORTED, elevation_deg=None), COMPUTED, "no direction"),
        (
            replace(
                REPORTED, spacecraft="dsn_now:CRY", target="CRY", target_kind=TargetKind.UNKNOWN
            ),
            COMPUTED,
            "no network file says what DSN Now means by CRY",
        ),
    ],
)
def test_what_cannot_be_compared_says_why(
    reported: PointingReading, computed: PointingReading | str, reason: str
) -> None:
    found = compare(reported, computed)
    assert found.verdict is Verdict.NOT_COMPARED
    assert reason in (found.reason or "")
    assert found.separation_deg is None
