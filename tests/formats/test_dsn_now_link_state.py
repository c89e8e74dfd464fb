"""The table of rules at the top of `dsn_now/link_state.py`, row by row."""

from __future__ import annotations

import pytest

from dishboard.formats.dsn_now.link_state import Active, downlink_state, uplink_state
from dishboard.model import LinkState

A = Active
S = LinkState

# active, signalType, debug, bit/s, dBm → state
DOWNLINKS = [
    (A.FALSE, "data", None, 8.5e6, -90.0, S.NONE),
    (A.UNREADABLE, "data", None, 8.5e6, -90.0, S.UNKNOWN),
    (A.TRUE, "data", None, 8.5e6, -470.0, S.SEARCHING),
    (A.TRUE, "data", None, 8.5e6, -400.0, S.SEARCHING),
    (A.TRUE, "data", None, 0.0, -170.0, S.SEARCHING),
    (A.ABSENT, "data", None, 0.0, -170.0, S.SEARCHING),
    (A.TRUE, "data", None, 160.0, -160.0, S.DATA),
    (A.TRUE, "data", None, 160.0, None, S.DATA),
    (A.ABSENT, "data", "IN LOCK OFF 1 MCD2", None, None, S.DATA),
    (A.ABSENT, "carrier", "IDLE OFF 1 MCD2", 0.0, -152.0, S.CARRIER),
    (A.ABSENT, "carrier", None, 0.0, None, S.CARRIER),
    (A.TRUE, "carrier", None, 0.0, -480.0, S.SEARCHING),
    (A.TRUE, "ranging", None, 0.0, -150.0, S.CARRIER),
    (A.TRUE, "none", None, 0.0, -150.0, S.SEARCHING),
    (A.ABSENT, "none", "IDLE OFF 0 MCD2", 0.0, -143.0, S.NONE),
    (A.ABSENT, "none", None, 0.0, -143.0, S.NONE),
    (A.ABSENT, "none", "  -1 ", None, None, S.UNKNOWN),
    (A.ABSENT, None, None, 160.0, -160.0, S.UNKNOWN),
    (A.TRUE, "semaphore", None, 160.0, -160.0, S.UNKNOWN),
]

# active, signalType, debug, kW, has figures → state
UPLINKS = [
    (A.FALSE, "none", None, 0.0, True, S.OFF),
    (A.FALSE, "data", None, 18.0, True, S.OFF),
    (A.UNREADABLE, "data", None, 18.0, True, S.UNKNOWN),
    (A.TRUE, "data", None, 18.0, True, S.DATA),
    (A.ABSENT, "data", "ON 1 TRK", 18.0, True, S.DATA),
    (A.ABSENT, "data", None, None, False, S.DATA),
    (A.TRUE, "data", None, 0.0, True, S.UNKNOWN),
    (A.TRUE, "carrier", None, 18.0, True, S.CARRIER),
    (A.TRUE, "ranging", None, 18.0, True, S.CARRIER),
    (A.TRUE, "none", None, 18.0, True, S.UNKNOWN),
    (A.ABSENT, "none", "OFF 0 ", 0.0, True, S.OFF),
    (A.ABSENT, "none", None, None, False, S.OFF),
    (A.ABSENT, "none", "  ", None, False, S.UNKNOWN),
    (A.ABSENT, None, None, 18.0, True, S.UNKNOWN),
    (A.TRUE, "semaphore", None, 18.0, True, S.UNKNOWN),
]


@pytest.mark.parametrize(("active", "kind", "debug", "rate_bps", "power_dbm", "state"), DOWNLINKS)
def test_downlink(
    active: Active,
    kind: str | None,
    debug: str | None,
    rate_bps: float | None,
    power_dbm: float | None,
    state: LinkState,
) -> None:
    found = downlink_state(active, kind, debug=debug, data_rate_bps=rate_bps, power_dbm=power_dbm)
    assert found is state


@pytest.mark.parametrize(("active", "kind", "debug", "power_kw", "has_figures", "state"), UPLINKS)
def test_uplink(
    active: Active,
    kind: str | None,
    debug: str | None,
    power_kw: float | None,
    has_figures: bool,
    state: LinkState,
) -> None:
    found = uplink_state(active, kind, debug=debug, power_kw=power_kw, has_figures=has_figures)
    assert found is state
