"""What is seen right beside a contact, and contacts right beside each other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dishboard.model import ContactRecord, LinkState, Outcome

Story = Any  # see conftest.py
DATA, NONE = LinkState.DATA, LinkState.NONE


def at(second: float) -> datetime:
    return datetime(2026, 9, 27, 21, tzinfo=UTC) + timedelta(seconds=second)


def kinds(record: ContactRecord) -> list[str]:
    """Of its events, but for what the sky says: these stories are told without one."""
    return sorted(event.kind for event in record.events if event.kind != "seen-below-horizon")


@pytest.mark.parametrize(("gap_s", "apart"), [(5, False), (30, False), (90, True)])
@pytest.mark.parametrize("before", [True, False])
def test_a_signal_right_beside_a_contact(
    story: Story, gap_s: int, apart: bool, before: bool
) -> None:
    contact = story.plan()  # its activity is from -300 to 1100
    story.say(range(-300, 1110, 1), DATA)
    if before:
        story.say(range(-600, -300 - gap_s, 1), DATA)
        story.say(range(-300 - gap_s, -300, 1), NONE)
        story.say(range(1110, 1500, 1), NONE)
    else:
        story.say(range(1110, 1110 + gap_s, 1), NONE)
        story.say(range(1110 + gap_s, 1400, 1), DATA)
        story.say(range(1400, 1500, 1), NONE)
    records = story.records(1490)
    assert records[contact.id].outcome is Outcome.COMPLETED
    assert len(records) == (2 if apart else 1)


@pytest.mark.parametrize("second", [-350, -250, 500, 1050, 1150, 1400])
def test_a_signal_that_begins_early_and_stays_late_has_one_record_all_the_time(
    story: Story, second: int
) -> None:
    contact = story.plan()
    story.say(range(-400, second + 1, 10), DATA)
    dish = next(one for one in story.state(second).antennas if one.id == "NNO-1")
    (record,) = (one for one in story.records(second).values() if one.directions[0].acquired_at)
    assert dish.contact is not None
    assert dish.contact.record == record.id
    assert dish.contact.outcome == record.outcome
    if second >= -300:
        assert record.id == contact.id


@pytest.mark.parametrize(("pause_s", "set_up_s"), [(30, 0), (30, 300), (100, 0), (100, 300)])
def test_two_contacts_of_a_pair_with_a_short_pause_are_each_its_own(
    story: Story, pause_s: int, set_up_s: int
) -> None:
    second_s = 1000 + pause_s
    first = story.plan(end_s=1000, eoa_at=at(1000))
    second = story.plan(begin_s=second_s, end_s=2000, boa_at=at(1000 - set_up_s))
    story.say(range(-300, 0, 10), NONE)
    story.say(range(0, 1000, 10), DATA)
    story.say(range(1000, second_s, 10), NONE)
    story.say(range(second_s, 2000, 10), DATA)
    story.say(range(2000, 2200, 10), NONE)
    for after_s in (1000 + pause_s // 2, 2190):
        record = story.records(after_s)[first.id]
        (down,) = record.directions
        assert (down.acquired_at, down.lost_at) == (at(0), at(1000))
    records = story.records(2190)
    assert records.keys() == {first.id, second.id}
    (down,) = records[second.id].directions
    assert (down.acquired_at, down.lost_at) == (at(second_s), at(2000))
    for record in records.values():
        assert record.outcome is Outcome.COMPLETED
        assert kinds(record) == ["began", "ended", "lock-lost", "locked"]


def test_what_an_earlier_contact_heard_is_not_the_next_ones(story: Story) -> None:
    story.plan()
    missed = story.plan(begin_s=1100, end_s=2000)  # its set-up begins while the first is on
    story.say(range(0, 1000, 10), DATA)
    story.say(range(1000, 2200, 10), NONE)
    record = story.records(2190)[missed.id]
    (down,) = record.directions
    assert (down.acquired_at, down.signal, kinds(record)) == (None, (), ["planned-not-seen"])
    assert record.outcome is Outcome.FAILED


@pytest.mark.parametrize("around", [None, NONE])
@pytest.mark.parametrize("second", [860, 1050, 1090])
def test_a_single_word_is_no_less_a_sighting_where_two_contacts_meet(
    story: Story, second: int, around: LinkState | None
) -> None:
    first, later = story.plan(), story.plan(begin_s=1100, end_s=2000)
    story.say([second], DATA)
    if around is not None:
        story.say(range(second - 300, second, 10), around)
        story.say(range(second + 10, second + 300, 10), around)
    own, other = (first, later) if second < 1050 else (later, first)  # midway it is the later one's
    for after_s in (0, 5, 200):
        records = story.records(second + after_s)
        assert records.keys() <= {first.id, later.id}
        (down,) = records[own.id].directions
        assert down.acquired_at == at(second)
        assert records[other.id].directions[0].acquired_at is None
