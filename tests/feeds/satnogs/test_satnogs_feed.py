"""The SatNOGS feed against a loopback server: what it asks, counted question by question."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from dishboard.board.state import FeedCondition
from dishboard.errors import SettingError
from dishboard.feeds import FeedMessage, FeedTrouble
from dishboard.feeds.satnogs import SatnogsSettings, satnogs_feed
from dishboard.model import Network
from dishboard.testing import FakeClock, LoopbackSource, Reply
from dishboard.time import format_instant, parse_instant

FIXTURES = Path(__file__).parents[2] / "fixtures" / "satnogs"
STATION = (FIXTURES / "station-recorded-2026-09-16.json").read_bytes()
JOBS = (FIXTURES / "jobs-composed.json").read_bytes()
START_AT = parse_instant("2026-11-23T12:00:00Z")


def past(number: int, station: int = 2380) -> bytes:
    """A page with one observation that is over, composed."""
    start_at = START_AT - timedelta(minutes=30)
    one = {
        "id": number,
        "ground_station": station,
        "norad_cat_id": 25544,
        "start": format_instant(start_at),
        "end": format_instant(start_at + timedelta(minutes=10)),
        "status": "good",
        "waterfall_status": "with-signal",
    }
    return msgspec.json.encode([one])


def answers(path: str) -> Reply:
    kind = urlsplit(path).path.split("/")[2]
    return Reply(body={"stations": STATION, "observations": past(1), "jobs": JOBS}[kind])


@dataclass
class Life:
    """A feed that lives through spans of the fake clock's time."""

    source: LoopbackSource
    network: Network
    cache_dir: Path | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    clock: FakeClock = field(default_factory=lambda: FakeClock(START_AT))
    told: list[FeedMessage | FeedTrouble] = field(default_factory=list)

    def live(self, span_s: float, chance: float = 0.0) -> None:
        async def life() -> None:
            chosen = {"stations": (2380,), "url": self.source.address(""), **self.settings}
            feed = satnogs_feed(
                self.network,
                self.clock,
                SatnogsSettings(**chosen),
                cache_dir=self.cache_dir,
                sleep=self.clock.sleep,
                chance=lambda: chance,
            )
            task = asyncio.create_task(feed.run(self.told.append))
            try:
                await self.clock.advance(span_s, task)
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

        asyncio.run(life())

    @property
    def kinds(self) -> list[str]:
        return [urlsplit(one.path).path.split("/")[2] for one in self.source.asked]

    @property
    def message(self) -> FeedMessage:
        return [one for one in self.told if isinstance(one, FeedMessage)][-1]

    @property
    def troubles(self) -> list[FeedTrouble]:
        return [one for one in self.told if isinstance(one, FeedTrouble)]


@pytest.fixture
def living(source: LoopbackSource, network: Network) -> Callable[..., Life]:
    source.otherwise = answers
    return lambda **options: Life(source, network, **options)


def test_a_round_asks_each_thing_once_and_the_next_waits_for_its_slot(
    living: Callable[..., Life], tmp_path: Path
) -> None:
    life = living(cache_dir=tmp_path)
    life.live(890)
    assert life.kinds == ["stations", "observations", "jobs"]
    queries = [parse_qs(urlsplit(one.path).query) for one in life.source.asked]
    assert queries[0] == {"id": ["2380"], "format": ["json"]}
    assert queries[1] == {
        "ground_station": ["2380"],
        "start": ["2026-11-23T06:00:00Z"],
        "start__lt": ["2026-11-23T12:00:01Z"],
        "format": ["json"],
    }
    assert queries[2] == {"ground_station": ["2380"], "format": ["json"]}
    assert all("Authorization" not in one.headers for one in life.source.asked)
    assert all(one.headers["User-Agent"].startswith("Dishboard/") for one in life.source.asked)
    assert life.message.contacts is not None
    assert [one.id for one in life.message.contacts] == [
        "satnogs-1",
        "satnogs-14000002",
        "satnogs-14000003",
    ]
    assert len(life.message.problems) == 1
    life.live(100)  # one more round
    assert life.kinds == ["stations", "observations", "jobs"] * 2
    assert life.source.at_once == 1


