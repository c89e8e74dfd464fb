"""The two kinds of signal of a dish, read from their attributes."""

from __future__ import annotations

from dishboard.formats.dsn_now.attributes import LONGEST_NAME, LONGEST_WORDS, Attributes
from dishboard.formats.dsn_now.capture import DsnSignal
from dishboard.formats.dsn_now.link_state import (
    NO_POWER_DBM,
    Active,
    downlink_state,
    uplink_state,
)
from dishboard.model import Direction

__all__ = ["downlink", "uplink"]


def downlink(values: Attributes) -> DsnSignal:
    active = values.active()
    rate_bps = values.number("dataRate", "bit/s", 0, 1e12)
    # -1 and 0 are not powers a dish receives (0 dBm is a milliwatt) but spellings of "none".
    power_dbm = values.number("power", "dBm received", -1000, -30, missing=(-1.0, 0.0))
    return DsnSignal(
        direction=Direction.DOWN,
        spacecraft=values.text("spacecraft"),
        state=downlink_state(
            active,
            _signal_type(values),
            debug=values.raw("signalTypeDebug"),
            data_rate_bps=rate_bps,
            power_dbm=power_dbm,
        ),
        state_reported=_reported(values, active),
        band=values.text("band"),
        data_rate_bps=rate_bps,
        frequency_hz=_frequency_hz(values),
        power_dbm=None if power_dbm is None or power_dbm <= NO_POWER_DBM else power_dbm,
    )


def uplink(values: Attributes) -> DsnSignal:
    active, signal_type = values.active(), _signal_type(values)
    spacecraft = values.text("spacecraft")
    if spacecraft is None and signal_type == "none":
        # Idle, as 2019 writes it: the figures beside it are the downlink's.
        return DsnSignal(
            direction=Direction.UP,
            spacecraft=None,
            state=uplink_state(
                active,
                signal_type,
                debug=values.raw("signalTypeDebug"),
                power_kw=None,
                has_figures=values.text("power") is not None,
            ),
            state_reported=_reported(values, active),
            band=values.text("band"),
        )
    power_kw = values.number("power", "kW transmitted", 0, 1e4)
    # Since 2023 every uplink says 0 bit/s, also at full power: it means "not told".
    rate_bps = values.number("dataRate", "bit/s", 0, 1e12, missing=(-1.0, 0.0))
    frequency_hz = _frequency_hz(values)
    return DsnSignal(
        direction=Direction.UP,
        spacecraft=spacecraft,
        state=uplink_state(
            active,
            signal_type,
            debug=values.raw("signalTypeDebug"),
            power_kw=power_kw,
            has_figures=any(figure is not None for figure in (power_kw, rate_bps, frequency_hz)),
        ),
        state_reported=_reported(values, active),
        band=values.text("band"),
        data_rate_bps=rate_bps,
        frequency_hz=frequency_hz,
        power_kw=power_kw,
    )


def _signal_type(values: Attributes) -> str | None:
    """The feed's word in lower case. Here "none" is a word, not a missing value."""
    word = (values.raw("signalType") or "").strip().lower()
    return word[:LONGEST_NAME] or None


def _reported(values: Attributes, active: Active) -> str | None:
    """The feed's own words: those of 2019 where it has any, else its type of signal."""
    debug = " ".join((values.text("signalTypeDebug", longest=LONGEST_WORDS) or "").split())
    words = _signal_type(values) if debug in ("", "-1") else debug
    if active is Active.FALSE and words != "none":
        return f"{words or ''} (not active)".strip()
    return words


def _frequency_hz(values: Attributes) -> float | None:
    """Hz, whether the feed gave Hz or MHz: the bands in use lie between 2 and 35 GHz."""
    value = values.number("frequency", "Hz or MHz", 100, 1e12, missing=(-1.0, 0.0))
    if value is None:
        return None
    return value * 1e6 if value < 1e6 else value
