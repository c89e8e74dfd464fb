"""Network files: what a good one becomes, and what is said of a bad one."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dishboard.errors import NetworkError
from dishboard.formats.network_toml import builds_on, parse_network_files, summary, unverified
from dishboard.formats.network_toml.lines import line_numbers
from dishboard.model import Antenna, Direction, Figure, Horizon, Network
from dishboard.networks import network_from

FIXTURES = Path(__file__).parents[1] / "fixtures" / "network"
UNIVERSITY = (FIXTURES / "university.toml").read_text("utf-8")
SITE = """
[[antenna_networks]]
id = "net"
name = "Net"

[[sites]]
id = "A"
name = "Place A"
latitude_deg = 10
longitude_deg = 20
"""


def parse(text: str) -> Network:
    return parse_network_files([("mine.toml", text)])


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(NetworkError) as caught:
        parse(text)
    return caught.value.faults


def test_one_file_is_enough_for_two_dishes() -> None:
    network = network_from([("university.toml", UNIVERSITY)])
    assert network.name == "Rivertown University"
    assert [antenna.id for antenna in network.antennas] == ["ROOF-3", "HILL-5"]
    assert [craft.id for craft in network.spacecraft] == ["RIVER-1", "ISS"]
    assert summary(network) == (
        "ok: 2 antennas at 1 site in 1 network, 1 of 2 known spacecraft shown; 4 figures unverified"
    )
    roof, hill = network.antennas
    assert roof.latitude_deg == Figure(value=58.378)  # the site's
    assert roof.height_m == Figure(value=86)
    assert hill.latitude_deg == Figure(value=58.4012)
    assert hill.diameter_m.note == "from the drawing, not measured"
    cubesat = network.spacecraft_by_id["RIVER-1"]
    assert cubesat.norad_id == 100080
    assert cubesat.ephemeris == "elements"
    assert [link.direction for link in cubesat.links] == [Direction.DOWN, Direction.UP]


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.bad.toml")), ids=lambda path: path.stem)
def test_every_fault_of_a_bad_file_is_told_word_for_word(path: Path) -> None:
    with pytest.raises(NetworkError) as caught:
        network_from([(path.name, path.read_text("utf-8"))])
    assert str(caught.value) + "\n" == path.with_suffix(".txt").read_text("utf-8")


def test_faults_of_several_files_stand_in_the_order_of_files_and_lines() -> None:
    with pytest.raises(NetworkError) as caught:
        parse_network_files([("one.toml", "b = 1\na = 1"), ("two.toml", "not toml")])
    assert [fault.split(":")[:2] for fault in caught.value.faults] == [
        ["one.toml", "1"],
        ["one.toml", "2"],
        ["two.toml", "1"],
    ]


def with_horizon(lines: str) -> Antenna:
    text = SITE + f'[[antennas]]\nid = "A-1"\nname = "One"\nsite = "A"\ndiameter_m = 3\n{lines}'
    return parse(text).antennas[0]


def test_a_horizon_is_a_list_of_points_with_a_mark() -> None:
    plain = with_horizon("horizon_deg = [[0, 7.6], [185.5, 12]]\nmask_deg = -2")
    assert plain.horizon_deg == Horizon(points=((0.0, 7.6), (185.5, 12.0)))
    assert plain.mask_deg == Figure(value=-2)
    marked = with_horizon(
        'horizon_deg = { value = [[10, 3], [350, 1]], verified = false, note = "by eye" }'
    )
    assert marked.horizon_deg == Horizon(
        points=((10.0, 3.0), (350.0, 1.0)), verified=False, note="by eye"
    )
    lowest = Figure(value=1.0, verified=False, note="lowest point of its horizon")
    assert marked.mask_deg == lowest


def test_a_horizon_that_nobody_knows_is_none_and_says_so() -> None:
    antenna = with_horizon('horizon_deg = { note = "hills in the east" }')
    assert antenna.horizon_deg is None
    assert antenna.remarks == {"horizon_deg": "hills in the east"}
    assert antenna.mask_deg.value == 5


def test_what_an_unverified_horizon_is_counted_as() -> None:
    network = parse(
        SITE + '[[antennas]]\nid = "A-1"\nname = "One"\nsite = "A"\ndiameter_m = 3\nmask_deg = 2\n'
        "height_m = 4\nhorizon_deg = { value = [[0, 1], [9, 4]], verified = false }"
    )
    assert "A-1.horizon_deg" in set(unverified(network))


def test_a_figure_has_a_mark_and_can_be_unknown() -> None:
    network = parse(
        SITE
        + """
