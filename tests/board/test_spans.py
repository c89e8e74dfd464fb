import itertools
import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dishboard.board.spans import Spans

START = datetime(2026, 2, 7, tzinfo=UTC)
PAIR = ("DSS-43", "VGR2")


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def spans_of(seconds: list[int]) -> list[tuple[datetime, datetime]]:
    spans = Spans()
    for second in seconds:
        spans.see(PAIR, "DSN Now", at(second), gap_s=60)
    return [(first, last) for _, _, first, last in spans]


def test_sightings_within_the_gap_are_one_span() -> None:
    assert spans_of([0, 60, 120, 181]) == [(at(0), at(120)), (at(181), at(181))]


@given(st.lists(st.integers(0, 2_000), max_size=40), st.randoms(use_true_random=False))
def test_any_order_of_sightings_ends_in_the_same_spans(
    seconds: list[int], chance: random.Random
) -> None:
    shuffled = list(seconds)
    chance.shuffle(shuffled)
    assert spans_of(shuffled) == spans_of(seconds)


@given(st.lists(st.integers(0, 2_000), min_size=1, max_size=40))
def test_spans_are_apart_by_more_than_the_gap_and_cover_every_sighting(seconds: list[int]) -> None:
    spans = spans_of(seconds)
    assert all(
        later[0] - earlier[1] > timedelta(seconds=60)
        for earlier, later in itertools.pairwise(spans)
    )
    assert all(any(first <= at(second) <= last for first, last in spans) for second in seconds)


def test_since_is_the_beginning_of_the_span_that_a_sighting_belongs_to() -> None:
    spans = Spans()
    for second in (0, 30, 500, 540):
        spans.see(PAIR, "DSN Now", at(second), gap_s=60)
    assert spans.since(PAIR, "DSN Now", at(540)) == at(500)
    assert spans.since(PAIR, "another source", at(540)) == at(540)


def test_old_spans_are_forgotten() -> None:
    spans = Spans()
    spans.see(PAIR, "DSN Now", at(0), gap_s=60)
    spans.see(PAIR, "DSN Now", at(500), gap_s=60)
    spans.forget_before(at(100))
    assert [first for _, _, first, _ in spans] == [at(500)]
