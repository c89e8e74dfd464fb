"""The merge rule: any order of the same readings ends in the same board."""

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dishboard.board.merge import Merge
from dishboard.board.words import AntennaReading
from dishboard.model import (
    ActivityReading,
    Direction,
    Evidence,
    LinkReading,
    LinkState,
    PointingReading,
    TargetKind,
)

START = datetime(2026, 2, 7, 20, 56, 39, tzinfo=UTC)

instants = st.integers(0, 5).map(lambda count: START + timedelta(seconds=5 * count))
names = st.sampled_from(["DSS-14", "DSS-43"])
crafts = st.sampled_from(["MEX", "TGO", "VGR2", None])
evidences = st.sampled_from([Evidence.OBSERVED, Evidence.PREDICTED])
sources = st.sampled_from(["DSN Now", "a station"])
angles = st.none() | st.integers(0, 89).map(float)

pointings = st.builds(
    PointingReading,
    evidence=evidences,
    source=sources,
    observed_at=instants,
    received_at=st.none() | instants,
    antenna=names,
    spacecraft=crafts,
    target_kind=st.sampled_from([TargetKind.SPACECRAFT, TargetKind.UNKNOWN]),
    azimuth_deg=angles,
    elevation_deg=angles,
)
links = st.builds(
    LinkReading,
    evidence=evidences,
    source=sources,
    observed_at=instants,
    antenna=names,
    spacecraft=crafts,
    direction=st.sampled_from(list(Direction)),
    band=st.sampled_from(["S", "X", None]),
    state=st.sampled_from([LinkState.DATA, LinkState.CARRIER, LinkState.NONE]),
)
activities = st.builds(
    ActivityReading,
    evidence=st.just(Evidence.OBSERVED),
    source=sources,
    observed_at=instants,
    antenna=names,
    activity=st.sampled_from(["Maintenance", "Tracking"]),
)
readings = st.lists(pointings | links | activities, max_size=30)


def merged(items: list[AntennaReading]) -> dict[str, list[AntennaReading]]:
    merge = Merge()
    merge.add(items)
    return {
        antenna: [_without_receipt(item) for item in merge.of(antenna)]
        for antenna in sorted(merge.antennas)
    }


def _without_receipt(item: AntennaReading) -> AntennaReading:
    from msgspec.structs import replace

    return replace(item, received_at=None)


@given(readings, st.randoms(use_true_random=False))
def test_any_order_of_the_same_readings_ends_in_the_same_board(
    items: list[AntennaReading], chance: random.Random
) -> None:
    shuffled = list(items)
    chance.shuffle(shuffled)
    assert merged(shuffled) == merged(items)


@given(readings)
def test_hearing_the_same_twice_changes_nothing(items: list[AntennaReading]) -> None:
    assert merged(items + items) == merged(items)


def pointing(craft: str, second: int, evidence: Evidence = Evidence.OBSERVED) -> PointingReading:
    return PointingReading(
        evidence=evidence,
        source="DSN Now" if evidence is Evidence.OBSERVED else f"elements of {craft}",
        observed_at=START + timedelta(seconds=second),
        antenna="DSS-63",
        spacecraft=craft,
    )


def test_a_target_that_the_newest_message_no_longer_lists_is_gone() -> None:
    both = [pointing("MEX", 0), pointing("M01O", 0)]
    assert merged([*both, pointing("MEX", 5)]) == {"DSS-63": [pointing("MEX", 5)]}


def test_observed_and_predicted_stand_side_by_side() -> None:
    observed, predicted = pointing("MEX", 0), pointing("MEX", 9, Evidence.PREDICTED)
    assert sorted(merged([observed, predicted])["DSS-63"], key=str) == sorted(
        [observed, predicted], key=str
    )


def test_a_new_computation_replaces_an_older_one_whatever_its_source() -> None:
    older, newer = pointing("MEX", 0, Evidence.PREDICTED), pointing("TGO", 1, Evidence.PREDICTED)
    assert merged([newer, older]) == {"DSS-63": [newer]}
