"""Who may listen: TLS, passwords, topics; and what a person is told when it does not work."""

from __future__ import annotations

import asyncio
import gc
import json
import socket
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import trustme

from dishboard.board.state import FeedCondition

RULES = "mosquitto_dynamic_security.so"


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def secure(authority: trustme.CA, tmp_path: Path, make_broker: Callable[..., Any]) -> Any:
    """A broker that speaks TLS, with a certificate for localhost, and the file to trust it by."""
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))

    def make(*lines: str, **valid: datetime) -> Any:
        ours = authority.issue_cert("localhost", "127.0.0.1", **valid)
        ours.private_key_pem.write_to_path(str(tmp_path / "broker.key"))
        (tmp_path / "broker.pem").write_bytes(b"".join(one.bytes() for one in ours.cert_chain_pems))
        return make_broker(
            f"certfile {tmp_path}/broker.pem",
            f"keyfile {tmp_path}/broker.key",
            f"cafile {tmp_path}/ca.pem",
            *lines,
        )

    return make


def test_tls(secure: Any, tmp_path: Path, listening: Any, sending: Any, status: Any) -> None:
    broker = secure()
    settings = broker.settings(host="localhost", tls=True, ca_file=str(tmp_path / "ca.pem"))

    async def life() -> None:
        async with listening(settings) as (feed, heard), sending(settings) as sender:
            await heard.trouble("connected to localhost")
            for sequence in range(1, 501):
                sender.send("KIR", "KIR-1", status(sequence=sequence))
            await heard.message(500)
            assert heard.sequences == list(range(1, 501))
            assert feed.counts.rejected == 0

    asyncio.run(life())


def test_a_certificate_of_ours(
    secure: Any, authority: trustme.CA, tmp_path: Path, listening: Any, monkeypatch: Any
) -> None:
    broker = secure("require_certificate true")
    me = authority.issue_cert("board@dishboard.example")
    me.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "me.pem"))
    known = {"host": "localhost", "tls": True, "ca_file": str(tmp_path / "ca.pem")}

    async def life() -> None:
        with monkeypatch.context() as patch:
            patch.setattr("dishboard.feeds.mqtt.broker.ANSWER_S", 0.5)
            async with listening(broker.settings(**known)) as (_, heard):
                await heard.trouble("does it want a cert_file of ours?")
        mine = broker.settings(**known, cert_file=str(tmp_path / "me.pem"))
        async with listening(mine) as (_, heard):
            await heard.trouble("connected to localhost")

    asyncio.run(life())


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # paho's socket
def test_a_broker_that_we_do_not_trust(secure: Any, tmp_path: Path, listening: Any) -> None:
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "other.pem"))
    broker = secure()

    async def life() -> None:
        wrong = broker.settings(host="localhost", tls=True, ca_file=str(tmp_path / "other.pem"))
        async with listening(wrong) as (_, heard):
            trouble = await heard.trouble("is not to be trusted")
            assert trouble.condition is FeedCondition.FAILED
            assert trouble.detail.endswith("check ca_file and host; tried again by itself")
        lost = broker.settings(host="localhost", tls=True, ca_file=str(tmp_path / "none.pem"))
        async with listening(lost) as (_, heard):
            trouble = await heard.trouble("feeds.mqtt.ca_file: ")
            assert "No such file" in trouble.detail
            assert trouble.condition is FeedCondition.FAILED

    asyncio.run(life())
    gc.collect()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # paho's socket
def test_a_certificate_that_has_expired(secure: Any, tmp_path: Path, listening: Any) -> None:
    """Nothing in our settings could help."""
    broker = secure(
        not_before=datetime(2020, 1, 1, tzinfo=UTC), not_after=datetime(2021, 1, 1, tzinfo=UTC)
    )
    settings = broker.settings(host="localhost", tls=True, ca_file=str(tmp_path / "ca.pem"))

    async def life() -> None:
        async with listening(settings) as (_, heard):
            trouble = await heard.trouble("(certificate has expired): it must be renewed there")
            assert trouble.condition is FeedCondition.FAILED

    asyncio.run(life())
    gc.collect()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # paho's socket
def test_tls_at_a_port_without(broker: Any, listening: Any) -> None:
    settings = broker.settings(tls=True)

    async def life() -> None:
        async with listening(settings) as (_, heard):
            await heard.trouble("; is its port one for TLS?)")

    asyncio.run(life())
    gc.collect()


