"""The feed: one question per craft that is not in orbit about the Earth, asked once a week.

A question is a span of days and a step. It is put anew, for a new span, when the answer is a week
old or runs out; one already answered is never put again. What a fault teaches is remembered: where
a craft's ephemeris ends, or that its motion needs a shorter step.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from dishboard.errors import FormatError, shown
from dishboard.feeds.bounds import (
    fault_of,
    must_be_address,
    must_be_timeout,
    must_lie_within,
)
from dishboard.feeds.horizons.tables import CraftTables, TooCoarseError, tables_of
from dishboard.feeds.memory import Remembered
from dishboard.feeds.questions import Found, Question
from dishboard.feeds.refreshing import SkyFeed
from dishboard.feeds.stops import Stops
from dishboard.formats.horizons import (
    MAX_BYTES,
    HorizonsRangeError,
    HorizonsTable,
    parse_horizons,
)
from dishboard.model import Network, Spacecraft
from dishboard.time import Clock, from_unix_s

__all__ = ["FEED_ID", "FEED_NAME", "HorizonsSettings", "HorizonsSource", "horizons_feed"]

FEED_ID = "horizons"
FEED_NAME = "JPL Horizons"
SHORTEST_INTERVAL_S = 21_600.0
SHORTEST_SPACING_S = 2.0

_DAYS_OF_STEP = {3_600.0: 60, 600.0: 14, 120.0: 3}  # some two thousand states each
_BEHIND = timedelta(days=2)  # light of the farthest craft takes a day
_RUNS_OUT = timedelta(days=2)  # the plan looks two days ahead
_SUN = 10
_J2000_UNIX_S = 946_728_000.0
_LEARNT_FOR_S = 20 * 3_600.0  # where an ephemeris ends moves when its makers go on


@dataclass(frozen=True, kw_only=True)
class HorizonsSettings:
    """What Horizons is asked, and how often."""

    url: str = "https://ssd.jpl.nasa.gov/api/horizons.api"
    renew_s: float = 604_800.0  # a week; at least interval_s
    interval_s: float = 21_600.0  # at least 6 h
    spacing_s: float = 30.0  # at least 2
    timeout_s: float = 60.0
    enabled: bool = True  # False: not asked; what was got before is still used

    def __post_init__(self) -> None:
        must_be_address("feeds.horizons.url", self.url)
        must_lie_within("feeds.horizons.interval_s", self.interval_s, SHORTEST_INTERVAL_S, 86_400)
        if not self.interval_s <= self.renew_s <= 2_592_000:
            wanted = "seconds from interval_s to 2592000"
            raise fault_of("feeds.horizons.renew_s", wanted, self.renew_s)
        must_lie_within("feeds.horizons.spacing_s", self.spacing_s, SHORTEST_SPACING_S, 21_600)
        must_be_timeout("feeds.horizons.timeout_s", self.timeout_s)


class HorizonsSource:
    """Horizons for the craft of one network that have a NAIF number and go by no element sets."""

    id = FEED_ID
    name = FEED_NAME
    max_bytes = MAX_BYTES
    stops_when_refused = False

    def __init__(self, network: Network, settings: HorizonsSettings) -> None:
        self._settings = settings
        self._craft = {
            str(craft.naif_id): craft for craft in network.spacecraft if _needs_it(craft)
        }

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
        return self._settings.renew_s

    @property
    def timeout_s(self) -> float:
        return self._settings.timeout_s

    def questions(
        self, found: Mapping[str, Found | None], asked: Mapping[str, bool]
    ) -> Sequence[Question]:
        return [
            Question(
                key=number,
                about=f"{craft.id} ({number})",
                address=f"{self._settings.url}?COMMAND={number}",
            )
            for number, craft in self._craft.items()
        ]

    def url(self, question: Question, known: Remembered, now: datetime) -> str:
        """The span and step of the moment, within what was learnt of them."""
        step_s = _step_s(known, self._craft[question.key])
        day = now.replace(hour=0, minute=0, second=0, microsecond=0)
        start_at, stop_at = day - _BEHIND, day + timedelta(days=_DAYS_OF_STEP[step_s])
        limits = _limits(known, now)
        # Whole minutes inside what there is; TDB and UTC are a minute apart at most, and the
        # calendar written is TDB's.
        if "from_tdb_s" in limits:
            begins_at = _calendar(limits["from_tdb_s"]) + timedelta(minutes=2)
            start_at = max(start_at, begins_at.replace(second=0, microsecond=0))
        if "until_tdb_s" in limits:
            ends_at = _calendar(limits["until_tdb_s"]) - timedelta(minutes=1)
            stop_at = min(stop_at, ends_at.replace(second=0, microsecond=0))
        asked_for = {
            "format": "json",
            "COMMAND": question.key,
            "OBJ_DATA": "NO",
            "MAKE_EPHEM": "YES",
            "EPHEM_TYPE": "VECTORS",
            "CENTER": f"500@{_SUN}",
            "REF_PLANE": "FRAME",
            "REF_SYSTEM": "ICRF",
            "OUT_UNITS": "KM-S",
            "VEC_TABLE": "2",
            "VEC_CORR": "NONE",
            "CSV_FORMAT": "YES",
            "TIME_TYPE": "TDB",
            "START_TIME": f"{start_at:%Y-%m-%d %H:%M}",
            "STOP_TIME": f"{stop_at:%Y-%m-%d %H:%M}",
            "STEP_SIZE": f"{step_s / 60:.0f} m",
        }
        quoted = {
            name: value if name == "format" else f"'{value}'" for name, value in asked_for.items()
        }
        return f"{self._settings.url}?{urlencode(quoted)}"

    def read(self, question: Question, body: bytes, received_at: datetime) -> Found:
        """The tables of a craft: of the one asked for, about the Sun."""
        craft = self._craft[question.key]
        table = parse_horizons(body)
        _insist_on_target(table, craft)
        if table.centre_id != _SUN:
            raise FormatError(f"expected states about the Sun (10), got about {table.centre_id}")
        tables = tables_of(table, received_at)
        seams = len(tables) - 1
        return Found(
            providers=(CraftTables(craft.id, tables),),
            until_at=from_unix_s(tables[-1].end_s),
            problems=(
                f"{question.about}: its way is joined from {seams + 1} solutions; "
                "where they meet nothing is taken from it",
            )
            if seams
            else (),
        )

    def says_absent(self, question: Question, status: int, text: str) -> bool:
        return False  # it says so in a 200

    def is_news(self, found: Found, before: Found | None) -> bool:
        return True  # every run is by the newest solution

    def renewed_at(self, known: Remembered, found: Found | None) -> datetime | None:
        """After a week, or two days before it runs out."""
        if found is None or found.until_at is None or known.received_at is None:
            return None
        week = known.received_at + timedelta(seconds=self._settings.renew_s)
        return min(week, found.until_at - _RUNS_OUT)

    def otherwise(
        self, question: Question, known: Remembered, fault: FormatError, now: datetime
    ) -> dict[str, float] | None:
        """A span within its ephemeris, or a shorter step."""
        if isinstance(fault, TooCoarseError):
            step_s = _step_s(known, self._craft[question.key])
            shorter = [step for step in _DAYS_OF_STEP if step < step_s]
            return {**known.learnt, "step_s": max(shorter)} if shorter else None
        if not isinstance(fault, HorizonsRangeError):
            return None
        side = "until" if fault.after else "from"
        limits = _limits(known, now)
        if f"{side}_tdb_s" in limits:
            return None  # it was heeded, and did not help
        found = {**limits, f"{side}_tdb_s": fault.at_tdb_s, f"{side}_said_s": now.timestamp()}
        until = _calendar(found["until_tdb_s"]) if "until_tdb_s" in found else None
        begins = _calendar(found["from_tdb_s"]) if "from_tdb_s" in found else None
        day_s = timedelta(days=1)
        if (until and until < now - _BEHIND + day_s) or (begins and begins > now + 2 * day_s):
            return None  # it ended, or begins, too far from now
        step = {"step_s": known.learnt["step_s"]} if "step_s" in known.learnt else {}
        return {**found, **step}


def _needs_it(craft: Spacecraft) -> bool:
    if not craft.shown or craft.naif_id is None or craft.naif_id >= 0:
        return False  # a positive number may be a planet's
    return craft.ephemeris != "elements" and not (craft.ephemeris is None and craft.norad_id)


def _step_s(known: Remembered, craft: Spacecraft) -> float:
    """What was learnt; else about a body it goes round in hours, and bends over days elsewhere."""
    learnt_s = known.learnt.get("step_s")
    if learnt_s in _DAYS_OF_STEP:  # another version may have others
        return learnt_s
    return 600.0 if craft.placed_at is not None else 3_600.0


def _limits(known: Remembered, now: datetime) -> dict[str, float]:
    """What was lately said of where an ephemeris begins and ends."""
    found: dict[str, float] = {}
    for side in ("from", "until"):
        said_s = known.learnt.get(f"{side}_said_s")
        if said_s is not None and 0 <= now.timestamp() - said_s < _LEARNT_FOR_S:
            found[f"{side}_said_s"] = said_s
            found[f"{side}_tdb_s"] = known.learnt[f"{side}_tdb_s"]
    return found


def _calendar(tdb_s: float) -> datetime:
    """A TDB calendar date, carried as if it were UTC's: for writing, and for days."""
    return datetime.fromtimestamp(_J2000_UNIX_S + tdb_s, UTC)


