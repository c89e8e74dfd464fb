"""`dishboard now`: the whole board at this moment."""

from __future__ import annotations

import asyncio

from dishboard.cli.options import NO_REPLAY, NOTHING, Common, Replaying

__all__ = ["now"]


def now(*, common: Common = NOTHING, replaying: Replaying = NO_REPLAY) -> int:
    """Show which antenna talks to which spacecraft now, and what comes next.

    With --json it prints the document of `GET /api/v1/state`.
    """
    from dishboard.app import make_program
    from dishboard.cli.tables import print_json, state_table
    from dishboard.config import read_network

    program = make_program(
        read_network(common.network),
        offline=common.offline,
        at=common.instant(),
        replay=replaying.files(common),
    )
    asyncio.run(program.once())
    if common.json:
        print_json(program.state)
    else:
        state_table(program.network, program.state)
    return 0
