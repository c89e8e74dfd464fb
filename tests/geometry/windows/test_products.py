"""Matrix products that stay on their thread."""

import os
import subprocess
import sys

import numpy as np
import pytest

from dishboard.geometry.windows.products import MULTIPLICATIONS, product

SEARCH = """
import time
import numpy as np
from dishboard.geometry import Station
from dishboard.geometry.windows import NEAR_CIRCULAR, Grid, Tracks, Viewers, find_windows

grid = Grid.covering(NEAR_CIRCULAR, 0.0, 4 * 86_400.0)
angle = grid.node_unix_s / 900.0 + np.linspace(0.0, 6.0, 64)[:, None]
position = 7_000.0 * np.stack([np.cos(angle), np.sin(angle), 0.1 * np.sin(angle)], axis=1)
one = np.linspace(-10.0, 10.0, 40)
viewers = Viewers.of(Station(one, 18 * one, one), 5.0)
all_threads, this_one = time.process_time(), time.thread_time()
assert len(find_windows(Tracks(grid, position), viewers, 0.0, 4 * 86_400.0)) > 50_000
this_one, all_threads = time.thread_time() - this_one, time.process_time() - all_threads
print((all_threads - this_one) / this_one)
"""


@pytest.mark.parametrize("columns", [1, 7, 2_000, 30_000])
def test_a_product_in_pieces_is_the_product(columns):
    rng = np.random.default_rng(1)
    left, right = rng.normal(size=(40, 3)), rng.normal(size=(3, columns))
    assert np.allclose(product(left, right), left @ right, rtol=1e-12, atol=1e-12)
    assert 40 * 3 * 2_000 < MULTIPLICATIONS < 40 * 3 * 30_000


def test_a_search_wakes_no_other_thread():
    """With as many BLAS threads as the machine has: they would spin, and be paid for."""
    free = {name: value for name, value in os.environ.items() if "NUM_THREADS" not in name}
    asked = [sys.executable, "-c", SEARCH]
    done = subprocess.run(asked, env=free, check=True, capture_output=True, text=True)
    assert float(done.stdout) < 0.2  # a thread that spins makes it 0.5 and more
