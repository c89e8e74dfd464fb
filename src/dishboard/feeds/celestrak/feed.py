"""The feed: which questions CelesTrak is asked for a network, and what its answers mean.

Groups first: one answer holds many craft. What no group holds is asked by number, one by one. Any
answer but a 200 stops the source until a person says otherwise (its usage policy of May 2026 asks
for that, and blocks addresses that go on).
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

from dishboard.errors import FormatError, shown
from dishboard.feeds.bounds import (
    fault_of,
    must_be_address,
    must_be_timeout,
    must_lie_within,
)
from dishboard.feeds.memory import Remembered
from dishboard.feeds.questions import Found, Question
from dishboard.feeds.refreshing import SkyFeed
from dishboard.feeds.stops import Stops
from dishboard.formats.omm import parse_omm_json
from dishboard.model import ElementSet, Network, Spacecraft
from dishboard.time import Clock, format_instant

__all__ = ["FEED_ID", "FEED_NAME", "CelestrakSettings", "CelestrakSource", "celestrak_feed"]

FEED_ID = "celestrak"
FEED_NAME = "CelesTrak"
SHORTEST_INTERVAL_S = 21_600.0  # it changes about three times a day and asks for 3–4 checks
SHORTEST_SPACING_S = 60.0
MAX_BYTES = 32 * 1024 * 1024  # `active`, the largest group, is near 8 MB
FARTHEST_AHEAD = timedelta(days=10)  # sets of high orbits are issued up to three days ahead

_GROUP = re.compile(r"[a-z0-9-]{1,40}")


@dataclass(frozen=True, kw_only=True)
class CelestrakSettings:
    """What CelesTrak is asked, and how often."""

    url: str = "https://celestrak.org/NORAD/elements/gp.php"
    groups: tuple[str, ...] = ("resource", "science")
    numbers: tuple[int, ...] = ()
    interval_s: float = 21_600.0  # at least 6 h
    spacing_s: float = 600.0  # at least 60
    timeout_s: float = 60.0
    enabled: bool = True  # False: not asked; what was got before is still used

    def __post_init__(self) -> None:
        must_be_address("feeds.celestrak.url", self.url)
        for group in self.groups:
            if not _GROUP.fullmatch(group):
                raise fault_of("feeds.celestrak.groups", "a group like 'science'", group)
        for number in self.numbers:
            if not 0 < number <= 999_999_999:
                wanted = "catalogue numbers of 1 to 9 digits"
                raise fault_of("feeds.celestrak.numbers", wanted, number)
        must_lie_within("feeds.celestrak.interval_s", self.interval_s, SHORTEST_INTERVAL_S, 86_400)
        must_lie_within("feeds.celestrak.spacing_s", self.spacing_s, SHORTEST_SPACING_S, 21_600)
        must_be_timeout("feeds.celestrak.timeout_s", self.timeout_s)


class CelestrakSource:
    """CelesTrak's gp.php for the craft of one network that go by element sets."""

    id = FEED_ID
    name = FEED_NAME
    max_bytes = MAX_BYTES
    stops_when_refused = True

    def __init__(self, network: Network, settings: CelestrakSettings) -> None:
        self._settings = settings
        self._craft: dict[int, Spacecraft | None] = {
            craft.norad_id: craft
            for craft in network.spacecraft
            if craft.shown and craft.norad_id and craft.ephemeris in (None, "elements")
        }
        for number in settings.numbers:
            self._craft.setdefault(number, None)

    @property
    def address(self) -> str:
        return self._settings.url

    @property
    def interval_s(self) -> float:
        return self._settings.interval_s

    @property
    def spacing_s(self) -> float:
        return self._settings.spacing_s

    @property
    def cycle_s(self) -> float:
        return self._settings.interval_s

    @property
    def timeout_s(self) -> float:
        return self._settings.timeout_s

    def questions(
        self, found: Mapping[str, Found | None], asked: Mapping[str, bool]
    ) -> Sequence[Question]:
        """The groups; once each was answered, also the numbers that none of them holds."""
        if not self._craft:
            return ()
        groups = [self._question("GROUP", group) for group in self._settings.groups]
        if not all(asked.get(group.key) for group in groups):
            return groups
        held = {
            one.norad_id
            for group in groups
            if (answer := found.get(group.key)) is not None
            for one in answer.elements
        }
        rest = sorted(self._craft.keys() - held)
        return [*groups, *(self._question("CATNR", str(number)) for number in rest)]

    def _question(self, by: str, value: str) -> Question:
        return Question(
            key=f"{by.lower()}-{value}",
            about=f"{by}={value}",
            address=f"{self._settings.url}?{urlencode({by: value, 'FORMAT': 'JSON'})}",
        )

    def url(self, question: Question, known: Remembered, now: datetime) -> str:
        return question.address

    def read(self, question: Question, body: bytes, received_at: datetime) -> Found:
        """The sets of this network's craft; of a group, the others are left out in silence."""
        text = body.decode("utf-8-sig", "replace").strip()
        if not text.startswith("["):
            # Errors in words come with a 200: "No GP data found", "Invalid query: …".
            raise FormatError(f"expected element sets as JSON, got '{shown(text)}'")
        answer = parse_omm_json(text, f"{FEED_NAME}, {received_at:%Y-%m-%d}")
        by, _, value = question.about.partition("=")
        if by == "CATNR":
            for one in answer.sets:
                if one.norad_id != int(value):
                    raise FormatError(
                        f"expected elements of {value}, got those of {one.norad_id} "
                        f"({shown(one.name)}); refused"
                    )
        if not answer.sets:
            reason = f": {answer.problems[0]}" if answer.problems else ""
            raise FormatError(f"expected element sets, got none{reason}")
        elements: list[ElementSet] = []
        problems: list[str] = []
        for one in answer.sets:
            if one.norad_id not in self._craft:
                continue
            doubt = _doubt(one, self._craft[one.norad_id], received_at)
            if doubt is None:
                elements.append(one)
            else:
                problems.append(f"{question.about}: {one.norad_id} ({shown(one.name)}) {doubt}")
        if by == "CATNR":
            if not elements:
                raise FormatError(problems[0])
            problems += [f"{question.about}: {problem}" for problem in answer.problems]
        elif answer.problems:
            first, more = answer.problems[0], len(answer.problems) - 1
            problems.append(f"{question.about}: {first}" + (f" (and {more} more)" if more else ""))
        return Found(elements=tuple(elements), problems=tuple(problems))

    def says_absent(self, question: Question, status: int, text: str) -> bool:
        """Of an object, a 404 with these words. Without them it is about the address."""
        is_one = question.about.startswith("CATNR=")
        return is_one and status == HTTPStatus.NOT_FOUND and text.startswith("No GP data found")

    def is_news(self, found: Found, before: Found | None) -> bool:
        """Also when nothing has changed: then it was just confirmed. An older copy is not."""
        if before is None:
            return True
        had = {one.norad_id: one.epoch_at for one in before.elements}
        moved = [one.epoch_at - had[one.norad_id] for one in found.elements if one.norad_id in had]
        nothing = timedelta(0)
        return max(moved, default=nothing) > nothing or min(moved, default=nothing) >= nothing

    def renewed_at(self, known: Remembered, found: Found | None) -> datetime | None:
        return None

    def otherwise(
        self, question: Question, known: Remembered, fault: FormatError, now: datetime
    ) -> dict[str, float] | None:
        return None


