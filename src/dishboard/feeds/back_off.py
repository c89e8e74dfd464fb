"""How long to wait before a connection is tried again."""

from __future__ import annotations

import random
from collections.abc import Callable

__all__ = ["BackOff"]

SHORTEST_S = 1.0
LONGEST_S = 60.0
JITTER = 0.5
HELD_S = 10.0  # a connection that lasted this long was a good one


class BackOff:
    """One second, doubled after each failure up to a minute, each up to half longer by chance.

    Only a connection that held begins anew with one second: a server that lets everybody in and
    throws everybody out is not asked once a second for ever. By chance, so that a broker that
    comes back is not met by all who lost it in the same instant.

    Args:
        chance: gives numbers in [0, 1).

    >>> waiting = BackOff(chance=lambda: 0.0)
    >>> [waiting.after(held_s) for held_s in (0, 0, 0, 3600, 0)]
    [1.0, 2.0, 4.0, 1.0, 2.0]
    """

    def __init__(self, chance: Callable[[], float] = random.random) -> None:
        self._chance = chance
        self._next_s = SHORTEST_S

    def after(self, held_s: float) -> float:
        """How long to wait after a connection that held for so many seconds; 0: it never did."""
        if held_s >= HELD_S:
            self._next_s = SHORTEST_S
        wait_s = self._next_s
        self._next_s = min(2 * wait_s, LONGEST_S)
        return wait_s * (1 + JITTER * self._chance())
