"""The feed: OEM, SPK and element files in one folder, read when they are put there or change.

The folder is looked at every few seconds; what tells of a change is a file's size and time, which
works on every disk and network share. A file counts once it is whole, that is, once two looks in a
row found it the same. A bad one is told with its reason, and read again when it changes; what it
said while it was good is kept until then. One that is taken away is gone from the sky.
"""

from __future__ import annotations

import asyncio
import logging
import stat
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dishboard.board.state import FeedCondition, FeedKind, FeedSubject
from dishboard.ephemeris.files import FileTables, Trajectories
from dishboard.errors import FormatError, SettingError
from dishboard.feeds.bounds import must_lie_within
from dishboard.feeds.folder.reading import ChangedError, EndedError, Ending, Mark, read_file
from dishboard.feeds.message import FeedTrouble, Publish, SkyNews
from dishboard.feeds.standing import Standing
from dishboard.geometry import EarthOrientation
from dishboard.model import Network
from dishboard.time import Clock

__all__ = ["FEED_ID", "FolderFeed", "FolderSettings"]

FEED_ID = "folder"
MOST_FILES = 1_000
AT_ONCE_BYTES = 1024 * 1024  # of small files: a tenth of a second to a second
SAID_AGAIN_S = 3_600.0  # how often it is said that nothing has changed

log = logging.getLogger("dishboard.feeds")


@dataclass(frozen=True, kw_only=True)
class FolderSettings:
    """Which folder is watched."""

    path: str
    interval_s: float = 5.0

    def __post_init__(self) -> None:
        if not self.path:
            raise SettingError("feeds.folder.path: expected the path of a folder, got none")
        must_lie_within("feeds.folder.interval_s", self.interval_s, 1, 3_600)


@dataclass
class _File:
    """One file as it was last seen, and what was last good in it."""

    seen: Mark
    read: Mark | None = None
    good: Trajectories | None = None
    fault: str = ""


