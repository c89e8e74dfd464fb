"""A watched folder: whole files count, bad ones are told, taken-away ones are gone."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dishboard.board.state import FeedCondition
from dishboard.ephemeris import Sky
from dishboard.ephemeris.builtin import BuiltinData
from dishboard.errors import SettingError
from dishboard.feeds import FeedTrouble, SkyNews
from dishboard.feeds.folder import FolderFeed, FolderSettings
from dishboard.model import Network
from dishboard.testing import FakeClock

START_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
SPK = Path(__file__).parents[2] / "fixtures" / "spk"
ORIENTATION = BuiltinData().orientation

# Composed after the layout of CCSDS 502.0-B-3: a straight way, twenty minutes.
OEM = """CCSDS_OEM_VERS = 2.0
CREATION_DATE = 2026-11-22T00:00:00
ORIGINATOR = TESTER
META_START
OBJECT_NAME = CryoSat-2
OBJECT_ID = 2010-013A
CENTER_NAME = EARTH
REF_FRAME = ICRF
TIME_SYSTEM = UTC
START_TIME = 2026-11-23T12:00:00
STOP_TIME = 2026-11-23T12:20:00
META_STOP
""" + "".join(
    f"2026-11-23T12:{minute:02}:00 7000.0 {60.0 * minute} 0.0 0.0 1.0 0.0\n" for minute in range(21)
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "orbits"
    made.mkdir()
    return made


Living = Callable[..., list[Any]]


@pytest.fixture
def living(folder: Path, sky_network: Network) -> Living:
    """Watches the folder, with something done to it between looks; returns what was told."""

    def live(*between: Callable[[], object], settle: int = 3) -> list[Any]:
        clock = FakeClock(START_AT)
        told: list[Any] = []

        async def life() -> None:
            settings = FolderSettings(path=str(folder))
            feed = FolderFeed(sky_network, settings, ORIENTATION, clock, sleep=clock.sleep)
            task = asyncio.create_task(feed.run(told.append))
            for step in between:
                step()
                await clock.advance(5.0 * settle, task)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        asyncio.run(life())
        return told

    return live


def put(folder: Path, name: str, text: str, *, time_s: float | None = None) -> Callable[[], None]:
    def write() -> None:
        (folder / name).write_text(text)
        if time_s is not None:
            os.utime(folder / name, (time_s, time_s))

    return write


def test_a_file_that_is_put_there_becomes_the_sky(
    living: Living, folder: Path, sky_network: Network
) -> None:
    told = living(lambda: None, put(folder, "cryosat.oem", OEM))
    assert [len(news.providers) for news in told] == [0, 1]
    sky = Sky.builtin(sky_network).with_more(told[1].elements, told[1].providers)
    known = sky.known("CRY", datetime(2026, 11, 23, 12, 10, tzinfo=UTC))
    assert known.source.startswith("OEM of TESTER, cryosat.oem")


def test_spk_and_element_files_count_as_well(
    living: Living, folder: Path, group: bytes, sky_network: Network
) -> None:
    def both() -> None:
        shutil.copy(SPK / "type-13.bsp", folder)
        (folder / "omm.json").write_bytes(group)

    news = living(both)[-1]
    assert sorted(one.norad_id for one in news.elements) == [36508, 39452]
    sky = Sky.builtin(sky_network).with_more(news.elements, news.providers)
    assert sky.known("JUIC", START_AT).source.startswith("SPK type-13.bsp, file of ")


def test_a_file_counts_once_it_is_whole(living: Living, folder: Path) -> None:
    """Growing at every look: read only when two looks in a row find it the same."""
    lines = OEM.splitlines(keepends=True)
    steps = [
        put(folder, "slow.oem", "".join(lines[:count]), time_s=1e9 + count)
        for count in (*range(12, len(lines), 4), len(lines))
    ]
    told = living(lambda: None, *steps, lambda: None, settle=1)
    assert [news.problems for news in told] == [()] * len(told)
    assert [len(news.providers) for news in told] == [0, 1]


def test_a_bad_file_is_told_once_and_read_again_when_it_changes(
    living: Living, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "dishboard.feeds")
    told = living(
        put(folder, "a.oem", OEM, time_s=1e9),
        put(folder, "a.oem", "nothing", time_s=1e9 + 1),
        lambda: None,
        put(folder, "a.oem", OEM + "\n", time_s=1e9 + 2),
    )
    problems = [news.problems for news in told]
    reason = (
        "a.oem: expected an OEM (CCSDS_OEM_VERS or <oem>), an SPK file (DAF/SPK) or element sets "
        "(OMM JSON or CSV, TLE), got none of them: element sets expected, the text begins 'nothing'"
    )
    assert problems == [(), (), (f"{reason}; what it said before is kept",), ()]
    assert [len(news.providers) for news in told] == [0, 1, 1, 1]
    assert [record.getMessage() for record in caplog.records] == [
        f"Folder orbits: {reason}",
        "Folder orbits: a.oem is good again",
    ]


def test_a_file_that_is_taken_away_is_gone(living: Living, folder: Path) -> None:
    told = living(put(folder, "a.oem", OEM), (folder / "a.oem").unlink)
    assert [len(news.providers) for news in told] == [0, 1, 0]


def test_a_folder_that_cannot_be_read_takes_nothing_away(living: Living, folder: Path) -> None:
    away = folder.with_name("away")
    told = living(
        put(folder, "a.oem", OEM), lambda: folder.rename(away), lambda: away.rename(folder)
    )
    assert [type(item) for item in told] == [SkyNews, SkyNews, FeedTrouble, SkyNews]
    assert told[2].condition is FeedCondition.FAILED
    assert "cannot be read (No such file or directory); make it, or correct" in told[2].detail
    assert len(told[3].providers) == 1


def test_once_an_hour_it_says_that_nothing_has_changed(living: Living, folder: Path) -> None:
    told = living(put(folder, "a.oem", OEM), settle=12 * 60 * 2)
    assert len(told) == 3  # empty, the file, an hour later
    assert told[2].observed_at > told[1].observed_at
    assert told[2].providers == told[1].providers  # so no plan is made anew for it


def test_hidden_files_and_folders_are_left_alone(living: Living, folder: Path) -> None:
    (folder / "inner").mkdir()
    told = living(put(folder, ".a.oem.part", "half"))
    assert [(news.providers, news.problems) for news in told] == [((), ())]


def test_at_the_start_what_is_there_counts_at_once(folder: Path, sky_network: Network) -> None:
    (folder / "a.oem").write_text(OEM)
    settings = FolderSettings(path=str(folder))
    feed = FolderFeed(sky_network, settings, ORIENTATION, FakeClock(START_AT))
    assert len(feed.kept().providers) == 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"path": ""}, "path: expected the path of a folder"),
        ({"path": "x", "interval_s": 0.1}, "interval_s: expected seconds from 1 to 3600, got 0.1"),
    ],
)
def test_settings_that_cannot_be(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingError, match=f"feeds.folder.{message}"):
        FolderSettings(**wrong)
