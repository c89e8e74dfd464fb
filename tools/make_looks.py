"""Write `tests/fixtures/looks.json`: what the server says of a few pairs at one instant.

Beside it the segments that a browser is sent, so that the page's own geometry is held to the
server's (`frontend/src/geo/looks.test.ts`), and the server to it (`tests/ephemeris/test_looks.py`).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from dishboard.ephemeris import Sky
from dishboard.geometry import LookAngles
from dishboard.networks import default_network

AT = datetime(2026, 11, 23, 12, 25, tzinfo=UTC)
PAIRS = (
    ("CEB-1", "CRY"),
    ("KIR-1", "XMM"),
    ("CEB-1", "LRO"),
    ("MLG-1", "JWST"),
    ("NNO-1", "JUIC"),
    ("MLG-1", "MEX"),
    ("DSS-43", "VGR2"),
)
FILE = Path(__file__).parents[1] / "tests/fixtures/looks.json"


def looks() -> dict[str, Any]:
    """Of all pairs, as JSON will have it."""
    network = default_network()
    sky = Sky.builtin(network)
    pairs: list[dict[str, Any]] = []
    for antenna_id, spacecraft in PAIRS:
        antenna = network.antenna_by_id[antenna_id]
        look = sky.look(antenna, spacecraft, AT)
        sent = msgspec.to_builtins(sky.trajectory(spacecraft, AT, AT + timedelta(seconds=1)))
        place = {
            name: msgspec.to_builtins(getattr(antenna, name))
            for name in ("latitude_deg", "longitude_deg", "height_m")
        }
        figures = {name: getattr(look, name) for name in LookAngles._fields}
        pairs.append({"antenna": place, "look": figures, "trajectory": sent})
    about = "composed by tools/make_looks.py from the built-in data"
    return {"about": about, "at": AT.isoformat().replace("+00:00", "Z"), "pairs": pairs}


if __name__ == "__main__":
    FILE.write_bytes(msgspec.json.format(msgspec.json.encode(looks()), indent=1) + b"\n")
