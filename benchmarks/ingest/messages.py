"""Messages as a station sends them: the example of the documentation, of now, numbered."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import count, cycle
from pathlib import Path

__all__ = ["ANTENNAS", "batches"]

EXAMPLE = Path(__file__).parents[2] / "tests/fixtures/station_status/pass.json"
ANTENNAS = tuple(
    f"{site}-{number}" for site in ("KIR", "CEB", "NNO", "MLG") for number in (1, 2, 3, 4, 5)
)


def batches(size: int, names: Sequence[str] = ANTENNAS) -> Iterator[tuple[bytes, dict[str, int]]]:
    """For ever: that many lines, in turn of the antennas, and each antenna's last number.

    Each has its own time and number, so none repeats another. Antennas beyond the network's are
    strangers, as in any network that grows.
    """
    example = json.loads(EXAMPLE.read_bytes())
    halves = {
        antenna: json.dumps(
            example | {"site": "bench", "aperture": antenna, "time": "@", "seq": "#"},
            separators=(",", ":"),
        )
        .replace('"#"', "%d")
        .replace('"@"', '"%s"')
        .encode()
        for antenna in names
    }
    numbers, antennas = count(1), cycle(names)
    while True:
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z").encode()
        last: dict[str, int] = {}
        lines: list[bytes] = []
        for _ in range(size):
            antenna, number = next(antennas), next(numbers)
            lines.append(halves[antenna] % (now, number))
            last[antenna] = number
        yield b"\n".join(lines), last
