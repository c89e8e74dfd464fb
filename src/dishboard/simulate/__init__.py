"""Stations that are played: against the plan, with real messages, and marked so everywhere."""

from dishboard.simulate.ledger import LedgerEntry
from dishboard.simulate.parts import Fate
from dishboard.simulate.scenario import SCENARIOS, Scenario, parse_scenario, scenario_named
from dishboard.simulate.stations import Spoken, Stations

__all__ = [
    "SCENARIOS",
    "Fate",
    "LedgerEntry",
    "Scenario",
    "Spoken",
    "Stations",
    "parse_scenario",
    "scenario_named",
]
