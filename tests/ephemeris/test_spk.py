"""SPK files through the door for files, into the sky."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from dishboard.ephemeris import Library, Sky
from dishboard.ephemeris.builtin import BuiltinData, ecliptic_to_icrf
from dishboard.ephemeris.files import read_trajectories, with_trajectories
from dishboard.errors import FormatError
from dishboard.geometry import unix_s_of_tdb
from dishboard.model import Network, Spacecraft

FIXTURES = Path(__file__).parents[1] / "fixtures" / "spk"
CSPICE = json.loads((FIXTURES / "cspice.json").read_text())
DATA = BuiltinData()
MODIFIED_AT = datetime(2026, 11, 20, tzinfo=UTC)
JUICE = Network(
    name="one craft",
    sites=(),
    antennas=(),
    spacecraft=(Spacecraft(id="JUIC", name="JUICE", naif_id=-28, ephemeris="conic"),),
)


def read(name, network=JUICE):
    data = (FIXTURES / name).read_bytes()
    return read_trajectories(data, name, network, DATA.orientation, MODIFIED_AT)


@pytest.mark.parametrize("name", sorted(CSPICE.keys() - {"mixed.bsp", "type-05.bsp"}))
def test_positions_are_those_of_cspice(name):
    file = read(name)
    assert file.problems == ()
    ((craft, table),) = file.tables
    assert craft == "JUIC"
    truth = np.array(CSPICE[name])
    position, velocity = table.states(unix_s_of_tdb(truth[:, 0]))
    # An instant in seconds of UTC has 0.24 µs: 5 mm at 20 km/s.
    assert np.abs(position - truth[:, 1:4]).max() < (1e-4 if name == "type-18.bsp" else 1e-5)
    assert np.abs(velocity - truth[:, 4:]).max() < 1e-8


def test_it_goes_before_what_is_built_in():
    sky = Sky(JUICE, with_trajectories(Library.builtin(), [read("type-13.bsp")]))
    inside = sky.known("JUIC", datetime(2026, 11, 23, 12, tzinfo=UTC))
    assert inside.source == "SPK type-13.bsp, file of 2026-11-20"
    assert inside.epoch_at == MODIFIED_AT
    outside = sky.known("JUIC", datetime(2026, 11, 26, tzinfo=UTC))
    assert outside.source.startswith("free fall")


def test_axes_centres_and_strangers():
    file = read("mixed.bsp")
    ((_, table),) = file.tables  # the last segment: about the Earth, in ecliptic axes
    truth = np.array(CSPICE["mixed.bsp"])
    assert table.centre == "EARTH"
    assert np.abs(table.states(unix_s_of_tdb(truth[:, 0]))[0] - truth[:, 1:4]).max() < 1e-5
    assert ecliptic_to_icrf(np.array([0.0, 0, 1]))[2] == pytest.approx(np.cos(np.radians(23.4393)))
    assert file.problems == (
        "mixed.bsp: segment 3 (-28 about 2065803): its centre 2065803 is not known here; "
        "give it about the Sun or a planet",
        "mixed.bsp: segment 4 (-28 about 10): its axes are SPICE's frame 13; "
        "1 (J2000) and 17 (ECLIPJ2000) are read",
    )


def test_a_file_about_others_says_whom_it_is_about():
    other = Network(name="", sites=(), antennas=(), spacecraft=(Spacecraft(id="A", name="A"),))
    assert read("mixed.bsp", other).problems == (
        "mixed.bsp: none of its targets (-999, -28, 499) is a spacecraft of the network; "
        "give the spacecraft its naif_id in a network file",
    )


def test_planets_of_the_built_in_file_are_sampled_to_the_centimetre():
    """Polynomials as JPL makes them: the Moon's, of 12th degree over four days."""
    moon = Network(
        name="",
        sites=(),
        antennas=(),
        spacecraft=(Spacecraft(id="MOON", name="Moon", naif_id=301),),
    )
    data = DATA.kernel_path.read_bytes()
    ((_, table),) = read_trajectories(data, "de440.bsp", moon, DATA.orientation).tables
    at = np.linspace(1.6e9, 1.9e9, 1_000)
    from dishboard.geometry import tdb_s_of

    truth, _ = DATA.solar_system.along(((3, 301),), tdb_s_of(at))
    assert np.abs(table.states(at)[0] - truth).max() < 1e-5  # km


def test_damage_is_told_with_the_files_name():
    with pytest.raises(FormatError, match=r"^a\.bsp: expected a whole SPK file"):
        read_trajectories(b"DAF/SPK nothing", "a.bsp", JUICE, DATA.orientation)
