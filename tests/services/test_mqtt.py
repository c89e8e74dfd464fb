"""The MQTT feed and a real broker: the picture at once, nothing lost, everything said."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import uvloop

from dishboard.board.state import FeedCondition
from dishboard.feeds import FeedMessage
from dishboard.feeds.mqtt import MqttFeed, sender_topic, status_topic
from dishboard.feeds.mqtt.broker import open_connection
from dishboard.model import Evidence
from dishboard.time import SystemClock

ME = "test-sender"


@pytest.fixture(params=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Any:
    """Runs a coroutine in either loop; `dishboard serve` uses uvloop where there is one."""
    factory = uvloop.new_event_loop if request.param == "uvloop" else asyncio.new_event_loop

    def run(coroutine: Any) -> None:
        with asyncio.Runner(loop_factory=factory) as runner:
            runner.run(coroutine)

    return run


def test_messages_arrive(run: Any, broker: Any, listening: Any, sending: Any, status: Any) -> None:
    async def life() -> None:
        async with (
            listening(broker.settings()) as (feed, heard),
            sending(broker.settings()) as sender,
        ):
            await heard.trouble(f"connected to 127.0.0.1:{broker.port}; no message yet")
            sender.send("KIR", "KIR-1", status())
            message = await heard.message()
            assert (message.feed, message.source) == ("mqtt", "MQTT 127.0.0.1")
            assert message.readings[0].evidence is Evidence.OBSERVED
            assert message.readings[0].antenna == "KIR-1"
            assert message.cycle_s == 5.0
            assert message.note is None
            assert (feed.counts.readings, feed.counts.rejected) == (1, 0)

    run(life())


def test_who_comes_later_has_the_whole_picture_at_once(
    run: Any, broker: Any, listening: Any, sending: Any, status: Any, until: Any
) -> None:
    antennas = ["KIR-1", "NNO-1", "CEB-1"]

    async def life() -> None:
        async with sending(broker.settings()) as sender:
            for sequence in (1, 2):
                for antenna in antennas:
                    sender.send(antenna[:3], antenna, status(antenna, sequence))
            await until(lambda: sender.sent == 6, "all is sent")
        for _ in range(2):  # a board that is started again hears it again
            async with listening(broker.settings()) as (_, heard):
                await heard.message(3)
                assert {one.readings[0].antenna for one in heard.messages} == set(antennas)
                assert heard.sequences == [2, 2, 2]

    run(life())


def test_an_old_retained_message_keeps_its_own_time(
    run: Any, broker: Any, listening: Any, sending: Any, status: Any, until: Any
) -> None:
    long_ago = datetime.now(UTC) - timedelta(hours=3)

    async def life() -> None:
        async with sending(broker.settings()) as sender:
            sender.send("KIR", "KIR-1", status(at=long_ago))
            await until(lambda: sender.sent == 1, "it is sent")
        async with listening(broker.settings()) as (_, heard):
            message = await heard.message()
            assert message.observed_at == long_ago
            assert message.received_at - message.observed_at > timedelta(hours=2)

    run(life())


def test_what_a_simulator_sends_is_simulated(
    run: Any, broker: Any, listening: Any, sending: Any, status: Any
) -> None:
    async def life() -> None:
        async with (
            listening(broker.settings(simulated=True)) as (_, heard),
            sending(broker.settings()) as sender,
        ):
            sender.send("KIR", "KIR-1", status(evidence="observed"))
            assert (await heard.message()).readings[0].evidence is Evidence.SIMULATED

    run(life())


@contextmanager
def dying_sender(broker: Any, name: str) -> Iterator[Any]:
    """Mosquitto's own client with a last will: it sends each line, and is killed in the end."""
    program = shutil.which("mosquitto_pub")
    assert program is not None, "install mosquitto-clients"
    topic = sender_topic(name)
    process = subprocess.Popen(
        [
            *(program, "-V", "5", "-p", str(broker.port), "-q", "1", "-r", "-l", "-t", topic),
            *("--will-topic", topic, "--will-payload", "died", "--will-qos", "1", "--will-retain"),
        ],
        stdin=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_sender_that_dies_is_told_at_once_and_its_word_grows_old_by_itself(
    run: Any, broker: Any, listening: Any, online: Any, status: Any, until: Any
) -> None:
    async def life() -> None:
        async with listening(broker.settings()) as (_, heard):
            await heard.trouble("connected")
            other = broker.settings()
            with dying_sender(broker, ME) as sender:
                sender.stdin.write(b"online\n")
                sender.stdin.flush()
                await online(other, ME)
                async with open_connection(other) as station:
                    await station.publish(status_topic("KIR", "KIR-1"), status(), qos=1)
                await heard.message()
            trouble = await heard.trouble("its sender test-sender died at ")
            assert trouble.condition is FeedCondition.UNAVAILABLE
            assert len(heard.messages) == 1  # nothing was made up, nothing taken back
            async with open_connection(other) as sender:
                await sender.publish(sender_topic(ME), b"online", qos=1, retain=True)
            await until(lambda: heard.troubles[-1].condition is FeedCondition.OK, "it is back")
            assert heard.details[-1] == "messages arrive"
        async with open_connection(other) as sender:
            await sender.publish(sender_topic(ME), b"died", qos=1, retain=True)
        async with listening(broker.settings()) as (_, heard):
            await heard.trouble("its sender test-sender died before we listened")

    run(life())


def test_one_sender_of_two_that_dies_stands_beside_what_the_other_says(
    run: Any, broker: Any, listening: Any, sending: Any, status: Any
) -> None:
    async def life() -> None:
        async with (
            listening(broker.settings()) as (_, heard),
            sending(broker.settings(), "alive") as sender,
        ):
            await heard.trouble("connected")
            async with open_connection(broker.settings()) as other:
                await other.publish(sender_topic("other"), b"online", qos=1)
                await other.publish(sender_topic("other"), b"died", qos=1)
            trouble = await heard.trouble("its sender other died at ")
            assert trouble.condition is FeedCondition.OK
            sender.send("KIR", "KIR-1", status())
            note = (await heard.message()).note
            assert note is not None
            assert note.startswith("its sender other died at ")

    run(life())


def test_a_killed_broker_is_told_and_what_was_missed_too(
    run: Any, broker: Any, listening: Any, sending: Any, status: Any, until: Any, caplog: Any
) -> None:
    async def life() -> None:
        async with (
            listening(broker.settings()) as (_, heard),
            sending(broker.settings(), waiting=0) as sender,
        ):
            for sequence in (1, 2, 3):
                sender.send("KIR", "KIR-1", status(sequence=sequence))
            await heard.message(3)
            broker.kill()
            lost = await heard.trouble(f"lost the broker at 127.0.0.1:{broker.port}")
            assert lost.condition is FeedCondition.UNAVAILABLE
            assert lost.detail.endswith("tried again by itself")
            await heard.trouble("Connection refused")
            await until(lambda: not sender.is_connected, "the sender notices")
            for sequence in range(4, 16):  # what a sender without a broker cannot say
                sender.send("KIR", "KIR-1", status(sequence=sequence))
            broker.start()
            back = await heard.trouble("connected again after ")
            assert back.condition is FeedCondition.OK
            await until(lambda: sender.is_connected, "the sender is back")
            sender.send("KIR", "KIR-1", status(sequence=16))
            note = (await heard.message(4)).note
            assert note is not None
            assert note.startswith("12 messages of KIR-1 were missed between 2")
            await until(lambda: "12 messages of KIR-1" in caplog.text, "it is logged too")

    run(life())
    told = [one.getMessage() for one in caplog.records if one.name == "dishboard.feeds"]
    ours = [line for line in told if line.startswith("MQTT 127.0.0.1: ")]
    said = [line.split(": ")[1].split(" ")[0] for line in ours]
    assert said[:3] == ["lost", "connected", "messages"]  # once each, and what was missed


def test_a_burst_loses_nothing(
    run: Any, make_broker: Any, listening: Any, sending: Any, status: Any
) -> None:
    """2,000 messages as fast as the broker takes them; it must have room for them."""
    broker = make_broker("max_queued_messages 100000")

    async def life() -> None:
        async with (
            listening(broker.settings()) as (feed, heard),
            sending(broker.settings()) as sender,
        ):
            await heard.trouble("connected")
            for sequence in range(1, 2_001):
                sender.send("KIR", "KIR-1", status(sequence=sequence))
            await heard.message(2_000)
            assert heard.sequences == list(range(1, 2_001))
            assert feed.counts.rejected == feed.counts.repeats == 0
            assert heard.messages[-1].note is None

    run(life())


def test_what_came_while_the_board_was_away_is_kept_for_it_by_name(
    run: Any, make_broker: Any, listening: Any, sending: Any, status: Any
) -> None:
    broker = make_broker("max_queued_messages 5000")
    named = broker.settings(client_id="board-1", session_expiry_s=600)

    async def life() -> None:
        async with sending(broker.settings()) as sender:
            async with listening(named) as (_, heard):
                sender.send("KIR", "KIR-1", status(sequence=1))
                await heard.message()
            for sequence in range(2, 52):
                sender.send("KIR", "KIR-1", status(sequence=sequence))
            async with listening(named) as (feed, heard):
                await heard.message(50)
                assert sorted(heard.sequences) == list(range(2, 52))
                assert feed.counts.rejected == 0

    run(life())


GARBAGE: dict[str, tuple[str, bytes, str]] = {
    "no json": ("dishboard/KIR/KIR-1/status", b"\xff\x00", "expected a JSON object"),
    "cut": ("dishboard/KIR/KIR-1/status", b'{"schema": "dishb', "expected a JSON object"),
    "deep": ("dishboard/KIR/KIR-1/status", b"[" * 60_000, "nested too deeply"),
    "large": ("dishboard/KIR/KIR-1/status", b" " * 70_000, "at most 65536 bytes"),
    "year 9999": (
        "dishboard/KIR/KIR-1/status",
        b'{"schema": "dishboard.station-status/1", "site": "KIR", "aperture": "KIR-1", '
        b'"time": "9999-12-31T23:59:59Z", "resources": []}',
        "is in the future",
    ),
    "another antenna": (
        "dishboard/NNO/NNO-1/status",
        b'{"schema": "dishboard.station-status/1", "site": "KIR", "aperture": "KIR-1", '
        b'"time": "2026-01-01T00:00:00Z", "resources": []}',
        "it speaks of KIR/KIR-1, and was sent to NNO/NNO-1",
    ),
    "no topic": ("dishboard/status", b"{}", "its topic is neither"),
    "no word": ("dishboard/senders/x", b"perhaps", "expected online, offline or died"),
}


@pytest.mark.parametrize("kind", GARBAGE)
def test_garbage_is_refused_with_a_reason_and_the_rest_goes_on(
    broker: Any, listening: Any, status: Any, kind: str
) -> None:
    topic, payload, reason = GARBAGE[kind]

    async def life() -> None:
        async with (
            listening(broker.settings(topics=("dishboard/#",))) as (feed, heard),
            open_connection(broker.settings()) as sender,
        ):
            await heard.trouble("connected")
            await sender.publish(topic, payload, qos=1)
            # So far it is all that came: a good connection alone is not `ok`.
            trouble = await heard.trouble(f"nothing usable arrives: 1 refused, last {topic}: ")
            assert trouble.condition is FeedCondition.FAILED
            assert reason in trouble.detail
            await sender.publish("dishboard/KIR/KIR-1/status", status(), qos=1)
            message = await heard.message()
            assert message.note is not None
            assert reason in message.note
            assert (feed.counts.readings, feed.counts.rejected) == (1, 1)

    asyncio.run(life())


def test_a_retained_message_that_is_taken_away_is_no_garbage(
    broker: Any, listening: Any, status: Any
) -> None:
    async def life() -> None:
        async with (
            listening(broker.settings()) as (feed, heard),
            open_connection(broker.settings()) as sender,
        ):
            await heard.trouble("connected")
            await sender.publish("dishboard/KIR/KIR-1/status", b"", qos=1, retain=True)
            await sender.publish("dishboard/KIR/KIR-1/status", status(), qos=1)
            assert (await heard.message()).note is None
            assert feed.counts.rejected == 0

    asyncio.run(life())


def test_a_fault_of_ours_is_not_taken_for_the_brokers(
    run: Any, broker: Any, network: Any, status: Any
) -> None:
    async def life() -> None:
        feed = MqttFeed(network, SystemClock(), broker.settings())
        running = asyncio.create_task(feed.run(fault))
        async with open_connection(broker.settings()) as sender:
            while not running.done():  # it may not have subscribed yet
                await sender.publish("dishboard/KIR/KIR-1/status", status(), qos=1)
                await asyncio.sleep(0.01)
        with pytest.raises(ZeroDivisionError):
            running.result()

    def fault(item: Any) -> None:
        if isinstance(item, FeedMessage):
            raise ZeroDivisionError

    run(life())


def test_what_a_sender_says_without_a_broker_waits_in_a_bounded_line(
    run: Any, broker: Any, listening: Any, sending: Any, status: Any, until: Any
) -> None:
    async def life() -> None:
        async with sending(broker.settings(), waiting=3) as sender:
            broker.kill()
            await until(lambda: not sender.is_connected, "it notices")
            for sequence in range(1, 6):
                sender.send("KIR", "KIR-1", status(sequence=sequence))
            assert sender.dropped == 2
            broker.start()
            async with listening(broker.settings()) as (_, heard):
                await until(lambda: heard.sequences[-1:] == [5], "the newest")
            await until(lambda: sender.sent == 3, "all that waited is sent")

    run(life())
