"""`dishboard check`: is a network file, or one of settings, right?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from dishboard.errors import NetworkError

if TYPE_CHECKING:
    from dishboard.model import Network

__all__ = ["check"]


def check(
    file: Path,
    /,
    *,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Read a network file and its settings strictly: prints `ok` and a summary, or every fault.

    Each fault names the file, the key, what was expected and, for a misspelt name, the nearest
    valid one. Exit code 0 when the file is right, 1 when it has faults.

    Parameters
    ----------
    file
        The network file (TOML).
    json
        Print {"ok": …, "summary": …, "faults": […]} instead.
    """
    from dishboard.config import names_no_network, read_network, read_settings
    from dishboard.formats.network_toml import summary

    network: Network | None = None
    faults: list[str] = []
    try:
        network = read_network([str(file)])
    except NetworkError as error:
        faults += error.faults
    try:
        read_settings([str(file)])
    except NetworkError as error:
        faults += (fault for fault in error.faults if fault not in faults)
    if network is None or faults:
        if json:
            _print_json(ok=False, summary=None, faults=faults)
        else:
            print("\n".join(faults), file=sys.stderr)
            print(f"{len(faults)} fault{'s' if len(faults) > 1 else ''} in {file}", file=sys.stderr)
        return 1
    said = summary(network)
    if names_no_network(str(file)):
        said += "; it names no networks and has no antennas: the default network is shown"
    if json:
        _print_json(ok=True, summary=said, faults=())
    else:
        print(said)
    return 0


def _print_json(**document: object) -> None:
    import msgspec

    print(msgspec.json.format(msgspec.json.encode(document)).decode())
