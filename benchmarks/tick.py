"""The live tick: what an hour of a board costs, second by second, beside direct SGP4."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import fmean, median
from typing import Any

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray
from sgp4.api import SatrecArray

from benchmarks.tables import Table, machine
from benchmarks.windows.engine import orbits_of
from benchmarks.windows.work import Catalogue
from dishboard.ephemeris import Library, Sky, Tick, Unknown
from dishboard.ephemeris.earth_orbit import ElementSetOrbit
from dishboard.feeds.computed import Computed
from dishboard.geometry import Station, rotated, teme_to_itrs
from dishboard.geometry.frames import rotation_velocity_km_s
from dishboard.geometry.scales import julian_day
from dishboard.model import Network, Spacecraft
from dishboard.networks import default_network
from dishboard.time import from_unix_s

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
_SECONDS, _ROUNDS, _ASKED = 3_600, 3, 100
_CRAFT = (30, 1_000, 10_000)
_ANTENNAS, _TRACKED = 50, 60
Floats = NDArray[np.float64]
At = Callable[[float], object]  # what is asked at an instant, unix_s

_HEADING = "## The live tick\n"
_SECTION = """\
## The live tick

Measured by `make bench ARGS="tick"`: {machine}, {origin}.

{tables}
Processor time of all threads. *Mean* and *worst* are of an hour of seconds, with the making of
segments in it; of three such hours the least mean and the middle worst. *First* is the tick that
makes all segments at once. *Direct SGP4* is its array call at one instant and the turn of positions
and velocities to the Earth, least of 100; objects are ready before, for both ways. Pairs: each
antenna tracks two craft; antennas are the default network's, one of them twice, 10° of longitude
apart, to make up the number. *One by one*: `Sky.position` and `Sky.look` of the same, least of 100.
"""


def section(tables: list[Table], origin: str) -> str:
    """Of the page of documentation, at whose end it stands."""
    text = "\n".join(table.markdown().replace("## ", "### ", 1) for table in tables)
    return _SECTION.format(machine=machine(), origin=origin, tables=text)


def parted(page: Path) -> tuple[str, str]:
    """What a page says before this part's section, and the section of an earlier run."""
    before, heading, after = (page.read_text() if page.exists() else "").partition(_HEADING)
    return before, heading + after


@dataclass(frozen=True)
class Hour:
    """Processor times of ticks, ms."""

    mean: float
    worst: float
    first: float

    @property
    def figures(self) -> tuple[str, str, str]:
        return _figure(self.mean), _figure(self.worst), _figure(self.first)


def tables(catalogue: Catalogue) -> Iterator[Table]:
    """States of many craft, then a board's whole tick."""
    yield _states(catalogue)
    yield _board()


def _states(catalogue: Catalogue) -> Table:
    table = Table(
        "Positions and velocities of all craft of a catalogue",
        ("ms a tick: craft", "mean", "worst", "first", "direct SGP4", "mean / direct"),
    )
    for count in _CRAFT:
        if count > len(catalogue.satellites):
            table.rows.append((f"{count:,}", "the catalogue has fewer"))
            continue
        orbits = orbits_of(catalogue.work(count, 1))
        start_s = catalogue.start_at.timestamp()
        hour = _hour(partial(_ready, orbits), start_s)
        direct = _least(_direct(orbits), start_s)
        ratio = f"1/{direct / hour.mean:.1f}"
        table.rows.append((f"{count:,}", *hour.figures, _figure(direct), ratio))
    return table


def _ready(orbits: list[ElementSetOrbit]) -> At:
    sets = [replace(one.elements, norad_id=n + 1) for n, one in enumerate(orbits)]
    craft = tuple(Spacecraft(id=str(n), name=str(n), norad_id=n + 1) for n in range(len(sets)))
    network = Network(name="benchmark", sites=(), antennas=(), spacecraft=craft)
    sky = Sky(network, Library(sets))
    tick = Tick()
    for one in craft:
        path = sky.path(one.id)
        for source in path.sources:
            if isinstance(source, ElementSetOrbit):
                _ = source.satellite  # SGP4's constants: ready, as they are for the direct way
        tick.add(path)
    return tick.at


