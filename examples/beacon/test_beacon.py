"""What every feed's tests show: honest, robust, polite, told."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beacon.feed import BeaconSettings, beacon_feed
from beacon.format import parse_beacon
from dishboard.board.state import FeedCondition
from dishboard.errors import FormatError, SettingError
from dishboard.feeds import FeedMessage, FeedTrouble
from dishboard.model import LinkReading, LinkState, Network, PointingReading, Spacecraft
from dishboard.testing import FakeClock, LoopbackSource, Reply

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
SAMPLE = (Path(__file__).parent / "sample.txt").read_bytes()
CRAFT = Spacecraft(id="SEVEN", name="Leo Seven", codes={"beacon": "LEO-7"})
NETWORK = Network(name="test", sites=(), antennas=(), spacecraft=(CRAFT,))


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackSource]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    source = LoopbackSource()
    yield source
    source.close()


def live(source: LoopbackSource, span_s: float) -> list[object]:
    """Let the feed live through a span of fake time. Nobody waits; gives what it published."""
    clock = FakeClock(AT)
    told: list[object] = []
    settings = BeaconSettings(url=source.address("/beacon.txt"))

    async def life() -> None:
        feed = beacon_feed(NETWORK, clock, settings, sleep=clock.sleep, chance=lambda: 0.0)
        task = asyncio.create_task(feed.run(told.append))
        await clock.advance(span_s, task)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(life())
    return told


def test_honest_names_and_values_come_over_as_they_are(source: LoopbackSource) -> None:
    source.replies = [Reply(body=SAMPLE)]
    (message,) = live(source, 30)
    assert isinstance(message, FeedMessage)
    pointing = [one for one in message.readings if isinstance(one, PointingReading)]
    links = [one for one in message.readings if isinstance(one, LinkReading)]
    assert [(one.antenna, one.spacecraft) for one in pointing] == [
        ("beacon:ROOF-1", "SEVEN"),
        ("beacon:ROOF-2", None),
        ("beacon:ROOF-3", "X-99"),
    ]
    assert pointing[1].stowed
    assert pointing[2].elevation_deg is None
    assert [one.state for one in links] == [LinkState.CARRIER, LinkState.SEARCHING]
    assert message.observed_at == AT  # by the page's own clock


@given(st.binary(max_size=80) | st.binary(max_size=40).map(lambda rest: SAMPLE[:30] + rest))
def test_robust_any_bytes_are_a_page_or_one_clear_error(data: bytes) -> None:
    with suppress(FormatError):
        parse_beacon(data)


def test_one_bad_line_stops_none_of_the_others() -> None:
    page = parse_beacon(SAMPLE + b"ROOF-4 X nan 1 -\nROOF-5 X 1 1 -\n")
    assert len(page.lines) == 4
    assert page.problems == ("line 6: expected 0 to 360 degrees, got 'nan'; left out",)


def test_polite_one_question_a_minute_and_told_once(source: LoopbackSource) -> None:
    source.replies = [Reply(status=503), Reply(body=SAMPLE)]
    trouble, message, recovery = live(source, 150)  # asked at 0 s, and after a doubled wait
    assert len(source.asked) == 2
    assert isinstance(message, FeedMessage)
    assert isinstance(trouble, FeedTrouble)
    assert isinstance(recovery, FeedTrouble)
    assert trouble.condition is FeedCondition.UNAVAILABLE
    assert recovery.detail == "answers again after 1 failure in 2 min"


def test_settings_that_would_be_rude_are_refused() -> None:
    with pytest.raises(SettingError, match="expected seconds from 10"):
        BeaconSettings(url="http://127.0.0.1/", interval_s=1)


def test_without_an_address_it_says_how_it_is_used() -> None:
    asked = [sys.executable, "-m", "beacon"]
    folder = Path(__file__).parents[1]
    told = subprocess.run(asked, cwd=folder, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == "usage: python -m beacon URL, the address of the club's page\n"