def test_questions_of_a_round_are_spaced(living: Callable[..., Life]) -> None:
    asked: list[int] = []
    for span_s in (9, 11, 19, 21):
        life = living(settings={"spacing_s": 10.0})  # nothing is kept: each begins anew
        life.source.asked.clear()
        life.live(span_s)
        asked.append(len(life.kinds))
    assert asked == [1, 2, 2, 3]


def test_pages_are_followed_by_their_link_alone_up_to_a_bound(living: Callable[..., Life]) -> None:
    life = living(settings={"max_pages": 2})

    def paged(path: str) -> Reply:
        if "/api/observations/" not in path:
            return answers(path)
        number = 2 if "cursor=" in path else 1
        link = life.source.address("/api/observations/?cursor=cD0y&ground_station=2380")
        return Reply(body=past(number), headers={"Link": f'<{link}>; rel="next"'})

    life.source.otherwise = paged
    life.live(100)
    assert life.kinds == ["stations", "observations", "observations", "jobs"]
    assert life.source.asked[2].path == "/api/observations/?cursor=cD0y&ground_station=2380"
    assert life.message.problems[0] == (
        "observations of station 2380: more than 2 pages; the rest is missing"
    )
    assert life.message.contacts is not None
    assert {one.id for one in life.message.contacts} >= {"satnogs-1", "satnogs-2"}


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1:1/api/observations/?cursor=x",
        "https://example.org/x",
        "//example.org/x",
        "http://[::1",  # no address at all
    ],
)
def test_a_next_page_on_another_host_is_not_followed(
    living: Callable[..., Life], link: str
) -> None:
    life = living()
    life.source.replies = [
        Reply(body=STATION),
        Reply(body=past(1), headers={"Link": f'<{link}>; rel="next"'}),
    ]
    life.live(100)
    assert life.kinds == ["stations", "observations", "jobs"]
    assert "the next page is on another host; not followed" in life.message.problems[0]


def test_a_failure_ends_the_round_and_the_wait_doubles_up_to_an_hour(
    living: Callable[..., Life], tmp_path: Path
) -> None:
    life = living(cache_dir=tmp_path)
    life.source.otherwise = lambda path: Reply(status=503)
    life.live(1_790)
    assert life.kinds == ["stations"]  # nothing else is asked, and not sooner than in 30 min
    life.live(20)
    assert len(life.kinds) == 2
    life.live(3_580)
    assert len(life.kinds) == 2
    life.live(2 * 3_600)
    assert len(life.kinds) == 4  # after an hour each
    assert {one.condition for one in life.troubles} == {FeedCondition.UNAVAILABLE}
    life.source.otherwise = answers
    life.live(3_700)
    assert life.message.contacts


def test_throttled_it_stays_away_as_long_as_it_is_told(living: Callable[..., Life]) -> None:
    life = living()
    life.source.replies = [
        Reply(body=STATION),
        Reply(status=429, body=b"throttled", headers={"Retry-After": "7200"}),
    ]
    life.live(7_100)
    assert life.kinds == ["stations", "observations"]
    assert "as it wants" in life.troubles[0].detail
    life.live(200)
    assert life.kinds[2:] == ["stations", "observations", "jobs"]


def test_a_restart_asks_nothing_that_is_not_due(
    living: Callable[..., Life], tmp_path: Path
) -> None:
    life = living(cache_dir=tmp_path)
    life.live(100)
    assert len(life.kinds) == 3
    again = living(cache_dir=tmp_path, clock=life.clock)
    again.live(700)
    assert len(life.kinds) == 3
    assert again.message.contacts  # what was got before is told at once
    again.live(110)
    assert len(life.kinds) == 6


