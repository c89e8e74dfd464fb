"""Write requirements/*.txt: the exact versions that make installs, from what pyproject.toml allows.

python tools/lock.py    resolve everything anew and take the newest versions that fit together

run.txt is what Dishboard needs, build.txt what building the page and the package needs besides,
dev.txt what tests and checks need besides. Run it on the oldest Python that is supported: what is
needed only there does no harm on a newer one. No hashes: they would tie the files to one platform.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
HEADER = "# Made by `make lock` from pyproject.toml; change that, not this file.\n"


def wanted() -> dict[str, list[str]]:
    """What pyproject.toml asks for, by the file that will hold the answer."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return {
        "run": project["project"]["dependencies"],
        "build": project["build-system"]["requires"],
        "dev": project["dependency-groups"]["dev"],
    }


def resolved(requirements: list[str]) -> dict[str, str]:
    """Name → version of everything pip would install for `requirements` in an empty environment."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "install", "--quiet", "--dry-run"),
                *("--ignore-installed", "--report", str(report), *requirements),
            ],
            check=True,
        )
        installed = json.loads(report.read_text())["install"]
    found = {item["metadata"]["name"]: item["metadata"]["version"] for item in installed}
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found.items()}


def main() -> int:
    requirements: list[str] = []
    pinned: dict[str, str] = {}
    for name, more in wanted().items():
        requirements += more
        versions = resolved(requirements + [f"{known}=={v}" for known, v in pinned.items()])
        new = {known: v for known, v in sorted(versions.items()) if known not in pinned}
        pinned |= new
        text = HEADER + "".join(f"{known}=={version}\n" for known, version in new.items())
        (ROOT / "requirements" / f"{name}.txt").write_text(text)
        print(f"requirements/{name}.txt: {len(new)} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
