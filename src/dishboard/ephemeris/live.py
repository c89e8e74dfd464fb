"""The live tick of element sets: states of all craft at every second, SGP4 once in a step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

import numpy as np

from dishboard.ephemeris.earth_orbit import ElementSetOrbit, propagated
from dishboard.ephemeris.interface import Floats
from dishboard.geometry.windows import Group, Step, Tick

__all__ = ["live_tick"]


def live_tick(orbits: Sequence[ElementSetOrbit]) -> Tick:
    """States and look angles of craft, in the order of `orbits`, at one instant after another.

    NaN where SGP4 fails within five steps. Whether elements have expired is not looked at: that
    changes once in weeks, and whoever shows a state asks `refusal` for its reason anyway.
    """
    classes: defaultdict[Step, list[int]] = defaultdict(list)
    for row, orbit in enumerate(orbits):
        classes[orbit.step].append(row)
    return Tick(
        [
            (np.array(rows), Group(step, partial(_positions, [orbits[row] for row in rows])))
            for step, rows in classes.items()
        ]
    )


def _positions(orbits: Sequence[ElementSetOrbit], unix_s: Floats) -> Floats:
    position, _ = propagated(orbits, unix_s, orbits[0].orientation)
    return position
