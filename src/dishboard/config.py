"""Reading what the user says: network files, settings, and where things are kept.

Settings stand in the network file, or in one that has nothing else (`dishboard.toml`): a table for
each feed, `[feeds.dsn_now]`, and one for the board. Each declares its own, with defaults, as a
frozen dataclass.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, cast, get_args, get_type_hints

import msgspec

from dishboard.board import Rules
from dishboard.errors import NetworkError, SettingError, UnknownNameError, in_words, nearest
from dishboard.feeds.celestrak.feed import CelestrakSettings
from dishboard.feeds.dsn_now.feed import DsnNowSettings
from dishboard.feeds.folder.feed import FolderSettings
from dishboard.feeds.horizons.feed import HorizonsSettings
from dishboard.feeds.mqtt import MqttSettings
from dishboard.feeds.push import PushSettings
from dishboard.feeds.satnogs import SatnogsSettings
from dishboard.feeds.sky import SkySettings
from dishboard.feeds.yamcs import YamcsSettings
from dishboard.formats.network_toml import builds_on
from dishboard.model import Network
from dishboard.networks import builtin_names, default_network, network_from

__all__ = [
    "Settings",
    "cache_folder",
    "data_folder",
    "names_no_network",
    "read_network",
    "read_settings",
]

LARGEST_NETWORK_FILE_BYTES = 4 * 1024 * 1024
_SETTINGS = ("feeds", "board")  # top-level keys that are no part of a network


@dataclass(frozen=True, kw_only=True)
class Settings:
    """`[board]`, and the tables under `[feeds]`.

    None: a feed that is not there until it is told where to go.
    """

    board: Rules = field(default_factory=Rules)
    dsn_now: DsnNowSettings = field(default_factory=DsnNowSettings)
    celestrak: CelestrakSettings = field(default_factory=CelestrakSettings)
    horizons: HorizonsSettings = field(default_factory=HorizonsSettings)
    folder: FolderSettings | None = None
    push: PushSettings = field(default_factory=PushSettings)
    mqtt: MqttSettings | None = None
    yamcs: YamcsSettings | None = None
    satnogs: SatnogsSettings | None = None

    @property
    def sky(self) -> SkySettings:
        """Those of the feeds that say where spacecraft are."""
        return SkySettings(celestrak=self.celestrak, horizons=self.horizons, folder=self.folder)


def read_network(names: Sequence[str] | None) -> Network:
    """The network of some files and built-in networks, or the default one.

    Args:
        names: paths of TOML files, or names of built-in networks.

    Raises:
        NetworkError: with every fault of every file.
        UnknownNameError: for a name that is neither a file nor a built-in network.
    """
    if not names:
        return default_network()
    asked = [name for name in names if name in builtin_names()]
    files = [_read(name) for name in names if name not in asked]
    if asked:
        listed = ", ".join(f'"{name}"' for name in asked)
        files.append(("the command line", f"networks = [{listed}]\n"))
    return network_from(files, settings=_SETTINGS)


def read_settings(names: Sequence[str] | None) -> Settings:
    """The settings in some files; a table that two files have is the later one's.

    Raises:
        NetworkError: with every fault of every file.
    """
    found: dict[str, object] = {}
    faults: list[str] = []
    for name in names or ():
        if name not in builtin_names():
            file, text = _read(name)
            try:
                tables: dict[str, object] = tomllib.loads(text.removeprefix("\ufeff"))
            except (ValueError, RecursionError):
                continue  # whoever reads the network in it says so
            found |= _feeds(file, tables.get("feeds", {}), faults)
            if "board" in tables:
                found |= _tables(f"{file}: ", {"board": tables["board"]}, {"board": Rules}, faults)
    if faults:
        raise NetworkError(faults)
    return Settings(**cast("dict[str, Any]", found))


def _feeds(file: str, tables: object, faults: list[str]) -> dict[str, object]:
    """The good tables of one file; what is wrong with the others goes to `faults`."""
    if not isinstance(tables, Mapping):
        faults.append(f"{file}: feeds: expected tables such as [feeds.dsn_now]")
        return {}
    kinds = {name: _kind(hint) for name, hint in get_type_hints(Settings).items()}
    del kinds["board"]
    return _tables(f"{file}: feeds.", cast("Mapping[str, object]", tables), kinds, faults)


def _tables(
    before: str, tables: Mapping[str, object], kinds: Mapping[str, type[Any]], faults: list[str]
) -> dict[str, object]:
    """The good ones of some tables, whose names stand behind `before`."""
    found: dict[str, object] = {}
    for name, table in tables.items():
        where = f"{before}{name}"
        if name not in kinds:
            faults.append(f"{where}: no feed has this name{_hint(name, kinds)}")
        elif not isinstance(table, Mapping):
            faults.append(f"{where}: expected a table, [{where.partition(': ')[2]}]")
        else:
            read = _table(where, cast("Mapping[str, object]", table), kinds[name], faults)
            if read is not None:
                found[name] = read
    return found


def _table(
    where: str, table: Mapping[str, object], kind: type[Any], faults: list[str]
) -> object | None:
    known = [one.name for one in fields(kind)]
    strange = [key for key in table if key not in known]
    faults += [f"{where}.{key}: no such setting{_hint(key, known)}" for key in strange]
    try:
        read: object = msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        what, _, place = str(error).replace("`", "").partition(" - at $.")
        faults.append(f"{where}{'.' if place else ''}{place.strip()}: {in_words(what)}")
        return None
    except SettingError as error:  # says the key itself
        faults.append(f"{where.partition(': ')[0]}: {error}")
        return None
    return None if strange else read


def _kind(hint: Any) -> type[Any]:
    """The dataclass of `DsnNowSettings` or of `MqttSettings | None`."""
    return next((one for one in get_args(hint) if one is not type(None)), hint)


def _hint(name: str, known: Sequence[str] | Mapping[str, object]) -> str:
    near = nearest(name, known)
    return f"; did you mean '{near}'?" if near else f"; there are {', '.join(known)}"


def names_no_network(name: str) -> bool:
    """Whether a file has neither networks nor antennas: the default network is shown then."""
    return name not in builtin_names() and builds_on(*_read(name)) is None


def _read(name: str) -> tuple[str, str]:
    path = Path(name)
    try:
        if path.stat().st_size > LARGEST_NETWORK_FILE_BYTES:
            raise NetworkError(
                [
                    f"{name}: expected a network file of at most 4 MiB, "
                    f"got {path.stat().st_size} bytes"
                ]
            )
        return path.name, path.read_text("utf-8")
    except FileNotFoundError:
        if path.suffix:
            raise NetworkError([f"{name}: there is no such file"]) from None
        raise UnknownNameError("network file or built-in network", name, builtin_names()) from None
    except UnicodeDecodeError as error:
        raise NetworkError(
            [
                f"{name}: expected UTF-8 text, got byte 0x{error.object[error.start]:02x} "
                f"at position {error.start}"
            ]
        ) from None
    except OSError as error:
        raise NetworkError([f"{name}: cannot be read: {error.strerror}"]) from None


def cache_folder() -> Path:
    """Where fetched data are kept between runs (XDG base directory specification)."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "dishboard"


def data_folder() -> Path:
    """Where what must not be lost is kept: tokens, sources that were stopped (XDG)."""
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "dishboard"