[[antennas]]
id = "A-1"
name = "First"
site = "A"
diameter_m = { value = 15, verified = false, note = "by eye" }
mask_deg = { note = "nobody knows" }
aliases = { ours = "one", theirs = { value = "ONE", verified = false, note = "heard" } }
status = { value = "in service", verified = false, note = "of last year" }
"""
    )
    antenna = network.antenna_by_id["A-1"]
    assert antenna.diameter_m == Figure(value=15, verified=False, note="by eye")
    assert antenna.mask_deg == Figure(value=None, note="nobody knows")
    assert antenna.aliases == {"ours": "one", "theirs": "ONE"}
    assert antenna.aliases_unverified == ("theirs",)
    assert antenna.remarks == {"aliases.theirs": "heard", "status": "of last year"}
    assert not antenna.status_verified
    assert network.antenna_by_alias("theirs", "one") is antenna


def test_a_height_and_a_mask_that_nobody_gave_are_assumed_and_say_so() -> None:
    network = parse(SITE + '[[antennas]]\nid = "A-1"\nname = "First"\nsite = "A"\ndiameter_m = 1\n')
    antenna = network.antenna_by_id["A-1"]
    assert (antenna.mask_deg.value, antenna.mask_deg.verified) == (5, False)
    assert (antenna.height_m.value, antenna.height_m.verified) == (0, False)
    assert {"A.height_m", "A-1.height_m", "A-1.mask_deg"} == set(unverified(network))
    assert summary(network).endswith("; 3 figures unverified")
    assert summary(replace(network, antennas=())).endswith("; 1 figure unverified")  # the site's


def test_an_antenna_at_a_site_nobody_can_place_has_no_position() -> None:
    text = SITE.replace("latitude_deg = 10", 'latitude_deg = { note = "not found" }').replace(
        "longitude_deg = 20", 'longitude_deg = { note = "not found" }'
    )
    network = parse(text + '[[antennas]]\nid = "A-1"\nname = "First"\nsite = "A"\ndiameter_m = 1\n')
    assert not network.antennas[0].has_position
    assert "1 antenna (1 without a position) at 1 site" in summary(network)


ASSUMED = """
[assumptions.LEO]
passes_per_day = 1
setup_min = 5
teardown_min = 2
basis = "a measurement"

[assumptions.L2]
hours_per_day = 4

[assumptions.deep-space]
passes_per_day = 1
hours_per_pass = 8

[assumptions.other]
setup_min = 45
teardown_min = 15

[[spacecraft]]
id = "X"
name = "X"

