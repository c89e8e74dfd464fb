"""A source that falls silent is told of in the log once, and once when it speaks again."""

from __future__ import annotations

import logging

import pytest
from msgspec.structs import replace

from dishboard.board.state import FeedCondition, FeedKind, FeedState
from dishboard.feeds.silence import Silence
from dishboard.model import Freshness


def feed(freshness: Freshness, condition: FeedCondition = FeedCondition.OK) -> FeedState:
    return FeedState(
        id="push-kiruna",
        name="Kiruna control",
        condition=condition,
        detail="its last word is of 09:00:00 UTC",
        cycle_s=60.0,
        observed_at=None,
        received_at=None,
        freshness=freshness,
        kind=FeedKind.PUSHED,
    )


def test_silence_is_told_once_and_its_end_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "dishboard.feeds")
    silence = Silence()
    for freshness in ("fresh", "late", "stale", "stale", "late", "stale", "fresh", "fresh"):
        silence.look([feed(Freshness(freshness))])
    assert [record.getMessage() for record in caplog.records] == [
        "Kiruna control: silent for more than three cycles; its last word is of 09:00:00 UTC",
        "Kiruna control: speaks again",
    ]


def test_a_trouble_that_was_told_is_not_told_again_as_silence(
    caplog: pytest.LogCaptureFixture,
) -> None:
    silence = Silence()
    silence.look([feed(Freshness.STALE, FeedCondition.UNAVAILABLE)])
    silence.look([replace(feed(Freshness.FRESH), name="again")])
    assert caplog.records == []
