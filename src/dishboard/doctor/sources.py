"""The sources, by what is kept of them: no one that has rules about being asked is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from dishboard.board.state import FeedCondition
from dishboard.doctor.finding import Finding, act, note, ok
from dishboard.ephemeris import Sky, Unknown
from dishboard.feeds.standing import Standing
from dishboard.feeds.stops import Stops
from dishboard.model import Network, Quality
from dishboard.time import format_instant
from dishboard.units import in_days

__all__ = ["Standing", "Stood", "asked", "positions", "stopped"]

DAY_S = 86_400.0
LATE_CYCLES = 3.0  # a running board would have news by then
MOST_NAMED = 5


class Stood(Protocol):
    """A feed that can tell how it stands without asking."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def cycle_s(self) -> float: ...
    def standing(self) -> Standing: ...


def asked(feed: Stood, now: datetime, *, enabled: bool = True) -> Iterator[Finding]:
    """How one source stands."""
    if not enabled:
        yield ok(feed.name, "switched off in the settings; nobody is asked")
        return
    standing = feed.standing()
    said = f"{_last(standing, now)}{_next(standing, now)}"
    detail = standing.detail
    if standing.condition is FeedCondition.FAILED:
        todo = "what it says has to be mended here or there; then it goes on by itself"
        resume = f"dishboard doctor --resume {feed.id}"
        if resume in detail:
            detail = detail.partition("; not asked any more")[0]
            todo = f"find out why; when the cause is gone: {resume}"
        yield act(feed.name, f"{detail}; {said}" if detail else said, todo)
    elif standing.condition is FeedCondition.UNAVAILABLE:
        yield note(feed.name, f"{detail}; {said}" if detail else said)
    elif standing.received_at is None:
        yield note(feed.name, said, "start `dishboard serve` with a way to the internet")
    elif now - standing.received_at > timedelta(seconds=LATE_CYCLES * feed.cycle_s):
        yield note(feed.name, f"{said}; no board seems to run", "start `dishboard serve`")
    else:
        yield ok(feed.name, said)
    if standing.problems:
        yield note(feed.name, _few(standing.problems))


def stopped(stops: Stops, known: Sequence[str]) -> Iterator[Finding]:
    """Sources that refused us and that nothing else here speaks of."""
    for stop in stops.all():
        if stop.source not in known:
            when = format_instant(stop.at)
            yield act(
                stop.source,
                f"not asked since {when}: {stop.reason}",
                f"find out why; when the cause is gone: dishboard doctor --resume {stop.source}",
            )


def folder(feed: Stood, path: Path) -> Iterator[Finding]:
    """A watched folder and the faults of its files."""
    standing = feed.standing()
    if standing.condition is not FeedCondition.OK:
        yield act(feed.name, standing.detail, f"mkdir -p {path}, or correct feeds.folder.path")
    elif standing.problems:
        yield act(feed.name, _few(standing.problems), "correct these files, or take them out of it")
    else:
        yield ok(feed.name, f"{path} is watched; every file in it can be read")


def positions(network: Network, sky: Sky, now: datetime) -> Finding:
    """How old what positions are computed from is."""
    shown = [craft.id for craft in network.spacecraft if craft.shown]
    known = {craft: sky.known(craft, now) for craft in shown}
    unknown = [craft for craft, one in known.items() if isinstance(one, Unknown)]
    good = [one for one in known.values() if not isinstance(one, Unknown)]
    ages_s = [one.age_s for one in good if one.age_s is not None]
    old = [one for one in good if one.quality in (Quality.POOR, Quality.INDICATIVE)]
    said = f"{len(good)} of {len(shown)} spacecraft have a position"
    if ages_s:
        said += f", from data {in_days(*ages_s)} old"
    if unknown:
        said += f"; unknown: {', '.join(unknown[:MOST_NAMED])}"
        said += f" and {len(unknown) - MOST_NAMED} more" if len(unknown) > MOST_NAMED else ""
    if shown and not good:
        return act("positions", said, "let a board run with internet, or give --ephemeris FILE")
    if old:
        return note(
            "positions",
            f"{said}; {len(old)} of them only indicative or poor",
            "let a board run with internet, or put newer files into a watched folder",
        )
    return note("positions", said) if unknown else ok("positions", said)


def _last(standing: Standing, now: datetime) -> str:
    if standing.received_at is None:
        return "no answer is kept"
    return f"last good answer {_ago(now - standing.received_at)}"


def _next(standing: Standing, now: datetime) -> str:
    if standing.next_at is None:
        return ""
    if standing.next_at <= now + timedelta(seconds=1):  # the clock went on since it was asked
        return ", due now"
    return f", next not before {format_instant(standing.next_at.replace(microsecond=0))}"


def _ago(span: timedelta) -> str:
    seconds = span.total_seconds()
    if seconds < 0:
        return "in the future of this clock"
    if seconds < 120:
        return f"{seconds:.0f} s ago"
    if seconds < 7_200:
        return f"{seconds / 60:.0f} min ago"
    return (
        f"{seconds / 3_600:.0f} h ago" if seconds < 172_800 else f"{seconds / DAY_S:.0f} days ago"
    )


def _few(lines: Sequence[str]) -> str:
    more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
    return f"{lines[0]}{more}"
