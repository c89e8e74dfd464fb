"""The feed: one round of questions after another, each station's three in turn.

A round asks, for each station: what it is, which observations began in the last six hours, and
which jobs are to come. Pages are followed only where the answer's Link header says so, on the same
host, up to a bound. The first question that fails ends the round, and the next round waits for its
slot; what the last good round got is kept and grows old.

The token, where there is one, goes with questions for stations and observations alone: who asks for
the jobs of an own station with it is taken for that station, and SatNOGS would show it as alive.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin

import msgspec

from dishboard.board.state import FeedCondition
from dishboard.errors import FormatError, SettingError, shown
from dishboard.feeds.asking import Answer, NoAnswerError, ask
from dishboard.feeds.memory import FeedMemory
from dishboard.feeds.message import FeedMessage
from dishboard.feeds.polling import Polled, PolledFeed
from dishboard.feeds.satnogs.meaning import FEED_ID, FEED_NAME, Round, message_of
from dishboard.feeds.satnogs.settings import SatnogsSettings, origin_of, read_token
from dishboard.formats.satnogs import Observation, Page, parse_observations, parse_stations
from dishboard.model import Network
from dishboard.time import Clock, format_instant

if TYPE_CHECKING:
    import httpx

__all__ = ["FEED_ID", "FEED_NAME", "LONGEST_BACK_OFF_S", "SatnogsSettings", "satnogs_feed"]

BEHIND = timedelta(hours=6)  # as far back as the board remembers
MAX_PAGE_BYTES = 4 * 1024 * 1024  # a page of 25 observations has some 60 kB
LONGEST_BACK_OFF_S = 3_600.0


class _Body(msgspec.Struct, kw_only=True):
    """What is kept of a round: the answers as they came, and what was not asked for."""

    stations: list[msgspec.Raw] = []
    observations: list[msgspec.Raw] = []  # and jobs
    problems: list[str] = []


class _Questions:
    """The questions of one round, one at a time."""

    def __init__(
        self, settings: SatnogsSettings, clock: Clock, sleep: Callable[[float], Awaitable[None]]
    ) -> None:
        self._settings, self._clock, self._sleep = settings, clock, sleep

    async def round(self, client: httpx.AsyncClient, now: datetime) -> Answer:
        """Ask for everything.

        Raises:
            NoAnswerError: from the first question that fails.
            FormatError: for the first answer that is none.
        """
        try:
            token = read_token(self._settings)
        except SettingError as error:
            raise NoAnswerError(str(error), FeedCondition.FAILED, reached=False) from None
        self._client, self._asked, self._body = client, 0, _Body()
        as_who = {"Authorization": f"Token {token}"} if token else {}
        window = {
            "start": format_instant((now - BEHIND).replace(microsecond=0)),
            "start__lt": format_instant(now.replace(microsecond=0) + timedelta(seconds=1)),
        }
        for station in self._settings.stations:
            whose = {"ground_station": str(station)}
            found = await self._pages("stations", {"id": str(station)}, as_who)
            self._body.stations += found
            self._body.observations += await self._pages("observations", whose | window, as_who)
            self._body.observations += await self._pages("jobs", whose, {})
        return Answer(body=msgspec.json.encode(self._body), etag=None, last_modified=None)

    async def _pages(
        self, what: str, chosen: dict[str, str], as_who: dict[str, str]
    ) -> list[msgspec.Raw]:
        settings = self._settings
        about = f"{what} of station {chosen.get('id') or chosen.get('ground_station')}"
        query = urlencode({**chosen, "format": "json"})
        url = f"{settings.url.rstrip('/')}/api/{what}/?{query}"
        found: list[msgspec.Raw] = []
        while True:
            answer = await self._ask(url, as_who)
            _parsed(what, answer.body)  # no answer that cannot be read is kept
            found.append(msgspec.Raw(answer.body))
            if answer.next_url is None:
                return found
            try:
                url = urljoin(url, answer.next_url)
                elsewhere = origin_of(url) != origin_of(settings.url)
            except ValueError:  # no address at all
                elsewhere = True
            if elsewhere:
                self._body.problems.append(
                    f"{about}: the next page is on another host; not followed, the rest is missing"
                )
                return found
            if len(found) >= settings.max_pages:
                self._body.problems.append(
                    f"{about}: more than {settings.max_pages} pages; the rest is missing"
                )
                return found

    async def _ask(self, url: str, as_who: dict[str, str]) -> Answer:
        if self._asked:
            await self._sleep(self._settings.spacing_s)
        self._asked += 1
        answer = await ask(
            self._client,
            url,
            etag=None,
            last_modified=None,
            max_bytes=MAX_PAGE_BYTES,
            timeout_s=self._settings.timeout_s,
            now=self._clock.now(),
            more_headers=as_who,
        )
        assert answer is not None  # a 304 needs a question that asks for one
        return answer


def _parsed(what: str, body: bytes) -> Page:
    return parse_stations(body) if what == "stations" else parse_observations(body)


def satnogs_feed(
    network: Network,
    clock: Clock,
    settings: SatnogsSettings,
    *,
    cache_dir: Path | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    chance: Callable[[], float] = random.random,
) -> PolledFeed:
    """SatNOGS Network for a chosen set of stations.

    Args:
        cache_dir: where the last answer and the next slot are kept; None: in this process only.
        sleep, chance: handed in by tests; `chance` gives numbers in [0, 1).
    """

    def read(body: bytes, received_at: datetime) -> FeedMessage:
        return message_of(_round(body, settings), network, received_at)

    source = Polled(
        id=FEED_ID,
        name=FEED_NAME,
        fetch=_Questions(settings, clock, sleep).round,
        read=read,
        interval_s=settings.interval_s,
        cycle_s=settings.interval_s,
        timeout_s=settings.timeout_s,
        max_bytes=MAX_PAGE_BYTES,
        longest_back_off_s=LONGEST_BACK_OFF_S,
    )
    chosen = ",".join(str(station) for station in settings.stations)
    memory = FeedMemory(cache_dir, FEED_ID, f"{settings.url} {chosen}")
    return PolledFeed(source, memory, clock, sleep=sleep, chance=chance)


def _round(body: bytes, settings: SatnogsSettings) -> Round:
    """All items of all pages, of the stations that were chosen."""
    try:
        kept = msgspec.json.decode(body, type=_Body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise FormatError(f"expected the answers of a round, got {shown(str(error))}") from None
    pages = [_parsed("stations", bytes(page)) for page in kept.stations]
    stations = {one.id: one for page in pages for one in page.items}
    problems = [*kept.problems, *(problem for page in pages for problem in page.problems)]
    problems += [
        f"station {number}: SatNOGS knows no such station"
        for number in settings.stations
        if number not in stations
    ]
    observations: dict[int, Observation] = {}
    for raw in kept.observations:
        page = parse_observations(bytes(raw))
        problems += page.problems
        for one in page.items:
            known = observations.get(one.id)
            if known is None or known.status is None:  # an observation tells more than its job
                observations[one.id] = one
    return Round(
        stations=tuple(stations[number] for number in settings.stations if number in stations),
        observations=tuple(
            one for one in observations.values() if one.station in settings.stations
        ),
        problems=tuple(problems),
    )