def _direct(orbits: list[ElementSetOrbit]) -> At:
    records: Any = SatrecArray([one.satellite for one in orbits])
    orientation = orbits[0].orientation

    def states(unix_s: float) -> tuple[Floats, Floats]:
        instant = np.array([unix_s])
        _, position, velocity = records.sgp4(*julian_day(instant))
        turn = teme_to_itrs(instant, orientation)
        here = rotated(turn, position[:, 0])
        return here, rotated(turn, velocity[:, 0]) - rotation_velocity_km_s(here)

    return states


def _board() -> Table:
    network = _network()
    sky = Sky.builtin(network)
    antennas = [one.id for one in network.antennas]
    known = [
        one.id for one in network.spacecraft if not isinstance(sky.known(one.id, AT), Unknown)
    ][:_TRACKED]
    pairs = list(islice(zip(cycle(antennas), cycle(known)), 2 * len(antennas)))
    table = Table(
        f"{len(antennas)} antennas, {len(known)} craft of all kinds, {len(pairs)} tracked pairs",
        ("ms a tick", "mean", "worst", "first"),
    )

    def computed() -> At:
        feed = Computed(network, sky)
        return lambda unix_s: feed.readings(from_unix_s(unix_s), pairs, known)

    for what, made in (
        ("states of all, looks of all pairs: arrays", lambda: _arrays(sky, network, pairs)),
        ("all readings, Doppler shifts among them", computed),
    ):
        hour = _hour(made, AT.timestamp())
        table.rows.append((what, *hour.figures))
    alone = _least(lambda unix_s: _one_by_one(sky, network, pairs, known, unix_s), AT.timestamp())
    table.rows.append(("the same positions and looks, one by one", _figure(alone)))
    return table


def _network() -> Network:
    """The default one's antennas that have a position; the missing ones 10° east of the first."""
    network = default_network()
    antennas = [one for one in network.antennas if one.has_position][:_ANTENNAS]
    for one in antennas[: _ANTENNAS - len(antennas)]:
        east = replace(one.longitude_deg, value=(one.longitude_deg.value or 0.0) + 10.0)
        antennas.append(replace(one, id=f"{one.id}-EAST", longitude_deg=east))
    return replace(network, antennas=tuple(antennas))


def _arrays(sky: Sky, network: Network, pairs: list[tuple[str, str]]) -> At:
    tick = Tick()
    numbers = {craft: tick.add(sky.path(craft)) for craft in dict.fromkeys(c for _, c in pairs)}
    looking = np.array([numbers[craft] for _, craft in pairs])
    stations = [sky.station(network.antenna_by_id[antenna]) for antenna, _ in pairs]
    stack = Station(
        np.array([one.latitude_deg for one in stations]),
        np.array([one.longitude_deg for one in stations]),
        np.array([one.height_m for one in stations]),
    )
    return lambda unix_s: tick.at(unix_s).looks(looking, stack)


def _one_by_one(
    sky: Sky, network: Network, pairs: list[tuple[str, str]], known: list[str], unix_s: float
) -> None:
    at = from_unix_s(unix_s)
    for craft in known:
        sky.position(craft, at)
    for antenna, craft in pairs:
        sky.look(network.antenna_by_id[antenna], craft, at)


def _hour(made: Callable[[], At], start_s: float) -> Hour:
    """Of ticks, each of its own second; made anew for every round."""
    rounds: list[list[float]] = []
    for _ in range(_ROUNDS):
        ask = made()
        rounds.append([_processor_ms(ask, start_s + second) for second in range(_SECONDS)])
    return Hour(
        first=min(one[0] for one in rounds),
        mean=min(fmean(one[1:]) for one in rounds),
        worst=median(max(one[1:]) for one in rounds),
    )


def _least(ask: At, start_s: float) -> float:
    return min(_processor_ms(ask, start_s + second) for second in range(_ASKED))


def _processor_ms(ask: At, unix_s: float) -> float:
    began = time.process_time()
    ask(unix_s)
    return (time.process_time() - began) * 1e3


def _figure(value: float) -> str:
    return f"{value:.3g}"
