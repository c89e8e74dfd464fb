"""A small network with awkward names, and the example message."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dishboard.feeds.status import Intake
from dishboard.model import Antenna, Figure, Network, Site, Spacecraft
from dishboard.testing import FakeClock

KNOWN = Figure(value=0.0)
EXAMPLE = Path(__file__).parents[2] / "fixtures/station_status/pass.json"
NOW = datetime(2026, 11, 23, 9, 30, 1, tzinfo=UTC)


def site(site_id: str, name: str) -> Site:
    return Site(id=site_id, name=name, latitude_deg=KNOWN, longitude_deg=KNOWN, height_m=KNOWN)


def antenna(antenna_id: str, site_id: str, **aliases: str) -> Antenna:
    return Antenna(
        id=antenna_id,
        name=antenna_id,
        site=site_id,
        network="ours",
        diameter_m=KNOWN,
        latitude_deg=KNOWN,
        longitude_deg=KNOWN,
        height_m=KNOWN,
        mask_deg=KNOWN,
        aliases=aliases,
    )


@pytest.fixture
def network() -> Network:
    return Network(
        name="test",
        sites=(site("KIR", "Kiruna (Salmijärvi)"), site("NNO", "New Norcia (DSA 1)")),
        antennas=(
            antenna("KIR-1", "KIR", theirs="KI1", short="ONE"),
            antenna("KIR-2", "KIR", theirs="KI2", short="TWO"),
            antenna("NNO-1", "NNO", theirs="NNO", short="ONE"),
            antenna("NNO-2", "NNO", short="TWO", other="two"),
            antenna("NNO-3", "NNO", short="TWO"),
        ),
        spacecraft=(
            Spacecraft(id="CRY", name="CryoSat-2", codes={"theirs": "CR2", "x_group": "FLEET"}),
            Spacecraft(id="SWA", name="Swarm A", codes={"theirs": "SW", "x_group": "FLEET"}),
            Spacecraft(id="SWB", name="Swarm B", codes={"others": "sw"}),
        ),
        not_spacecraft=("VLBI",),
    )


@pytest.fixture
def message() -> Callable[..., bytes]:
    """The example with some of its names changed; `...` takes one away."""

    def changed(**changes: Any) -> bytes:
        found = json.loads(EXAMPLE.read_bytes()) | changes
        return json.dumps({name: v for name, v in found.items() if v is not ...}).encode()

    return changed


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def intake(network: Network, clock: FakeClock) -> Intake:
    return Intake(
        network, "Kiruna control", feed="push-k", simulated=False, cycle_s=60.0, clock=clock
    )