def _doubt(one: ElementSet, craft: Spacecraft | None, received_at: datetime) -> str | None:
    """Why a set is not used, or None: another object under this number, an epoch that cannot be."""
    if one.epoch_at - received_at > FARTHEST_AHEAD:
        return f"has its epoch {format_instant(one.epoch_at)} too far ahead; refused"
    if craft is None or craft.cospar_id is None or not craft.cospar_id_verified:
        return None
    if one.cospar_id is not None and one.cospar_id != craft.cospar_id:
        return f"is {one.cospar_id}, expected {craft.cospar_id} ({craft.name}); refused"
    return None


def celestrak_feed(
    network: Network,
    clock: Clock,
    settings: CelestrakSettings | None = None,
    *,
    cache_dir: Path | None = None,
    stops: Stops | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    chance: Callable[[], float] = random.random,
) -> SkyFeed:
    """Element sets from CelesTrak.

    Args:
        cache_dir: where answers and slots are kept; None: in this process only.
        stops: where a refusal is kept until a person resumes it.
        sleep, chance: handed in by tests; `chance` gives numbers in [0, 1).
    """
    source = CelestrakSource(network, settings or CelestrakSettings())
    return SkyFeed(source, cache_dir, stops or Stops(None), clock, sleep=sleep, chance=chance)