def test_without_tls_at_a_port_for_it(
    secure: Any, listening: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dishboard.feeds.mqtt.broker.ANSWER_S", 0.5)

    async def life() -> None:
        async with listening(secure().settings()) as (_, heard):
            trouble = await heard.trouble("no connection to the broker at 127.0.0.1")
            assert "is its port one for TLS?" in trouble.detail

    asyncio.run(life())


def test_someone_who_says_nothing(listening: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dishboard.feeds.mqtt.broker.ANSWER_S", 0.2)
    from dishboard.feeds.mqtt import MqttSettings

    async def life() -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            settings = MqttSettings(host="127.0.0.1", port=silent.getsockname()[1])
            async with listening(settings) as (_, heard):
                trouble = await heard.trouble("it took the connection and gave no answer")
                assert trouble.condition is FeedCondition.UNAVAILABLE

    asyncio.run(life())


@pytest.fixture
def with_password(tmp_path: Path, make_broker: Callable[..., Any]) -> Any:
    """A broker that knows one user, `board`, with the password `geheim`."""
    passwords = tmp_path / "passwords"
    subprocess.run(["mosquitto_passwd", "-b", "-c", str(passwords), "board", "geheim"], check=True)
    return make_broker("allow_anonymous false", f"password_file {passwords}")


def test_a_password(
    with_password: Any, tmp_path: Path, listening: Any, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "mine"
    user = {"username": "board", "password_file": str(file)}

    async def life() -> None:
        async with listening(with_password.settings()) as (_, heard):
            trouble = await heard.trouble("refuses us (Not authorized)")
            assert trouble.condition is FeedCondition.FAILED
            assert "it wants a username and password_file in [feeds.mqtt]" in trouble.detail
        file.write_text("falsch\n")
        async with listening(with_password.settings(**user)) as (_, heard):
            trouble = await heard.trouble("refuses us (Not authorized)")
            assert trouble.condition is FeedCondition.FAILED
            assert "check username 'board' and what password_file holds" in trouble.detail
            file.write_text("geheim\n")  # it is read again with each connection
            assert (await heard.trouble("connected")).condition is FeedCondition.OK
            said = " ".join(heard.details)
        assert "falsch" not in said + caplog.text
        assert "geheim" not in said + caplog.text

    asyncio.run(life())
    assert caplog.text.count("refuses us") == 2  # once for each feed
    assert caplog.text.count("connected") == 1


@pytest.fixture
def with_rules(tmp_path: Path, make_broker: Callable[..., Any]) -> Any:
    """A broker that lets everybody subscribe to what is at NNO, and to nothing else."""
    found = [*Path("/usr/lib").glob(RULES), *Path("/usr/lib").glob(f"*/{RULES}")]
    if not found:
        pytest.skip("this Mosquitto comes without its plugin for rules")
    allowed = [
        {"acltype": kind, "topic": topic, "priority": 0, "allow": True}
        for kind, topic in (
            ("subscribePattern", "dishboard/NNO/+/status"),
            ("publishClientReceive", "#"),
            ("publishClientSend", "#"),
        )
    ]
    denied = ("publishClientSend", "publishClientReceive", "subscribe")
    (tmp_path / "rules.json").write_text(
        json.dumps(
            {
                "defaultACLAccess": dict.fromkeys(denied, False) | {"unsubscribe": True},
                "clients": [],
                "groups": [{"groupname": "all", "roles": [{"rolename": "listener"}]}],
                "roles": [{"rolename": "listener", "acls": allowed}],
                "anonymousGroup": "all",
            }
        )
    )
    return make_broker(f"plugin {found[0]}", f"plugin_opt_config_file {tmp_path}/rules.json")


def test_a_topic_that_we_may_not_listen_to(
    with_rules: Any, listening: Any, sending: Any, status: Any
) -> None:
    async def life() -> None:
        async with listening(with_rules.settings()) as (_, heard):
            trouble = await heard.trouble("refuses us the topic dishboard/+/+/status")
            assert trouble.condition is FeedCondition.FAILED
            assert "Not authorized" in trouble.detail
            assert "allow it there to this user" in trouble.detail
        both = ("dishboard/KIR/+/status", "dishboard/NNO/+/status")
        async with (
            listening(with_rules.settings(topics=both)) as (_, heard),
            sending(with_rules.settings()) as sender,
        ):
            trouble = await heard.trouble("refuses us the topic dishboard/KIR/+/status")
            assert trouble.condition is FeedCondition.OK
            sender.send("NNO", "NNO-1", status("NNO-1"))
            message = await heard.message()
            assert "refuses us the topic dishboard/KIR/+/status" in (message.note or "")

    asyncio.run(life())


def test_a_sender_that_may_not_write_is_told(
    tmp_path: Path,
    make_broker: Callable[..., Any],
    sending: Any,
    status: Any,
    until: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    rules = tmp_path / "rules"
    rules.write_text("topic readwrite dishboard/senders/#\ntopic readwrite dishboard/NNO/#\n")
    broker = make_broker(f"acl_file {rules}")

    async def life() -> None:
        async with sending(broker.settings()) as sender:
            for _ in range(3):
                sender.send("KIR", "KIR-1", status())
            sender.send("NNO", "NNO-1", status("NNO-1"))
            await until(lambda: sender.sent == 4, "all is answered")
            assert sender.rejected == 3

    asyncio.run(life())
    assert caplog.text.count("refuses our messages") == 1
    assert "(Not authorized); may somebody without a name write to dishboard/#?" in caplog.text


def test_two_boards_with_one_client_id_are_told(broker: Any, listening: Any) -> None:
    same = broker.settings(client_id="board-1")

    async def life() -> None:
        async with listening(same) as (_, first):
            await first.trouble("connected")
            async with listening(same):
                await first.trouble("does another one use client_id 'board-1'?")

    asyncio.run(life())
