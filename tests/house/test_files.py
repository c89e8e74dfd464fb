"""Habits of the repository that a tool can keep."""

import re
import subprocess
import sys

import pytest

LONGEST = 400
LONGER = {
    "frontend/src/wire/types.ts": "made from the Python structs",
    "src/dishboard/geometry/windows/kernels_numba.py": "Numba's cache looks at one file at a time",
}
# Addresses of one machine, or of the registry it happens to use, are nobody else's business.
NOT_OURS = re.compile(
    r"(?<![\w.])/(?:work|root|opt/pypi)/|/home/\w|\bpypi\.org/simple|pythonhosted\.org"
    r"|registry\.npmjs\.org|registry\.yarnpkg\.com"
)
DRAWERS = {"utils", "util", "helpers", "helper", "manager", "misc", "common", "base"}


def test_a_file_can_be_read_over_one_coffee(repository):
    long = {
        path: lines
        for path in repository.ending(".py", ".ts", ".svelte", ".css", ".js", ".html")
        if path not in LONGER
        if (lines := (repository.text(path) or "").count("\n")) > LONGEST
    }
    assert long == {}, "split by idea, or name it in LONGER with the reason"
    assert [path for path in LONGER if path not in repository.files] == []


def test_no_file_is_a_drawer_for_odds_and_ends(repository):
    names = {
        path: path.rsplit("/", 1)[-1].split(".")[0] for path in repository.ending(".py", ".ts")
    }
    assert [path for path, name in names.items() if name in DRAWERS] == []


def test_no_file_speaks_of_one_machine(repository):
    found = [
        f"{path}:{number}: {line.strip()[:120]}"
        for path in repository.files
        if path != "tests/house/test_files.py" and (text := repository.text(path)) is not None
        for number, line in enumerate(text.splitlines(), 1)
        if NOT_OURS.search(line)
    ]
    assert found == []


def test_text_files_end_with_one_newline(repository):
    found = [
        path
        for path in repository.ending(
            ".py", ".ts", ".svelte", ".css", ".md", ".toml", ".txt", ".sh", "Makefile"
        )
        if (text := repository.text(path)) and (not text.endswith("\n") or text.endswith("\n\n"))
    ]
    assert found == []


def test_the_wire_types_are_those_of_the_structs(repository):
    result = subprocess.run(
        [sys.executable, "tools/wire_types.py", "--check"], cwd=repository.root, check=False
    )
    assert result.returncode == 0, "run: .venv/bin/python tools/wire_types.py"


def test_the_changelog_tags_every_line(repository):
    tag = re.compile(r"- \[(CHANGE|FEATURE|PERF|BUGFIX|SECURITY)\] \S")
    version = re.compile(r"## (Unreleased|\d+\.\d+\.\d+ – \d{4}-\d{2}-\d{2})$")
    body = (repository.text("CHANGELOG.md") or "").split("\n## ", 1)[1]
    for line in ("## " + body).splitlines():
        if line.startswith("#"):
            assert version.match(line), line
        elif line.startswith("-"):
            assert tag.match(line), line
        else:
            assert line == "" or line.startswith("  "), line


@pytest.mark.parametrize("name", [".ci/run", "tools/system_packages.sh"])
def test_shell_scripts_parse(repository, name):
    shell = "bash" if name == ".ci/run" else "sh"
    subprocess.run([shell, "-n", name], cwd=repository.root, check=True)
