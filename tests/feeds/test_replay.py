"""Recorded captures, played in the board's own time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dishboard.board.state import FeedCondition
from dishboard.errors import FormatError
from dishboard.feeds import FeedMessage, FeedTrouble
from dishboard.feeds.replay import ReplayFeed, read_recordings
from dishboard.model import Network
from dishboard.testing import FakeClock

FIXTURES = Path(__file__).parents[1] / "fixtures" / "dsn_now"
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def written(folder: Path, name: str, after_s: float) -> Path:
    epoch_ms = int((AT.timestamp() + after_s) * 1000)
    file = folder / name
    file.write_text(f'<dsn><dish name="DSS14"/><timestamp>{epoch_ms}</timestamp></dsn>')
    return file


def test_captures_come_in_the_order_of_their_own_time() -> None:
    recordings = read_recordings(FIXTURES / name for name in ("2026.xml", "2019.xml", "2022.xml"))
    assert [capture.observed_at.year for capture in recordings.captures] == [2019, 2022, 2026]
    assert (recordings.start_at.year, recordings.end_at.year) == (2019, 2026)


def test_one_bad_file_stops_none_of_the_others(network: Network) -> None:
    bad = FIXTURES / "bad" / "dictionary.bad.xml"
    recordings = read_recordings([bad, FIXTURES / "2026.xml", FIXTURES / "missing.xml", FIXTURES])
    assert len(recordings.captures) == 1
    assert [fault.split(":")[0] for fault in recordings.faults] == [
        "dictionary.bad.xml",
        "missing.xml",
        "dsn_now",
    ]
    assert "cannot be read (No such file or directory)" in recordings.faults[1]
    (message,) = recordings.messages(network)
    assert message.problems == recordings.faults  # nobody overlooks what was left out


def test_a_path_without_a_name_is_called_as_it_was_given() -> None:
    (fault,) = read_recordings([Path("/")]).faults
    assert fault == "/: cannot be read (Is a directory)"


def test_nothing_good_is_one_clear_error() -> None:
    recordings = read_recordings(
        FIXTURES / "bad" / f"{name}.bad.xml" for name in ("json", "dictionary")
    )
    with pytest.raises(FormatError) as error:
        recordings.start_at  # noqa: B018
    first, *faults = str(error.value).splitlines()
    assert first == "nothing to replay:"
    assert [fault.split(":")[0] for fault in faults] == ["json.bad.xml", "dictionary.bad.xml"]


def test_messages_up_to_an_instant(network: Network) -> None:
    recordings = read_recordings(FIXTURES / f"{year}.xml" for year in (2019, 2022, 2026))
    assert len(recordings.messages(network)) == 3
    until = recordings.messages(network, datetime(2022, 12, 31, tzinfo=UTC))
    assert [message.observed_at.year for message in until] == [2019, 2022]
    assert {message.source for message in until} == {"DSN Now, recorded capture"}
    assert all(message.received_at == message.observed_at for message in until)
    assert {reading.source for reading in until[0].readings} == {"DSN Now, recorded capture"}


def replayed(
    files: list[Path], network: Network, spans_s: list[float]
) -> list[tuple[float, list[FeedMessage | FeedTrouble]]]:
    """What was told by the end of each span, and where the board's clock stands then."""
    recordings = read_recordings(files)
    clock = FakeClock(recordings.start_at if recordings.captures else AT)
    told: list[FeedMessage | FeedTrouble] = []
    found: list[tuple[float, list[FeedMessage | FeedTrouble]]] = []

    async def life() -> None:
        feed = ReplayFeed(recordings, network, clock, sleep=clock.sleep)
        task = asyncio.create_task(feed.run(told.append))
        for span_s in spans_s:
            await clock.advance(span_s, task)
            found.append(((clock.now() - AT).total_seconds(), list(told)))
        if not task.done():
            task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(life())
    return found


def test_each_capture_is_told_at_its_time(tmp_path: Path, network: Network) -> None:
    files = [written(tmp_path, f"{s}.xml", s) for s in (0, 20, 50)]
    found = replayed(files, network, [0, 19, 1, 29, 1, 600])
    assert [(at_s, len(told)) for at_s, told in found] == [
        (0, 1),
        (19, 1),
        (20, 2),
        (49, 2),
        (50, 3),
        (650, 3),  # nothing more comes: the board turns stale by itself
    ]
    messages = found[-1][1]
    assert all(isinstance(item, FeedMessage) for item in messages)


def test_a_long_gap_is_cut_to_a_minute_by_moving_the_clock(
    tmp_path: Path, network: Network
) -> None:
    day_s = timedelta(days=1).total_seconds()
    files = [written(tmp_path, "0.xml", 0), written(tmp_path, "1.xml", day_s)]
    (before, after) = replayed(files, network, [59, 1])
    assert (before[0], len(before[1])) == (59, 1)
    assert (after[0], len(after[1])) == (day_s, 2)
    message = after[1][1]
    assert isinstance(message, FeedMessage)
    assert message.observed_at == message.received_at  # the clock is never behind the data


def test_a_replay_of_nothing_says_so(network: Network) -> None:
    ((_, told),) = replayed([FIXTURES / "bad" / "json.bad.xml"], network, [1])
    (trouble,) = told
    assert isinstance(trouble, FeedTrouble)
    assert trouble.condition is FeedCondition.FAILED
    assert trouble.detail.startswith("nothing to replay: json.bad.xml: line 1, column 1")
