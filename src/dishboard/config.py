"""Reading what the user says: network files, and where things are kept."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from dishboard.errors import NetworkError, UnknownNameError
from dishboard.formats.network_toml import builds_on
from dishboard.model import Network
from dishboard.networks import builtin_names, default_network, network_from

__all__ = ["cache_folder", "names_no_network", "read_network"]

LARGEST_NETWORK_FILE_BYTES = 4 * 1024 * 1024


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
    return network_from(files)


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
