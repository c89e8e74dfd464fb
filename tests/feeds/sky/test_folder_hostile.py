"""A folder in which anything may stand: a reason for each, and nobody waits for it."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Any

import pytest

from dishboard.ephemeris.builtin import BuiltinData
from dishboard.errors import FormatError
from dishboard.feeds import SkyNews
from dishboard.feeds.folder import FolderFeed, FolderSettings, reading
from dishboard.feeds.folder import feed as feed_module
from dishboard.feeds.folder.reading import ChangedError, EndedError, Ending, Mark, read_file
from dishboard.model import Network
from dishboard.testing import FakeClock

START_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
ORIENTATION = BuiltinData().orientation
LONGEST_STALL_S = 0.1
HEAD = """CCSDS_OEM_VERS = 2.0
CREATION_DATE = 2026-11-22T00:00:00
ORIGINATOR = TESTER
META_START
OBJECT_NAME = CryoSat-2
OBJECT_ID = 2010-013A
CENTER_NAME = EARTH
REF_FRAME = ICRF
TIME_SYSTEM = UTC
START_TIME = 2026-11-23T00:00:00
STOP_TIME = 2026-11-24T00:00:00
META_STOP
"""
GOOD = HEAD + "".join(
    f"2026-11-{23 + minute // 1440}T{minute // 60 % 24:02}:{minute % 60:02}:00 "
    f"7000.0 {60.0 * minute} 0.0 0.0 1.0 0.0\n"
    for minute in range(1441)
)
BOMB = (
    '<!DOCTYPE oem [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{n + 1} "&a{n or ""};&a{n or ""};">' for n in range(60))
    + "]><oem>&a60;</oem>"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "orbits"
    made.mkdir()
    return made


@pytest.fixture
def looked(folder: Path, sky_network: Network) -> Callable[..., SkyNews]:
    """What is told of the folder after some looks, at each of which something is done first."""

    def look(*steps: Callable[[], object]) -> SkyNews:
        clock = FakeClock(START_AT)
        told: list[Any] = []

        async def life() -> None:
            settings = FolderSettings(path=str(folder))
            feed = FolderFeed(sky_network, settings, ORIENTATION, clock, sleep=clock.sleep)
            task = asyncio.create_task(feed.run(told.append))
            for step in steps or (lambda: None,):
                step()
                await clock.advance(5.0, task)
            await clock.advance(10.0, task)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        asyncio.run(life())
        return told[-1]

    return look


CONTENTS: dict[str, tuple[bytes, str]] = {
    "empty.oem": (b"", "the file is empty"),
    "cut.oem": (GOOD[:5_000].encode(), "segment 1 is refused: expected an epoch and 6 numbers"),
    "head.oem": (GOOD[:40].encode(), "expected ORIGINATOR"),
    "bomb.xml": (BOMB.encode(), "got a document type declaration"),
    "outside.xml": (
        b'<!DOCTYPE oem [<!ENTITY x SYSTEM "file:///etc/hostname">]><oem>&x;</oem>',
        "got a document type declaration",
    ),
    "deep.xml": (b"<oem>" + b"<a>" * 100_000, "broken XML"),
    "deep.json": (b"[" * 100_000, "OMM JSON expected"),
    "header.bsp": (b"DAF/SPK " + bytes(range(256)) * 20, "expected a whole SPK file"),
    "zeros.bsp": (b"DAF/SPK " + bytes(5_000), "expected a whole SPK file"),
    "noise.bin": (Random(1).randbytes(5_000), "got none of them"),
    "line.tle": (b"2 " + b"9" * 900_000, "expected line 1 of a set before its line 2"),
}


@pytest.mark.parametrize("name", CONTENTS)
def test_a_bad_file_has_a_reason_and_the_rest_goes_on(
    looked: Callable[..., SkyNews], folder: Path, name: str
) -> None:
    data, reason = CONTENTS[name]
    (folder / name).write_bytes(data)
    (folder / "good.oem").write_text(GOOD)
    news = looked()
    (problem,) = news.problems
    assert problem.startswith(name)
    assert reason in problem
    assert len(problem) < 1_000
    assert len(news.providers) == 1


def test_what_is_no_file_has_a_reason_and_is_never_opened(
    looked: Callable[..., SkyNews], folder: Path
) -> None:
    (folder / "x.oem").mkdir()
    (folder / "archive").mkdir()  # for the user's own ends
    os.mkfifo(folder / "pipe.oem")
    (folder / "loop.oem").symlink_to("loop.oem")
    (folder / "nowhere.oem").symlink_to("nothing")
    (folder / "zero.oem").symlink_to("/dev/zero")
    (folder / "good.oem").write_text(GOOD)
    news = looked()
    assert news.problems == (
        "loop.oem: a link that leads to no file (Too many levels of symbolic links)",
        "nowhere.oem: a link that leads to no file (No such file or directory)",
        "pipe.oem: expected a file, got a pipe or a device",
        "x.oem: expected a file, got a folder",
        "zero.oem: expected a file, got a pipe or a device",
    )
    assert len(news.providers) == 1


def test_a_file_that_becomes_a_pipe_between_two_looks_holds_nobody_up(
    folder: Path, sky_network: Network
) -> None:
    os.mkfifo(folder / "a.oem")
    with pytest.raises(FormatError, match="expected a file, got a pipe or a device"):
        read_file(folder / "a.oem", Mark(0, 0), sky_network, ORIENTATION, Ending())


def test_a_file_that_grows_while_it_is_read_counts_when_it_is_whole(
    looked: Callable[..., SkyNews], folder: Path, sky_network: Network
) -> None:
    file = folder / "a.oem"
    file.write_text(GOOD[:3_000])
    status = file.stat()
    seen = Mark(status.st_size, status.st_mtime_ns)
    file.write_text(GOOD)
    with pytest.raises(ChangedError):
        read_file(file, seen, sky_network, ORIENTATION, Ending())
    news = looked()
    assert (len(news.providers), news.problems) == (1, ())


def test_a_file_that_may_not_be_read_is_told(
    looked: Callable[..., SkyNews], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(feed_module, "read_file", refused)  # root may read everything
    (folder / "a.oem").write_text(GOOD)
    assert looked().problems == ("a.oem: cannot be read (Permission denied)",)


def test_of_ten_thousand_files_the_first_thousand_count(
    looked: Callable[..., SkyNews], folder: Path
) -> None:
    (folder / "a.oem").write_text(GOOD)
    for number in range(10_000):
        (folder / f"b{number:05}").write_bytes(b"")
    news = looked()
    assert news.problems[0] == "9001 more files are not read"
    assert len(news.problems) == 1_000
    assert len(news.providers) == 1


def test_a_large_file_is_read_beside_and_the_loop_goes_on(
    folder: Path, sky_network: Network
) -> None:
    """Ten million empty lines: a second of Python's lock in one piece, wherever a thread has it."""
    (folder / "large.oem").write_bytes(HEAD.encode() + b"\n" * 10_000_000)
    (folder / "good.oem").write_text(GOOD + "COMMENT x\n" * 120_000)
    stalls_s: list[float] = []
    told: list[Any] = []

    async def watch() -> None:
        while True:
            before_s, worked_s = time.perf_counter(), time.process_time()
            await asyncio.sleep(0.001)
            # What this process worked: another one's share of the machine is no stall.
            stalls_s.append(min(time.perf_counter() - before_s, time.process_time() - worked_s))

    async def life() -> None:
        clock = FakeClock(START_AT)
        settings = FolderSettings(path=str(folder))
        feed = FolderFeed(sky_network, settings, ORIENTATION, clock, sleep=clock.sleep)
        task = asyncio.create_task(feed.run(told.append))
        watching = asyncio.create_task(watch())
        await clock.advance(15.0, task)
        for one in (task, watching):
            one.cancel()
        await asyncio.gather(task, watching, return_exceptions=True)

    asyncio.run(life())
    (problem,) = told[-1].problems
    assert problem.startswith("large.oem line 4: segment 1 is refused: expected at least 2 states")
    assert len(told[-1].providers) == 1
    assert max(stalls_s) < LONGEST_STALL_S


