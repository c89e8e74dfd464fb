"""What the house tests look at: the files of the repository."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

# Without git, for instance in a downloaded archive, what is never committed is left out by name.
MADE = {
    *(".git", ".venv", "node_modules", "static", "dist", "build", "__pycache__"),
    *(".hypothesis", ".ruff_cache", ".pytest_cache", ".import_linter_cache", "test-results"),
}


@dataclass(frozen=True)
class Repository:
    root: Path

    @cached_property
    def files(self) -> list[str]:
        """The paths of all committed files that are still there, relative to the root."""
        git = shutil.which("git")
        if git and (self.root / ".git").exists():
            ours = ["-c", f"safe.directory={self.root}"]  # also where another user checked it out
            listed = subprocess.run(
                [git, *ours, "ls-files", "-z"],
                cwd=self.root,
                capture_output=True,
                check=True,
                text=True,
            ).stdout.split("\0")
            return sorted(path for path in listed if path and (self.root / path).exists())
        found: list[str] = []
        for folder, folders, names in os.walk(self.root):
            folders[:] = [name for name in folders if name not in MADE]
            found += [str((Path(folder) / name).relative_to(self.root)) for name in names]
        return sorted(found)

    def text(self, path: str) -> str | None:
        """A file as text; None for pictures, fonts and other bytes."""
        data = (self.root / path).read_bytes()
        return None if b"\0" in data else data.decode("utf-8")

    def ending(self, *endings: str) -> list[str]:
        return [path for path in self.files if path.endswith(endings)]


@pytest.fixture(scope="session")
def repository() -> Repository:
    return Repository(Path(__file__).parents[2])
