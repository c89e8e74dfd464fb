"""How often what goes wrong: the figures that a simulation is played by."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields

import msgspec

from dishboard.errors import SettingError, UnknownNameError, in_words, nearest, shown

__all__ = ["SCENARIOS", "Scenario", "parse_scenario", "scenario_named"]

LARGEST_PER_DAY = 24.0


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Shares of all contacts, rates per day, and sizes. Made up, as all of a simulation is.

    The shares of contacts exclude each other: what none of them takes goes as planned.
    """

    late_start: float = 0.08  # the signal comes long after BOT
    early_loss: float = 0.06  # it goes long before EOT
    dropouts: float = 0.12  # it goes and comes back
    no_lock: float = 0.03  # the antenna tracks, and nothing comes
    no_show: float = 0.02  # the antenna does nothing
    wrong_spacecraft: float = 0.02  # it tracks another one
    breakdown: float = 0.03  # it stops on the way: unplanned maintenance
    storms_per_day: float = 0.1  # at each site: all its antennas are stowed
    storm_min: float = 40.0
    silences_per_day: float = 0.1  # at each site: its sender dies, the antennas go on
    silence_min: float = 12.0
    maintenance_per_day: float = 0.15  # planned, on each antenna, between contacts
    maintenance_min: float = 90.0
    unplanned_per_day: float = 0.5  # on each antenna: tracks a craft in sight that nobody planned
    unplanned_min: float = 20.0
    skewed: float = 0.05  # share of antennas whose clock is wrong
    skew_s: float = 2.0  # by at most so much, either way
    acquisition_s: float = 8.0  # from pointing at a craft to the lock of its carrier, at most
    slew_deg_s: float = 1.0  # of antennas whose rate no network file has

    def __post_init__(self) -> None:
        for field in fields(self):
            most = _most(field.name)
            least = 0.01 if field.name == "slew_deg_s" else 0.0
            value = getattr(self, field.name)
            if not least <= value <= most:
                raise SettingError(
                    f"{field.name}: expected {least:g} to {most:g}, got {shown(repr(value))}"
                )
        together = sum(getattr(self, name) for name in CONTACT_SHARES)
        if together > 1.0 + 1e-9:
            raise SettingError(
                f"{', '.join(CONTACT_SHARES)}: are shares of all contacts and together {together:g}"
            )


CONTACT_SHARES = (
    "late_start",
    "early_loss",
    "dropouts",
    "no_lock",
    "no_show",
    "wrong_spacecraft",
    "breakdown",
)


def _most(name: str) -> float:
    if name in CONTACT_SHARES or name == "skewed":
        return 1.0
    if name.endswith("_per_day"):
        return LARGEST_PER_DAY
    return {"skew_s": 3_600.0, "acquisition_s": 600.0, "slew_deg_s": 20.0}.get(name, 1_440.0)


SCENARIOS = {
    "usual": Scenario(),
    "calm": Scenario(
        **dict.fromkeys(CONTACT_SHARES, 0.0),
        storms_per_day=0.0,
        silences_per_day=0.0,
        maintenance_per_day=0.0,
        unplanned_per_day=0.0,
        skewed=0.0,
    ),
    "busy": Scenario(
        late_start=0.12,
        early_loss=0.12,
        dropouts=0.2,
        no_lock=0.1,
        no_show=0.1,
        wrong_spacecraft=0.08,
        breakdown=0.08,
        storms_per_day=1.0,
        silences_per_day=1.5,
        silence_min=25.0,
        maintenance_per_day=1.0,
        unplanned_per_day=4.0,
        skewed=0.2,
    ),
}


def scenario_named(name: str) -> Scenario:
    """One that comes with Dishboard.

    Raises:
        UnknownNameError: with the nearest name there is.
    """
    if name not in SCENARIOS:
        raise UnknownNameError("scenario", name, SCENARIOS)
    return SCENARIOS[name]


def parse_scenario(file: str, text: str) -> Scenario:
    """A scenario from TOML: any of the figures by name; what is not said is as in `usual`.

    Raises:
        SettingError: with the file, the key, what was expected and what came.
    """
    try:
        table = tomllib.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise SettingError(f"{file}: expected TOML: {shown(str(error))}") from None
    known = [field.name for field in fields(Scenario)]
    for key in table:
        if key not in known:
            near = nearest(key, known)
            hint = f"did you mean '{near}'?" if near else f"there are {', '.join(known)}"
            raise SettingError(f"{file}: {shown(key)}: no such figure; {hint}")
    try:
        return msgspec.convert(table, Scenario)
    except msgspec.ValidationError as error:
        what, _, place = str(error).replace("`", "").partition(" - at $.")
        raise SettingError(f"{file}: {place}: {in_words(what)}") from None
    except SettingError as error:
        raise SettingError(f"{file}: {error}") from None
