"""The compiled pass search is warmed by a server whose network is large, and by nobody else."""

import pytest

from dishboard.cli import serve
from dishboard.geometry import windows


@pytest.mark.parametrize(("pairs", "threads"), [(5_000, 0), (20_000, 1)])
def test_only_large_networks_are_worth_it(monkeypatch, pairs, threads):
    started = []

    class Thread:
        def __init__(self, **options):
            assert options["daemon"]
            assert options["target"] is windows.warm

        def start(self):
            started.append(self)

    monkeypatch.setattr(serve, "Thread", Thread)
    monkeypatch.setattr(windows, "can_be_warmed", lambda: True)
    serve._warm_the_search(pairs)
    assert len(started) == threads
