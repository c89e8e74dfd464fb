"""`dishboard serve`: the live board at an address."""

from __future__ import annotations

import sys
from threading import Thread
from typing import Annotated

from cyclopts import Parameter, validators

from dishboard.cli.options import NO_REPLAY, NOTHING, Looking, Replaying
from dishboard.cli.threads import run
from dishboard.cli.token import DataFolder
from dishboard.errors import SettingError

__all__ = ["serve"]

_PAIRS_WORTH_COMPILING = 20_000  # antennas times spacecraft; the default network has 5,000


def serve(
    *,
    host: Annotated[str, Parameter(name="--host")] = "127.0.0.1",
    port: Annotated[
        int, Parameter(name="--port", validator=validators.Number(gte=0, lte=65_535))
    ] = 8080,
    data: DataFolder = None,
    demo: Annotated[bool, Parameter(name="--demo", negative="")] = False,
    looking: Looking = NOTHING,
    replaying: Replaying = NO_REPLAY,
) -> int:
    """Serve the live board: the page at /, the API under /api/v1.

    Parameters
    ----------
    host
        The address to listen on; 0.0.0.0 lets other machines in.
    port
        The port to listen on; 0 takes a free one.
    data
        The folder with what lasts: the tokens of those who may push readings. Without it the
        user's data folder.
    demo
        Show simulated stations, and nothing that is real: no source is asked and nobody else may
        push. Every value says that it is simulated.
    """
    from dishboard.app import make_program
    from dishboard.cli.sky import sky_of
    from dishboard.config import cache_folder, data_folder, read_network, read_settings
    from dishboard.server.run import serve as serve_board

    network = read_network(looking.network)

    def ready(address: str) -> None:
        what = "simulated stations of " if demo else ""
        print(f"Dishboard shows {what}{network.name} at {address}  (stop with Ctrl+C)", flush=True)
        _warm_the_search(len(network.antennas) * len(network.spacecraft))

    files = replaying.files(looking)
    if demo:
        if files:
            raise SettingError("--demo and --replay exclude each other: one is played, one is real")
        from dishboard.cli.demo import demonstration, serve_with

        with demonstration(network, looking) as (program, stations):
            program.replan()
            program.refresh()
            run(serve_with(program, host, port, ready, stations), quickly=True)
        return 0
    program = make_program(
        network,
        offline=looking.offline,
        at=looking.instant(),
        replay=files,
        memory=cache_folder(),
        data=data or data_folder(),
        sky=sky_of(network, looking.ephemeris),
        settings=read_settings(looking.network),
        whole_folder=False,
    )
    for fault in program.faults:
        print(f"dishboard: {fault}", file=sys.stderr)
    program.replan()
    program.refresh()
    run(serve_board(program, host, port, ready), quickly=True)
    return 0


def _warm_the_search(pairs: int) -> None:
    """The compiled pass search, for networks that are large enough to need it.

    For the default one NumPy's takes 40 ms; warming costs half a second, the first time ever ten.
    """
    from dishboard.geometry.windows import can_be_warmed, warm

    if pairs >= _PAIRS_WORTH_COMPILING and can_be_warmed():
        Thread(target=warm, name="warming the pass search", daemon=True).start()
