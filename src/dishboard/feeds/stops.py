"""Sources that refused us and are left alone until a person says otherwise.

A source that answers "go away" is not to be asked again by a machine: repeating the question is
what gets an address blocked. The stop outlives the process: one small file per source, with what
the source said, in the user's data folder. `dishboard doctor --resume SOURCE` takes it away, and a
running board notices.
"""

from __future__ import annotations

import logging
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec

from dishboard.errors import SettingError

__all__ = ["Stop", "Stops"]

_NAME = re.compile(r"[a-z0-9_-]{1,64}")  # of a feed; nothing that leads out of the folder

log = logging.getLogger("dishboard.feeds")


Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """One source that is not asked any more."""

    source: str  # id of its feed
    address: str  # of the question that was refused
    reason: str  # what was wanted and what came, with the source's own words
    at: Instant


class Stops:
    """The stops of all sources: in a folder, or without one in this process alone."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._unwritten: dict[str, Stop] = {}

    def stopped(self, source: str) -> Stop | None:
        """The stop of a source, or None when it may be asked."""
        if self._folder is None or not _NAME.fullmatch(source):
            return self._unwritten.get(source)
        try:
            kept = (self._folder / f"{source}.json").read_bytes()
        except OSError:
            return self._unwritten.get(source)
        try:
            return msgspec.json.decode(kept, type=Stop)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            # Whatever it says, somebody put it there: it holds until a person takes it away.
            return Stop(
                source=source,
                address="",
                reason="it was stopped, and the reason cannot be read any more",
                at=datetime(1970, 1, 1, tzinfo=UTC),
            )

    def stop(self, stop: Stop) -> bool:
        """Leave a source alone from now on. Returns whether the next start will know.

        A disk that takes no file holds for this process.
        """
        self._unwritten[stop.source] = stop
        if self._folder is None:
            return False
        beside = self._folder / f"{stop.source}.{os.getpid()}.new"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(msgspec.json.format(msgspec.json.encode(stop)))
            beside.replace(self._folder / f"{stop.source}.json")
        except OSError as error:
            log.warning(
                "that %s refused cannot be written into %s (%s); it holds until the next start",
                stop.source,
                self._folder,
                error,
            )
            return False
        else:
            del self._unwritten[stop.source]  # the file is what counts: another may remove it
            return True

    def resume(self, source: str) -> Stop | None:
        """Let a source be asked again. Returns the stop it had, or None when it had none."""
        had = self.stopped(source)
        if had is None:
            return None
        self._unwritten.pop(source, None)
        if self._folder is not None:
            file = self._folder / f"{source}.json"
            try:
                file.unlink(missing_ok=True)
            except NotADirectoryError:
                pass
            except OSError as error:
                raise SettingError(f"{file} cannot be taken away: {error.strerror}") from None
        return had

    def all(self) -> tuple[Stop, ...]:
        """Every stop there is, by source."""
        names = set(self._unwritten)
        if self._folder is not None and self._folder.is_dir():
            names |= {file.stem for file in self._folder.glob("*.json")}
        return tuple(stop for name in sorted(names) if (stop := self.stopped(name)) is not None)
