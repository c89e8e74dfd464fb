"""What a feed remembers: across restarts, between processes, on a bad disk."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dishboard.board.state import FeedCondition
from dishboard.feeds import FeedMessage
from dishboard.feeds.dsn_now.feed import DsnNowSettings, dsn_now_feed
from dishboard.model import Network
from dishboard.testing import FakeClock, LoopbackSource, Reply

START_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)

Living = Callable[..., Any]  # makes a `Life`, see conftest.py
Capture = Callable[..., bytes]


def test_a_restart_does_not_ask_again(
    living: Living, capture: Capture, source: LoopbackSource, tmp_path: Path
) -> None:
    source.replies = [Reply(body=capture(), headers={"ETag": '"a1"'}), Reply(304)]
    before = living(cache_dir=tmp_path)
    before.live(4)
    after = living(cache_dir=tmp_path, clock=before.clock)
    after.live(10)
    assert len(source.asked) == 1
    assert [message.observed_at for message in after.messages] == [START_AT]  # from the cache
    assert after.messages[0].received_at == START_AT  # and says when it was heard
    after.live(1)
    assert len(source.asked) == 2
    assert source.asked[1].headers["If-None-Match"] == '"a1"'


def test_a_restart_respects_the_back_off(
    living: Living, source: LoopbackSource, tmp_path: Path
) -> None:
    source.replies = [Reply(503, headers={"Retry-After": "3600"})]
    before = living(cache_dir=tmp_path)
    before.live(1)
    after = living(cache_dir=tmp_path, clock=before.clock)
    after.live(3000)
    assert len(source.asked) == 1
    assert [trouble.condition for trouble in after.troubles] == [FeedCondition.UNAVAILABLE]


def test_two_processes_ask_as_often_as_one(
    living: Living, capture: Capture, source: LoopbackSource, tmp_path: Path, network: Network
) -> None:
    """Two feeds over one cache, each with its own memory of it: as two processes have."""
    source.replies = [Reply(body=capture(-15.0 * slot)) for slot in range(9)]
    clock = FakeClock(START_AT)
    settings = DsnNowSettings(url=source.address("/dsn.xml"))
    told: tuple[list[Any], list[Any]] = ([], [])

    async def both() -> None:
        tasks: list[asyncio.Task[None]] = []
        for heard in told:
            feed = dsn_now_feed(
                network,
                clock,
                settings,
                cache_dir=tmp_path,
                sleep=clock.sleep,
                chance=lambda: 0.0,
            )
            tasks.append(asyncio.create_task(feed.run(heard.append)))
        together = asyncio.ensure_future(asyncio.gather(*tasks))
        for _ in range(60):  # second by second; each second both come to rest
            await _rest(clock, 2)
            await clock.advance(1, together)
        await _rest(clock, 2)
        together.cancel()
        await asyncio.gather(together, return_exceptions=True)

    asyncio.run(both())
    assert len(source.asked) == 5  # at 0, 15, 30, 45 and 60 s
    for heard in told:  # whoever asked, both have heard all but perhaps the newest
        assert len([item for item in heard if isinstance(item, FeedMessage)]) >= 4


async def _rest(clock: FakeClock, sleepers: int) -> None:
    while len(clock._asleep) < sleepers:
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    "damaged",
    [
        b"{not json\n<dsn>",
        b'{"detail":"\xcc"}\n<dsn>',  # one bit of the disk
        b'{"next_at":"2026-11-23T12:00:00"}\n',  # of which zone?
        b"",
        b'{"more":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"condition":"of a newer version"}',
    ],
    ids=["json", "bit", "zone", "empty", "deep", "newer"],
)
def test_a_damaged_cache_costs_nothing_but_the_cache_and_a_slot(
    living: Living, capture: Capture, source: LoopbackSource, tmp_path: Path, damaged: bytes
) -> None:
    (tmp_path / "dsn_now.feed").write_bytes(damaged)
    source.replies = [Reply(body=capture())]
    before = living(cache_dir=tmp_path)
    before.live(20)
    assert before.asked_at_s == [15]  # it may have been asked a second ago
    after = living(cache_dir=tmp_path, clock=before.clock)
    after.live(1)
    assert (len(before.messages), len(after.messages)) == (1, 1)  # whole again
    assert len(source.asked) == 1


def test_a_cache_that_cannot_be_written_is_done_without_and_told(
    living: Living,
    capture: Capture,
    source: LoopbackSource,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a directory")
    source.replies = [Reply(body=capture()), Reply(body=capture(-15))]
    life = living(cache_dir=in_the_way)
    life.live(30)
    assert life.asked_at_s == [15, 30]  # not at once: who is restarted in between asks nothing
    assert len(life.messages) == 2
    (trouble,) = life.troubles
    assert trouble.condition is FeedCondition.UNAVAILABLE
    told = f"the cache in {in_the_way} cannot be used (Not a directory): each start has nothing"
    assert trouble.detail.startswith(told)
    assert "waits 15 s before it asks" in trouble.detail
    assert all(message.note == trouble.detail for message in life.messages)
    assert [record.levelname for record in caplog.records].count("WARNING") == 1


def test_restarts_beside_a_cache_that_cannot_be_written_ask_no_sooner_than_the_slots(
    living: Living, source: LoopbackSource, tmp_path: Path
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a directory")
    clock = FakeClock(START_AT)
    for _ in range(20):
        living(cache_dir=in_the_way, clock=clock).live(10)
    assert source.asked == []


def test_a_disk_that_becomes_full_and_has_room_again_is_told_twice_and_costs_no_slot(
    living: Living,
    capture: Capture,
    source: LoopbackSource,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    source.replies = [Reply(body=capture(-15.0 * slot)) for slot in range(4)]
    in_the_way = tmp_path / f"dsn_now.{os.getpid()}.new"
    life = living(cache_dir=tmp_path)

    async def months() -> None:
        feed = dsn_now_feed(
            life.network,
            life.clock,
            DsnNowSettings(url=source.address("/dsn.xml")),
            cache_dir=tmp_path,
            sleep=life.clock.sleep,
            chance=lambda: 0.0,
        )
        task = asyncio.create_task(feed.run(life.told.append))
        await life.clock.advance(5, task)
        in_the_way.mkdir()
        await life.clock.advance(25, task)
        in_the_way.rmdir()
        await life.clock.advance(20, task)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(months())
    assert len(source.asked) == 4
    assert [message.note is None for message in life.messages] == [True, False, False, True]
    first, second = [record.getMessage() for record in caplog.records]
    assert "cannot be used (Is a directory)" in first
    assert second == "DSN Now: its cache can be kept again"


def test_another_address_begins_from_nothing(
    living: Living, capture: Capture, source: LoopbackSource, tmp_path: Path
) -> None:
    source.replies = [Reply(body=capture(), headers={"ETag": '"a1"'}), Reply(body=capture())]
    before = living(cache_dir=tmp_path)
    before.live(1)
    after = living(cache_dir=tmp_path, clock=before.clock, path="/other.xml")
    after.live(0)
    assert len(source.asked) == 2
    assert source.asked[1].path.startswith("/other.xml")
    assert "If-None-Match" not in source.asked[1].headers


def test_a_body_kept_by_another_version_is_asked_for_again(
    living: Living, capture: Capture, source: LoopbackSource, tmp_path: Path
) -> None:
    source.replies = [Reply(body=capture()), Reply(body=capture(-15))]
    before = living(cache_dir=tmp_path)
    before.live(1)
    kept = tmp_path / "dsn_now.feed"
    kept.write_bytes(kept.read_bytes().replace(b"<dsn>", b"<nsd>"))
    after = living(cache_dir=tmp_path, clock=before.clock)
    after.live(15)
    assert [message.observed_at.second for message in after.messages] == [15]
