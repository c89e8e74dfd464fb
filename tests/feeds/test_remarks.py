"""What was missed is said of those who count, and of nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dishboard.feeds import remarks as remarks_module
from dishboard.feeds.remarks import Remarks

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def heard(
    *sequences: int | None, antenna: str = "NNO-1", remarks: Remarks | None = None
) -> Remarks:
    """One message every ten seconds, with these numbers."""
    remarks = remarks or Remarks()
    for number, sequence in enumerate(sequences):
        at = NOW + timedelta(seconds=10 * number)
        remarks.count(antenna, sequence, at, at)
    return remarks


LATER = NOW + timedelta(minutes=2)


def test_what_did_not_come_is_said_with_its_time() -> None:
    assert heard(1, 2, 3, 16).words(LATER) == (
        "12 messages of NNO-1 were missed between 2026-11-23T09:30:20Z and 2026-11-23T09:30:30Z"
    )
    assert heard(1, 2, 3, 5).words(LATER) == (
        "1 message of NNO-1 was missed between 2026-11-23T09:30:20Z and 2026-11-23T09:30:30Z"
    )


@pytest.mark.parametrize(
    "sequences",
    [
        (1, 2, 3, 4, 5),
        (None, None, None),
        (10, 20, 30, 47, 60),  # counts all antennas together, or time
        (1, 2, 3, 1, 2),  # began anew
        (1, 2, 3, 1, 7),  # and nobody knows yet how it counts now
        (100, 5, 101, 6, 102, 7),  # two senders of one antenna
        (1, 9),  # one step is no habit
        (1, 2, 3, 9_000_000_000),  # no count of messages
    ],
)
def test_who_counts_otherwise_is_not_accused(sequences: tuple[int | None, ...]) -> None:
    assert heard(*sequences).words(LATER) is None


def test_what_comes_late_is_taken_off_again() -> None:
    remarks = heard(1, 2, 3, 6)
    assert "2 messages of" in (remarks.words(LATER) or "")
    remarks.count("NNO-1", 4, NOW + timedelta(seconds=25), LATER)
    assert "1 message of" in (remarks.words(LATER) or "")
    remarks.count("NNO-1", 5, NOW + timedelta(seconds=26), LATER)
    assert remarks.words(LATER) is None


def test_many_antennas_are_summed_up_and_it_is_forgotten_in_the_end() -> None:
    remarks = Remarks()
    for number in range(1, 21):
        heard(1, 2, 3, 14, antenna=f"A{number:02}", remarks=remarks)
    said = remarks.words(LATER)
    assert said is not None
    assert said.startswith("200 messages of A01, A02, A03 and 17 more were missed between ")
    assert remarks.words(LATER + timedelta(minutes=15)) is None


def test_senders_that_go_and_come() -> None:
    remarks = Remarks()
    assert not remarks.all_are_gone(NOW)
    assert remarks.hear_of("a", "online", NOW, retained=False) is None
    assert remarks.words(NOW) is None
    assert remarks.hear_of("a", "died", NOW, retained=False) is None
    assert remarks.words(NOW) == "its sender a died at 2026-11-23T09:30:00Z"
    assert remarks.all_are_gone(NOW)
    assert remarks.hear_of("b", "died", NOW, retained=True) is None
    assert remarks.words(NOW) == (
        "its senders a died at 2026-11-23T09:30:00Z and b died before we listened"
    )
    remarks.hear_of("a", "online", NOW, retained=False)
    remarks.hear_of("b", "", NOW, retained=False)
    assert remarks.words(NOW) is None


def test_who_speaks_without_a_word_of_itself_is_not_gone_with_the_others() -> None:
    remarks = Remarks()
    remarks.hear_of("simulator", "offline", NOW, retained=True)
    remarks.take(NOW, 60.0, retained=True)  # kept by the broker: nobody is alive for that
    assert remarks.all_are_gone(NOW)
    for second in range(0, 400, 5):
        at = NOW + timedelta(seconds=second)
        remarks.take(at, 5.0)
        assert not remarks.all_are_gone(at)
        assert not remarks.all_are_gone(at + timedelta(seconds=4))
    assert remarks.all_are_gone(at + timedelta(seconds=16))


def test_the_only_sender_is_gone_at_once_however_lately_it_spoke() -> None:
    remarks = Remarks()
    remarks.take(NOW, 60.0)  # before its own word
    remarks.hear_of("a", "online", NOW, retained=False)
    remarks.take(NOW, 60.0)
    remarks.hear_of("a", "died", NOW, retained=False)
    assert remarks.all_are_gone(NOW)
    remarks = Remarks()
    remarks.take(NOW, 60.0)
    remarks.hear_of("a", "died", NOW, retained=False)  # the first that is heard of it
    assert remarks.all_are_gone(NOW)


def test_a_goodbye_is_said_for_a_while_and_a_death_as_long_as_it_lasts() -> None:
    remarks = Remarks()
    remarks.hear_of("a", "offline", NOW, retained=False)
    remarks.hear_of("b", "died", NOW, retained=False)
    later = NOW + timedelta(minutes=11)
    assert "went offline" in (remarks.words(NOW) or "")
    assert remarks.words(later) == "its sender b died at 2026-11-23T09:30:00Z"


def test_the_last_refusal_is_said_with_how_many_there_were() -> None:
    remarks = Remarks()
    remarks.take(NOW, 60.0)
    remarks.refuse("a/b/status", "no JSON", NOW)
    assert remarks.words(NOW) == "refused a/b/status: no JSON"
    remarks.refuse("a/c/status", "too large", NOW)
    assert remarks.words(NOW) == "refused 2, last a/c/status: too large"
    remarks.take(NOW + timedelta(minutes=1), 60.0)
    assert remarks.words(NOW + timedelta(minutes=11)) is None


def test_where_nothing_is_taken_refusals_are_not_forgotten() -> None:
    remarks = Remarks()
    remarks.refuse("a/b/status", "no JSON", NOW)
    remarks.refuse("a/c/status", "too large", NOW)
    much_later = NOW + timedelta(hours=3)
    assert remarks.nothing_is_usable(much_later)
    words = "nothing usable arrives: 2 refused, last a/c/status: too large"
    assert remarks.words(much_later) == words
    remarks.take(much_later, 60.0)
    assert not remarks.nothing_is_usable(much_later)
    assert remarks.words(much_later + timedelta(seconds=1)) is None


def test_one_that_was_usable_is_not_any_more_after_three_cycles() -> None:
    remarks = Remarks()
    remarks.take(NOW, 60.0)
    remarks.refuse("a/b/status", "no JSON", NOW + timedelta(seconds=30))
    assert not remarks.nothing_is_usable(NOW + timedelta(seconds=180))
    later = NOW + timedelta(seconds=181)
    assert remarks.words(later) == (
        "nothing usable arrives since 2026-11-23T09:30:00Z: 1 refused, last a/b/status: no JSON"
    )


def test_a_source_that_only_fell_silent_is_not_accused() -> None:
    remarks = Remarks()
    remarks.take(NOW, 60.0)
    assert not remarks.nothing_is_usable(NOW + timedelta(days=1))


def test_a_million_antennas_and_senders_take_bounded_room(monkeypatch) -> None:
    monkeypatch.setattr(remarks_module, "MOST_ANTENNAS", 50)
    monkeypatch.setattr(remarks_module, "MOST_SENDERS", 50)
    remarks = Remarks()
    for number in range(1_000):
        heard(1, 2, 3, 9, antenna=f"A{number}", remarks=remarks)
        remarks.hear_of(f"S{number}", "online", NOW, retained=False)
    assert len(remarks._counts) == 50
    assert len(remarks._with_gaps) <= 50
    assert len(remarks._senders) == 50