def _insist_on_target(table: HorizonsTable, craft: Spacecraft) -> None:
    """The number must be the one asked for; where that is in doubt itself, the name must fit too.

    Raises:
        FormatError: for another target.
    """
    got = f"{shown(table.target)} ({table.target_id})"
    if table.target_id != craft.naif_id:
        raise FormatError(f"expected {craft.name} ({craft.naif_id}), got {got}; refused")
    if craft.naif_id_verified:
        return
    ours = {word.casefold() for word in (craft.id, *craft.name.replace("-", " ").split())}
    theirs = {word.casefold() for word in table.target.replace("-", " ").split()}
    if not ours & theirs:
        raise FormatError(
            f"expected {craft.name}, whose number {craft.naif_id} no source confirms, got {got}; "
            "refused, correct naif_id in the network file"
        )


def horizons_feed(
    network: Network,
    clock: Clock,
    settings: HorizonsSettings | None = None,
    *,
    cache_dir: Path | None = None,
    stops: Stops | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    chance: Callable[[], float] = random.random,
) -> SkyFeed:
    """Tables of states from JPL Horizons. Arguments as for CelesTrak's feed."""
    source = HorizonsSource(network, settings or HorizonsSettings())
    return SkyFeed(source, cache_dir, stops or Stops(None), clock, sleep=sleep, chance=chance)
