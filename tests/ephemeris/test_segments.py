import itertools
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from numpy.polynomial import chebyshev

METRE = 1e-3  # km


def evaluated(segments, unix_s):
    """As a browser does it: the segment of the instant, its series at s in [-1, 1]."""
    out = np.full((unix_s.size, 3), np.nan)
    for segment in segments:
        start, end = segment.start_at.timestamp(), segment.end_at.timestamp()
        rows = (unix_s >= start) & (unix_s <= end)
        s = 2 * (unix_s[rows] - start) / (end - start) - 1
        out[rows] = np.stack(
            [chebyshev.chebval(s, c) for c in (segment.x, segment.y, segment.z)], 1
        )
    return out


@pytest.mark.parametrize(
    ("spacecraft", "start"),
    [
        ("CRY", "2026-11-23T06:00"),
        ("SWA", "2026-09-10T06:00"),
        ("XMM", "2026-11-22T00:00"),
        ("GEO", "2026-11-22T00:00"),
        ("LRO", "2026-11-22T00:00"),
        ("JUIC", "2026-11-22T00:00"),
        ("JWST", "2026-11-22T00:00"),
        ("EURC", "2026-12-02T00:00"),
        ("VGR1", "2026-11-22T00:00"),
        ("MEX", "2026-11-22T00:00"),
    ],
)
def test_segments_are_the_path(sky, spacecraft, start):
    """To a metre near the Earth, to 1e-7 of the distance beyond."""
    start_at = datetime.fromisoformat(start).replace(tzinfo=UTC)
    trajectory = sky.trajectory(spacecraft, start_at, start_at + timedelta(hours=24))
    assert trajectory.reason is None
    times = start_at.timestamp() + np.linspace(0, 86_400, 2_001)
    path = np.concatenate(
        [source.position_itrs_km(times)[None] for source in sky.path(spacecraft).sources]
    )[sky.path(spacecraft).choice(times), np.arange(times.size)]
    off = np.linalg.norm(evaluated(trajectory.segments, times) - path, axis=-1)
    distance = np.linalg.norm(path, axis=-1)
    assert (off < np.where(distance < 4e5, METRE, 1e-7 * distance)).all()


def test_overlapping_requests_get_the_very_same_segments(sky, today):
    first = sky.trajectory("CRY", today, today + timedelta(hours=2))
    second = sky.trajectory("CRY", today + timedelta(minutes=47), today + timedelta(hours=2))
    assert second.segments == first.segments[-len(second.segments) :]
    assert all(one.start_at.timestamp() % 600 == 0 for one in first.segments)
    assert first.segments[0].start_at <= today
    assert first.segments[-1].end_at >= today + timedelta(hours=2)


def test_segments_follow_each_other_without_gaps(sky):
    start_at = datetime(2026, 8, 27, 0, tzinfo=UTC)  # from one element set to the next
    segments = sky.trajectory("CRY", start_at, start_at + timedelta(days=4)).segments
    assert all(a.end_at == b.start_at for a, b in itertools.pairwise(segments))


def test_a_segment_is_cut_where_the_best_source_changes(sky):
    seam_s = sky.path("CRY").pieces[0].end_s
    seam_at = datetime.fromtimestamp(seam_s, UTC)
    span = (seam_at - timedelta(minutes=25), seam_at + timedelta(minutes=25))
    segments = sky.trajectory("CRY", *span).segments
    assert seam_at in {one.start_at for one in segments}
    assert all(a.end_at == b.start_at for a, b in itertools.pairwise(segments))
    for seconds in (-1_500.0, -100.0, -0.5, 0.5, 100.0, 1_500.0):
        unix_s = seam_s + seconds
        true = sky.path("CRY").best(unix_s).position_itrs_km(np.array([unix_s]))
        assert evaluated(segments, np.array([unix_s])) == pytest.approx(true, abs=0.01 * METRE)


def test_they_end_where_knowledge_ends_and_say_why(sky):
    end = datetime(2027, 2, 1, tzinfo=UTC)
    trajectory = sky.trajectory("JUIC", end - timedelta(hours=5), end + timedelta(hours=5))
    assert trajectory.segments[-1].end_at <= end
    assert trajectory.reason.startswith("no position then: its states cover 2026-09-05")
    elements = sky.trajectory("CRY", end - timedelta(days=33), end)
    assert elements.reason.startswith("elements expired: 120 days old")
