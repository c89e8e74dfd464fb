"""Makes ephemeris/builtin/elements.csv: the element sets of the default network's spacecraft.

    python tools/keep_elements.py FILE…

FILEs hold element sets in any form Dishboard reads. Kept is every set of a catalogue number that
the default network names, once per epoch, with the file it was read from as its source.
"""

from __future__ import annotations

import sys
from pathlib import Path

from dishboard.formats.elements import read_elements
from dishboard.formats.omm import write_omm_csv
from dishboard.model import ElementSet
from dishboard.networks import default_network

OUT = Path(__file__).parents[1] / "src/dishboard/ephemeris/builtin/elements.csv"


def main(paths: list[Path]) -> None:
    wanted = {craft.norad_id for craft in default_network().spacecraft} - {None}
    kept: dict[tuple[int, str], ElementSet] = {}
    for path in paths:
        found = read_elements(path.read_bytes(), SOURCES.get(path.name, path.stem))
        for problem in found.problems:
            print(f"{path.name}: {problem}", file=sys.stderr)
        for one in found.sets:
            if one.norad_id in wanted:
                # The same set through another mirror has the same epoch to the second.
                kept.setdefault((one.norad_id, f"{one.epoch_at:%Y%m%d%H%M%S}"), one)
    sets = tuple(kept[key] for key in sorted(kept))
    notes = (
        "Element sets of the default network's spacecraft: recorded figures, in our own form.",
        f"{len(sets)} sets of {len({one.norad_id for one in sets})} objects, epochs "
        f"{min(s.epoch_at for s in sets):%Y-%m-%d} to {max(s.epoch_at for s in sets):%Y-%m-%d}.",
        "Made by tools/keep_elements.py; SOURCE says where each was read. Data: US Space Force,",
        "as handed on by CelesTrak.",
    )
    OUT.write_text(write_omm_csv(sets, notes), encoding="utf-8")
    print(f"{OUT.name}: {notes[1]}")


# What the recorded files are, in words for the board's reader.
SOURCES = {
    "active-20260822.3le": "CelesTrak active, recorded 2026-08-22",
    "esa-overlay-2026-09-10.3le": "public sets of ESA craft, recorded 2026-09-10 and later",
    "celestrak-gp-20260730.csv": "CelesTrak, recorded 2026-07-30",
    "science.3le": "CelesTrak science, recorded 2026-08-22",
    "resource.3le": "CelesTrak resource, recorded 2026-08-22",
    "weather.3le": "CelesTrak weather, recorded 2026-08-22",
    "galileo.3le": "CelesTrak galileo, recorded 2026-08-22",
    "stations.3le": "CelesTrak stations, recorded 2026-08-22",
}

if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
