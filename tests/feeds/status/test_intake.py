"""What is taken of one source's messages, and how they are counted; memory is bounded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from dishboard.board.strangers import MOST_STRANGE_ANTENNAS, MOST_STRANGE_CRAFT
from dishboard.feeds import FeedCounts, FeedMessage
from dishboard.feeds.status import Intake, Refusal, Repeat
from dishboard.feeds.status import intake as intake_module
from dishboard.testing import FakeClock

Make = Callable[..., bytes]


def reason(taken: object) -> str:
    assert isinstance(taken, Refusal)
    return taken.reason


def test_a_message_is_handed_on(intake: Intake, message: Make) -> None:
    taken = intake.take(message())
    assert isinstance(taken, FeedMessage)
    assert (taken.feed, taken.source, taken.cycle_s) == ("push-k", "Kiruna control", 5.0)
    assert (taken.received_at - taken.observed_at).total_seconds() == 1.0
    assert len(taken.readings) == 5
    assert intake.counts == FeedCounts(readings=1, lag_s=1.0)


def test_the_rhythm_is_the_sources_own_when_a_message_has_none(
    intake: Intake, message: Make
) -> None:
    taken = intake.take(message(cycle=...))
    assert isinstance(taken, FeedMessage)
    assert taken.cycle_s == 60.0


def test_the_same_again_is_taken_and_is_nothing_new(intake: Intake, message: Make) -> None:
    intake.take(message())
    assert isinstance(intake.take(message()), Repeat)
    assert isinstance(intake.take(message(seq=43)), FeedMessage)
    assert isinstance(intake.take(message()), Repeat)
    assert (intake.counts.readings, intake.counts.repeats) == (4, 2)


def test_what_was_refused_is_judged_anew_when_it_comes_again(
    intake: Intake, message: Make, clock: FakeClock
) -> None:
    early = message(time="2026-11-23T09:40:00Z")
    assert "is in the future" in reason(intake.take(early))
    clock.move_to(clock.now() + timedelta(minutes=6))
    assert isinstance(intake.take(early), FeedMessage)


@pytest.mark.parametrize("time", ["2026-11-23T09:35:02Z", "9999-12-31T23:59:59Z"])
def test_a_clock_ahead_is_refused_with_both_times(intake: Intake, message: Make, time: str) -> None:
    said = reason(intake.take(message(time=time)))
    assert said == (
        f"time: {time} is in the future, here it is 2026-11-23T09:30:01Z: "
        "one of the two clocks is wrong"
    )
    assert (intake.counts.ahead, intake.counts.rejected) == (1, 1)


def test_a_clock_a_little_ahead_is_let_pass(intake: Intake, message: Make) -> None:
    assert isinstance(intake.take(message(time="2026-11-23T09:35:01Z")), FeedMessage)
    assert intake.counts.lag_s == -300.0


def test_an_old_message_is_handed_on_and_counted(intake: Intake, message: Make) -> None:
    intake.take(message())
    for time in ("2026-11-23T09:29:00Z", "1970-01-01T00:00:00Z"):
        assert isinstance(intake.take(message(time=time)), FeedMessage)
    assert intake.counts.out_of_order == 2
    assert isinstance(
        intake.take(message(time="2026-11-23T09:29:00Z", aperture="KIR-2")), FeedMessage
    )
    assert intake.counts.out_of_order == 2  # each antenna by itself


def test_a_part_that_cannot_be_is_a_problem_and_no_refusal(intake: Intake, message: Make) -> None:
    taken = intake.take(message(colour="red"))
    assert isinstance(taken, FeedMessage)
    assert taken.problems == ("colour: no such name in this schema; left out",)


def test_a_million_unknown_antennas_take_no_more_room_than_three_hundred(
    intake: Intake, message: Make, clock: FakeClock
) -> None:
    for number in range(MOST_STRANGE_ANTENNAS):
        assert isinstance(intake.take(message(aperture=f"A{number}")), FeedMessage)
    for number in range(2_000):
        assert "add it to a network file" in reason(intake.take(message(aperture=f"B{number}")))
    assert isinstance(intake.take(message(aperture="A7", seq=2)), FeedMessage)
    assert isinstance(intake.take(message()), FeedMessage)  # known ones are let pass
    assert intake.counts.rejected == 2_000

    later = clock.now() + timedelta(hours=7)
    clock.move_to(later)
    assert isinstance(intake.take(message(aperture="B1")), FeedMessage)  # the silent are forgotten


def test_a_million_unknown_spacecraft_are_bounded_too(
    intake: Intake, message: Make, clock: FakeClock
) -> None:
    """The board judges each of them: ten thousand on one antenna would keep it busy for seconds."""
    for number in range(MOST_STRANGE_CRAFT):
        assert isinstance(intake.take(message(user=f"A{number}")), FeedMessage)
    for number in range(2_000):
        said = reason(intake.take(message(user=f"B{number}")))
        assert f"this spacecraft, 'B{number}', and there are 100 such" in said
    beam = [{"fr": "Antenna", "user": "B1", "params": {}}]
    assert "this spacecraft, 'B1'" in reason(intake.take(message(resources=beam)))
    assert isinstance(intake.take(message(user="A7", seq=2)), FeedMessage)
    assert isinstance(intake.take(message(user="CRY", seq=2)), FeedMessage)  # a known one
    clock.move_to(clock.now() + timedelta(hours=7))
    assert isinstance(intake.take(message(user="B1")), FeedMessage)


def test_what_is_refused_takes_nobodys_place(intake: Intake, message: Make) -> None:
    for number in range(MOST_STRANGE_CRAFT - 1):
        intake.take(message(user=f"A{number}"))
    beam = [{"fr": "Antenna", "user": name, "params": {}} for name in ("B1", "B2")]
    for number in range(2 * MOST_STRANGE_ANTENNAS):
        said = reason(intake.take(message(aperture=f"X{number}", resources=beam, user=...)))
        assert "this spacecraft, 'B2', and there are 100 such" in said
    assert isinstance(intake.take(message(aperture="Y1", user="B3")), FeedMessage)


def test_what_is_known_again_is_bounded(
    intake: Intake, message: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_module, "REMEMBERED", 50)
    for number in range(500):
        intake.take(message(seq=number))
    assert len(intake._repeatable) + len(intake._repeatable_before) < 100
    assert isinstance(intake.take(message(seq=499)), Repeat)
    assert isinstance(intake.take(message(seq=1)), FeedMessage)  # harmless: the board knows it


@pytest.mark.parametrize("data", [b"", b"\x00", b"[" * 50_000, b"{}", b"x" * 70_000])
def test_garbage_is_refused_and_the_rest_goes_on(
    intake: Intake, message: Make, data: bytes
) -> None:
    assert reason(intake.take(data))
    assert isinstance(intake.take(message()), FeedMessage)
    assert (intake.counts.readings, intake.counts.rejected) == (1, 1)


def test_a_message_is_of_the_antenna_on_its_envelope(intake: Intake, message: Make) -> None:
    assert isinstance(intake.take(message(), addressed=("kir", "ki1")), FeedMessage)  # an alias
    said = reason(intake.take(message(seq=43), addressed=("NNO", "NNO-1")))
    assert said == "it speaks of KIR/KIR-1, and was sent to NNO/NNO-1"
    assert (intake.counts.readings, intake.counts.rejected) == (1, 1)
