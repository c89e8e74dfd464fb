"""`dishboard doctor`: which sources must not be asked, and letting them be asked again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from dishboard.cli.token import DataFolder

__all__ = ["doctor"]


def doctor(
    *,
    resume: Annotated[list[str] | None, Parameter(name="--resume", negative="")] = None,
    data: DataFolder = None,
) -> int:
    """Tell which sources refused us and are left alone, and what to do.

    Parameters
    ----------
    resume
        A source that may be asked again, such as celestrak: say so when the cause of its refusal is
        gone. A running server notices within a minute.
    data
        The folder with what lasts, as for `serve`; without it the user's data folder.
    """
    from dishboard.feeds.stops import Stops
    from dishboard.time import format_instant

    stops = Stops(_stops(data))
    for source in resume or ():
        stop = stops.resume(source)
        if stop is None:
            print(f"{source} was not stopped")
        else:
            print(
                f"{source} may be asked again; it was stopped at {format_instant(stop.at)}: "
                f"{stop.reason}"
            )
    left = stops.all()
    for stop in left:
        print(
            f"{stop.source} is not asked since {format_instant(stop.at)}: {stop.reason}\n"
            f"  When the cause is gone: dishboard doctor --resume {stop.source}"
        )
    if not left and not resume:
        print("no source is stopped")
    return 1 if left else 0


def _stops(data: Path | None) -> Path:
    from dishboard.config import data_folder
    from dishboard.feeds.sky import stops_folder

    return stops_folder(data or data_folder())
