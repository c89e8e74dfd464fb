"""Makes ephemeris/builtin/earth-orientation.csv: daily UT1 − UTC and pole, 2018 to the end of 2027.

    pip install --upgrade astropy-iers-data
    python tools/make_earth_orientation.py

Reads IERS finals2000A (Bulletin A) from that package; columns as in its ReadMe. Values flagged I
are measured, P predicted.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import astropy_iers_data

OUT = Path(__file__).parents[1] / "src/dishboard/ephemeris/builtin/earth-orientation.csv"
FIRST_MJD, LAST_MJD = 58_119, 61_771  # 2018-01-01 … 2027-12-31


def main() -> None:
    rows: list[str] = []
    measured = ""
    for line in Path(astropy_iers_data.IERS_A_FILE).read_text(encoding="ascii").splitlines():
        mjd = int(float(line[7:15]))
        pole_x, pole_y, ut1 = line[18:27], line[37:46], line[58:68]
        if not FIRST_MJD <= mjd <= LAST_MJD or not ut1.strip():
            continue
        if line[57] == "I":
            measured = f"20{line[0:2]}-{line[2:4]}-{line[4:6]}".replace(" ", "0")
        # 0.01 ms and 0.1 mas: 5 mm and 3 mm on the ground
        rows.append(f"{mjd},{float(ut1):.5f},{float(pole_x):.4f},{float(pole_y):.4f}")
    source = f"PyPI astropy-iers-data {version('astropy-iers-data')}"
    header = [
        "# Earth orientation: figures of IERS Bulletin A (finals2000A), one row a day at 0h UTC.",
        f"# Source: {source}. Measured to {measured}, predicted from the next day on.",
        "# Made by tools/make_earth_orientation.py. mjd, UT1-UTC (s), pole x and y (arcsec).",
    ]
    OUT.write_text("\n".join([*header, *rows]) + "\n", encoding="ascii")
    print(f"{OUT.name}: {len(rows)} days, measured to {measured}")


if __name__ == "__main__":
    main()
