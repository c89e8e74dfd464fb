"""Believable figures: frequencies, levels, rates, weather.

What a network file knows is used: frequencies, data rates, diameters. The rest is made up here, and
every message says that it is simulated.
"""

from __future__ import annotations

from math import cos, log10, pi, radians, sin
from typing import NamedTuple

from dishboard.model import Antenna, Direction, Site, Spacecraft
from dishboard.simulate.chance import chance
from dishboard.units import C_KM_S, DAY_S

__all__ = ["Carrier", "Weather", "carrier_of", "doppler_hz", "eirp_dbw", "level_dbm", "weather_at"]

# The middle of each band's space links, for carriers whose frequency no network file has.
_DOWN_HZ = {"VHF": 137.5e6, "UHF": 435e6, "S": 2.25e9, "X": 8.2e9, "K": 26.25e9, "Ka": 32.0e9}
_UP_HZ = {"VHF": 145.9e6, "UHF": 449.75e6, "S": 2.07e9, "X": 7.18e9, "K": 22.85e9, "Ka": 34.4e9}
_DEEP_X_HZ = 8.425e9  # 8.4 to 8.45 GHz is deep space's
FAR_KM = 2_000_000.0  # from here on a craft is deep space's (ITU Radio Regulations 1.177)

_EIRP_DBM = 38.0  # of a craft near the Earth: some watts, hardly directed
_EIRP_FAR_DBM = 92.0  # of one far out: tens of watts and a dish
_EFFICIENCY = 0.6
_DIAMETER_M = 10.0  # of antennas whose diameter nobody knows
_POWER_DBW = {"VHF": 17.0, "UHF": 17.0, "S": 27.0, "X": 40.0, "K": 20.0, "Ka": 29.0}
_RATE_BPS, _RATE_FAR_BPS = 2e6, 5e4  # where a network file has none


class Carrier(NamedTuple):
    """A carrier's frequency without Doppler, and the symbols on it."""

    frequency_hz: float
    symbols_per_s: float


def carrier_of(
    craft: Spacecraft, direction: Direction, band: str, range_km: float
) -> Carrier | None:
    """What a craft's link in a band would be; None for a band without a known frequency."""
    links = [link for link in craft.links if link.direction is direction and link.band == band]
    known_hz = [link.frequency_hz.value for link in links if link.frequency_hz is not None]
    known_bps = [link.data_rate_bps.value for link in links if link.data_rate_bps is not None]
    is_far = range_km >= FAR_KM
    if direction is Direction.UP:
        guess_hz, guess_bps = _UP_HZ.get(band), 4e3
    else:
        guess_hz = _DEEP_X_HZ if is_far and band == "X" else _DOWN_HZ.get(band)
        guess_bps = _RATE_FAR_BPS if is_far else _RATE_BPS
    frequency_hz = next((value for value in known_hz if value is not None), guess_hz)
    rate_bps = next((value for value in known_bps if value is not None), guess_bps)
    if frequency_hz is None:
        return None
    return Carrier(frequency_hz, 2 * rate_bps)  # as if coded with rate 1/2


def doppler_hz(frequency_hz: float, range_rate_km_s: float) -> float:
    """The one-way shift of a received carrier, to the first order."""
    return -frequency_hz * range_rate_km_s / C_KM_S


def level_dbm(antenna: Antenna, range_km: float) -> float:
    """What arrives of a craft's signal: EIRP, free space, and the dish (Friis).

    The wavelength cancels out: a dish gathers an area, `D² / (16 R²)` of what is radiated.
    """
    eirp_dbm = _EIRP_FAR_DBM if range_km >= FAR_KM else _EIRP_DBM
    part = _EFFICIENCY * (_diameter_m(antenna) / (4 * max(range_km, 1.0) * 1000.0)) ** 2
    return max(-240.0, min(-40.0, eirp_dbm + 10 * log10(part)))


def eirp_dbw(antenna: Antenna, band: str, frequency_hz: float) -> float:
    """What an antenna radiates: power and its gain, `η (π D f / c)²`."""
    turns = pi * _diameter_m(antenna) * frequency_hz / (C_KM_S * 1000.0)
    return min(149.0, _POWER_DBW.get(band, 20.0) + 10 * log10(_EFFICIENCY * turns**2))


def _diameter_m(antenna: Antenna) -> float:
    return antenna.diameter_m.value or _DIAMETER_M


class Weather(NamedTuple):
    wind_m_s: float
    wind_from_deg: float
    temperature_c: float


def weather_at(site: Site, seed: int, at_s: float, *, is_storm: bool) -> Weather:
    """The weather of a site: some slow waves, a day, and a storm that makes antennas stow."""
    drawn = chance(seed, "weather", site.id)
    calm_m_s, turn_deg = drawn.uniform(2.0, 7.0), drawn.uniform(0.0, 360.0)
    phases = [drawn.uniform(0.0, 2 * pi) for _ in range(3)]
    day = 2 * pi * at_s / DAY_S
    slow, gusts = sin(0.7 * day + phases[0]), sin(60.0 * day + phases[1])
    wind_m_s = max(0.0, calm_m_s + 1.5 * slow + 0.5 * gusts + (18.0 if is_storm else 0.0))
    latitude_deg, longitude_deg = site.latitude_deg.value or 0.0, site.longitude_deg.value or 0.0
    noon = cos(day + radians(longitude_deg) - pi)  # warmest at the Sun's noon
    temperature_c = 26.0 - 0.45 * abs(latitude_deg) + 5.0 * noon + 2.0 * slow
    return Weather(wind_m_s, (turn_deg + 40.0 * sin(0.3 * day + phases[2])) % 360.0, temperature_c)
