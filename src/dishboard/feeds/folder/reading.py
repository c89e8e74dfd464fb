"""Reading one file of the folder: nothing but a file, as it was seen, and beside the board.

Whatever has such a name may stand there: a pipe that nobody writes to, a device without end, a file
that is being written. So it is opened without waiting, and what was opened is looked at.

A thread keeps the board going while small files are read, and SPK files, of which only the index is
read. Large texts hold Python's lock for seconds at a time, in which the board would stand still:
they are read in a process of their own, which also gives back all the memory it took, and may be
ended for having taken too much.
"""

from __future__ import annotations

import os
import pickle
import stat
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from dishboard.ephemeris.files import Trajectories, read_trajectories
from dishboard.errors import FormatError, shown
from dishboard.formats.spk import looks_like_spk
from dishboard.geometry import EarthOrientation
from dishboard.model import Network
from dishboard.time import from_unix_s

__all__ = [
    "LARGEST_BYTES",
    "ChangedError",
    "EndedError",
    "Ending",
    "Mark",
    "read_file",
    "read_whole",
]

LARGEST_BYTES = 256 * 1024 * 1024
LARGE_BYTES = 1024 * 1024  # of a text that is read in a process of its own; it takes a second more
_HEAD_BYTES = 8


class Mark(NamedTuple):
    """What tells one state of a file from another."""

    size: int
    modified_ns: int


class ChangedError(Exception):
    """The file is not as it was seen any more."""


class EndedError(Exception):
    """Nobody waits for what the file says any more."""


class Ending:
    """Tells a thread that nobody waits for it any more, and ends the process it waits for."""

    def __init__(self) -> None:
        self.is_asked = False
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self) -> None:
        """Called from another thread."""
        self.is_asked = True
        if self._process is not None:
            self._process.kill()

    def concerns(self, process: subprocess.Popen[bytes]) -> None:
        """Called when a process begins; it may have been asked for in the same moment."""
        self._process = process
        if self.is_asked:
            process.kill()


def read_file(
    path: Path, mark: Mark, network: Network, orientation: EarthOrientation, ending: Ending
) -> Trajectories:
    """What a file says. Takes its time: to be called in a thread.

    Args:
        mark: how the file was seen.
        ending: asked, from another thread, when nobody waits for the answer any more.

    Raises:
        FormatError: for what is no file, or nothing that can be used.
        ChangedError: when it has changed since.
        EndedError: when nobody waits for it.
        OSError: when it cannot be read.
    """
    if mark.size > LARGEST_BYTES:
        raise FormatError(f"{path.name}: expected at most {LARGEST_BYTES} bytes, got {mark.size}")
    if mark.size <= LARGE_BYTES or looks_like_spk(_bytes_of(path, mark, _HEAD_BYTES)):
        return read_whole(path, mark, network, orientation)
    return _read_beside(path, mark, network, orientation, ending)


def read_whole(
    path: Path, mark: Mark, network: Network, orientation: EarthOrientation
) -> Trajectories:
    """As `read_file`, here and now."""
    data = _bytes_of(path, mark, mark.size)
    modified_at = from_unix_s(mark.modified_ns / 1e9)
    return read_trajectories(data, path.name, network, orientation, modified_at)


def _read_beside(
    path: Path, mark: Mark, network: Network, orientation: EarthOrientation, ending: Ending
) -> Trajectories:
    with subprocess.Popen(
        # -P: a file in the folder where Dishboard was started is no module of ours.
        [sys.executable, "-P", "-m", "dishboard.feeds.folder.beside"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for the board
    ) as process:
        try:
            ending.concerns(process)
            answer, said = process.communicate(pickle.dumps((path, mark, network, orientation)))
        except BaseException:
            process.kill()
            raise
    if ending.is_asked:
        raise EndedError
    if process.returncode:
        last = said.decode(errors="replace").strip().rpartition("\n")[2]
        why = shown(last) or "is it too large for the memory of this computer?"
        raise FormatError(
            f"{path.name}: the process that read it was ended ({process.returncode}): {why}"
        )
    found: Trajectories | Exception = pickle.loads(answer)
    if isinstance(found, Exception):
        raise found
    return found


def _bytes_of(path: Path, mark: Mark, count: int) -> bytes:
    """The first so many bytes of a file that is, before and after, as it was seen."""
    # A pipe would wait for somebody who writes.
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
        _check(file.fileno(), path, mark)
        data = file.read(count)
        _check(file.fileno(), path, mark)
    return data


def _check(file: int, path: Path, mark: Mark) -> None:
    status = os.fstat(file)
    if not stat.S_ISREG(status.st_mode):
        raise FormatError(f"{path.name}: expected a file, got a pipe or a device")
    if Mark(status.st_size, status.st_mtime_ns) != mark:
        raise ChangedError
