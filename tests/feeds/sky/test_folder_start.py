"""At the start: a board begins with what is read at once, and is told of the rest as it is read."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dishboard.app import make_program
from dishboard.config import Settings
from dishboard.ephemeris.builtin import BuiltinData
from dishboard.ephemeris.files import Trajectories
from dishboard.feeds import SkyNews
from dishboard.feeds.folder import FolderFeed, FolderSettings
from dishboard.feeds.folder import feed as feed_module
from dishboard.model import Network
from dishboard.testing import FakeClock

START_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
ORIENTATION = BuiltinData().orientation
SMALL, LARGE = 400_000, 2_000_000  # bytes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "orbits"
    made.mkdir()
    return made


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read, in their order; none says anything."""
    names: list[str] = []

    def reading(path: Path, *_: Any) -> Trajectories:
        names.append(path.name)
        return Trajectories((), (), ())

    monkeypatch.setattr(feed_module, "read_file", reading)
    return names


def put(folder: Path, **sizes: int) -> None:
    for name, size in sizes.items():
        with (folder / name).open("wb") as file:
            file.truncate(size)


def test_a_board_begins_with_the_smallest_files_and_a_command_with_all(
    folder: Path, sky_network: Network, read: list[str]
) -> None:
    put(folder, a=LARGE, b=SMALL, c=SMALL + 1, d=SMALL + 2)
    settings = FolderSettings(path=str(folder))

    def feed() -> FolderFeed:
        return FolderFeed(sky_network, settings, ORIENTATION, FakeClock(START_AT))

    feed().kept(whole=False)
    assert read == ["b", "c"]
    read.clear()
    feed().kept()
    assert sorted(read) == ["a", "b", "c", "d"]


def test_what_takes_long_is_told_as_it_is_read_and_what_is_left_is_said(
    folder: Path, sky_network: Network, read: list[str]
) -> None:
    put(folder, a=SMALL, b=LARGE, c=LARGE, d=SMALL)
    clock = FakeClock(START_AT)
    feed = FolderFeed(
        sky_network, FolderSettings(path=str(folder)), ORIENTATION, clock, sleep=clock.sleep
    )
    feed.kept(whole=False)
    assert read == ["a", "d"]
    told: list[tuple[str | None, list[str]]] = []

    def hear(news: object) -> None:
        assert isinstance(news, SkyNews)
        told.append((news.note, list(read)))

    async def life() -> None:
        task = asyncio.create_task(feed.run(hear))
        await clock.advance(15.0, task)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(life())
    assert told == [
        ("2 files are still to be read", ["a", "d"]),
        ("a file is still to be read", ["a", "d", "b"]),
        (None, ["a", "d", "b", "c"]),
    ]


@pytest.mark.parametrize(
    ("how", "all_is_read"),
    [
        ({"whole_folder": False}, False),
        ({"whole_folder": False, "offline": True}, False),
        ({}, True),
        # Nobody would read the rest later.
        ({"whole_folder": False, "at": START_AT}, True),
        ({"whole_folder": False, "refreshing": False}, True),
    ],
)
def test_only_a_board_that_lives_leaves_files_for_later(
    folder: Path, sky_network: Network, read: list[str], how: dict[str, Any], all_is_read: bool
) -> None:
    put(folder, a=LARGE)
    settings = Settings(folder=FolderSettings(path=str(folder)))
    make_program(sky_network, settings=settings, **how)
    assert read == (["a"] if all_is_read else [])
