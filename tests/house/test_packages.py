"""What Dishboard is built on: pinned, and free for everyone to use."""

import re
import tomllib
from importlib import metadata

import pytest
from packaging.requirements import Requirement

FILES = {"run": "requirements/run.txt", "build": "requirements/build.txt"}
FREE = re.compile(
    r"\b(MIT|BSD|Apache|ISC|PSF|Python Software Foundation|0BSD|Unlicense|MPL|Mozilla|Zlib"
    r"|CC0|HPND|MIT-CMU)\b",
    re.IGNORECASE,
)
# GPL and AGPL would bind whoever passes Dishboard on; an "or" beside a free licence would not.
BINDING = re.compile(r"\bA?GPL|GNU (Affero )?General Public", re.IGNORECASE)


def pins(repository, *names):
    found = {}
    for name in names:
        for line in (repository.text(f"requirements/{name}.txt") or "").splitlines():
            if not line.startswith("#"):
                package, version = line.split("==")
                found[package] = version
    return found


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_requirement_has_a_pin_that_satisfies_it(repository):
    project = tomllib.loads(repository.text("pyproject.toml") or "")
    asked = [
        *project["project"]["dependencies"],
        *project["build-system"]["requires"],
        *project["dependency-groups"]["dev"],
    ]
    pinned = pins(repository, "run", "build", "dev")
    wrong = [
        f"{requirement}: pinned {pinned.get(normal(requirement.name))}; run make lock"
        for requirement in map(Requirement, asked)
        if not requirement.specifier.contains(pinned.get(normal(requirement.name), "0"))
    ]
    assert wrong == []


def licence_of(package):
    about = metadata.metadata(package)
    said = [about.get("License-Expression"), about.get("License")]
    said += [one for one in about.get_all("Classifier", []) if one.startswith("License")]
    return " | ".join(one.splitlines()[0] for one in said if one)


def test_what_dishboard_runs_on_binds_nobody(repository):
    licences = {}
    for package in pins(repository, "run"):
        try:
            licences[package] = licence_of(package)
        except metadata.PackageNotFoundError:
            pytest.fail(f"{package} is pinned and not installed: run make lint")
    assert {name: said for name, said in licences.items() if BINDING.search(said)} == {}
    assert {name: said for name, said in licences.items() if not FREE.search(said)} == {}
