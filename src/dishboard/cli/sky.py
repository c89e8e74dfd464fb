"""The sky that a command looks at: built in, kept by feeds, and from files (--ephemeris)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from dishboard.ephemeris import Library, Sky
from dishboard.ephemeris.builtin import BuiltinData
from dishboard.ephemeris.files import Trajectories, read_trajectories, with_trajectories
from dishboard.errors import FormatError, SettingError
from dishboard.formats.spk import MAX_BYTES
from dishboard.model import Network
from dishboard.time import SystemClock, from_unix_s

__all__ = ["refreshed", "sky_of"]

_MOST_PROBLEMS = 20


def sky_of(network: Network, files: Sequence[Path] | None) -> Sky:
    """Where spacecraft are; what of the files cannot be used is told on standard error.

    Raises:
        SettingError: for a file that cannot be read.
        FormatError: for one of which nothing can be used, with every reason.
    """
    if not files:
        return Sky.builtin(network)
    orientation = BuiltinData().orientation
    found: list[Trajectories] = []
    for file in files:
        data, modified_at = _read(file)
        one = read_trajectories(data, file.name, network, orientation, modified_at)
        if not one.tables and not one.elements:
            raise FormatError("\n".join(_few(one.problems)))
        for problem in _few(one.problems):
            print(f"dishboard: {problem}", file=sys.stderr)
        found.append(one)
    return Sky(network, with_trajectories(Library.builtin(), found))


def _few(problems: tuple[str, ...]) -> tuple[str, ...]:
    """What a person reads: the same fault in a thousand segments is seen in the first ones."""
    if len(problems) <= _MOST_PROBLEMS:
        return problems
    more = len(problems) - _MOST_PROBLEMS + 1
    return (*problems[: _MOST_PROBLEMS - 1], f"… and {more} more of the same file")


def refreshed(sky: Sky, network: Network, names: Sequence[str] | None) -> Sky:
    """A sky that also knows what the last running board got; nobody is asked.

    Args:
        names: of the network files, which may hold settings of the feeds.
    """
    from dishboard.config import cache_folder, read_settings
    from dishboard.feeds.sky import make_sky_feeds, sky_of_news

    settings = read_settings(names).sky
    feeds = make_sky_feeds(network, SystemClock(), settings, cache_dir=cache_folder())
    return sky_of_news(sky, feeds.kept())


def _read(file: Path) -> tuple[bytes, datetime]:
    """The bytes, and when they were written last: what an SPK file has for a date of creation."""
    try:
        about = file.stat()
        if about.st_size > MAX_BYTES:
            raise SettingError(
                f"--ephemeris {file}: expected at most {MAX_BYTES} bytes, got {about.st_size}; "
                "split it"
            )
        return file.read_bytes(), from_unix_s(about.st_mtime)
    except OSError as error:
        raise SettingError(f"--ephemeris {file}: {error.strerror or error}") from None
