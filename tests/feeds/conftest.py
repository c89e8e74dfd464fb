"""A small network, and a source on the loopback that answers as the test says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dishboard.model import Antenna, Figure, Network, Site, Spacecraft
from dishboard.testing import LoopbackSource

KNOWN = Figure(value=0.0)


def antenna(antenna_id: str, alias: str) -> Antenna:
    return Antenna(
        id=antenna_id,
        name=antenna_id,
        site="GDS",
        network="dsn",
        diameter_m=KNOWN,
        latitude_deg=KNOWN,
        longitude_deg=KNOWN,
        height_m=KNOWN,
        mask_deg=KNOWN,
        aliases={"dsn_now": alias},
    )


@pytest.fixture
def network() -> Network:
    return Network(
        name="test",
        sites=(
            Site(
                id="GDS",
                name="Goldstone",
                latitude_deg=KNOWN,
                longitude_deg=KNOWN,
                height_m=KNOWN,
            ),
        ),
        antennas=(
            antenna("DSS-14", "DSS14"),
            antenna("DSS-26", "DSS26"),
            antenna("DSS-36", "DSS36"),
        ),
        spacecraft=(
            Spacecraft(id="trace-gas-orbiter", name="TGO", codes={"dsn_now": "TGO"}),
            Spacecraft(id="VGR2", name="Voyager 2", codes={"dsn_now": "VGR2"}),
            Spacecraft(id="MRO", name="MRO", naif_id=-74),  # no code: its id is not its name there
        ),
        not_spacecraft=("DSN", "DSS", "TEST"),
    )


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackSource]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")  # whatever this computer asks the world through
    source = LoopbackSource()
    yield source
    source.close()
