"""Imports go one way, and only one room reads the clock."""

import ast
import subprocess
import sys
from pathlib import Path

# The shell and the wiring may ask the system for the time; everyone else is handed a clock.
READS_THE_CLOCK = {"src/dishboard/time.py"}
CLOCKS = {
    *(("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")),
    *(("time", "time"), ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime")),
}


def test_imports_go_one_way(repository):
    linter = Path(sys.executable).parent / "lint-imports"
    result = subprocess.run(
        [linter, "--no-cache"], cwd=repository.root, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_time_is_handed_in(repository):
    found = [
        f"{path}:{node.lineno} reads the clock by itself"
        for path in repository.ending(".py")
        if path.startswith("src/") and path not in READS_THE_CLOCK
        for node in ast.walk(ast.parse(repository.text(path) or ""))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id.removeprefix("_"), node.attr) in CLOCKS
    ]
    assert found == []
