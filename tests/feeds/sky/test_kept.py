"""What was kept and cannot be read any more: damaged by a power cut, or by another version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dishboard.feeds.horizons.feed import HorizonsSettings, HorizonsSource
from dishboard.feeds.memory import Remembered
from dishboard.model import Network, Spacecraft
from dishboard.testing import LoopbackSource, Reply

HOUR_S = 3_600.0


def test_where_it_is_lost_when_it_was_asked_it_counts_as_just_asked(
    living: Callable[..., Any],
    celestrak: Callable[..., Any],
    source: LoopbackSource,
    group: bytes,
    one: Callable[..., bytes],
    tmp_path: Path,
) -> None:
    """CelesTrak refuses who asks twice within one of its updates, and is left alone then."""
    source.replies = [Reply(body=body) for _ in range(2) for body in (group, one(69123))]
    life = living(celestrak())
    life.live(HOUR_S)
    assert len(source.asked) == 2
    for file in tmp_path.rglob("*.feed"):
        file.write_bytes(bytes(file.stat().st_size))
    again = living(celestrak(), clock=life.clock)
    again.live(5.9 * HOUR_S)
    assert len(source.asked) == 2
    again.live(7 * HOUR_S)
    assert len(source.asked) == 4


def test_a_step_that_another_version_learnt_is_learnt_anew() -> None:
    craft = Spacecraft(id="JUIC", name="JUICE", naif_id=-28)
    network = Network(name="test", sites=(), antennas=(), spacecraft=(craft,))
    horizons = HorizonsSource(network, HorizonsSettings())
    (question,) = horizons.questions({}, {})
    known = Remembered(learnt={"step_s": 300.0})
    at = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert "STEP_SIZE=%2760+m%27" in horizons.url(question, known, at)
