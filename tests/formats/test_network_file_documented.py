"""docs/reference/network-file.md names every key that the loader knows, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dishboard.errors import NetworkError
from dishboard.formats.network_toml import antennas, missions, parse_network_files, unverified
from dishboard.formats.network_toml.kinds import TEXT
from dishboard.formats.network_toml.known import Known
from dishboard.formats.network_toml.table import Document, Table
from dishboard.networks import builtin_names, default_network, network_from

DOCS = Path(__file__).parents[2] / "docs" / "reference"
PAGE = (DOCS / "network-file.md").read_text("utf-8")
PROSE = re.sub(r"^```.*?^```$", "", PAGE, flags=re.DOTALL | re.MULTILINE)
UNIVERSITY = Path(__file__).parents[1] / "fixtures" / "network" / "university.toml"


def section(heading: str) -> str:
    """The text under a heading, up to the next one of any level."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", PROSE, re.DOTALL | re.MULTILINE)
    assert found, heading
    return found[1]


def documented(heading: str) -> list[str]:
    return re.findall(r"^\| `(\w+)` \|", section(heading), re.MULTILINE)


def empty() -> Table:
    return Table({}, Document("", ""))


def known() -> Known:
    return Known({})


def asked(reader: str) -> list[str]:
    """The keys that a reader looks for."""
    table = empty()
    match reader:
        case "How a value is written":
            table = Table({"x": {}}, Document("", ""))
            inner = table.table("x")
            assert inner is not None
            inner.value("value", TEXT), inner.flag("verified", True), inner.note()
            return list(inner.asked)
        case "Top of the file":
            with pytest.raises(NetworkError) as caught:
                parse_network_files([("x.toml", "zzzzzzzzzzzz = 1")])
            return caught.value.faults[0].partition("known here: ")[2].split(", ")
        case "`[[antenna_networks]]`":
            antennas.read_network(table)
        case "`[[sites]]`":
            antennas.read_site(table, known())
        case "`[[antennas]]`":
            antennas.read_antenna(table, known())
        case "`bands`":
            antennas.read_band(table)
        case "`[[spacecraft]]`":
            missions.read_spacecraft(table, known(), {})
        case "`links`":
            missions.read_link(table)
        case "`placed_at`":
            missions.read_placed_at(table)
        case "`[spacecraft.agreement]`":
            missions.read_agreement(table, known(), {})
        case "`[assumptions.LEO]`":
            missions.read_assumption(table)
        case "`[[codes]]`":
            missions.read_code(table, known())
        case _:
            antennas.read_source(table)
    return list(table.asked)


@pytest.mark.parametrize("heading", re.findall(r"^#+ (.*)$", PROSE, re.MULTILINE))
def test_every_key_is_documented_and_every_documented_key_exists(heading: str) -> None:
    if heading in ("The network file", "The smallest useful file", "`horizon_deg`", "Faults"):
        assert documented(heading) == []
    else:
        assert sorted(documented(heading)) == sorted(asked(heading))


def test_prose_names_only_what_exists() -> None:
    keys = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE))
    systems = {"dsn_now", "estrack_now", "_group"}
    for name in re.findall(r"`([a-z]*_[a-z_]+)`", PAGE):
        assert name in keys | systems, name


def test_ranges_and_choices_are_those_of_the_loader() -> None:
    for name, kind in (missions.AMOUNTS | missions.MARGINS).items():
        row = re.search(rf"^\| `{name}` \| figure, (.*?) \|", PAGE, re.MULTILINE)
        assert row, name
        assert row[1] in kind.expected.replace("from ", ""), name
    words = " ".join(section("`bands`").split())
    assert antennas.BAND.expected == "one of " + ", ".join(
        re.findall(r"[\w]+", words.partition("each of ")[2].partition(".")[0].replace(" and", ","))
    )
    assert "one of " + ", ".join(missions.REGIMES) in section("`[spacecraft.agreement]`")
    for name in builtin_names():
        assert f"`{name}`" in section("Top of the file")


def test_the_example_is_a_file_that_loads() -> None:
    example = re.search(r"```toml\n(# One file.*?)```", PAGE, re.DOTALL)
    assert example
    assert example[1] == UNIVERSITY.read_text("utf-8")


def test_the_page_of_built_in_networks_counts_right() -> None:
    page = (DOCS / "networks.md").read_text("utf-8")
    for name in builtin_names():
        network = network_from([("mine.toml", f'networks = ["{name}"]')])
        craft = str(len(network.spacecraft) or "–")
        assert f"| `{name}` | {len(network.antennas)} | {craft} |" in page
    network = default_network()
    shown = sum(craft.shown for craft in network.spacecraft)
    assert f"that is {sum(1 for _ in unverified(network))} values" in page
    assert f"{len(network.antennas)} antennas at {len(network.sites)} sites" in page
    assert f"Of {len(network.spacecraft)} known spacecraft {shown}" in " ".join(page.split())
