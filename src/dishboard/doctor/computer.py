"""This computer: its clock, the folders that are written, files with secrets, optional parts."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile

from dishboard.doctor.finding import Finding, act, note, ok
from dishboard.ephemeris.builtin import BuiltinData
from dishboard.errors import SettingError
from dishboard.feeds.own_names import OWN_NAMES
from dishboard.feeds.push import TokenFile, push_feed_id
from dishboard.time import format_instant

__all__ = ["clock", "extras", "folder", "secret", "tokens"]

CLOCK_AHEAD = timedelta(minutes=5)
TOO_LATE = timedelta(days=20 * 365)  # after the data that came with this version
_PROBE_BYTES = 65_536  # as much as an answer that is to be kept
_EXTRAS = (
    ("numba", "passes of large catalogues are found many times faster"),
    ("pyarrow", "`passes --format parquet`"),
)


def clock(now: datetime, kept: Iterable[tuple[str, datetime | None]]) -> Finding:
    """Whether the clock can be right, by what is on this disk alone.

    Args:
        kept: names of sources, and when by this clock their newest answer came.
    """
    built_at = max(one.epoch_at for one in BuiltinData().element_sets)
    said = f"{format_instant(now.replace(microsecond=0))}"
    todo = "set the clock, best by NTP: everything here is judged by it"
    if not built_at - timedelta(days=1) <= now <= built_at + TOO_LATE:
        newest = f"{built_at:%Y-%m-%d}"
        return act("clock", f"{said}, and the data of this version are of {newest}", todo)
    for name, received_at in kept:
        if received_at is not None and received_at - now > CLOCK_AHEAD:
            when = format_instant(received_at.replace(microsecond=0))
            return act("clock", f"{said}, and {name} answered at {when} by it", todo)
    return ok("clock", f"{said}; nothing on this disk speaks against it")


def folder(about: str, path: Path, *, without: str = "") -> Finding:
    """Whether a folder can be written, or made where it is not there yet.

    Args:
        without: what it means when it cannot.
    """
    nearest = path
    while not nearest.exists() and nearest != nearest.parent:
        nearest = nearest.parent
    if not nearest.is_dir():
        said, todo = f"{nearest} is no folder", f"move it away, {path} is to be a folder"
    elif not os.access(nearest, os.W_OK | os.X_OK):
        said, todo = f"{nearest} cannot be written", f"chown or chmod it, or mount {path}"
    elif path == nearest and (fault := _fault_of_writing(path)) is not None:
        said = f"nothing can be written into {path} ({fault})"
        todo = "make room there, or make it writable"
    else:
        return ok(about, f"{path}" if path == nearest else f"{path} will be made when it is needed")
    return act(about, f"{said}: {without}" if without else said, todo)


def _fault_of_writing(path: Path) -> str | None:
    """Rights alone do not tell: a disk may be full, or mounted to be read."""
    try:
        with NamedTemporaryFile(dir=path, prefix=".doctor.") as file:
            file.write(bytes(_PROBE_BYTES))
    except OSError as error:
        return error.strerror or str(error)
    return None


def secret(about: str, path: Path) -> Finding:
    """Whether a file with a secret is there, and its owner's alone."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return act(about, f"{path} cannot be read: {error.strerror}", f"make {path}, mode 600")
    if not os.access(path, os.R_OK):
        return act(about, f"{path} cannot be read", f"give {path} to who runs Dishboard")
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        return act(about, f"{path} can be read by others", f"chmod 600 {path}")
    return ok(about, f"{path} is its owner's alone")


def tokens(data: Path, taken: Iterable[str] = ()) -> Iterator[Finding]:
    """Who may push.

    Args:
        taken: names of the sources that are set up, in which nobody may push.
    """
    file = TokenFile(data)
    try:
        owners = file.owners_or_fault()
    except SettingError as error:
        yield act("tokens", str(error), 'then: dishboard token add "SOURCE"')
        return
    if not file.path.exists():
        yield ok("tokens", "nobody may push: no token was given out")
        return
    yield secret("tokens", file.path)
    others = {push_feed_id(name) for name in (*OWN_NAMES, *taken)}
    for owner in owners:
        if owner.feed_id in others:
            yield act(
                "tokens",
                f"'{owner.source}' is another source's name: its token opens nothing",
                f'dishboard token remove "{owner.source}", and add one in a name of its own',
            )
    names = ", ".join(owner.source for owner in owners if owner.feed_id not in others)
    yield ok("tokens", f"may push: {names or 'nobody any more'}")


def extras() -> Iterator[Finding]:
    """Parts that need not be there."""
    for module, use in _EXTRAS:
        if find_spec(module) is None:
            yield note(module, f"not installed: {use}", f"if wanted: pip install {module}")
        else:
            yield ok(module, "installed")