[spacecraft.agreement]
"""


@pytest.mark.parametrize(
    ("agreement", "passes", "hours_a_day", "hours_a_pass", "setup"),
    [
        ('regime = "LEO"', 1, None, None, 5),
        ('regime = "LEO"\npasses_per_day = 11\nhours_per_day = 1.8', 11, 1.8, None, 5),
        ('regime = "LEO"\nsetup_min = 3', 1, None, None, 3),
        ('regime = "L2"', None, 4, None, 45),
        ('regime = "L2"\nhours_per_pass = 6', None, None, 6, 45),
        ('regime = "deep-space"', 1, None, 8, 45),
        ('regime = "deep-space"\nhours_per_pass = 9', 1, None, 9, 45),
        ('regime = "deep-space"\nhours_per_day = 10', None, 10, None, 45),
        ('regime = "HEO"', None, None, None, 45),
    ],
)
def test_an_agreement_rests_on_assumptions_only_where_it_is_silent(
    agreement: str,
    passes: float | None,
    hours_a_day: float | None,
    hours_a_pass: float | None,
    setup: float,
) -> None:
    found = parse(ASSUMED + agreement).spacecraft[0].agreement
    assert found is not None
    wanted = {
        "passes_per_day": passes,
        "hours_per_day": hours_a_day,
        "hours_per_pass": hours_a_pass,
        "setup_min": setup,
    }
    for name, value in wanted.items():
        figure: Figure | None = getattr(found, name)
        assert (figure.value if figure else None) == value, name
        if figure:  # the file's own figures are verified, the assumed ones are not
            assert figure.verified == (name in agreement), name
            assert figure.verified or "Dishboard's assumption" in (figure.note or "")


def test_an_agreement_without_figures_or_assumptions_is_a_fault() -> None:
    text = '[[spacecraft]]\nid = "X"\nname = "X"\n[spacecraft.agreement]\nregime = "LEO"\n'
    assert faults(text)[0] == (
        "mine.toml:4: spacecraft[0] 'X'.agreement.setup_min: missing; "
        "expected a number from 0 to 1440, or an [assumptions.LEO]"
    )


def test_the_settings_of_another_room_are_left_alone() -> None:
    files = [("dishboard.toml", "[server]\nport = 1\n\n[serve]\nport = 2\n")]
    with pytest.raises(NetworkError) as caught:
        network_from(files, settings=["server"])
    assert caught.value.faults == ("dishboard.toml:4: serve: unknown key; did you mean 'server'?",)


def test_a_file_may_come_from_an_editor_of_another_system() -> None:
    text = "\ufeff" + UNIVERSITY.replace("\n", "\r\n")
    assert network_from([("mine.toml", text)]) == network_from([("mine.toml", UNIVERSITY)])
    with pytest.raises(NetworkError) as caught:
        network_from([("mine.toml", text.replace("mask_deg = 10", "mask_deg = 100"))])
    assert caught.value.faults == (
        "mine.toml:22: antennas[0] 'ROOF-3'.mask_deg: expected a number from -10 to 90, got 100",
    )


def test_what_a_file_builds_on() -> None:
    assert builds_on("a.toml", 'networks = ["estrack"]\nantennas = []') == ("estrack",)
    assert builds_on("a.toml", "antennas = []") == ()
    assert builds_on("a.toml", "[server]") is None
    assert builds_on("a.toml", "not toml") is None


def test_a_network_of_ones_own_can_stand_beside_a_built_in_one() -> None:
    network = network_from([("mine.toml", 'networks = ["dsn"]\n' + UNIVERSITY)])
    assert network.name == "Rivertown University"
    assert {"ROOF-3", "DSS-43"} <= network.antenna_by_id.keys()
    assert "KIR-1" not in network.antenna_by_id


def test_fault_lines_are_those_of_the_keys_in_every_built_in_file() -> None:
    for file in resources.files("dishboard.networks").iterdir():
        if not file.name.endswith(".toml"):
            continue
        text = file.read_text("utf-8")
        rows, tables = text.splitlines(), tomllib.loads(text)
        lines = line_numbers(text)
        for path, line in lines.items():
            last = [part for part in path if isinstance(part, str)][-1]
            assert last in rows[line - 1], (file.name, path, line)
        for kind in ("sources", "sites", "antennas", "spacecraft", "codes"):
            for index, entry in enumerate(tables.get(kind, [])):
                assert all((kind, index, key) in lines for key in entry), (file.name, kind, index)


NASTY = [
    "antennas = 5",
    "antennas = [1]",
    "[antennas]",
    "[[antennas]]",
    "[[sites]]",
    "[spacecraft.agreement]",
    "[[spacecraft.links]]",
    "[assumptions]",
    "assumptions.LEO = []",
    "networks = [1, {}]",
    "sources = { id = 3 }",
    "latitude_deg = { value = [], verified = {}, note = 1, x = nan }",
    "longitude_deg = -inf",
    f"height_m = 1{'0' * 400}",
    f"norad_id = 1{'0' * 5000}",
    'id = "\\u0000"',
    "bands = [[[[]]]]",
    "bands.S = 1979-05-27T07:32:00Z",
    'aliases = { "" = "", "a.b" = {} }',
    'codes."" = "x"',
    'notes = """',
    "launch_date = 07:32:00",
    "\r",
    "x = " + "[" * 3000,
]


def outcome(text: str) -> Network | tuple[str, ...]:
    """The network of a text, or its faults; anything else is raised."""
    try:
        return parse(text)
    except NetworkError as error:
        return error.faults


@given(st.text())
@example("\ufeff")
@example("a = '''\n'")
def test_any_text_is_a_network_or_a_list_of_faults(text: str) -> None:
    assert outcome(text)


@settings(max_examples=200)
@given(st.data())
def test_any_damage_to_a_file_is_a_network_or_a_list_of_faults(data: st.DataObject) -> None:
    rows = UNIVERSITY.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(rows) - 1))
        match data.draw(st.sampled_from(("drop", "repeat", "nasty", "cut"))):
            case "drop":
                del rows[at]
            case "repeat":
                rows.insert(data.draw(st.integers(0, len(rows))), rows[at])
            case "nasty":
                rows.insert(at, data.draw(st.sampled_from(NASTY)))
            case _:
                rows[at] = rows[at][: data.draw(st.integers(0, len(rows[at])))]
    assert outcome("\n".join(rows))
