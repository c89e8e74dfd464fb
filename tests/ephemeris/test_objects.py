"""Which craft a file's object is: by designator, number, name or code, and never by guessing."""

import pytest

from dishboard.ephemeris.objects import cospar_form, craft_meant
from dishboard.model import Network, Spacecraft

FLEET = Network(
    name="fleet",
    sites=(),
    antennas=(),
    spacecraft=(
        Spacecraft(id="CRY", name="CryoSat-2", norad_id=36508, cospar_id="2010-013A"),
        Spacecraft(id="JUI", name="Juice", naif_id=-28, codes={"dsn_now": "JCE"}),
        Spacecraft(id="P3A", name="Proba-3 A", cospar_id="2024-234A"),
        Spacecraft(id="P3B", name="Proba-3 B", cospar_id="2024-234A"),
        Spacecraft(id="NEW", name="New"),
    ),
)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("1998-067A", "1998-067A"),
        ("1998067A", "1998-067A"),
        ("98067A", "1998-067A"),
        ("1998-067-A", "1998-067A"),
        (" 25001abc", "2025-001ABC"),
        ("UNKNOWN", None),
        ("25544", None),
        ("-28", None),
    ],
)
def test_designators(text, form):
    assert cospar_form(text) == form


@pytest.mark.parametrize(
    ("object_id", "name", "meant"),
    [
        ("2010-013A", "CRYOSAT 2", "CRY"),
        ("10013A", "whatever they call it", "CRY"),
        ("36508", "", "CRY"),
        ("-28", "JUICE", "JUI"),
        ("JUI", "X", "JUI"),
        ("UNKNOWN", "cryosat_2", "CRY"),
        ("UNKNOWN", "JCE", "JUI"),
        ("2027-001A", "NEW", "NEW"),
        ("2010-014A", "CRYOSAT-2", "the name is that of CRY, whose id is another"),
        ("2010-013A", "JUICE", "the id is that of CRY, the name that of JUI"),
        ("2024-234A", "PROBA", "P3A and P3B have this id"),
        ("UNKNOWN", "Cryosat", "no spacecraft of the network (did you mean 'CryoSat-2'?)"),
        ("1999-001A", "ELSE", "no spacecraft of the network"),
    ],
)
def test_which_craft_is_meant(object_id, name, meant):
    found = craft_meant(object_id, name, FLEET)
    if isinstance(found, str):
        assert meant in found
    else:
        assert found.id == meant
