"""A small network of our own: two antennas, and a craft of every kind."""

from datetime import UTC, datetime

import pytest

from dishboard.ephemeris import Sky
from dishboard.model import Antenna, ElementSet, Figure, Network, PlacedAt, Site, Spacecraft


def antenna(id, latitude_deg, longitude_deg, height_m, mask_deg=5.0):
    return Antenna(
        id=id,
        name=id,
        site=id,
        network="test",
        diameter_m=Figure(value=15),
        latitude_deg=Figure(value=latitude_deg),
        longitude_deg=Figure(value=longitude_deg),
        height_m=Figure(value=height_m),
        mask_deg=Figure(value=mask_deg),
    )


@pytest.fixture(scope="session")
def network():
    place = Figure(value=0)
    return Network(
        name="test",
        sites=(
            Site(id="KIR", name="Kiruna", latitude_deg=place, longitude_deg=place, height_m=place),
        ),
        antennas=(
            antenna("KIR", 67.857128, 20.964325, 402.1),
            antenna("CEB", 40.452689, -4.367549, 794.1),
            antenna("NOWHERE", None, None, None),
        ),
        spacecraft=(
            Spacecraft(id="CRY", name="CryoSat", norad_id=36508),
            Spacecraft(id="SWA", name="Swarm A", norad_id=39452),
            Spacecraft(id="XMM", name="XMM-Newton", norad_id=25989),
            Spacecraft(id="GEO", name="Meteosat-12", norad_id=54743),
            Spacecraft(id="TESS", name="TESS", norad_id=43435, ephemeris="elements"),
            Spacecraft(id="NINE", name="of nine digits", norad_id=799_500_001),
            Spacecraft(id="JUIC", name="Juice", naif_id=-28),
            Spacecraft(id="SOLO", name="Solar Orbiter", state="SOLO"),
            Spacecraft(id="JWST", name="Webb", naif_id=-170),
            Spacecraft(id="EUCL", name="Euclid", naif_id=-680),
            Spacecraft(id="EURC", name="Europa Clipper", naif_id=-159),
            Spacecraft(id="HERA", name="Hera", naif_id=-91),
            Spacecraft(id="VGR1", name="Voyager 1", naif_id=-31),
            Spacecraft(id="PSYC", name="Psyche", naif_id=-255),
            Spacecraft(id="SOHO", name="SOHO", naif_id=-21),
            Spacecraft(id="MEX", name="Mars Express", placed_at=PlacedAt(body="Mars")),
            Spacecraft(id="HOPE", name="Hope", naif_id=-62, placed_at=PlacedAt(body="Mars")),
            Spacecraft(id="LRO", name="LRO", placed_at=PlacedAt(body="Moon")),
            Spacecraft(
                id="BEPI",
                name="BepiColombo",
                naif_id=-121,
                placed_at=PlacedAt(body="Mercury", from_date="2026-10-05"),
            ),
            Spacecraft(id="RST", name="Roman", ephemeris="none"),
        ),
    )


@pytest.fixture(scope="session")
def sky(network):
    return Sky.builtin(network)


@pytest.fixture(scope="session")
def today():
    """When the built-in data were put together."""
    return datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def elements_of():
    """Makes the element set of a low orbit, with what a test wants else."""

    def elements(norad_id, epoch_at, **changes):
        figures = {
            "mean_motion_rev_day": 15.0,
            "eccentricity": 0.001,
            "inclination_deg": 98.0,
            "node_deg": 10.0,
            "periapsis_deg": 20.0,
            "mean_anomaly_deg": 30.0,
            "source": "a refresh",
        }
        return ElementSet(
            norad_id=norad_id, name="", cospar_id=None, epoch_at=epoch_at, **figures | changes
        )

    return elements
