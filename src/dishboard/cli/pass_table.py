"""Passes as a table that a terminal of 80 columns can hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from dishboard.cli.tables import UNKNOWN, degrees, print_span, print_table
from dishboard.cli.terminal import Terminal
from dishboard.ephemeris import Gap, known_about
from dishboard.model import Network, Pass, PassLight, Quality
from dishboard.time import format_instant
from dishboard.units import DAY_S, in_days

__all__ = ["doubts_of", "gap_lines", "passes_table"]

HEADINGS = ("antenna", "spacecraft", "rise", "az", "top", "el", "set", "az", "age")
HOURS_TOLD = 48  # ages up to here in hours: elements of this morning are no day old
LIT_HEADINGS = ("antenna", "spacecraft", "rise", "set", "highest", "sunlit", "from Sun", "hidden")
_MOST_GAPS = 3  # of one craft, told one by one


def passes_table(
    passes: Sequence[Pass],
    names: Mapping[str, str],
    start_at: datetime,
    end_at: datetime,
    lights: Sequence[PassLight] | None = None,
    gaps: Mapping[str, Sequence[Gap]] | None = None,
) -> None:
    """Passes in order of rise; with their light, one for one, in place of azimuths and age.

    Args:
        names: of spacecraft by id. Both are shown; a narrow terminal cuts the end of the name.
        start_at, end_at: the span that was asked for.
        gaps: when within it nothing is known of a spacecraft, by id.
    """
    console = Terminal()
    print_span(console, start_at, end_at)
    several = [
        (*_known(item, gaps, start_at, end_at), item, light)
        for item, light in zip(passes, lights or [None] * len(passes), strict=True)
    ]
    several.sort(key=lambda one: (one[0], one[2].antenna))
    rows = [
        (_row(item, f"{item.spacecraft} {names[item.spacecraft]}", since, words, light), None)
        for since, words, item, light in several
    ]
    print_table(console, LIT_HEADINGS if lights else HEADINGS, rows, "No passes.")


def _known(
    item: Pass, gaps: Mapping[str, Sequence[Gap]] | None, start_at: datetime, end_at: datetime
) -> tuple[datetime, tuple[str, str]]:
    """Since when it is known to be up, and what stands for a rise and a set that it has not."""
    here = (gaps or {}).get(item.spacecraft, ())
    from_at, until_at = known_about(item.culmination_at, here, start_at, end_at)
    before = "before" if from_at == start_at else "unknown"
    return item.rise_at or from_at, (before, "after" if until_at == end_at else "unknown")


def _row(
    item: Pass, name: str, since: datetime, words: tuple[str, str], light: PassLight | None
) -> tuple[str, ...]:
    rise = f"{item.rise_at:%d %H:%M:%S}" if item.rise_at else words[0]
    top = _later(item.culmination_at, since)
    set_ = _later(item.set_at, since) if item.set_at else words[1]
    highest = degrees(item.max_elevation_deg)
    if light is not None:
        return (item.antenna, name, rise, set_, highest, *_light(light))
    azimuths = degrees(item.rise_azimuth_deg), degrees(item.set_azimuth_deg)
    return (item.antenna, name, rise, azimuths[0], top, highest, set_, azimuths[1], _age(item))


def _age(item: Pass) -> str:
    if item.age_s is None:
        return UNKNOWN
    hours = item.age_s / 3_600
    return f"{hours:.0f} h" if abs(hours) < HOURS_TOLD else f"{item.age_s / DAY_S:.0f} d"


def _later(at: datetime, since: datetime) -> str:
    """The time of day; with +1 where it is one of the day after `since`."""
    days = (at.date() - since.date()).days
    return f"{at:%H:%M:%S}" + (f"+{days}" if days else "")


def _light(light: PassLight) -> tuple[str, str, str]:
    """How much of the pass it is sunlit, how near the Sun it is seen, what hides it how long."""
    sunlit, hidden = UNKNOWN, UNKNOWN
    if light.sunlit_s is not None and light.penumbra_s is not None and light.umbra_s is not None:
        whole_s = light.sunlit_s + light.penumbra_s + light.umbra_s
        part = light.sunlit_s / whole_s if whole_s else 0.0
        # Neither all nor nothing is said of a pass that is nearly so.
        percent = min(max(round(100 * part), 1), 99) if 0 < part < 1 else round(100 * part)
        sunlit = f"{percent} %"
    if light.occulted_s is not None:
        bodies = ", ".join(dict.fromkeys(span.body for span in light.occultations))
        minutes = f"{light.occulted_s / 60:.0f}" if light.occulted_s >= 60 else "<1"
        hidden = f"{bodies} {minutes} min" if bodies else "no"
    return sunlit, degrees(light.min_sun_separation_deg), hidden


def doubts_of(network: Network, passes: Sequence[Pass]) -> list[str]:
    """What to know before believing the passes, a line for each craft."""
    doubts: list[str] = []
    doubtful = (Quality.POOR, Quality.INDICATIVE)
    for craft in sorted({item.spacecraft for item in passes if item.quality in doubtful}):
        ages_s = [
            item.age_s for item in passes if item.spacecraft == craft and item.age_s is not None
        ]
        basis = f"from data {in_days(max(ages_s))} old" if ages_s else "only roughly"
        name = network.spacecraft_by_id[craft].name
        doubts.append(f"{name} is predicted {basis}: times may be off by minutes.")
    return doubts


def gap_lines(name: str, gaps: Sequence[Gap], start_at: datetime, end_at: datetime) -> list[str]:
    """From when to when nothing is known of a spacecraft, where that begins within the span."""
    later = [gap for gap in gaps if gap.begin_at > start_at]
    lines: list[str] = []
    for gap in later[:_MOST_GAPS]:
        until = "on" if gap.end_at == end_at else f"to {format_instant(gap.end_at)}"
        lines.append(f"{name}: from {format_instant(gap.begin_at)} {until}: {gap.reason}")
    if len(later) > _MOST_GAPS:
        lines.append(f"{name}: {len(later) - _MOST_GAPS} more such gaps")
    return lines
