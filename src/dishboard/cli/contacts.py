"""`dishboard contacts`: the plan."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from cyclopts import Parameter, validators

from dishboard.cli.options import NOTHING, Common
from dishboard.errors import UnknownNameError

__all__ = ["contacts"]


def contacts(
    *,
    antenna: Annotated[str | None, Parameter(name="--antenna")] = None,
    spacecraft: Annotated[str | None, Parameter(name="--spacecraft")] = None,
    hours: Annotated[
        float, Parameter(name="--hours", validator=validators.Number(gt=0, lte=192))
    ] = 24.0,
    common: Common = NOTHING,
) -> int:
    """List planned contacts from --at or now on.

    It is Dishboard's own plan, made from passes and from what the missions' agreements say; it is
    not ESA's schedule.

    Parameters
    ----------
    antenna
        Only this antenna (its id, such as KIR-1).
    spacecraft
        Only this spacecraft (its id, such as CRY).
    hours
        How long a span to look at; at most 192.
    """
    from dishboard.cli.sky import sky_of
    from dishboard.cli.tables import contacts_table, print_json
    from dishboard.config import read_network
    from dishboard.plan import make_plan
    from dishboard.time import SystemClock

    network = read_network(common.network)
    if antenna is not None and antenna not in network.antenna_by_id:
        raise UnknownNameError("antenna", antenna, network.antenna_by_id)
    if spacecraft is not None and spacecraft not in network.spacecraft_by_id:
        raise UnknownNameError("spacecraft", spacecraft, network.spacecraft_by_id)
    start_at = common.instant() or SystemClock().now()
    sky = sky_of(network, common.ephemeris)
    plan = make_plan(network, sky, start_at, start_at + timedelta(hours=hours))
    found = [
        contact
        for contact in sorted(plan, key=lambda contact: (contact.boa_at, contact.id))
        if antenna in (None, contact.antenna) and spacecraft in (None, contact.spacecraft)
    ]
    if common.json:
        print_json(found)
    else:
        contacts_table(network, found, start_at)
    return 0
