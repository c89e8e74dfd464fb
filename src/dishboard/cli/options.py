"""The options that every command shares, and what they make of the world."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from dishboard.errors import SettingError
from dishboard.time import parse_instant

__all__ = ["NOTHING", "NO_REPLAY", "SEVERAL", "Common", "Looking", "Replaying"]


def _some(_: Any, values: list[Any] | None) -> None:
    """Of an option without a value nobody knows what was meant: all of them is not."""
    if values == []:
        raise ValueError("expected one value or several")


# An option that takes one value or several: `--antenna KIR-1 KIR-2`, or given once for each.
SEVERAL = Parameter(consume_multiple=True, negative="", validator=_some)


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Looking:
    """What to look at: options of every command that reads the network."""

    network: Annotated[list[str] | None, Parameter(name="--network"), SEVERAL] = None
    """Network files (TOML) or names of built-in ones: --network dsn partners. Without it: ESTRACK
    and its partners."""

    offline: Annotated[bool, Parameter(name="--offline", negative="")] = False
    """Ask nobody: built-in and cached data only, with their age shown."""

    at: Annotated[str | None, Parameter(name="--at")] = None
    """Another moment than now, in UTC: 2026-09-05T10:28:00Z. It is computed from what is known
    today."""

    ephemeris: Annotated[list[Path] | None, Parameter(name="--ephemeris"), SEVERAL] = None
    """Files that tell where spacecraft are: OEM (text or XML), SPK or element sets. Within its span
    a file goes before what is built in."""

    def instant(self) -> datetime | None:
        """The moment of --at, if one was given."""
        return parse_instant(self.at) if self.at is not None else None


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Common(Looking):
    """Options of every command that reads the network, prints and ends."""

    json: Annotated[bool, Parameter(name="--json", negative="")] = False
    """Print JSON, the same documents as the API's."""


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Replaying:
    """Options of commands that can play recordings."""

    replay: Annotated[
        list[Path] | None, Parameter(name="--replay", consume_multiple=True, negative="")
    ] = None
    """Recorded DSN Now captures (dsn.xml) to play instead of live sources. The board's clock then
    runs from the capture's own time."""

    def files(self, looking: Looking) -> list[Path]:
        """The captures to play; a replay has its own time.

        Raises:
            SettingError: when it was asked for without a file: to ask live instead is not meant.
        """
        if self.replay == []:
            raise SettingError("--replay needs at least one recorded capture (dsn.xml)")
        if self.replay and looking.at is not None:
            raise SettingError("--replay and --at exclude each other: a capture has its own time")
        return self.replay or []


NOTHING = Common()
NO_REPLAY = Replaying()
