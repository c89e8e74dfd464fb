"""Run npm in frontend/ with the Node.js that came as a Python package: none is asked of the user.

python tools/npm.py ci
python tools/npm.py run check
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from hatch_build import node_environment, npm_command  # noqa: E402 - it lies beside, not in a package


def main() -> int:
    command = [*npm_command(), *sys.argv[1:]]
    os.chdir(ROOT / "frontend")
    os.execve(command[0], command, node_environment())


if __name__ == "__main__":
    sys.exit(main())
