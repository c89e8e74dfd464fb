"""What was computed from an older sky is not served once a newer one is known."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from msgspec.structs import replace

from dishboard.app import make_program
from dishboard.ephemeris.builtin import BuiltinData
from dishboard.feeds import SkyNews
from dishboard.networks import default_network
from dishboard.server import Stream, make_application

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_kept_documents_are_made_anew() -> None:
    program = make_program(default_network(), at=AT)
    program.replan()
    program.refresh()
    application = make_application(program, Stream(run="r1"))

    def get(path: str) -> Any:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=application)
            async with httpx.AsyncClient(transport=transport, base_url="http://board") as client:
                return await client.get(path)

        return asyncio.run(ask()).json()

    way = "/api/v1/ephemeris/CRY?from=2026-11-23T12:00:00Z&hours=1"
    assert get(way)["source"].endswith("recorded 2026-09-10 and later")
    old = next(one for one in BuiltinData().element_sets if one.norad_id == 36508)
    fresh = replace(old, epoch_at=AT - timedelta(hours=5), source="a newer set")
    program.learn(SkyNews(feed="x", source="x", elements=(fresh,), observed_at=AT, received_at=AT))
    assert get(way)["source"].endswith("recorded 2026-09-10 and later")  # until the next plan
    program.replan()
    assert get(way)["source"] == "SGP4 from a newer set"
