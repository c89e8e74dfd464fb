"""`dishboard passes`: when a spacecraft is above an antenna's mask."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Annotated

from cyclopts import Parameter, validators

from dishboard.cli.options import NOTHING, Common
from dishboard.errors import UnknownNameError

__all__ = ["passes"]


def passes(
    *,
    antenna: Annotated[list[str] | None, Parameter(name="--antenna", negative="")] = None,
    spacecraft: Annotated[list[str] | None, Parameter(name="--spacecraft", negative="")] = None,
    hours: Annotated[
        float, Parameter(name="--hours", validator=validators.Number(gt=0, lte=192))
    ] = 24.0,
    common: Common = NOTHING,
) -> int:
    """List passes: rise, highest point and set over the antenna's mask.

    A pass that was up before the span began has no rise, one that is up after its end has no set.

    Parameters
    ----------
    antenna
        Only this antenna (its id, such as KIR-1); may be given more than once.
    spacecraft
        Only this spacecraft (its id, such as CRY); may be given more than once.
    hours
        How long a span to look at, from --at or now; at most 192.
    """
    from dishboard.cli.tables import passes_table, print_json, unknown_reasons
    from dishboard.config import read_network
    from dishboard.ephemeris import Sky
    from dishboard.time import SystemClock

    network = read_network(common.network)
    for name in antenna or ():
        if name not in network.antenna_by_id:
            raise UnknownNameError("antenna", name, network.antenna_by_id)
    for name in spacecraft or ():
        if name not in network.spacecraft_by_id:
            raise UnknownNameError("spacecraft", name, network.spacecraft_by_id)
    start_at = common.instant() or SystemClock().now()
    pairs = [
        (antenna_id, craft_id)
        for antenna_id in antenna or network.antenna_by_id
        for craft_id in spacecraft or [craft.id for craft in network.spacecraft if craft.shown]
    ]
    sky = Sky.builtin(network)
    found = sky.passes(pairs, start_at, start_at + timedelta(hours=hours))
    if common.json:
        print_json(found)
        for reason in unknown_reasons(network, sky, start_at, pairs):
            print(f"dishboard: {reason}", file=sys.stderr)
    else:
        passes_table(network, sky, found, start_at, pairs)
    return 0
