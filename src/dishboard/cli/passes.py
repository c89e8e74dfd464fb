"""`dishboard passes`: when a spacecraft is above an antenna's mask."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter, validators

from dishboard.cli.options import NOTHING, SEVERAL, Common
from dishboard.errors import SettingError, UnknowableError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from dishboard.cli.pass_output import Form
    from dishboard.ephemeris import Sky
    from dishboard.model import Network

__all__ = ["passes"]


def passes(
    *,
    antenna: Annotated[list[str] | None, Parameter(name="--antenna"), SEVERAL] = None,
    spacecraft: Annotated[list[str] | None, Parameter(name="--spacecraft"), SEVERAL] = None,
    hours: Annotated[
        float, Parameter(name="--hours", validator=validators.Number(gt=0, lte=192))
    ] = 24.0,
    light: Annotated[bool, Parameter(name="--light", negative="")] = False,
    catalogue: Annotated[Path | None, Parameter(name="--catalogue")] = None,
    form: Annotated[
        Literal["table", "json", "csv", "parquet"] | None, Parameter(name="--format")
    ] = None,
    output: Annotated[Path | None, Parameter(name="--output")] = None,
    common: Common = NOTHING,
) -> int:
    """List passes: rise, highest point and set over the antenna's mask.

    A pass that was up before the span began has no rise, one that is up after its end has no set;
    nor has one of which the rest is unknown: the reason stands below.

    Parameters
    ----------
    antenna
        Only these antennas, by id: --antenna KIR-1 KIR-2.
    spacecraft
        Only these spacecraft, by id: --spacecraft CRY S2B; with --catalogue by catalogue number or
        name.
    hours
        How long a span to look at, from --at or now; at most 192.
    light
        Tell for each pass when the spacecraft is sunlit or in shadow, how near the Sun it is seen,
        and what hides it. JSON has every span, CSV and Parquet their sums.
    catalogue
        Instead of the network's spacecraft every object of this file: element sets as 3LE, TLE,
        OMM JSON or OMM CSV. What fails is named on standard error, the rest is computed. Elements
        count however old they are; passes tell their age.
    form
        table (the default), json (the same as --json), csv or parquet (needs the package
        pyarrow). CSV and Parquet have the API's fields as columns.
    output
        Write to this file instead of printing; it appears when it is complete.
    """
    from dishboard.config import read_network
    from dishboard.time import SystemClock

    wanted = _form(form, common)
    if wanted != "table" or output is not None:
        from dishboard.cli.pass_output import check_output

        check_output(wanted, output)
    network = read_network(common.network)
    network.must_know(antennas=antenna or ())
    start_at = common.instant() or SystemClock().now()
    end_at = start_at + timedelta(hours=hours)
    antennas = list(dict.fromkeys(antenna or network.antenna_by_id))
    if catalogue is not None and common.ephemeris is not None:
        raise SettingError("--catalogue and --ephemeris exclude each other: give one or the other")
    if catalogue is not None:
        from dishboard.cli.catalogue import catalogue_report

        return catalogue_report(
            catalogue, spacecraft, network, antennas, start_at, end_at, wanted, output, light=light
        )
    from dishboard.cli.sky import refreshed, sky_of

    sky = refreshed(sky_of(network, common.ephemeris), network, common.network)
    return _network_report(
        network, antennas, spacecraft, start_at, end_at, wanted, output, sky, light=light
    )


def _form(form: Form | None, common: Common) -> Form:
    if common.json and form not in (None, "json"):
        raise SettingError(f"--json and --format {form} exclude each other")
    return "json" if common.json else form or "table"


def _network_report(
    network: Network,
    antennas: list[str],
    spacecraft: list[str] | None,
    start_at: datetime,
    end_at: datetime,
    form: Form,
    output: Path | None,
    sky: Sky,
    *,
    light: bool,
) -> int:
    from dishboard.cli.pass_table import doubts_of, gap_lines, passes_table
    from dishboard.cli.tables import print_notes, unknown_reasons

    network.must_know(spacecraft=spacecraft or ())
    pairs = [
        (antenna_id, craft_id)
        for antenna_id in antennas
        for craft_id in spacecraft or [craft.id for craft in network.spacecraft if craft.shown]
    ]
    found = sky.passes(pairs, start_at, end_at)
    gaps = {
        craft: sky.gaps(craft, start_at, end_at) for craft in dict.fromkeys(c for _, c in pairs)
    }
    if not found:
        _refuse_unknowable(network, sky, gaps, start_at, end_at)
    lights = sky.lights(found, start_at, end_at) if light else None
    names = {craft.id: craft.name for craft in network.spacecraft}
    known_from = {
        craft: those[0].end_at
        for craft, those in gaps.items()
        if those and those[0].begin_at == start_at and those[0].end_at < end_at
    }
    reasons = unknown_reasons(network, sky, start_at, pairs, known_from)
    for craft, those in gaps.items():
        reasons += gap_lines(names[craft], those, start_at, end_at)
    if form == "table":
        passes_table(found, names, start_at, end_at, lights, gaps)
        print_notes(doubts_of(network, found), reasons)
        return 0
    from dishboard.cli.pass_output import write_passes
    from dishboard.ephemeris.pass_columns import PassColumns

    columns = None
    if lights is not None:
        from dishboard.ephemeris.light_columns import LightColumns

        columns = LightColumns.of(lights)
    write_passes([PassColumns.of(found, columns)], form, output, light=light)
    for reason in reasons:
        print(f"dishboard: {reason}", file=sys.stderr)
    return 0


def _refuse_unknowable(
    network: Network,
    sky: Sky,
    spacecraft: Iterable[str],
    start_at: datetime,
    end_at: datetime,
) -> None:
    """Of craft whose place nobody knows: an empty list would say that they do not pass.

    Raises:
        UnknowableError: when nothing is known of any of them, neither at the ends nor between.
    """
    reasons: list[str] = []
    for craft in spacecraft:
        reason = sky.unknowable(craft, start_at, end_at)
        if reason is None:
            return
        name = network.spacecraft_by_id[craft].name
        reasons.append(f"no passes of {name} can be computed: {reason}")
    if not reasons:  # nobody was asked about
        return
    raise UnknowableError(
        "\n".join(reasons) + "\nA file of yours that tells where one is goes before all else: "
        "--ephemeris FILE here, or a folder of them in the settings, [feeds.folder]"
    )
