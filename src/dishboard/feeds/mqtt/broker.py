"""A connection to a broker: opened, explained when it cannot be, and closed.

aiomqtt (with paho underneath) is imported when the first connection is made: that costs a
twentieth of a second, which commands that listen to nobody do without.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from dishboard.board.state import FeedCondition
from dishboard.errors import SettingError, shown
from dishboard.feeds.listening import NoConnectionError, not_trusted
from dishboard.feeds.mqtt.settings import MqttSettings, read_password

if TYPE_CHECKING:
    from aiomqtt import Client, Message, Will

__all__ = ["answer_of", "open_connection"]

ANSWER_S = 10.0  # how long a broker may take for an answer
MOST_UNANSWERED = 100  # messages that a sender has on their way
LEAVING_S = 0.5  # how long who is cancelled waits for a connection that is being opened
LARGEST_PACKET_BYTES = 256 * 1024  # told to the broker; MQTT itself allows 256 MiB

_leaving = set[asyncio.Task[None]]()  # the loop itself would forget them
_unheard = logging.getLogger("dishboard.feeds.mqtt.wire")  # what it says we say in our own words
_unheard.setLevel(logging.CRITICAL)
_T = TypeVar("_T")
_UNSPECIFIED = 128  # reason code; also paho's for a connection that ended without a word


@asynccontextmanager
async def open_connection(
    settings: MqttSettings,
    take: Callable[[Message], None] | None = None,
    will: Will | None = None,
    refused: Callable[[str], None] | None = None,
) -> AsyncGenerator[Client]:
    """A connection, for as long as it lasts.

    Args:
        take: called with each message in the moment it is read, so there is no queue that could
            grow: while it works nothing is read, and a flood waits at the broker, whose bounds
            are its own. A message is acknowledged when `take` returns.
        will: what the broker says of us if we vanish.
        refused: called with the broker's reason for each message of ours that it did not take.

    Raises:
        NoConnectionError: when it cannot be had, or is lost; says what a person should do.
    """
    from aiomqtt import MqttError

    secrets = await asyncio.to_thread(_secrets, settings)
    lost: list[Exception] = []
    client = _client(settings, secrets, take, will, refused, lost.append)
    is_open = False
    try:
        await _enter(client)
        is_open = True
        try:
            yield client
        finally:
            with suppress(MqttError):  # it is lost already, or does not say goodbye
                await client.__aexit__(None, None, None)
    except MqttError as error:
        # Who asked for something in that moment was only told that there is no connection.
        reason = lost[-1] if is_open and lost else error
        raise _explained(reason, settings, is_open) from error


async def answer_of(broker: Awaitable[_T]) -> _T:
    """What a broker answers to a request; raises a cancellation that comes in the meantime.

    aiomqtt waits by `asyncio.wait_for`, which up to Python 3.11 returns an answer that comes in
    the same moment as a cancellation and forgets the cancellation (bpo-37658).
    """
    try:
        return await broker
    finally:  # an error in that moment would hide it too
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise asyncio.CancelledError


def _secrets(settings: MqttSettings) -> tuple[str | None, ssl.SSLContext | None]:
    """Password and certificates, read anew for each connection, so that new ones are found."""
    try:
        return read_password(settings), _tls(settings)
    except SettingError as error:
        raise NoConnectionError(str(error), FeedCondition.FAILED) from None


def _tls(settings: MqttSettings) -> ssl.SSLContext | None:
    if not settings.tls:
        return None
    try:
        context = ssl.create_default_context(cafile=_path(settings.ca_file))
    except OSError as error:  # ssl.SSLError is one
        raise SettingError(f"feeds.mqtt.ca_file: {settings.ca_file}: {_said(error)}") from None
    if settings.cert_file is not None:
        try:
            context.load_cert_chain(str(_path(settings.cert_file)), _path(settings.key_file))
        except OSError as error:
            raise SettingError(
                f"feeds.mqtt.cert_file, key_file: {settings.cert_file}: {_said(error)}"
            ) from None
    return context


def _path(file: str | None) -> str | None:
    return None if file is None else str(Path(file).expanduser())


def _client(
    settings: MqttSettings,
    secrets: tuple[str | None, ssl.SSLContext | None],
    take: Callable[[Message], None] | None,
    will: Will | None,
    refused: Callable[[str], None] | None,
    lost: Callable[[Exception], None],
) -> Client:
    from aiomqtt import Client, Message, MqttError, ProtocolVersion
    from paho.mqtt.packettypes import PacketTypes
    from paho.mqtt.properties import Properties

    class Straight(asyncio.Queue[Message]):
        """A queue of no length: what is put in is dealt with at once."""

        def put_nowait(self, item: Message) -> None:
            if take is not None:
                take(item)

    class Watched(Client):
        """A client that hears refusals, and notices at once when its broker is killed.

        In the midst of an answer uvloop gives such a socket up and says so only to who wants to
        write to it next, which aiomqtt does in a callback of its own: it would wait for its
        keepalive to fail.
        """

        def _on_publish(
            self, client: Any, userdata: Any, mid: int, reason_code: Any, properties: Any
        ) -> None:
            """A message that was refused is acknowledged too: the reason is all that tells."""
            if refused is not None and reason_code.is_failure:
                refused(str(reason_code))
            super()._on_publish(client, userdata, mid, reason_code, properties)

        def _on_disconnect(self, *said: Any, **more: Any) -> None:
            """Keep the reason: aiomqtt forgets it when it comes right after the welcome, and
            asyncio tells the log of every error that nobody looked at.
            """
            super()._on_disconnect(*said, **more)
            ended = self._disconnected
            if ended.done() and not ended.cancelled() and (reason := ended.exception()):
                lost(cast("Exception", reason))

        def _on_socket_register_write(self, client: Any, userdata: Any, sock: Any) -> None:
            def attempt(step: Callable[[], object]) -> None:
                try:
                    step()
                except Exception as error:
                    if not self._disconnected.done():
                        hung_up = MqttError("it hung up")
                        hung_up.__cause__ = error
                        self._disconnected.set_exception(hung_up)

            def write() -> None:
                attempt(client.loop_write)

            def begin() -> None:
                attempt(lambda: self._loop.add_writer(sock.fileno(), write))

            self._loop.call_soon_threadsafe(begin)  # it may be called from another thread

    properties: Any = Properties(PacketTypes.CONNECT)
    properties.MaximumPacketSize = LARGEST_PACKET_BYTES
    if settings.client_id is not None:
        properties.SessionExpiryInterval = settings.session_expiry_s
    password, tls = secrets
    client = Watched(
        settings.host,
        settings.port_used,
        username=settings.username,
        password=password,
        identifier=settings.client_id,
        queue_type=cast("type[asyncio.Queue[Message]]", Straight),
        protocol=ProtocolVersion.V5,
        will=will,
        timeout=ANSWER_S,
        keepalive=settings.keepalive_s,
        clean_start=settings.client_id is None,
        properties=properties,
        tls_context=tls,
        logger=_unheard,
        max_inflight_messages=MOST_UNANSWERED,
        socket_options=((socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),),
    )
    client.pending_calls_threshold = 1_000  # senders wait for many answers at a time
    return client


async def _enter(client: Client) -> None:
    """Connect. A thread does it that nobody can stop: who is cancelled waits for it only briefly,
    and what it opens later is closed then.
    """
    entering = asyncio.ensure_future(client.__aenter__())
    try:
        await asyncio.shield(entering)
    except asyncio.CancelledError:
        leaving = asyncio.ensure_future(_leave(client, entering))
        _leaving.add(leaving)
        leaving.add_done_callback(_leaving.discard)
        await asyncio.wait((leaving,), timeout=LEAVING_S)
        raise


async def _leave(client: Client, entering: asyncio.Future[Client]) -> None:
    with suppress(Exception):  # there is no connection to close, or it is lost already
        await entering
        await client.__aexit__(None, None, None)


def _explained(error: Exception, settings: MqttSettings, was_open: bool) -> NoConnectionError:
    at = f"the broker at {settings.address}"
    cause = error.__cause__ or error.__context__ or error
    code = getattr(cause, "rc", None) if hasattr(cause, "rc") else getattr(error, "rc", None)
    number = getattr(code, "value", None)
    act = _for_a_person(number, settings)
    if act is not None:
        return NoConnectionError(f"{at} refuses us ({code}): {act}", FeedCondition.FAILED)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return not_trusted(at, cause, "ca_file and host")
    if was_open:
        has_reason = number not in (None, _UNSPECIFIED) and not isinstance(code, int)
        said = str(code) if has_reason else "it hung up"
        if settings.client_id is not None:  # not every broker says that a session was taken over
            said += f"; does another one use client_id '{settings.client_id}'?"
        return NoConnectionError(f"lost {at} ({said})", FeedCondition.UNAVAILABLE)
    if number is not None:
        said = str(code)
    elif isinstance(cause, OSError) and str(error) != "Operation timed out":  # aiomqtt's own words
        said = _said(cause)
        if settings.tls and isinstance(cause, (ssl.SSLError, ConnectionResetError)):
            said += "; is its port one for TLS?"
    else:
        said = "it took the connection and gave no answer"
        if not settings.tls:
            said += "; is its port one for TLS?"
        elif settings.cert_file is None:
            said += "; does it want a cert_file of ours?"
    return NoConnectionError(f"no connection to {at} ({said})", FeedCondition.UNAVAILABLE)


def _for_a_person(number: int | None, settings: MqttSettings) -> str | None:
    """What to do about a reason code that waiting does not cure (OASIS MQTT 5.0, 2.4)."""
    match number:
        case 134 | 135 if settings.username is None:
            return "it wants a username and password_file in [feeds.mqtt], or a cert_file"
        case 134 | 135:
            return f"check username '{shown(settings.username or '')}' and what password_file holds"
        case 132:
            return "it must speak MQTT 5"
        case 133:
            return "choose another client_id"
        case 138:
            return "ask who runs it"
        case 142:
            return "another one uses this client_id: each Dishboard needs one of its own"
        case _:
            return None


def _said(error: OSError) -> str:
    reason = getattr(error, "reason", None)
    return shown(error.strerror or str(reason or error) or type(error).__name__)
