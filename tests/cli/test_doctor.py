"""The doctor: says what to do, lets a stopped source be asked again, and asks no public one."""

from __future__ import annotations

import errno
import json
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dishboard.board.state import FeedCondition
from dishboard.cli import main
from dishboard.feeds.celestrak import CelestrakSettings
from dishboard.feeds.memory import FeedMemory, Remembered
from dishboard.feeds.push import TokenFile
from dishboard.feeds.stops import Stop, Stops
from dishboard.testing import LoopbackSource

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
CELESTRAK = CelestrakSettings().url
REFUSED = Stop(
    source="celestrak",
    address="https://celestrak.org/x",
    reason="asked for GROUP=science, expected 200, got 403 Forbidden",
    at=AT,
)
NOW = ("--at", "2026-11-23T12:00:00Z")
EXTRAS = {"numba", "pyarrow"}

Doctor = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path


@pytest.fixture
def doctor(home: Path, capsys: pytest.CaptureFixture[str]) -> Doctor:
    """Runs it; gives the exit code and what was found, by what it is about."""

    def run(settings: str = "", *arguments: str) -> tuple[int, dict[str, Any]]:
        file = home / "dishboard.toml"
        file.write_text(settings)
        options = ["--json", *NOW, "--network", str(file)]
        code = main(["doctor", *options, *arguments])
        document = json.loads(capsys.readouterr().out)
        assert document["ok"] is (code == 0)
        return code, {one["about"]: one for one in document["findings"]}

    return run


@pytest.fixture
def source() -> Iterator[LoopbackSource]:
    source = LoopbackSource()
    yield source
    source.close()


def remember(home: Path, feed: str, address: str, **known: Any) -> None:
    folder = home / "cache" / "dishboard"
    FeedMemory(folder, feed, address).store(Remembered(address=address, **known))


def test_with_nothing_kept_all_is_well_and_the_rest_is_a_note(doctor: Doctor) -> None:
    code, found = doctor()
    assert code == 0
    assert {one["health"] for one in found.values()} <= {"ok", "note"}
    assert found["DSN Now"]["said"] == "no answer is kept"
    assert found["settings"]["health"] == "ok"
    assert found["positions"]["said"].startswith(
        "24 of 32 spacecraft have a position, from data 20 to 168 days old; unknown: "
    )
    assert found["tokens"]["said"] == "nobody may push: no token was given out"
    assert found.keys() >= {"CelesTrak", "JPL Horizons", "clock", "cache folder", *EXTRAS}


def test_it_asks_no_public_source_whatever_is_due(
    doctor: Doctor, source: LoopbackSource, home: Path
) -> None:
    address = source.address("")
    (home / "watched").mkdir()
    code, found = doctor(
        "\n".join(
            f'[feeds.{name}]\nurl = "{address}"\n{more}'
            for name, more in (
                ("dsn_now", ""),
                ("celestrak", ""),
                ("horizons", ""),
                ("satnogs", "stations = [2380]"),
            )
        )
        + f'\n[feeds.folder]\npath = "{home / "watched"}"\n'
    )
    assert code == 0
    assert source.asked == []
    assert found["Folder watched"]["health"] == "ok"
    assert not (home / "cache").exists()  # it leaves no trace either


def test_a_source_that_answered_lately_is_well(doctor: Doctor, home: Path) -> None:
    remember(
        home,
        "dsn_now",
        "https://eyes.nasa.gov/dsn/data/dsn.xml",
        received_at=AT - timedelta(seconds=20),
        observed_at=AT - timedelta(seconds=21),
        next_at=AT + timedelta(seconds=5),
        body=b"<dsn/>",
    )
    _, found = doctor()
    assert found["DSN Now"] == {
        "about": "DSN Now",
        "health": "ok",
        "said": "last good answer 20 s ago, next not before 2026-11-23T12:00:05Z",
        "todo": None,
    }


@pytest.mark.parametrize(
    ("condition", "health", "code"),
    [(FeedCondition.UNAVAILABLE, "note", 0), (FeedCondition.FAILED, "act", 1)],
)
def test_trouble_is_told_as_the_board_left_it(
    doctor: Doctor, home: Path, condition: FeedCondition, health: str, code: int
) -> None:
    remember(
        home,
        "dsn_now",
        "https://eyes.nasa.gov/dsn/data/dsn.xml",
        condition=condition,
        detail="expected 200, got 301 Moved",
        failures=3,
        next_at=AT + timedelta(minutes=10),
    )
    was, found = doctor()
    assert (was, found["DSN Now"]["health"]) == (code, health)
    assert found["DSN Now"]["said"].startswith("expected 200, got 301 Moved; no answer is kept")


