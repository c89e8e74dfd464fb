"""The built-in networks: what is in them, and figures beside their sources."""

from __future__ import annotations

import pytest

from dishboard.errors import UnknownNameError
from dishboard.formats.network_toml import summary
from dishboard.model import Agreement, Antenna, Figure
from dishboard.networks import builtin_names, default_network, network_from, read_builtin

NETWORK = default_network()

SENTINELS = ["S1A", "S1C", "S1D", "S2A", "S2B", "S2C", "S3A", "S3B", "S3C", "S5P", "S6A", "S6B"]
EXPLORERS = ["CRY", "SWA", "SWB", "SWC", "ECAR", "BIOM", "FLEX"]
SCIENCE = ["MEX", "TGO", "BEPI", "SOLO", "JUIC", "HERA", "EUCL", "RST", "ADIT"]
HIGH = ["XMM", "SMIL", "PR3C", "PR3O"]
SHOWN = [*SCIENCE, *HIGH, *SENTINELS, *EXPLORERS]


def antenna(name: str) -> Antenna:
    return NETWORK.antenna_by_id[name]


def agreement(name: str) -> Agreement:
    found = NETWORK.spacecraft_by_id[name].agreement
    assert found is not None
    return found


def test_it_has_what_it_promises() -> None:
    assert NETWORK.name == "ESTRACK"
    assert len(NETWORK.antennas) == 49
    assert {craft.id for craft in NETWORK.spacecraft if craft.shown} == set(SHOWN)
    assert len(SHOWN) == 32
    assert summary(NETWORK) == (
        "ok: 49 antennas at 27 sites in 8 networks, 32 of 96 known spacecraft shown; "
        "459 figures unverified"
    )
    assert all(antenna.has_position for antenna in NETWORK.antennas)


def test_antennas_outside_it_are_kept_for_those_who_ask() -> None:
    everything = network_from(
        [("mine.toml", 'networks = ["estrack", "dsn", "partners", "others"]')]
    )
    extra = everything.antenna_by_id.keys() - NETWORK.antenna_by_id.keys()
    assert extra == {"PER-1", "MLI-1", "MISASA-54"}
    assert not everything.antenna_by_id["MISASA-54"].has_position
    agreed = everything.spacecraft_by_id["BEPI"].agreement
    assert agreed is not None
    assert "MISASA-54" in agreed.antennas
    assert "MISASA-54" not in agreement("BEPI").antennas


@pytest.mark.parametrize("name", builtin_names())
def test_each_built_in_network_stands_alone(name: str) -> None:
    network = network_from([("mine.toml", f'networks = ["{name}"]')])
    assert network.antennas
    assert network.name in read_builtin(name)[0][1]


def test_an_unknown_built_in_network_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'estrack'"):
        read_builtin("estrak")


@pytest.mark.parametrize(
    ("name", "latitude_deg", "longitude_deg", "height_m", "diameter_m", "mask_deg", "verified"),
    [
        # ESTRACK Now's coordinates, as ESA's SPICE kernels copied them
        ("KIR-1", 67.8571243, 20.964325, 402.17, 15, 5, False),
        ("KIR-2", 67.858429, 20.9668808, 400.68, 13, 5, False),
        ("CEB-1", 40.4526901, -4.3675499, 794.09, 35, 10, False),
        ("KRU-1", 5.2514391, -52.8046646, -14.67, 15, 5, False),
        ("MLG-1", -35.7760086, -69.3981934, 1571.768, 35, 10, True),
        ("NNO-2", -31.0488949, 116.1888123, 262.94, 4.5, 5, False),
        ("VIL-1", 40.4425639, -3.9515833, 655.2, 15, 5, False),
        # NAIF's topocentric frames of 2026
        ("DSS-43", -35.4024142, 148.9812727, 688.843, 70, 6, False),
        # NASA's Directory of Station Locations
        ("TRO-1", -72.0022221, 2.5241238, 1416.582, 7.3, 5, False),
        # the VLBI catalogue of SCHED
        ("USUDA-64", 36.132404, 138.3627664, 1532.85, 64, 7.6, True),
    ],
)
def test_positions_beside_their_sources(
    name: str,
    latitude_deg: float,
    longitude_deg: float,
    height_m: float,
    diameter_m: float,
    mask_deg: float,
    verified: bool,
) -> None:
    dish = antenna(name)
    assert dish.latitude_deg == Figure(value=latitude_deg)
    assert dish.longitude_deg == Figure(value=longitude_deg)
    assert dish.height_m == Figure(value=height_m)
    assert dish.diameter_m == Figure(value=diameter_m)
    assert (dish.mask_deg.value, dish.mask_deg.verified) == (mask_deg, verified)


def test_what_nobody_could_find_says_so() -> None:
    assert not antenna("NNO-3").latitude_deg.verified
    assert antenna("NNO-3").aliases_unverified == ("estrack_now",)
    assert antenna("GHY-6").height_m == Figure(
        value=0, verified=False, note="no height found: taken as 0"
    )
    assert antenna("SDSA-64").mask_deg == Figure(
        value=5, verified=False, note="no figure found: taken as 5 degrees"
    )
    assert antenna("CEB-1").bands["K"].up is None
    assert antenna("KIR-1").bands["X"].up is False


