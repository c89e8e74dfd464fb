"""`dishboard token`: who may push readings to the board."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

if TYPE_CHECKING:
    from dishboard.feeds.push.tokens import TokenFile

__all__ = ["DataFolder", "token"]

DataFolder = Annotated[Path | None, Parameter(name="--data")]

token = App(
    name="token",
    help="""Who may push readings: one token per source.

A station sends what really happens by HTTP (`POST /api/v1/readings`) and shows its token with it.
A running server takes notice at once of what is added or removed here.""",
)


@token.command
def add(
    source: str,
    /,
    *,
    simulated: Annotated[bool, Parameter(name="--simulated", negative="")] = False,
    data: DataFolder = None,
) -> int:
    """Give a source a token and print it, once: only its hash is kept.

    Parameters
    ----------
    source
        Who will speak, in words that the board shows, such as "Kiruna control"; not the name of a
        source that Dishboard has itself, such as "DSN Now".
    simulated
        Everything from this source is simulated and shown as such, whatever it says.
    data
        The folder with the tokens, as for `serve`; without it the user's data folder.
    """
    from dishboard.feeds.own_names import OWN_NAMES
    from dishboard.time import SystemClock

    now = SystemClock().now()
    print(_file(data).add(source, now, simulated=simulated, taken=OWN_NAMES))
    return 0


@token.command(name="list")
def list_sources(*, data: DataFolder = None) -> int:
    """List the sources that may push; the tokens themselves are nowhere to be read.

    Parameters
    ----------
    data
        The folder with the tokens, as for `serve`; without it the user's data folder.
    """
    from dishboard.time import format_instant

    file = _file(data)
    owners = file.owners_or_fault()
    if not owners:
        print(f"nobody may push: there is no token in {file.path}")
    for owner in owners:
        kind = "  simulated" if owner.simulated else ""
        print(f"{format_instant(owner.created_at)}  {owner.source}{kind}")
    return 0


@token.command
def remove(source: str, /, *, data: DataFolder = None) -> int:
    """Take a source's token away: what it sends from now on is refused.

    Parameters
    ----------
    source
        The source, as `token list` shows it.
    data
        The folder with the tokens, as for `serve`; without it the user's data folder.
    """
    _file(data).remove(source)
    return 0


def _file(data: Path | None) -> TokenFile:
    from dishboard.config import data_folder
    from dishboard.feeds.push.tokens import TokenFile

    return TokenFile(data or data_folder())
