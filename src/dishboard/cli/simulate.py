"""`dishboard simulate`: stations that are played, for demonstrations, load and tests."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter, validators

from dishboard.cli.options import SEVERAL
from dishboard.cli.threads import run
from dishboard.errors import SettingError

if TYPE_CHECKING:
    from dishboard.ephemeris import Sky
    from dishboard.feeds.mqtt import MqttSettings
    from dishboard.model import Network
    from dishboard.simulate import LedgerEntry, Scenario
    from dishboard.simulate.player import Door, Player

__all__ = ["simulate"]

TOKEN_VARIABLE = "DISHBOARD_TOKEN"
LARGEST_FILE_BYTES = 64 * 1024


def simulate(
    *,
    network: Annotated[list[str] | None, Parameter(name="--network"), SEVERAL] = None,
    ephemeris: Annotated[list[Path] | None, Parameter(name="--ephemeris"), SEVERAL] = None,
    via: Annotated[Literal["http", "mqtt"], Parameter(name="--via")] = "http",
    url: Annotated[str, Parameter(name="--url")] = "http://127.0.0.1:8080",
    token_file: Annotated[Path | None, Parameter(name="--token-file")] = None,
    mqtt: Annotated[str | None, Parameter(name="--mqtt")] = None,
    antennas: Annotated[list[str] | None, Parameter(name="--antennas"), SEVERAL] = None,
    cycle: Annotated[
        float, Parameter(name="--cycle", validator=validators.Number(gte=0.1, lte=600))
    ] = 5.0,
    behind: Annotated[
        float, Parameter(name="--behind", validator=validators.Number(gte=0, lte=24))
    ] = 0.0,
    behind_cycle: Annotated[
        float, Parameter(name="--behind-cycle", validator=validators.Number(gte=1, lte=600))
    ] = 30.0,
    waiting: Annotated[
        int, Parameter(name="--waiting", validator=validators.Number(gte=0, lte=1_000_000))
    ] = 5_000,
    scenario: Annotated[str, Parameter(name="--scenario")] = "usual",
    seed: Annotated[int, Parameter(name="--seed")] = 1,
    ledger: Annotated[Path | None, Parameter(name="--ledger")] = None,
) -> int:
    """Play stations against the plan and send what they say to a running board.

    Antennas set up, slew, acquire, lock, lose and return as the plan has them, and now and then
    something goes wrong. Everything is marked as simulated, up to the last pixel. It runs in real
    time until Ctrl+C. `dishboard serve --demo` starts a board with it.

    Parameters
    ----------
    network
        Network files (TOML) or names of built-in ones; as the board has them.
    ephemeris
        Files that tell where spacecraft are; as the board has them.
    via
        By HTTP to a board, or by MQTT to a broker.
    url
        The board's address. Its token stands in the variable DISHBOARD_TOKEN or in a file.
    token_file
        A file with the token: dishboard token add "Simulation" --simulated > token
    mqtt
        The broker, HOST or HOST:PORT, without TLS or password; without it that of the network
        file's `[feeds.mqtt]`, with both.
    antennas
        Which antennas play, by id (--antennas KIR-1 KIR-2) or how many (those with most to do).
        Without it all.
    cycle
        How often each antenna speaks, seconds.
    behind
        How many hours of the past are told first, so that the board has something to judge.
    behind_cycle
        How often each antenna spoke in that past, seconds.
    waiting
        How many messages wait while there is no connection; the oldest give way.
    scenario
        How much goes wrong: calm, usual, busy, or a TOML file with your own figures.
    seed
        Of all that comes by chance: the same seed plays the same.
    ledger
        A file to which is added what was really played, a line of JSON per contact.
    """
    from dishboard.cli.sky import refreshed, sky_of
    from dishboard.config import read_network, read_settings
    from dishboard.simulate.player import Player
    from dishboard.time import SystemClock

    logging.getLogger("httpx").setLevel(logging.WARNING)
    the_network = read_network(network)
    sky = refreshed(sky_of(the_network, ephemeris), the_network, network)
    how = _scenario(scenario)
    who = _antennas(antennas, the_network, sky)
    with ExitStack() as stack:
        note = _noting(ledger, stack)
        door: Door
        if via == "mqtt":
            door = _mqtt_door(mqtt, read_settings(network).mqtt, seed, waiting)
        else:
            if mqtt is not None:
                raise SettingError("--mqtt goes with --via mqtt")
            door = _http_door(url, token_file, waiting)
        player = Player(
            the_network,
            sky,
            who,
            how,
            seed,
            door,
            SystemClock(),
            cycle_s=cycle,
            behind=timedelta(hours=behind),
            behind_cycle_s=behind_cycle,
            tell=lambda line: print(line, flush=True),
            note=note,
        )
        run(_until_stopped(player))
        lost = f", {door.dropped} were lost without a connection" if door.dropped else ""
        refused = f", {door.rejected} of them were refused" if door.rejected else ""
        print(f"stopped: {door.sent} messages sent{refused}{lost}", flush=True)
    return 0


async def _until_stopped(player: Player) -> None:
    """Play until Ctrl+C or a polite kill; both let it say goodbye to a broker."""
    playing = asyncio.ensure_future(player.run())
    for wish in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # on Windows Ctrl+C raises instead
            asyncio.get_running_loop().add_signal_handler(wish, playing.cancel)
    with suppress(asyncio.CancelledError):
        await playing


def _antennas(asked: Sequence[str] | None, network: Network, sky: Sky) -> list[str]:
    from dishboard.simulate.player import most_used
    from dishboard.time import SystemClock

    known = list(network.antenna_by_id)
    if not asked:
        return known
    if len(asked) == 1 and asked[0].isdigit():
        count = int(asked[0])
        if not 1 <= count <= len(known):
            raise SettingError(f"--antennas: expected 1 to {len(known)}, got {count}")
        return most_used(network, sky, SystemClock().now(), count)
    network.must_know(antennas=asked)
    return list(dict.fromkeys(asked))


def _scenario(name: str) -> Scenario:
    from dishboard.simulate import SCENARIOS, parse_scenario, scenario_named

    if name in SCENARIOS or not name.endswith(".toml"):
        return scenario_named(name)
    return parse_scenario(name, _text(Path(name), "--scenario"))


def _http_door(url: str, token_file: Path | None, waiting: int) -> Door:
    from dishboard.simulate.http import HttpPublisher

    if token_file is not None:
        token = _text(token_file, "--token-file").strip()
    else:
        token = os.environ.get(TOKEN_VARIABLE, "").strip()
    if not token or not token.isascii() or not token.isprintable():
        raise SettingError(
            f"a token is needed: in the variable {TOKEN_VARIABLE} or by --token-file; "
            '`dishboard token add "Simulation" --simulated` makes one'
        )
    return HttpPublisher(url, token, waiting=waiting)


def _mqtt_door(address: str | None, settings: MqttSettings | None, seed: int, waiting: int) -> Door:
    from dishboard.feeds.mqtt import MqttPublisher, MqttSettings
    from dishboard.time import SystemClock

    if address is not None:
        host, colon, port = address.rpartition(":") if ":" in address else (address, "", "")
        if colon and not port.isdigit():
            raise SettingError(f"--mqtt: expected HOST or HOST:PORT, got '{address}'")
        settings = MqttSettings(host=host, port=int(port) if port else None)
    if settings is None:
        raise SettingError("--mqtt: expected HOST or HOST:PORT, and no file has [feeds.mqtt]")
    sender = f"dishboard-simulate-{seed}"
    return MqttPublisher(settings, sender, SystemClock(), waiting=waiting)


def _noting(file: Path | None, stack: ExitStack) -> Callable[[LedgerEntry], None]:
    """Writes each contact that has ended, at once."""
    import msgspec

    if file is None:
        return lambda entry: None
    try:
        lines = stack.enter_context(file.open("ab", buffering=0))
    except OSError as error:
        raise SettingError(f"--ledger {file}: {error.strerror or error}") from None

    def note(entry: LedgerEntry) -> None:
        lines.write(msgspec.json.encode(entry) + b"\n")

    return note


def _text(file: Path, option: str) -> str:
    try:
        if file.stat().st_size > LARGEST_FILE_BYTES:
            raise SettingError(f"{option} {file}: expected at most {LARGEST_FILE_BYTES} bytes")
        return file.read_text("utf-8")
    except UnicodeDecodeError:
        raise SettingError(f"{option} {file}: expected UTF-8 text") from None
    except OSError as error:
        raise SettingError(f"{option} {file}: {error.strerror or error}") from None