@pytest.mark.parametrize("system", ["dsn_now", "estrack_now"])
def test_every_exact_alias_and_code_resolves_to_its_own(system: str) -> None:
    for dish in NETWORK.antennas:
        if name := dish.aliases.get(system):
            assert NETWORK.antenna_by_alias(system, name.lower()) is dish
    for craft in NETWORK.spacecraft:
        if code := craft.codes.get(system):
            assert NETWORK.spacecraft_by_code(system, code.lower()) is craft


def test_aliases_of_the_dsn_are_those_of_its_feed() -> None:
    dishes = [dish for dish in NETWORK.antennas if dish.network == "nasa-dsn"]
    assert len(dishes) == 14
    assert all(dish.aliases["dsn_now"] == dish.id.replace("-", "") for dish in dishes)


@pytest.mark.parametrize(
    ("system", "code", "craft"),
    [
        ("dsn_now", "tgo", "TGO"),
        ("estrack_now", "EXM", "TGO"),
        ("dsn_now", "XMM", "XMM"),
        ("dsn_now", "nsyt", "NSYT"),
        ("estrack_now", "NST", "NSYT"),
        ("dsn_now", "VGR2", "VGR2"),
        ("dsn_now", "SOHO", "SOHO"),
        ("estrack_now", "SEN", None),  # a fleet
        ("estrack_now", "PR3C", None),  # two spacecraft
        ("estrack_now_group", "SEN", None),
        ("estrack_now", "FOX1", None),  # nobody knows
    ],
)
def test_a_code_names_one_craft_or_none(system: str, code: str, craft: str | None) -> None:
    found = NETWORK.spacecraft_by_code(system, code)
    assert (found.id if found else None) == craft


def test_codes_that_name_no_single_craft_are_explained_or_said_to_be_riddles() -> None:
    codes = {code.code: code.meaning for code in NETWORK.codes}
    groups = {
        craft.codes["estrack_now_group"]
        for craft in NETWORK.spacecraft
        if "estrack_now_group" in craft.codes
    }
    assert groups == {"SEN", "SWARM", "GIO", "MTP", "PR3C"}
    assert groups <= codes.keys()
    assert [code for code, meaning in codes.items() if meaning is None] == ["FOX1", "SCI1"]


def test_targets_that_are_no_spacecraft_are_not_taken_for_one() -> None:
    assert {"DSN", "DSS", "VLBI", "RFC", "CASS"} <= set(NETWORK.not_spacecraft)
    for code in NETWORK.not_spacecraft:
        assert NETWORK.spacecraft_by_code("dsn_now", code) is None


def test_agreements_of_the_shown_craft_are_published_or_assumed_and_say_which() -> None:
    assert agreement("CRY").passes_per_day == Figure(value=11)
    assert agreement("CRY").hours_per_day == Figure(value=1.8)
    assert agreement("EUCL").hours_per_day == Figure(value=4)
    assert agreement("JUIC").hours_per_pass == Figure(value=9)
    assert agreement("CHEOPS").passes_per_day == Figure(
        value=5, note="5 to 6 in the source; the lower figure"
    )
    for name, figure, value in (
        ("MEX", agreement("MEX").hours_per_pass, 8),
        ("S2A", agreement("S2A").passes_per_day, 1),
        ("XMM", agreement("XMM").hours_per_day, 20),
        ("SMIL", agreement("SMIL").hours_per_orbit, 1),
        ("PR3O", agreement("PR3O").hours_per_day, 2),
        ("ADIT", agreement("ADIT").hours_per_day, 4),
    ):
        assert figure is not None, name
        assert (figure.value, figure.verified) == (value, False), name
        assert (figure.note or "").startswith("Dishboard's assumption"), name
    for name in SHOWN:
        margins = (agreement(name).setup_min.value, agreement(name).teardown_min.value)
        assert margins == ((5, 2) if agreement(name).regime == "LEO" else (45, 15)), name
        assert not agreement(name).setup_min.verified


def test_every_shown_craft_says_where_its_position_comes_from() -> None:
    kinds = {craft.id: craft.ephemeris for craft in NETWORK.spacecraft if craft.shown}
    assert {name for name, kind in kinds.items() if kind == "none"} == {
        "ADIT",
        "RST",
        "S3C",
        "FLEX",
    }
    for craft in NETWORK.spacecraft:
        if craft.ephemeris == "elements":
            assert craft.norad_id, craft.id
        if craft.ephemeris in ("table", "conic"):
            assert craft.state, craft.id
        if craft.ephemeris == "body":
            assert craft.placed_at, craft.id


def test_only_what_is_referred_to_is_carried() -> None:
    alone = network_from([("mine.toml", 'networks = ["dsn"]')])
    assert [info.id for info in alone.networks] == ["nasa-dsn"]
    cited = {name for dish in alone.antennas for name in dish.sources}
    assert cited <= {source.id for source in alone.sources} < {s.id for s in NETWORK.sources}


def test_ids_are_unique_and_references_hold() -> None:
    network = NETWORK
    assert len(network.antenna_by_id) == len(network.antennas)
    assert len(network.spacecraft_by_id) == len(network.spacecraft)
    assert {dish.site for dish in network.antennas} == set(network.site_by_id)
    for craft in network.spacecraft:
        if craft.agreement:
            assert set(craft.agreement.antennas) <= network.antenna_by_id.keys()
