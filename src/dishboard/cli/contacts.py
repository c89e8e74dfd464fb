"""`dishboard contacts`: the plan, and what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter, validators

from dishboard.cli.options import NOTHING, Common
from dishboard.errors import UnknownNameError
from dishboard.time import format_instant

if TYPE_CHECKING:
    from dishboard.model import Network

__all__ = ["contacts"]

BEFORE = timedelta(hours=6)  # as far back as a running board remembers


def contacts(
    *,
    antenna: Annotated[str | None, Parameter(name="--antenna")] = None,
    spacecraft: Annotated[str | None, Parameter(name="--spacecraft")] = None,
    hours: Annotated[
        float, Parameter(name="--hours", validator=validators.Number(gt=0, lte=192))
    ] = 24.0,
    url: Annotated[str | None, Parameter(name="--url")] = None,
    common: Common = NOTHING,
) -> int:
    """List planned contacts from --at or now on, or what became of contacts.

    It is Dishboard's own plan, made from passes and from what the missions' agreements say; it is
    not ESA's schedule. What was observed only a running server knows: with --url its contacts of
    the last six hours are listed too, with outcomes and with what did not fit.

    Parameters
    ----------
    antenna
        Only this antenna (its id, such as KIR-1).
    spacecraft
        Only this spacecraft (its id, such as CRY).
    hours
        How long a span to look at; at most 192.
    url
        A running Dishboard, such as http://127.0.0.1:8080.
    """
    from dishboard.cli.sky import refreshed, sky_of
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
    if url is not None:
        return _recorded(network, url, antenna, spacecraft, (start_at, hours), as_json=common.json)
    sky = refreshed(sky_of(network, common.ephemeris), network, common.network)
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


def _recorded(
    network: Network,
    url: str,
    antenna: str | None,
    spacecraft: str | None,
    span: tuple[datetime, float],
    *,
    as_json: bool,
) -> int:
    """The records of a running server: from six hours before an instant, hours beyond it."""
    from dishboard.cli.records import asked_of, records_table
    from dishboard.cli.tables import print_json

    start_at, hours = span
    questions = {
        "from": format_instant(start_at - BEFORE),
        "to": format_instant(start_at + timedelta(hours=min(hours, 180.0))),
    }
    if antenna is not None:
        questions["antenna"] = antenna
    if spacecraft is not None:
        questions["spacecraft"] = spacecraft
    records = asked_of(url, questions)
    if as_json:
        print_json(records)
    else:
        records_table(network, records)
    return 0
