"""Every figure of the facts that the built-in networks were written from, and its mark, is in them.

Runs where those files lie beside the repository and PyYAML is there; skipped elsewhere.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dishboard.model import Figure, Link, Network, Spacecraft
from dishboard.networks import network_from

FACTS = Path(__file__).parents[2].parent / "shared" / "facts"

pytestmark = pytest.mark.skipif(
    not FACTS.is_dir(), reason="the facts are not beside the repository"
)


def load(name: str) -> dict[str, Any]:
    yaml = pytest.importorskip("yaml")
    return yaml.safe_load((FACTS / name).read_text("utf-8"))


@pytest.fixture(scope="module")
def network() -> Network:
    return network_from([("all.toml", 'networks = ["estrack", "dsn", "partners", "others"]')])


def marked(raw: Any) -> tuple[Any, bool]:
    """(value, verified) of a plain or marked value of the facts."""
    if isinstance(raw, dict):
        return raw.get("value"), raw.get("verified", True)
    return raw, True


def of(figure: Figure | None) -> tuple[Any, bool]:
    return (figure.value, figure.verified) if figure else (None, True)


def test_sites(network: Network) -> None:
    sites = load("stations.yaml")["sites"]
    assert len(sites) == len(network.sites)
    for raw in sites:
        site = network.site_by_id[raw["id"]]
        assert of(site.latitude_deg) == marked(raw["latitude_deg"]), site.id
        assert of(site.longitude_deg) == marked(raw["longitude_deg"]), site.id
        expected = (0, False) if raw["altitude_m"] is None else marked(raw["altitude_m"])
        assert of(site.height_m) == expected, site.id
        assert (site.name, site.country, site.country_code) == (
            raw["name"],
            raw["country"],
            raw["cc"],
        )
        assert (site.operator, site.timezone) == (raw["operator"], raw["timezone"])


def test_antennas(network: Network) -> None:
    antennas = load("stations.yaml")["antennas"]
    assert len(antennas) == len(network.antennas) == 52
    same = {
        "diameter_m": "diameter_m",
        "latitude_deg": "latitude_deg",
        "longitude_deg": "longitude_deg",
        "slew_deg_s": "slew_deg_s",
        "max_elevation_deg": "max_elevation_deg",
        "in_service_year": "in_service_year",
        "beamwidth_deg": "beamwidth_deg",
        "max_range_km": "max_range_km",
        "receivers": "receivers_simultaneous",
    }
    for raw in antennas:
        antenna = network.antenna_by_id[raw["id"]]
        for ours, theirs in same.items():
            assert of(getattr(antenna, ours)) == marked(raw.get(theirs)), (antenna.id, ours)
        for ours, theirs, absent in (
            ("height_m", "altitude_m", (0, False)),
            ("mask_deg", "min_elevation_deg", (5, False)),
        ):
            expected = absent if raw[theirs] is None else marked(raw[theirs])
            assert of(getattr(antenna, ours)) == expected, (antenna.id, ours)
        assert (antenna.status, antenna.status_verified) == marked(raw["status_2026_11"])
        assert (antenna.name, antenna.site, antenna.network, antenna.operator) == (
            raw["name"],
            raw["site"],
            raw["network"],
            raw["operator"],
        )
        assert list(antenna.azimuth_limits_deg or []) == raw.get("azimuth_limits_deg", [])
        assert antenna.bands.keys() == raw["bands"].keys()
        for name, band in antenna.bands.items():
            theirs = raw["bands"][name]
            assert (band.up, band.down, band.verified, band.note) == (
                theirs["up"],
                theirs["down"],
                theirs.get("verified", True),
                theirs.get("note"),
            ), (antenna.id, name)
        for system, alias in raw["aliases"].items():
            value, verified = marked(alias)
            if system == "dsn_now_type" or value is None:  # a type, no name
                continue
            if (antenna.id, system) == ("SVB-3", "spice"):  # "SVALBARD (approx)"
                value, verified = "SVALBARD", False
            assert antenna.aliases[system] == str(value), (antenna.id, system)
            assert (system not in antenna.aliases_unverified) == verified, (antenna.id, system)
        words = antenna.notes or ""
        for key in ("transmitters", "acquisition_aid", "horizon_mask", "notes"):
            told = (raw.get(key) or "").rstrip(".")[1:]
            told = told.replace("min_elevation from", "The mask is that of")
            assert told in words, (antenna.id, key)
        for key, theirs in (("status", "status_2026_11"), ("aliases.estrack_now", "aliases")):
            told = raw[theirs]
            told = told.get("estrack_now") if theirs == "aliases" else told
            if isinstance(told, dict):
                assert antenna.remarks.get(key) == told.get("note"), antenna.id


def link_of(craft: Spacecraft, raw: dict[str, Any], direction: str) -> Link:
    (found,) = [
        link for link in craft.links if (link.direction, link.band) == (direction, raw["band"])
    ]
    return found


def test_missions(network: Network) -> None:
    facts = load("missions.yaml")
    missions = [raw for raw in facts["missions"] if not raw["id"].startswith("CODE-")]
    for raw in missions:
        craft = network.spacecraft_by_id["NSYT" if raw["id"] == "NST" else raw["id"]]
        if craft.id != "NSYT":  # told apart in the two lists of missions
            assert (craft.status, craft.status_verified) == marked(raw["status_2026_11"])
        assert (craft.launch_date, craft.launch_date_verified) == marked(raw["launch_date"])
        assert (craft.norad_id, craft.norad_id_verified) == marked(raw["norad_id"]), craft.id
        assert (craft.cospar_id, craft.cospar_id_verified) == marked(raw["cospar_id"]), craft.id
        assert (craft.naif_id, craft.naif_id_verified) == marked(raw["naif_id"]), craft.id
        assert (craft.name, craft.agency, craft.operator, craft.kind) == (
            raw["name"],
            raw["agency"],
            raw["operator"],
            raw["type"],
        )
        assert craft.orbit == (raw["orbit_regime"] if raw["orbit_regime"] != "-" else None)
        assert craft.shown == raw["show_by_default"]
        if raw.get("placed_at"):
            assert craft.placed_at is not None
            placed = raw["placed_at"]
            assert (craft.placed_at.body, craft.placed_at.from_date) == (
                placed["body"],
                placed["from"],
            )
        for system, code in raw["codes"].items():
            if code == "PR3C":  # two craft: no code of either
                system = "estrack_now_group"
            assert craft.codes[system] == code, craft.id
        directions = {"down": raw["links"]["downlink"], "up": raw["links"]["uplink"]}
        assert len(craft.links) == sum(len(links) for links in directions.values())
        for direction, links in directions.items():
            for theirs in links:
                link = link_of(craft, theirs, direction)
                mhz, hz_verified = marked(theirs["freq_mhz"])
                assert of(link.frequency_hz) == (mhz and mhz * 1e6, hz_verified), craft.id
                assert of(link.data_rate_bps) == marked(theirs["rate_bps"]), craft.id
                assert (link.use, link.verified, link.note) == (
                    theirs["use"],
                    theirs.get("verified", True),
                    theirs.get("note"),
                )


def test_agreements(network: Network) -> None:
    facts = load("missions.yaml")
    assumed = facts["meta"]["assumptions"]
    by_craft = {"XMM": "XMM", "SMIL": "SMIL", "PR3C": "Proba-3", "PR3O": "Proba-3"}
    amounts = ("passes_per_day", "hours_per_day", "hours_per_pass", "minutes_per_pass")
    for raw in facts["missions"]:
        theirs = raw["contact"]
        craft = network.spacecraft_by_id.get(raw["id"])
        if craft is None or theirs is None:
            assert craft is None or craft.agreement is None
            continue
        ours = craft.agreement
        assert ours is not None, craft.id
        assert ours.regime == theirs["kind"]
        assert list(ours.antennas) == raw["usual_antennas"], craft.id
        if ours.antennas:
            assert ours.antennas_verified == raw["usual_antennas_verified"], craft.id
        for name in amounts:
            if name not in theirs:
                continue
            value, verified = marked(theirs[name])
            value = value[0] if isinstance(value, list) else value  # a range: the lower figure
            assert of(getattr(ours, name)) == (value, verified), (craft.id, name)
        if not any(name in theirs for name in amounts):
            rule = assumed.get(by_craft.get(craft.id, theirs["kind"]), {})
            for name in (*amounts, "hours_per_orbit"):
                expected = (rule[name], False) if name in rule else (None, True)
                assert of(getattr(ours, name)) == expected, (craft.id, name)
        margins = assumed["LEO"] if theirs["kind"] == "LEO" else assumed["other"]
        assert of(ours.setup_min) == (margins["setup_min"], False)
        assert of(ours.teardown_min) == (margins["teardown_min"], False)
        for extra in ("note", "volume_gbit_per_day", "rate_bps"):
            told = str(theirs.get(extra, ""))[:4]  # 1143000 bit/s is told as 1143 kbit/s
            assert told in (ours.note or ""), (craft.id, extra)


def test_craft_that_the_dsn_hears(network: Network) -> None:
    facts = load("dsn-missions.yaml")
    assert list(network.not_spacecraft) == facts["not_spacecraft"]
    for raw in facts["missions"]:
        craft = network.spacecraft_by_id[raw["code"]]
        assert craft.codes["dsn_now"] == raw["code"]
        assert not craft.shown
        assert (craft.naif_id, craft.naif_id_verified) == marked(raw.get("naif_id")), craft.id
        assert (craft.norad_id, craft.norad_id_verified) == marked(raw.get("norad_id")), craft.id
        assert craft.state == raw.get("state"), craft.id
        kind = raw.get("kind", "body").removesuffix(" fit")
        assert craft.ephemeris == kind, craft.id
        if placed := raw.get("placed_at"):
            assert craft.placed_at is not None
            assert (craft.placed_at.body, craft.placed_at.from_date, craft.placed_at.note) == (
                placed["body"],
                placed["from"],
                placed.get("note"),
            )
        if craft.id != "NSYT":
            assert (craft.name, craft.agency) == (raw["name"], raw["agency"])
        assert craft.status == raw.get("status"), craft.id
        if rate := raw.get("link_rate_bps"):
            assert of(craft.links[0].data_rate_bps) == (rate, True)
