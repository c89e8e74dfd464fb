"""`dishboard now`: the whole board at this moment."""

from __future__ import annotations

import sys
from typing import Annotated

from cyclopts import Parameter

from dishboard.cli.options import NO_REPLAY, NOTHING, Common, Replaying
from dishboard.cli.running import ask, must_stand_alone
from dishboard.cli.threads import run
from dishboard.errors import SettingError
from dishboard.time import format_instant

__all__ = ["now"]


def now(
    *,
    url: Annotated[str | None, Parameter(name="--url")] = None,
    common: Common = NOTHING,
    replaying: Replaying = NO_REPLAY,
) -> int:
    """Show which antenna talks to which spacecraft now, and what comes next.

    It asks the sources of the settings once itself; what stations push, only a running board has
    heard: show that with --url. With --json it prints the document of `GET /api/v1/state`. A
    capture that cannot be replayed is an error (exit code 1); the board is shown all the same.

    Parameters
    ----------
    url
        A running Dishboard, such as http://127.0.0.1:8080: show what it shows.
    """
    if url is not None:
        must_stand_alone(common)
        if replaying.replay is not None:
            raise SettingError("--url and --replay exclude each other")
        return _of_running(url, common)
    from dishboard.app import make_program, replayed
    from dishboard.cli.sky import sky_of
    from dishboard.cli.tables import print_json, state_table
    from dishboard.config import cache_folder, read_network, read_settings

    network = read_network(common.network)
    at = common.instant()
    replay = replaying.files(common)
    sky = sky_of(network, common.ephemeris)
    if replay:
        program = replayed(network, replay, offline=common.offline, sky=sky)
    else:
        program = make_program(
            network,
            offline=common.offline,
            at=at,
            memory=cache_folder(),
            sky=sky,
            settings=read_settings(common.network),
            refreshing=False,
        )
    run(program.once())
    if common.json:
        print_json(program.state)
    else:
        state_table(program.state)
    for fault in program.faults:
        print(f"dishboard: {fault}", file=sys.stderr)
    return 1 if program.faults else 0


def _of_running(url: str, common: Common) -> int:
    """What a running board shows now or, with --at, computes for another moment."""
    from dishboard.board.state import State
    from dishboard.cli.tables import print_json, state_table

    at = common.instant()
    state = ask(url, "state", State, [("at", format_instant(at))] if at is not None else ())
    if common.json:
        print_json(state)
    else:
        state_table(state)
    return 0
