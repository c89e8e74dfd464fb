"""A live board on which one source may push."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from dishboard.app import Program
from dishboard.board.state import ClockMode, ClockState, FeedState
from dishboard.ephemeris import Sky
from dishboard.feeds.push import PushSettings, TokenFile
from dishboard.networks import default_network
from dishboard.server import Stream, make_application
from dishboard.testing import FakeClock

NOW = datetime(2026, 11, 23, 9, 30, 1, tzinfo=UTC)


class Pushing:
    """A live board with one source that may push."""

    def __init__(self, folder: Path, feeds: Any = (), disabled: Any = (), **settings: Any) -> None:
        network = default_network()
        self.tokens = TokenFile(folder)
        self.token = self.tokens.add("Kiruna control", NOW)
        self.clock = FakeClock(NOW)
        mode = ClockState(mode=ClockMode.LIVE, offline=True)
        sky = Sky.builtin(network)
        self.program = Program(
            network,
            sky,
            self.clock,
            mode,
            feeds,
            self.tokens,
            push=PushSettings(**settings),
            disabled=disabled,
        )
        self.application = make_application(self.program, Stream(run="r1"))

    def post(
        self,
        content: Any,
        kind: str | None = "application/json",
        token: str | None = None,
        method: str = "POST",
        **headers: str,
    ) -> httpx.Response:
        if kind is not None:
            headers["content-type"] = kind
        headers.setdefault("authorization", f"Bearer {token or self.token}")

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.application)
            async with httpx.AsyncClient(transport=transport, base_url="http://board") as client:
                return await client.request(
                    method, "/api/v1/readings", content=content, headers=headers
                )

        return asyncio.run(ask())

    def feed(self, feed_id: str = "push-kiruna-control") -> FeedState:
        self.program.refresh()
        return next(feed for feed in self.program.state.feeds if feed.id == feed_id)

    def antenna(self, antenna_id: str = "KIR-1") -> Any:
        self.program.refresh()
        return next(one for one in self.program.state.antennas if one.id == antenna_id)


@pytest.fixture
def pushing(tmp_path: Path) -> Pushing:
    return Pushing(tmp_path / "data")


@pytest.fixture
def limited(tmp_path: Path) -> Callable[..., Pushing]:
    """A board whose sources may do less."""
    return lambda **settings: Pushing(tmp_path / "data", **settings)
