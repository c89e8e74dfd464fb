"""What a DSN Now signal says about its link: the rules, as a table.

The feed has three ways to say it, one per age of the format: `signalType` (all generations),
`signalTypeDebug` (2019: the words of receiver and transmitter), `active` (since 2023: only
"true" counts, "false" marks a placeholder whose figures are settings, not receptions).

Downlink — the first row that fits decides:

    active          signalType         figures                     state
    false           any                any                         none
    unreadable      any                any                         unknown
    true, absent    data               ≤ -400 dBm, or 0 bit/s      searching
    true, absent    data               otherwise, or not given     data
    true, absent    carrier, ranging   ≤ -400 dBm                  searching
    true, absent    carrier, ranging   otherwise, or not given     carrier
    true            none               any                         searching
    absent          none               debug has the digit -1      unknown
    absent          none               otherwise                   none
    true, absent    another, missing   any                         unknown

Uplink:

    false           any                any                         off
    unreadable      any                any                         unknown
    true, absent    data               0 kW (or less)              unknown
    true, absent    data               otherwise, or not given     data
    true, absent    carrier, ranging   0 kW (or less)              unknown
    true, absent    carrier, ranging   otherwise, or not given     carrier
    true            none               any                         unknown
    absent          none               debug blank, no figure      unknown
    absent          none               otherwise                   off
    true, absent    another, missing   any                         unknown

Why so, from the recorded captures:

- `searching` is a receiver that is set to a craft and shows no real signal. Recorded: 2023, DSS24
  "data" of 8.5 Mbit/s at -470 dBm (nothing measures that: it means no power at all); 2026, DSS34
  "data" of 0 bit/s for Voyager 2. Calling either one `data` or `carrier` would be a guess.
- 0 bit/s says nothing about an uplink: since 2023 every uplink says 0, also at 18 kW.
- A carrier of 0 bit/s is a carrier (2019, 2022).
- Digit -1 in the words of a receiver (2019: DSS35, "  -1 " beside empty figures) means that nothing
  was reported, and "none" is then one of the spellings of a missing value: unknown, not `none`.
  Likewise an uplink with blank words and no figure (2019: DSS34).
- An uplink said to carry data with no power contradicts itself: unknown.
"""

from __future__ import annotations

from enum import StrEnum

from dishboard.model import LinkState

__all__ = ["NO_POWER_DBM", "Active", "downlink_state", "uplink_state"]

NO_POWER_DBM = -400.0  # at or below: nothing received (-473, -480, -4.7e+02 were recorded)


class Active(StrEnum):
    """What the attribute `active` says."""

    TRUE = "true"
    FALSE = "false"
    ABSENT = "absent"  # the format before 2023
    UNREADABLE = "unreadable"


_WITH_SIGNAL = {
    "data": LinkState.DATA,
    "carrier": LinkState.CARRIER,
    "ranging": LinkState.CARRIER,  # tones on a carrier, no data
}


def downlink_state(
    active: Active,
    signal_type: str | None,
    *,
    debug: str | None,
    data_rate_bps: float | None,
    power_dbm: float | None,
) -> LinkState:
    """The state of a receiver; `power_dbm` and `debug` as reported, None where not given."""
    if active is Active.FALSE:
        return LinkState.NONE
    if active is Active.UNREADABLE:
        return LinkState.UNKNOWN
    if signal_type == "none":
        if active is Active.TRUE:
            return LinkState.SEARCHING
        return LinkState.UNKNOWN if "-1" in (debug or "").split() else LinkState.NONE
    state = _WITH_SIGNAL.get(signal_type or "", LinkState.UNKNOWN)
    without_power = power_dbm is not None and power_dbm <= NO_POWER_DBM
    without_bits = state is LinkState.DATA and data_rate_bps == 0
    if state is not LinkState.UNKNOWN and (without_power or without_bits):
        return LinkState.SEARCHING
    return state


def uplink_state(
    active: Active,
    signal_type: str | None,
    *,
    debug: str | None,
    power_kw: float | None,
    has_figures: bool,
) -> LinkState:
    """The state of a transmitter; `has_figures`: any of power, frequency, rate was given."""
    if active is Active.FALSE:
        return LinkState.OFF
    if active is Active.UNREADABLE:
        return LinkState.UNKNOWN
    if signal_type == "none":
        says_nothing = debug is not None and not debug.strip() and not has_figures
        contradicts = active is Active.TRUE
        return LinkState.UNKNOWN if says_nothing or contradicts else LinkState.OFF
    if power_kw is not None and power_kw <= 0:
        return LinkState.UNKNOWN
    return _WITH_SIGNAL.get(signal_type or "", LinkState.UNKNOWN)