def test_a_process_that_is_ended_while_it_reads_is_told(
    folder: Path, sky_network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "large.oem"
    file.write_bytes(b"\n" * 2_000_000)
    status = file.stat()
    monkeypatch.setattr(reading.sys, "executable", "/bin/false")
    with pytest.raises(FormatError, match=r"large.oem: the process that read it was ended \(1\)"):
        read_file(
            file, Mark(status.st_size, status.st_mtime_ns), sky_network, ORIENTATION, Ending()
        )


def test_what_stands_where_dishboard_was_started_is_no_module_of_it(
    folder: Path, sky_network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "pickle.py").write_text("raise SystemExit(3)\n")
    monkeypatch.chdir(folder)
    file = folder / "large.oem"
    file.write_text(GOOD + "COMMENT x\n" * 120_000)
    status = file.stat()
    seen = Mark(status.st_size, status.st_mtime_ns)
    assert read_file(file, seen, sky_network, ORIENTATION, Ending()).tables


def test_a_process_for_whose_answer_nobody_waits_is_ended(
    folder: Path, sky_network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, pid_file = tmp_path / "slow", tmp_path / "pid"
    slow.write_text(f"#!/bin/sh\necho $$ > {pid_file}\nexec sleep 600\n")
    slow.chmod(0o755)
    os.mkfifo(pid_file)
    monkeypatch.setattr(reading.sys, "executable", str(slow))

    file = folder / "large.oem"
    file.write_bytes(b"\n" * 2_000_000)
    status = file.stat()
    seen = Mark(status.st_size, status.st_mtime_ns)
    ending, pid = Ending(), list[int]()

    def end() -> None:
        with pid_file.open() as said:  # when it runs
            pid.append(int(said.read()))
        ending.ask()

    ender = Thread(target=end)
    ender.start()
    with pytest.raises(EndedError):
        read_file(file, seen, sky_network, ORIENTATION, ending)
    ender.join()
    with pytest.raises(ProcessLookupError):
        os.kill(pid[0], 0)


def test_who_stops_while_a_file_is_read_waits_for_none(
    folder: Path, sky_network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.oem", "b.oem"):
        (folder / name).write_text(GOOD)
    begun, asked, read = Event(), Event(), list[str]()

    def reading_for_long(path: Path, *rest: Any) -> None:
        begun.set()
        read.append(path.name)
        assert asked.wait(20.0)
        assert rest[-1].is_asked
        raise EndedError

    monkeypatch.setattr(feed_module, "read_file", reading_for_long)

    async def life() -> None:
        settings = FolderSettings(path=str(folder))
        clock = FakeClock(START_AT)
        feed = FolderFeed(
            sky_network, settings, ORIENTATION, clock, sleep=lambda _: asyncio.sleep(0)
        )
        task = asyncio.create_task(feed.run(lambda message: None))
        assert await asyncio.to_thread(begun.wait, 20.0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        asked.set()

    asyncio.run(life())  # ends when its threads do
    assert read == ["a.oem"]
