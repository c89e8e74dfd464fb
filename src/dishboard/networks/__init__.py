"""The built-in networks: TOML files in this folder, and how a user's own files build on them.

`estrack`, `dsn` and `partners` are the default network; `others` are antennas known but not in it.
What they contain, and where its figures come from: docs/reference/networks.md.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, cast

from dishboard.errors import UnknownNameError
from dishboard.formats.network_toml import builds_on, parse_network_files

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from dishboard.model import Network

__all__ = ["builtin_names", "default_network", "network_from", "read_builtin"]

_COMMON = "common.toml"  # what all of them refer to; read along with any of them
_BUILTIN = {
    "estrack": ("estrack.toml", "estrack-science.toml", "estrack-earth.toml", "estrack-codes.toml"),
    "dsn": ("dsn.toml", "dsn-missions.toml"),
    "partners": ("partners.toml",),
    "others": ("others.toml",),
}
_DEFAULT = ("estrack", "dsn", "partners")


def builtin_names() -> tuple[str, ...]:
    """The networks that a file may build on, as `networks = ["estrack", …]`."""
    return tuple(_BUILTIN)


def read_builtin(name: str) -> tuple[tuple[str, str], ...]:
    """The (file name, text) of each file of a built-in network, without what all of them share.

    Raises:
        UnknownNameError: when there is no such network.
    """
    if name not in _BUILTIN:
        raise UnknownNameError("built-in network", name, _BUILTIN)
    return tuple((file, _read(file)) for file in _BUILTIN[name])


@cache
def default_network() -> Network:
    """ESTRACK and its partners: 49 antennas, and the spacecraft they serve or hear."""
    return network_from([])


def network_from(files: Sequence[tuple[str, str]], *, settings: Collection[str] = ()) -> Network:
    """The network of a user's (name, text) files and of the built-in networks they build on.

    Files that hold antennas and do not say `networks = […]` stand alone; files without antennas
    that do not say so (settings only) stand on the default network.

    Args:
        settings: top-level keys that belong to the settings; they are not looked at here.

    Raises:
        NetworkError: with every fault of every file.
    """
    asked = [names for file in files if (names := builds_on(*file)) is not None]
    named = dict.fromkeys(name for names in asked for name in names)
    wanted = [name for name in named if name in _BUILTIN] if asked else _DEFAULT
    builtin = [file for name in wanted for file in read_builtin(name)]
    outside = _antennas_outside(wanted) if builtin else set[str]()
    return parse_network_files(
        files,
        beneath=[(_COMMON, _read(_COMMON)), *builtin],
        elsewhere=outside,
        networks=_BUILTIN,
        settings=settings,
    )


def _antennas_outside(wanted: Collection[str]) -> set[str]:
    """The antennas of built-in networks that are not asked for."""
    left_out = [file for name in _BUILTIN if name not in wanted for file in read_builtin(name)]
    documents = [tomllib.loads(text) for _, text in left_out]
    return {
        cast("str", antenna["id"])
        for document in documents
        for antenna in cast("list[dict[str, object]]", document.get("antennas", []))
    }


def _read(file: str) -> str:
    return resources.files(__name__).joinpath(file).read_text("utf-8")