def test_a_restart_in_the_middle_of_a_round_waits_for_the_next_slot(
    living: Callable[..., Life], tmp_path: Path
) -> None:
    life = living(cache_dir=tmp_path)
    life.live(3)
    assert life.kinds == ["stations"]
    again = living(cache_dir=tmp_path, clock=life.clock)
    again.live(890)
    assert life.kinds == ["stations"]


@pytest.mark.parametrize(
    "bad",
    [
        Reply(body=b"<html>down for maintenance</html>"),
        Reply(body=b'{"detail": "Invalid token."}'),
        Reply(body=past(1), cut=True),
        Reply(body=b" " * 5_000_000),
        Reply(status=301, headers={"Location": "https://example.org/"}),
    ],
)
def test_a_bad_answer_replaces_nothing(living: Callable[..., Life], bad: Reply) -> None:
    life = living()
    life.live(100)
    known = life.message
    life.source.replies = [Reply(body=STATION), bad]
    life.live(900)
    assert life.message is known
    assert len(life.troubles) == 1
    assert len(life.kinds) == 5


def test_a_token_is_sent_but_never_with_the_jobs(
    living: Callable[..., Life], tmp_path: Path
) -> None:
    file = tmp_path / "token"
    file.write_text("abc123\n")
    life = living(settings={"token_file": str(file)})
    life.live(100)
    sent = [one.headers.get("Authorization") for one in life.source.asked]
    assert sent == ["Token abc123", "Token abc123", None]


def test_without_its_token_file_nobody_is_asked(
    living: Callable[..., Life], tmp_path: Path
) -> None:
    life = living(settings={"token_file": str(tmp_path / "gone")})
    life.live(100)
    assert life.kinds == []
    assert life.troubles[0].condition is FeedCondition.FAILED
    assert "cannot be read" in life.troubles[0].detail


def test_an_unknown_station_is_named(living: Callable[..., Life]) -> None:
    life = living(settings={"stations": (2380, 7)})
    life.source.otherwise = lambda path: Reply(body=b"[]") if "=7&" in path else answers(path)
    life.live(100)
    assert life.kinds == ["stations", "observations", "jobs"] * 2
    assert "station 7: SatNOGS knows no such station" in life.message.problems


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"stations": ()}, "feeds.satnogs.stations: expected numbers of stations, each once"),
        ({"stations": (1, 1)}, "feeds.satnogs.stations"),
        ({"stations": (0,)}, "feeds.satnogs.stations: expected numbers of stations from 1 on"),
        ({"url": "network.satnogs.org"}, "feeds.satnogs.url: expected an http(s) address"),
        ({"interval_s": 60}, "feeds.satnogs.interval_s: expected seconds from 300 to 86400"),
        ({"spacing_s": 0}, "feeds.satnogs.spacing_s"),
        ({"max_pages": 0}, "feeds.satnogs.max_pages"),
        ({"timeout_s": 0}, "feeds.satnogs.timeout_s"),
        ({"stations": tuple(range(1, 7))}, "72 questions an hour, and SatNOGS answers 60"),
        ({"token_file": "t", "url": "http://example.org"}, "a token is sent over https only"),
        ({"spacing_s": 60, "interval_s": 300, "max_pages": 5}, "a round can take 660 s"),
    ],
)
def test_settings_that_would_be_rude_or_cannot_be_are_refused(
    settings: dict[str, Any], fault: str
) -> None:
    with pytest.raises(SettingError) as error:
        SatnogsSettings(**{"stations": (2380,), **settings})
    assert fault in str(error.value)


@pytest.mark.parametrize("depth", [500, 990, 995, 1_000, 50_000])
def test_an_answer_nested_at_will_ends_nothing(living: Callable[..., Life], depth: int) -> None:
    """Just shallow enough by itself it may be too deep within the round."""
    nested = b"[" + b'{"id":1,"x":' + b"[" * depth + b"]" * depth + b"}]"
    life = living()
    life.source.replies = [Reply(body=STATION), Reply(body=nested)]
    life.live(3_600)
    assert len(life.kinds) > 3  # it goes on asking
