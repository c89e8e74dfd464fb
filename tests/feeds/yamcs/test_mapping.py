"""The mapping file is read strictly: every fault with its place and the nearest valid name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dishboard.errors import SettingError
from dishboard.feeds.yamcs import parse_mapping
from dishboard.feeds.yamcs.mapping import Target

PAGE = (Path(__file__).parents[3] / "docs/feeds/yamcs.md").read_text(encoding="utf-8")
HEAD = '[[antenna]]\nsite = "KIR"\naperture = "KIR-1"\n[antenna.parameters]\n'


def test_the_example_of_the_page_is_a_mapping() -> None:
    example = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)[1]
    (antenna,) = parse_mapping("page", example)
    assert (antenna.site, antenna.aperture, antenna.cycle_s) == ("KIR", "KIR-1", 5)
    by_name = {one.yamcs.rsplit("/", 1)[-1]: one for one in antenna.parameters}
    assert by_name["Azimuth"].target == Target("Antenna", 1, "antActualPointing", "azimuth")
    assert by_name["Mode"].words == {"TRK": "programTrack", "STW": "stow"}
    assert by_name["Spacecraft"].target == Target(None, 1, "user")
    assert by_name["Spacecraft"].on_change
    assert by_name["Locked2"].target.instance == 2


FAULTS: dict[str, tuple[str, str]] = {
    "no toml": ("[[antenna]", "m: not TOML"),
    "nothing": ("", "m: expected at least one [[antenna]]"),
    "strange": ("station = 1\n" + HEAD + '"/a" = "user"', "m: 'station': no such key"),
    "strange key": ('[[antenna]]\nsyte = "K"', "antenna 1.syte: no such key; did you mean 'site'?"),
    "no site": ('[[antenna]]\naperture = "K"', "antenna 1.site: expected a name"),
    "no parameters": ('[[antenna]]\nsite = "K"', "antenna 1.parameters: expected"),
    "no target": (HEAD + '"/a" = 5', 'expected "Resource.parameter"'),
    "half a target": (HEAD + '"/a" = "Antenna"', "expected Resource.parameter or"),
    "no instance": (HEAD + '"/a" = "Antenna#x.antId"', "expected Resource.parameter or"),
    "near resource": (HEAD + '"/a" = "Antena.antId"', "did you mean 'Antenna'?"),
    "near parameter": (
        HEAD + '"/a" = "Antenna.antPointingMod"',
        "Antenna has no 'antPointingMod'; did you mean 'antPointingMode'?",
    ),
    "no part": (HEAD + '"/a" = "Antenna.antActualPointing.az"', "has the parts azimuth, elevation"),
    "a part of a number": (HEAD + '"/a" = "Antenna.antMeanWindSpeed.x"', "is a number and has no"),
    "relative": (HEAD + '"a" = "user"', "expected a qualified name, which begins with /"),
    "twice": (HEAD + '"/a" = "user"\n"/b" = "user"', "says the same as /a"),
    "words": (HEAD + '"/a" = { to = "user", words = ["x"] }', ".words: expected"),
    "scale": (HEAD + '"/a" = { to = "user", scale = "2" }', ".scale: expected a number"),
    "on_change": (HEAD + '"/a" = { to = "user", on_change = 1 }', "expected true or false"),
    "cycle": (HEAD.replace("[antenna.", "cycle_s = 0\n[antenna.") + '"/a" = "user"', "cycle_s"),
    "antenna twice": ((HEAD + '"/a" = "user"\n') * 2, "antenna KIR/KIR-1 stands twice"),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_is_named(kind: str) -> None:
    text, words = FAULTS[kind]
    with pytest.raises(SettingError) as raised:
        parse_mapping("m", text)
    assert words in str(raised.value)


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(SettingError) as raised:
        parse_mapping("m", HEAD + '"/a" = 5\n"/b" = "Antena.x"\n"c" = "user"')
    assert len(str(raised.value).splitlines()) == 3


def test_a_name_like_no_other_is_a_parameter_of_the_stations_own() -> None:
    (antenna,) = parse_mapping("m", HEAD + '"/a" = "X-Cryostat.coldHead.temperature"')
    assert antenna.parameters[0].target == Target("X-Cryostat", 1, "coldHead", "temperature")
