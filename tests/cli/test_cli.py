"""The terminal, as its user meets it: output, errors, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dishboard.cli import main

FIXTURES = Path(__file__).parent.parent / "fixtures"
AT = "2026-09-05T10:28:00Z"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_now_prints_the_document_of_the_api(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "now", "--offline", "--json", "--at", AT)
    state = json.loads(out)
    assert (code, err) == (0, "")
    assert state["at"] == AT
    assert len(state["antennas"]) == 49
    assert len(state["spacecraft"]) == 32


def test_now_as_a_table_says_what_it_rests_on(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "now", "--offline", "--at", AT)
    assert code == 0
    assert "nothing can be seen" in out
    assert "▨" in out
    assert "The plan is Dishboard's own, no operator's schedule." in out


def test_passes_are_a_list_with_the_promised_fields(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(
        capsys,
        *("passes", "--antenna", "KIR-1", "--spacecraft", "CRY", "--hours", "24"),
        *("--at", "2026-09-05T00:00Z", "--offline", "--json"),
    )
    passes = json.loads(out)
    assert code == 0
    assert len(passes) > 9
    promised = {
        "antenna",
        "spacecraft",
        "rise_at",
        "culmination_at",
        "set_at",
        "rise_azimuth_deg",
        "culmination_azimuth_deg",
        "set_azimuth_deg",
        "rise_elevation_deg",
        "set_elevation_deg",
        "max_elevation_deg",
        "rise_range_km",
        "culmination_range_km",
        "set_range_km",
    }
    assert all(promised <= item.keys() for item in passes)


def test_passes_say_for_which_craft_none_can_be_computed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = ("passes", "--antenna", "KIR-1", "--at", AT, "--spacecraft", "FLEX")
    code, out, err = run(capsys, *asked)
    assert (code, out) == (1, "")  # an empty list would say that it does not pass
    assert err.startswith("dishboard: no passes of FLEX can be computed: no source")
    assert "--ephemeris FILE" in err
    assert "[feeds.folder]" in err
    code, out, _ = run(capsys, *asked, "CRY")
    assert code == 0
    assert "CryoSat-2" in out
    assert "– FLEX: no source" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("passes", "--bogus"), "dishboard: unknown option --bogus\nHow it is used: dishboard pas"),
        (("passes", "--hour", "3"), "unknown option --hour; did you mean --hours?"),
        (("passes", "--antenna"), "--antenna: expected one value or several"),
        (("passes", "--hours", "500"), "--hours: expected <= 192, got 500"),
        (("passes", "--hours", "x"), 'unable to convert "x" into a number'),
        (("now", "extra"), "nothing here takes 'extra'"),
        (("token", "add"), "SOURCE requires an argument"),
        (("now", "--url", "http://127.0.0.1:1", "--network", "dsn"), "--url and --network exclude"),
        (("passes", "--spacecraft", "cryosat"), "did you mean 'CRY' (CryoSat-2)?"),
        (("simulate", "--scenario", "wild"), "there is only usual, calm, busy"),
    ],
)
def test_misuse_says_what_was_wrong(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    code, _, err = run(capsys, *arguments)
    assert code == 2
    assert words in err


def test_every_option_of_several_values_takes_them_in_one_way(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for command in ("passes", "contacts"):
        asked = (command, "--antenna", "KIR-1", "CEB-1", "--spacecraft", "CRY", "JUIC", "--json")
        once = run(capsys, *asked, "--at", AT, "--network", "estrack", "dsn")[1]
        each = ("--antenna", "KIR-1", "--antenna", "CEB-1", "--spacecraft", "CRY")
        again = run(
            capsys,
            *(command, *each, "--spacecraft", "JUIC", "--json", "--at", AT),
            *("--network", "estrack", "--network", "dsn"),
        )[1]
        assert json.loads(once) == json.loads(again)
        antennas = {one["antenna"] for one in json.loads(once)}
        assert antennas == ({"KIR-1", "CEB-1"} if command == "passes" else {"KIR-1"})


def test_the_age_of_what_does_not_age_is_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("passes", "--antenna", "CEB-1", "--spacecraft", "MEX", "--at", AT)
    _, out, _ = run(capsys, *asked, "--json")
    assert {item["age_s"] for item in json.loads(out)} == {None}
    _, out, _ = run(capsys, *asked)
    assert " 0 d" not in out
    assert "days old" not in out
    assert out.splitlines()[2].rstrip().endswith("–")


def test_contacts_name_their_assumptions(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "contacts", "--spacecraft", "JUIC", "--at", AT)
    assert code == 0
    assert "no operator's schedule" in out
    assert "assumed:" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("passes", "--antenna", "KIR1"), "unknown antenna 'KIR1'; did you mean 'KIR-1'?"),
        (("contacts", "--spacecraft", "CRYO"), "unknown spacecraft 'CRYO'"),
        (("now", "--at", "noon"), "'noon' is not an instant"),
        (("now", "--network", "estrak"), "did you mean 'estrack'?"),
        (("now", "--replay", "x.xml", "--at", AT), "exclude each other"),
        (("now", "--replay"), "--replay needs at least one recorded capture"),
        (("now", "--replay", "--json"), "--replay needs at least one recorded capture"),
        (("serve", "--replay"), "--replay needs at least one recorded capture"),
        (("now", "--at", "9999-12-31T23:59:59-10:00"), "out of range"),
    ],
)
def test_wrong_use_is_explained_with_exit_code_2(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err


def test_an_unknown_option_is_explained_with_exit_code_2(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, _, err = run(capsys, "now", "--offlin")
    assert code == 2
    assert "offlin" in err


@pytest.mark.parametrize("port", ["99999", "-1"])
def test_a_port_that_cannot_be_is_explained(capsys: pytest.CaptureFixture[str], port: str) -> None:
    code, _, err = run(capsys, "serve", "--offline", f"--port={port}")
    assert code == 2
    assert "--port" in err
    assert "Traceback" not in err


def test_serve_prints_no_documents(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "serve", "--json")
    assert code == 2
    assert "--json" in err


def test_check_says_that_a_file_which_names_nothing_shows_the_default_network(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = "it names no networks and has no antennas: the default network is shown"
    file = tmp_path / "empty.toml"
    file.write_text("")
    code, out, _ = run(capsys, "check", str(file))
    assert code == 0
    assert out.startswith("ok: 49 antennas")
    assert words in out
    _, out, _ = run(capsys, "check", str(file), "--json")
    assert words in json.loads(out)["summary"]
    _, out, _ = run(capsys, "check", "estrack")
    assert words not in out


def test_check_says_ok_or_every_fault(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    good = tmp_path / "mine.toml"
    good.write_text('networks = ["estrack"]\n')
    code, out, _ = run(capsys, "check", str(good))
    assert code == 0
    assert out.startswith("ok")
    bad = tmp_path / "bad.toml"
    bad.write_text('networks = ["estrak"]\nnam = "mine"\n')
    code, out, err = run(capsys, "check", str(bad))
    assert (code, out) == (1, "")
    assert "did you mean 'estrack'?" in err
    assert "did you mean 'name'?" in err
    assert "2 faults" in err


def test_check_names_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "check", "nowhere.toml")
    assert code == 1
    assert "nowhere.toml: there is no such file" in err


def test_help_teaches(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--help")
    assert code == 0
    assert "dishboard passes --antenna KIR-1" in " ".join(out.split())
    for command in ("serve", "now", "passes", "contacts", "check"):
        code, out, _ = run(capsys, command, "--help")
        assert code == 0
        assert ("--json" in out) == (command != "serve")


def test_a_broken_capture_is_one_error_and_the_board_is_shown_all_the_same(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    broken = tmp_path / "cut.xml"
    broken.write_text('<dsn><station name="gdscc"/><dish name="DSS14" azimu')
    code, out, err = run(capsys, "now", "--offline", "--replay", str(broken), "--json")
    state = json.loads(out)
    assert code == 1
    assert err.count("cut.xml") == 1
    assert len(state["antennas"]) == 49
    assert state["feeds"][0]["condition"] == "failed"
    assert state["totals"]["seen"] is None
