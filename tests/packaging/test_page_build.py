"""The build hook: what it is built from, when it builds again, and what it says when it cannot."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def frontend(tmp_path: Path) -> Path:
    folder = tmp_path / "frontend"
    (folder / "src").mkdir(parents=True)
    (folder / "index.html").write_text("<p>")
    (folder / "package-lock.json").write_text('{"packages": {"": {}}}')
    (folder / "src/main.ts").write_text("export {}")
    return folder


def test_the_hash_follows_the_sources_and_nothing_else(hook: ModuleType, frontend: Path):
    before = hook.hash_of(frontend)
    (frontend / "src/main.test.ts").write_text("a test is no source")
    (frontend / "README.md").write_text("nor is a note")
    assert hook.hash_of(frontend) == before
    (frontend / "src/main.ts").write_text("export const changed = 1")
    assert hook.hash_of(frontend) != before


def test_a_page_built_from_the_same_sources_is_left_alone(hook: ModuleType, frontend: Path):
    static = frontend.parent / hook.STATIC
    static.mkdir(parents=True)
    (static / hook.STAMP).write_text(hook.hash_of(frontend, ROOT / "hatch_build.py"))
    said: list[str] = []
    hook.build_page(frontend.parent, say=said.append)
    assert said == []


def test_a_built_page_without_its_sources_is_enough(hook: ModuleType, tmp_path: Path):
    static = tmp_path / hook.STATIC
    static.mkdir(parents=True)
    (static / "index.html").write_text("<p>")
    hook.build_page(tmp_path)


def test_neither_sources_nor_page_is_said(hook: ModuleType, tmp_path: Path):
    with pytest.raises(SystemExit, match=r"neither a built page in .*static nor its sources"):
        hook.build_page(tmp_path)


def test_a_failing_step_is_named_with_its_last_words(hook: ModuleType, tmp_path: Path):
    command = ["node", "npm-cli.js", "ci"]
    script = tmp_path / "node"
    script.write_text("#!/bin/sh\necho no such version >&2\nexit 3\n")
    script.chmod(0o755)
    with pytest.raises(SystemExit, match=r"`npm ci` in .* ended with 3\nno such version"):
        hook.run([str(script), *command[1:]], tmp_path, {})


def test_the_font_has_digits_of_one_width(hook: ModuleType, tmp_path: Path):
    source = ROOT / "frontend/node_modules/inter-ui/variable/InterVariable.woff2"
    if not source.exists():
        pytest.skip("the page's packages are not installed")
    from fontTools.ttLib import TTFont

    hook.cut_font(source, tmp_path / "inter.woff2")
    font = TTFont(tmp_path / "inter.woff2")
    characters = font.getBestCmap()
    assert len({font["hmtx"][characters[ord(digit)]][0] for digit in "0123456789"}) == 1
    assert {ord(character) for character in "–−≥▲▼△→°üö"} <= set(characters)
    assert (tmp_path / "inter.woff2").stat().st_size < 36_000
