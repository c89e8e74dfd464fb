"""`dishboard now`: the whole board at this moment."""

from __future__ import annotations

import asyncio
import sys

from dishboard.cli.options import NO_REPLAY, NOTHING, Common, Replaying

__all__ = ["now"]


def now(*, common: Common = NOTHING, replaying: Replaying = NO_REPLAY) -> int:
    """Show which antenna talks to which spacecraft now, and what comes next.

    With --json it prints the document of `GET /api/v1/state`. A capture that cannot be replayed is
    an error (exit code 1); the board is shown all the same.
    """
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
    asyncio.run(program.once())
    if common.json:
        print_json(program.state)
    else:
        state_table(program.network, program.state)
    for fault in program.faults:
        print(f"dishboard: {fault}", file=sys.stderr)
    return 1 if program.faults else 0
