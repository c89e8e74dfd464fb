"""`dishboard doctor`: what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from dishboard.cli.options import NOTHING, Common
from dishboard.cli.threads import run
from dishboard.cli.token import DataFolder

if TYPE_CHECKING:
    from dishboard.doctor import Finding

__all__ = ["doctor"]


def doctor(
    *,
    resume: Annotated[
        list[str] | None, Parameter(name="--resume", negative="", consume_multiple=True)
    ] = None,
    data: DataFolder = None,
    common: Common = NOTHING,
) -> int:
    """Look at settings, sources, folders, clock and elements, and say what to do.

    No public source is asked: what is told of them is what the last running board left. A broker of
    the settings is asked for a connection, unless --offline. Exit code 0 when all is well or mends
    itself, 1 when a person is needed.

    Parameters
    ----------
    resume
        A source that may be asked again, such as celestrak; without a name every stopped one. Say
        so when the cause of its refusal is gone. A running server notices within a minute.
    data
        The folder with what lasts, as for `serve`; without it the user's data folder.
    """
    from dishboard.config import cache_folder, data_folder
    from dishboard.doctor import Health, visit
    from dishboard.time import FixedClock, SystemClock

    data = data or data_folder()
    resumed = _resume(resume, data) if resume is not None else []
    at = common.instant()
    clock = FixedClock(at) if at is not None else SystemClock()
    found = run(
        visit(common.network, clock, cache=cache_folder(), data=data, offline=common.offline)
    )
    if common.json:
        _print_json(found, resumed)
    else:
        _print(found, resumed)
    return 1 if any(one.health is Health.ACT for one in found) else 0


def _resume(sources: Sequence[str], data: Path) -> list[str]:
    from dishboard.feeds.sky import stops_folder
    from dishboard.feeds.stops import Stops
    from dishboard.time import format_instant

    stops = Stops(stops_folder(data))
    said: list[str] = []
    for source in sources or [stop.source for stop in stops.all()]:
        stop = stops.resume(source)
        if stop is None:
            stopped = ", ".join(other.source for other in stops.all())
            others = f"; what is stopped: {stopped}" if stopped else ""
            said.append(f"{source} was not stopped{others}")
        else:
            when = format_instant(stop.at)
            said.append(f"{source} may be asked again; it was stopped at {when}: {stop.reason}")
    return said or ["no source was stopped"]


def _print(found: Sequence[Finding], resumed: Sequence[str]) -> None:
    from rich.table import Table
    from rich.text import Text

    from dishboard.cli.terminal import Terminal
    from dishboard.doctor import Health

    console = Terminal()
    for line in resumed:
        console.print(Text(line, "bold"))
    marks = {Health.OK: "✓", Health.NOTE: "△", Health.ACT: "✗"}
    styles = {Health.OK: "green", Health.NOTE: "yellow", Health.ACT: "bold red"}
    table = Table(box=None, show_header=False, padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for one in found:
        mark = Text(f"{marks[one.health]} {one.health}", styles[one.health])
        said = one.said if one.todo is None else f"{one.said}\n→ {one.todo}"
        table.add_row(mark, Text(one.about), Text(said))
    console.print(table)
    wanted = sum(one.health is Health.ACT for one in found)
    things = "1 thing needs" if wanted == 1 else f"{wanted} things need"
    console.print("All is well." if not wanted else f"{things} a person.")


def _print_json(found: Sequence[Finding], resumed: Sequence[str]) -> None:
    from dishboard.cli.tables import print_json
    from dishboard.doctor import Health

    healthy = not any(one.health is Health.ACT for one in found)
    print_json({"ok": healthy, "resumed": resumed, "findings": found})
