"""`dishboard contacts`: the plan, and what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from cyclopts import Parameter, validators

from dishboard.cli.options import NOTHING, SEVERAL, Common
from dishboard.cli.running import ask, must_stand_alone
from dishboard.time import SystemClock, format_instant

__all__ = ["contacts"]

BEFORE = timedelta(hours=6)  # as far back as a running board remembers
LONGEST = timedelta(days=8)  # of what the API answers


def contacts(
    *,
    antenna: Annotated[list[str] | None, Parameter(name="--antenna"), SEVERAL] = None,
    spacecraft: Annotated[list[str] | None, Parameter(name="--spacecraft"), SEVERAL] = None,
    hours: Annotated[
        float, Parameter(name="--hours", validator=validators.Number(gt=0, lte=192))
    ] = 24.0,
    url: Annotated[str | None, Parameter(name="--url")] = None,
    common: Common = NOTHING,
) -> int:
    """List planned contacts from --at or now on, or what became of contacts.

    It is Dishboard's own plan, made from passes and from what the missions' agreements say; it is
    no operator's schedule. What was observed only a running server knows: with --url its contacts
    of the last six hours are listed too, with outcomes and with what did not fit.

    Parameters
    ----------
    antenna
        Only these antennas, by id: --antenna KIR-1 KIR-2.
    spacecraft
        Only these spacecraft, by id: --spacecraft CRY S2B.
    hours
        How long a span to look at; at most 192.
    url
        A running Dishboard, such as http://127.0.0.1:8080; names are those of its network.
    """
    start_at = common.instant() or SystemClock().now()
    end_at = start_at + timedelta(hours=hours)
    if url is not None:
        must_stand_alone(common)
        return _recorded(url, antenna, spacecraft, (start_at, end_at), as_json=common.json)
    from dishboard.cli.sky import refreshed, sky_of
    from dishboard.cli.tables import contacts_table, print_json, print_notes, unknown_reasons
    from dishboard.config import read_network
    from dishboard.plan import make_plan

    network = read_network(common.network)
    network.must_know(antenna or (), spacecraft or ())
    sky = refreshed(sky_of(network, common.ephemeris), network, common.network)
    plan = make_plan(network, sky, start_at, end_at)
    found = [
        contact
        for contact in sorted(plan, key=lambda contact: (contact.boa_at, contact.id))
        if (antenna is None or contact.antenna in antenna)
        and (spacecraft is None or contact.spacecraft in spacecraft)
    ]
    if common.json:
        print_json(found)
    else:
        contacts_table(network, found, start_at, end_at)
        if not found:
            crafts = spacecraft or [craft.id for craft in network.spacecraft if craft.agreement]
            asked = [(one, craft) for one in antenna or network.antenna_by_id for craft in crafts]
            print_notes((), unknown_reasons(network, sky, start_at, asked))
    return 0


def _recorded(
    url: str,
    antenna: list[str] | None,
    spacecraft: list[str] | None,
    span: tuple[datetime, datetime],
    *,
    as_json: bool,
) -> int:
    """The records of a running server: of a span, and of the six hours before it."""
    from dishboard.cli.records import records_table
    from dishboard.cli.tables import print_json
    from dishboard.model import ContactRecord, Network

    start_at = span[0] - BEFORE
    end_at = min(span[1], start_at + LONGEST)
    questions = [
        ("from", format_instant(start_at)),
        ("to", format_instant(end_at)),
        *(("antenna", name) for name in antenna or ()),
        *(("spacecraft", name) for name in spacecraft or ()),
    ]
    records = ask(url, "records", list[ContactRecord], questions)
    if as_json:
        print_json(records)
    else:
        records_table(ask(url, "network", Network), records, start_at, end_at)
    return 0
