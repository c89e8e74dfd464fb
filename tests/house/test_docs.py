"""If prose names a thing, it is there: links land, paths exist, commands are commands."""

import doctest
import importlib
import re
from pathlib import Path

import pytest

import dishboard
from dishboard.model import Evidence, Freshness, LinkState, Phase, PlanStatus, Quality

LINK = re.compile(r"(?<!\\)\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
ROOMS = ("src/", "frontend/", "tests/", "tools/", "docs/", "benchmarks/", "requirements/", ".ci/")
MAKE = re.compile(r"(?:^|[`\s])make ([a-z][a-z-]+)(?=[`\s]|$)", re.MULTILINE)
MADE = ("frontend/node_modules", "src/dishboard/server/static")  # by make, so maybe not yet there


def prose(repository):
    return {path: repository.text(path) or "" for path in repository.ending(".md")}


def without_code(text):
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


def anchor(heading):
    kept = re.sub(r"[^\w\s-]", "", heading.strip().lower().replace("`", ""))
    return re.sub(r"\s", "-", kept)


def anchors(text):
    return {anchor(line.lstrip("#")) for line in without_code(text).splitlines() if line[:1] == "#"}


def test_links_land(repository):
    lost = []
    for path, text in prose(repository).items():
        here = (repository.root / path).parent
        for target in LINK.findall(without_code(text)):
            if target.startswith(("http:", "https:", "mailto:")):
                continue
            file, _, name = target.partition("#")
            found = (here / file) if file else repository.root / path
            if not found.exists():
                lost.append(f"{path} → {target}: no such file")
            elif name and name not in anchors(found.read_text()):
                lost.append(f"{path} → {target}: no such heading")
    assert lost == []


def test_paths_that_are_named_exist(repository):
    lost = [
        f"{path} names {name}"
        for path, text in prose(repository).items()
        if path != "CHANGELOG.md"  # it also speaks of what was
        for name in CODE.findall(text)
        if name.startswith(ROOMS) and not re.search(r"[\s<>{}*…$=]", name)
        if not name.startswith(MADE)
        if not (repository.root / name.split("::")[0].rstrip("/")).exists()
    ]
    assert lost == []


def test_make_commands_that_are_named_exist(repository):
    commands = set(re.findall(r"^([a-z-]+):", repository.text("Makefile") or "", re.MULTILINE))
    lost = [
        f"{path}: make {name}"
        for path, text in prose(repository).items()
        for name in MAKE.findall("\n".join(CODE.findall(text) + re.findall(r"^    .*", text, re.M)))
        if name not in commands
    ]
    assert lost == []


def test_decisions_have_a_number_a_question_and_an_end(repository):
    decisions = [path for path in repository.files if path.startswith("docs/decisions/0")]
    numbers = [int(path.split("/")[-1][:4]) for path in decisions]
    assert numbers == list(range(1, len(decisions) + 1))
    for path in decisions:
        text = repository.text(path) or ""
        assert "## The question" in text, path
        assert "## When to reopen" in text, path


def test_every_page_can_be_reached_from_the_index(repository):
    pages = {path for path in prose(repository) if path.startswith("docs/")}
    reached, ahead = set(), ["docs/index.md"]
    while ahead:
        path = ahead.pop()
        if path in reached:
            continue
        reached.add(path)
        here = (repository.root / path).parent
        for target in LINK.findall(without_code(repository.text(path) or "")):
            found = (here / target.partition("#")[0]).resolve()
            if found.suffix == ".md" and found.is_relative_to(repository.root / "docs"):
                ahead.append(str(found.relative_to(repository.root)))
    assert pages - reached == set(), "link them from docs/index.md"


def test_every_room_is_on_the_plan_of_the_house_and_every_room_of_the_plan_exists(repository):
    page = repository.text("docs/understanding/architecture.md") or ""
    rows = re.findall(r"^\| (`.+?) \|", page, re.MULTILINE)
    drawn = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    source = repository.root / "src/dishboard"
    rooms = {path.parent.name for path in source.glob("*/__init__.py")}
    rooms |= {path.stem for path in source.glob("*.py")} - {"__init__", "__main__"}
    assert drawn == rooms


@pytest.mark.parametrize("axis", [Evidence, Freshness, Quality, PlanStatus, Phase, LinkState])
def test_every_word_of_an_axis_is_in_the_glossary(repository, axis):
    page = repository.text("docs/reference/glossary.md") or ""
    assert [word.value for word in axis if f"`{word.value}`" not in page] == []


def test_every_route_is_described(repository):
    page = repository.text("docs/reference/http.md") or ""
    paths = {
        path
        for file in repository.ending(".py")
        if file.startswith("src/dishboard/server/")
        for path in re.findall(r'"(/(?:api/v1/\w+|healthz|readyz))', repository.text(file) or "")
    }
    assert paths
    assert {path for path in paths if path not in page} == set()


def modules_with_examples():
    source = Path(dishboard.__path__[0])
    return [
        ".".join(path.relative_to(source.parent).with_suffix("").parts)
        for path in sorted(source.rglob("*.py"))
        if ">>> " in path.read_text(encoding="utf-8")
    ]


@pytest.mark.parametrize("name", modules_with_examples())
def test_examples_in_docstrings_run(name):
    failed, tried = doctest.testmod(importlib.import_module(name.removesuffix(".__init__")))
    assert tried > 0
    assert failed == 0


def test_examples_in_the_docs_run(repository):
    for path, text in prose(repository).items():
        if ">>> " in text:
            failed, _ = doctest.testfile(str(repository.root / path), module_relative=False)
            assert failed == 0, path
