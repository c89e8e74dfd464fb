"""The figures a simulation is played by."""

import pytest

from dishboard.errors import SettingError, UnknownNameError
from dishboard.simulate import SCENARIOS, Scenario, parse_scenario, scenario_named


def test_what_is_not_said_is_as_usual():
    assert parse_scenario("mine.toml", "") == SCENARIOS["usual"] == Scenario()
    assert parse_scenario("mine.toml", "no_show = 0.5\n").no_show == 0.5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no_shows = 1", "mine.toml: no_shows: no such figure; did you mean 'no_show'?"),
        ("no_show = 'x'", "mine.toml: no_show: expected a number, got text"),
        ("no_show = 1.1", "mine.toml: no_show: expected 0 to 1, got 1.1"),
        ("no_show = nan", "mine.toml: no_show: expected 0 to 1, got nan"),
        ("no_show = 0.9\nno_lock = 0.2", "are shares of all contacts and together"),
        ("= 1", "mine.toml: expected TOML"),
    ],
)
def test_a_fault_says_file_key_and_what_was_expected(text, words):
    with pytest.raises(SettingError) as told:
        parse_scenario("mine.toml", text)
    assert words in str(told.value)


def test_a_scenario_that_there_is_not():
    with pytest.raises(UnknownNameError, match="did you mean 'busy'"):
        scenario_named("bussy")
