"""The pass that a sighting or a contact belongs to: its predicted rise and set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from dishboard.ephemeris import Sky
from dishboard.model import Network, Pass
from dishboard.time import from_unix_s, unix_s

__all__ = ["Passes", "Stretch"]

HALF_DAY_S = 12 * 3600.0
MOST_KEPT = 5_000  # half days of one antenna and one craft


class Stretch(Struct, frozen=True):
    """A time of an antenna with a craft, Unix seconds."""

    antenna: str
    craft: str
    start_s: float
    end_s: float

    @property
    def half_day(self) -> int:
        return int(self.start_s // HALF_DAY_S)


class Passes:
    """Looks for passes when somebody asks, for many at once, and remembers them.

    They are looked for in the day around the half day in which a stretch begins; a pass that is
    longer has no rise or no set.
    """

    def __init__(self, network: Network, sky: Sky) -> None:
        self._network, self._sky = network, sky
        self._kept: dict[tuple[str, str, int], list[Pass]] = {}

    def use_sky(self, sky: Sky) -> None:
        """Look in newer orbits from now on."""
        self._sky = sky
        self._kept.clear()

    def of(self, stretches: Sequence[Stretch]) -> list[Pass | None]:
        """For each the pass that it shares most time with; None where there is none."""
        self._look_for(stretches)
        return [self._of_one(one) for one in stretches]

    def _look_for(self, stretches: Iterable[Stretch]) -> None:
        """Search what is not known yet: all pairs of a half day at once."""
        if len(self._kept) > MOST_KEPT:
            self._kept.clear()
        wanted: defaultdict[int, set[tuple[str, str]]] = defaultdict(set)
        for one in stretches:
            if (one.antenna, one.craft, one.half_day) not in self._kept and self._is_known(one):
                wanted[one.half_day].add((one.antenna, one.craft))
        for half_day, pairs in wanted.items():
            self._kept |= {(*pair, half_day): [] for pair in pairs}
            begin_s, finish_s = ((half_day + days) * HALF_DAY_S for days in (-1, 2))
            found = self._sky.passes(sorted(pairs), from_unix_s(begin_s), from_unix_s(finish_s))
            for one in found:
                self._kept[one.antenna, one.spacecraft, half_day].append(one)

    def _is_known(self, one: Stretch) -> bool:
        antenna = self._network.antenna_by_id.get(one.antenna)
        has_position = antenna is not None and antenna.has_position
        return has_position and one.craft in self._network.spacecraft_by_id

    def _of_one(self, stretch: Stretch) -> Pass | None:
        best, best_s = None, -1.0
        for one in self._kept.get((stretch.antenna, stretch.craft, stretch.half_day), ()):
            rise_s = unix_s(one.rise_at) if one.rise_at is not None else float("-inf")
            set_s = unix_s(one.set_at) if one.set_at is not None else float("inf")
            shared_s = min(set_s, stretch.end_s) - max(rise_s, stretch.start_s)
            if shared_s > best_s and shared_s >= 0.0:
                best, best_s = one, shared_s
        return best