def test_an_old_answer_says_that_no_board_runs(doctor: Doctor, home: Path) -> None:
    remember(
        home,
        "dsn_now",
        "https://eyes.nasa.gov/dsn/data/dsn.xml",
        received_at=AT - timedelta(days=3),
        observed_at=AT - timedelta(days=3),
        body=b"<dsn/>",
    )
    _, found = doctor()
    assert found["DSN Now"]["said"] == "last good answer 3 days ago; no board seems to run"


def test_a_refusal_is_told_and_resumed(
    doctor: Doctor, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stops = Stops(home / "data" / "dishboard" / "stops")
    stops.stop(REFUSED)
    code, found = doctor()
    assert code == 1
    assert main(["doctor", *NOW, "--resume", "celestrack"]) == 1
    assert "celestrack was not stopped; what is stopped: celestrak" in capsys.readouterr().out
    assert found["CelesTrak"]["health"] == "act"
    assert "got 403 Forbidden" in found["CelesTrak"]["said"]
    assert found["CelesTrak"]["todo"].endswith("dishboard doctor --resume celestrak")
    assert main(["doctor", *NOW, "--resume", "celestrak"]) == 0
    assert "celestrak may be asked again; it was stopped at" in capsys.readouterr().out
    assert stops.all() == ()
    assert main(["doctor", *NOW, "--resume", "celestrak"]) == 0
    assert "celestrak was not stopped" in capsys.readouterr().out
    assert main(["doctor", *NOW, "--resume"]) == 0
    assert "no source was stopped" in capsys.readouterr().out


def test_resume_without_a_name_is_for_all(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stops = Stops(home / "elsewhere" / "stops")
    stops.stop(REFUSED)
    stops.stop(Stop(source="other", address="", reason="403", at=AT))
    assert main(["doctor", *NOW, "--data", str(home / "elsewhere"), "--resume"]) == 0
    said = capsys.readouterr().out
    assert "celestrak may be asked again" in said
    assert "other may be asked again" in said
    assert stops.all() == ()


def test_a_stop_of_a_source_that_is_not_configured_is_told_too(doctor: Doctor, home: Path) -> None:
    Stops(home / "data" / "dishboard" / "stops").stop(
        Stop(source="other", address="", reason="got 403", at=AT)
    )
    code, found = doctor()
    assert (code, found["other"]["said"]) == (1, "not asked since 2026-11-23T12:00:00Z: got 403")


def test_faults_of_the_settings_are_told_and_the_rest_is_looked_at(doctor: Doctor) -> None:
    code, found = doctor("[feeds.dsn_now]\nintervall_s = 3\n")
    assert code == 1
    assert found["settings"]["said"] == (
        "dishboard.toml: feeds.dsn_now.intervall_s: no such setting; did you mean 'interval_s'?"
    )
    assert "clock" in found


def test_what_is_switched_off_is_said_to_be(doctor: Doctor) -> None:
    _, found = doctor("[feeds.dsn_now]\nenabled = false\n[feeds.celestrak]\nenabled = false\n")
    for name in ("DSN Now", "CelesTrak"):
        assert found[name]["said"] == "switched off in the settings; nobody is asked"


def test_a_broker_that_is_not_there_needs_a_person(doctor: Doctor) -> None:
    with socket.socket() as nobody:  # bound and not listening: nobody else has the port
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        settings = f'[feeds.mqtt]\nhost = "127.0.0.1"\nport = {port}\n'
        code, found = doctor(settings)
        assert code == 1
        assert "no connection to the broker" in found["MQTT 127.0.0.1"]["said"]
        code, found = doctor(settings, "--offline")
        assert (code, found["MQTT 127.0.0.1"]["health"]) == (0, "note")


def test_secrets_that_others_can_read_need_a_person(doctor: Doctor, home: Path) -> None:
    secret = home / "token"
    secret.write_text("abc")
    secret.chmod(0o644)
    settings = f'[feeds.satnogs]\nstations = [1]\ntoken_file = "{secret}"\n'
    code, found = doctor(settings)
    finding = found["SatNOGS Network, token_file"]
    assert (code, finding["health"], finding["todo"]) == (1, "act", f"chmod 600 {secret}")
    secret.chmod(0o600)
    assert doctor(settings)[0] == 0
    secret.unlink()
    assert doctor(settings)[0] == 1


def test_tokens_are_told_by_their_sources(
    doctor: Doctor, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["token", "add", "Kiruna control"]) == 0
    capsys.readouterr()
    code, found = doctor()
    assert (code, found["tokens"]["said"]) == (0, "may push: Kiruna control")
    file = home / "data" / "dishboard" / "tokens.json"
    file.write_text("{")
    code, found = doctor()
    assert (code, found["tokens"]["health"]) == (1, "act")


@pytest.mark.parametrize("name", ["DSN Now", "satnogs network", "Kiruna broker", "Folder orbits"])
def test_a_token_in_another_sources_name_is_told(
    doctor: Doctor, home: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """As an older version gave them out, or a broker that was set up later is called."""
    file = TokenFile(home / "data" / "dishboard")
    file.add(name, AT)
    file.add("Kiruna control", AT)
    settings = '[feeds.mqtt]\nhost = "127.0.0.1"\nname = "Kiruna broker"\nenabled = false\n'
    (home / "orbits").mkdir()
    settings += f'[feeds.folder]\npath = "{home / "orbits"}"\n'
    (home / "dishboard.toml").write_text(settings)
    code = main(["doctor", "--json", *NOW, "--network", str(home / "dishboard.toml")])
    found = json.loads(capsys.readouterr().out)["findings"]
    _, first, second = [one for one in found if one["about"] == "tokens"]
    assert (code, first["health"]) == (1, "act")
    assert first["said"] == f"'{name}' is another source's name: its token opens nothing"
    assert first["todo"].startswith(f'dishboard token remove "{name}"')
    assert second["said"] == "may push: Kiruna control"


def test_a_folder_that_is_a_file_needs_a_person(doctor: Doctor, home: Path) -> None:
    (home / "cache").write_text("")
    code, found = doctor()
    assert (code, found["cache folder"]["health"]) == (1, "act")


def test_a_full_disk_needs_a_person_and_says_what_it_means(
    doctor: Doctor, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "cache" / "dishboard").mkdir(parents=True)

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("dishboard.doctor.computer.NamedTemporaryFile", full)
    code, found = doctor()
    assert code == 1
    said = found["cache folder"]["said"]
    assert "(No space left on device)" in said
    assert "CelesTrak and JPL Horizons are not asked at all" in said
    assert found["cache folder"]["todo"] == "make room there, or make it writable"


def test_a_watched_folder_names_its_bad_files(doctor: Doctor, home: Path) -> None:
    folder = home / "orbits"
    settings = f'[feeds.folder]\npath = "{folder}"\n'
    code, found = doctor(settings)
    assert (code, found["Folder orbits"]["health"]) == (1, "act")
    folder.mkdir()
    (folder / "bad.oem").write_text("no orbit")
    code, found = doctor(settings)
    assert code == 1
    assert "bad.oem" in found["Folder orbits"]["said"]


@pytest.mark.parametrize("at", ["2026-01-01T00:00:00Z", "2060-01-01T00:00:00Z"])
def test_a_clock_that_cannot_be_right(
    home: Path, capsys: pytest.CaptureFixture[str], at: str
) -> None:
    assert main(["doctor", "--json", "--at", at]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    clock = next(one for one in findings if one["about"] == "clock")
    assert clock["health"] == "act"


def test_an_answer_from_the_future_of_this_clock(doctor: Doctor, home: Path) -> None:
    remember(
        home,
        "dsn_now",
        "https://eyes.nasa.gov/dsn/data/dsn.xml",
        received_at=AT + timedelta(hours=1),
        observed_at=AT,
        body=b"<dsn/>",
    )
    code, found = doctor()
    assert (code, found["clock"]["health"]) == (1, "act")
    assert "DSN Now answered at 2026-11-23T13:00:00Z" in found["clock"]["said"]


def test_the_table_says_what_to_do(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Stops(home / "data" / "dishboard" / "stops").stop(REFUSED)
    assert main(["doctor", *NOW]) == 1
    said = capsys.readouterr().out
    assert "✗ act" in said
    assert "→ find out why" in said
    assert said.rstrip().endswith("1 thing needs a person.")
