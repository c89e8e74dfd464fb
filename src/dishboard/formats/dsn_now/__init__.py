"""DSN Now: the state of NASA's Deep Space Network at one moment, as XML without a schema.

`<dsn>` holds a flat list: a `<station>` is followed by its `<dish>` siblings (order carries the
relation; some copies nest the dishes, which reads the same), each with signals and targets right
inside it; at the end `<timestamp>`, epoch ms. Every attribute is optional. Four generations were
recorded:

    2019   created/updated per dish; signalTypeDebug; frequency down in Hz, up in MHz; an idle
           upSignal has no craft and repeats the figures of the downlink
    2022   spacecraftID negative; no created, debug, active, band or activity
    2023   active, band; frequency always "0" (missing); ranges -1 (missing); dishes may all be gone
    2026   activity in words; numbers rounded to two or three digits; windSpeed may be ""

How missing values are spelled is in `attributes`, what a signal says about its link in
`link_state`. Units of the feed: degrees, km, s (round trip), bit/s, dBm down, kW up, wind km/h.
A craft is known by its code alone: the feed's numbers are not reliably NAIF's (XMM is 60 there).
"""

from dishboard.formats.dsn_now.capture import (
    DsnDish,
    DsnNowCapture,
    DsnSignal,
    DsnStation,
    DsnTarget,
    Generation,
)
from dishboard.formats.dsn_now.reader import MAX_BYTES, parse_dsn_now

__all__ = [
    "MAX_BYTES",
    "DsnDish",
    "DsnNowCapture",
    "DsnSignal",
    "DsnStation",
    "DsnTarget",
    "Generation",
    "parse_dsn_now",
]