class FolderFeed:
    """Where spacecraft are, from the files of a folder.

    Args:
        orientation: of the Earth, for files in UT1.
        clock, sleep: time, handed in.
    """

    kind = FeedKind.WATCHED
    subject = FeedSubject.SKY

    def __init__(
        self,
        network: Network,
        settings: FolderSettings,
        orientation: EarthOrientation,
        clock: Clock,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._network, self._settings, self._orientation = network, settings, orientation
        self._folder = Path(settings.path).expanduser()
        self._clock, self._sleep = clock, sleep
        self._files: dict[str, _File] = {}
        self._trouble = ""
        self._too_many = 0
        self._strange: tuple[str, ...] = ()  # what is there and is no file, with its reason
        self._made_of: list[Trajectories] = []
        self._made: tuple[FileTables, ...] = ()
        self._told: object = None
        self._told_at: datetime | None = None
        self._ending = Ending()

    @property
    def id(self) -> str:
        return FEED_ID

    @property
    def name(self) -> str:
        return f"Folder {self._folder.name or self._folder}"

    @property
    def cycle_s(self) -> float:
        return SAID_AGAIN_S

    def kept(self, *, whole: bool = True) -> SkyNews:
        """What whole files say now, at the start of a program: there are no two looks to wait for.

        A file that is being written just then is found faulty, and read again when it has changed.

        Args:
            whole: read all there is; else the smallest files, `AT_ONCE_BYTES` of them together.
        """
        self._look()
        left_bytes = AT_ONCE_BYTES
        for name, file in sorted(self._files.items(), key=lambda item: item[1].seen.size):
            left_bytes -= file.seen.size
            if left_bytes < 0 and not whole:
                break
            self._read(name, file)
        return self._news()

    def standing(self) -> Standing:
        """What is in the folder now, and what is wrong with it."""
        news = self.kept()
        condition = FeedCondition.FAILED if self._trouble else FeedCondition.OK
        return Standing(
            condition=condition,
            detail=self._trouble,
            received_at=None if self._trouble else news.received_at,
            next_at=None,
            problems=news.problems,
        )

    async def run(self, publish: Publish) -> None:
        """Watch until cancelled. What takes long to read is told as it is read."""
        self._ending = Ending()
        try:
            while True:
                whole = await asyncio.to_thread(self._look)
                await self._read_all(whole, publish)
                self._tell(publish)
                await self._sleep(self._settings.interval_s)
        finally:
            self._ending.ask()  # for a thread that is still reading: the program waits for it

    # ---- looking and reading

    async def _read_all(self, names: list[str], publish: Publish) -> None:
        while names:
            if sum(self._files[name].seen.size for name in names) > AT_ONCE_BYTES:
                self._tell(publish, len(names))  # it takes long: what was read so far
            names = await asyncio.to_thread(self._read_some, names)

    def _read_some(self, names: list[str]) -> list[str]:
        """Read files, up to the one that exceeds `AT_ONCE_BYTES`; returns those left."""
        read_bytes = 0
        for count, name in enumerate(names):
            if self._ending.is_asked or read_bytes > AT_ONCE_BYTES:
                return names[count:]
            file = self._files[name]
            read_bytes += file.seen.size
            self._read(name, file)
        return []

    def _look(self) -> list[str]:
        """Look once; returns the files that are whole and not read as they are."""
        found = self._listed()
        if found is None:
            return []
        self._files = {name: file for name, file in self._files.items() if name in found}
        whole: list[str] = []
        for name, mark in found.items():
            file = self._files.setdefault(name, _File(seen=Mark(-1, -1)))
            if mark == file.seen and mark != file.read:
                whole.append(name)
            file.seen = mark
        return whole

    def _listed(self) -> dict[str, Mark] | None:
        """Every file of the folder; None when it cannot be read: then nothing is gone."""
        try:
            entries = sorted(
                entry for entry in self._folder.iterdir() if not entry.name.startswith(".")
            )
        except OSError as error:
            self._trouble = (
                f"the folder {self._folder} cannot be read ({error.strerror or error}); "
                "make it, or correct feeds.folder.path"
            )
            return None
        self._trouble = ""
        found: dict[str, Mark] = {}
        strange: list[str] = []
        self._too_many = 0
        for entry in entries:
            try:
                status = entry.stat()
            except OSError as error:
                if entry.is_symlink():  # else it was taken away meanwhile
                    strange.append(f"{entry.name}: a link that leads to no file ({error.strerror})")
                continue
            if not stat.S_ISREG(status.st_mode):
                # A folder for the user's own ends is let be; one that is called like a file is not.
                if not stat.S_ISDIR(status.st_mode) or entry.suffix:
                    strange.append(f"{entry.name}: expected a file, got {_kind(status.st_mode)}")
            elif len(found) < MOST_FILES:
                found[entry.name] = Mark(status.st_size, status.st_mtime_ns)
            else:
                self._too_many += 1
        del strange[MOST_FILES:]
        for words in strange:
            if words not in self._strange:
                log.warning("%s: %s", self.name, words)
        self._strange = tuple(strange)
        return found

    def _read(self, name: str, file: _File) -> None:
        file.read, before = file.seen, file.fault
        try:
            path = self._folder / name
            file.good = read_file(path, file.seen, self._network, self._orientation, self._ending)
            file.fault = ""
        except (ChangedError, EndedError):  # it counts when it is whole again, and looked at
            file.read, file.seen = None, Mark(-1, -1)
            return
        except FormatError as error:
            file.fault = str(error)
        except OSError as error:
            file.fault = f"{name}: cannot be read ({error.strerror or error})"
        if file.fault and file.fault != before:
            log.warning("%s: %s", self.name, file.fault)
        elif before and not file.fault:
            log.warning("%s: %s is good again", self.name, name)

    # ---- telling

    def _news(self, unread: int = 0) -> SkyNews:
        good = [file.good for file in self._files.values() if file.good is not None]
        more = (f"{self._too_many} more files are not read",) if self._too_many else ()
        faults = tuple(_kept(file) for file in self._files.values() if file.fault)
        now = self._clock.now()
        return SkyNews(
            feed=self.id,
            source=self.name,
            elements=tuple(one for file in good for one in file.elements),
            providers=self._providers(good),
            problems=(
                *more,
                *self._strange,
                *faults,
                *(text for file in good for text in file.problems),
            ),
            note=_still(unread) if unread else None,
            observed_at=now,  # the folder was looked at
            received_at=now,
        )

    def _providers(self, good: list[Trajectories]) -> tuple[FileTables, ...]:
        """The same object for the same files: who compares two news finds nothing new."""
        if good != self._made_of:
            self._made_of = good
            self._made = (FileTables(good),) if any(file.tables for file in good) else ()
        return self._made

    def _tell(self, publish: Publish, unread: int = 0) -> None:
        """Tell what has changed, and once an hour that nothing has."""
        now = self._clock.now()
        made_of = (
            self._trouble,
            self._too_many,
            self._strange,
            unread,
            [(name, file.read, file.fault) for name, file in self._files.items() if file.read],
        )
        is_due = self._told_at is None or abs((now - self._told_at).total_seconds()) >= SAID_AGAIN_S
        if made_of == self._told and not is_due:
            return
        if self._trouble:
            if made_of != self._told:
                log.warning("%s: %s", self.name, self._trouble)
            publish(
                FeedTrouble(
                    feed=self.id, condition=FeedCondition.FAILED, detail=self._trouble, at=now
                )
            )
        else:
            publish(self._news(unread))
        self._told, self._told_at = made_of, now


def _kind(mode: int) -> str:
    return "a folder" if stat.S_ISDIR(mode) else "a pipe or a device"


def _still(unread: int) -> str:
    return "a file is still to be read" if unread == 1 else f"{unread} files are still to be read"


def _kept(file: _File) -> str:
    return f"{file.fault}; what it said before is kept" if file.good is not None else file.fault
