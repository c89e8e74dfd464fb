"""Publishes messages to a broker from a process of its own, at a rate or as fast as it can.

python -m benchmarks.ingest.publisher PORT RATE SECONDS

Written against the wire, MQTT 5 with QoS 1, so that what sends is no client library's limit.
"""

from __future__ import annotations

import json
import select
import socket
import sys
import time
from itertools import islice

from benchmarks.ingest.messages import ANTENNAS, batches

IN_FLIGHT = 2_000  # published and not acknowledged: below what a broker allows at least (65,535)
AT_ONCE = 50
_CONNECT, _PUBLISH_QOS_1, _PUBACK = 0x10, 0x32, 4


def publish(port: int, rate: float, seconds: float) -> object:
    """Publish for so many seconds. `rate`: messages a second; 0: as fast as the broker takes."""
    line = socket.create_connection(("127.0.0.1", port))
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.sendall(_packet(_CONNECT, b"\x00\x04MQTT\x05\x02\x00\x00\x00" + _text("bench-sender")))
    if line.recv(1_024)[3] != 0:
        raise ConnectionError("the broker refuses the publisher")
    topics = {antenna: _text(f"dishboard/bench/{antenna}/status") for antenna in ANTENNAS}
    made, came = batches(1), b""
    sent = acknowledged = 0
    last: dict[str, int] = {}
    began, worked = time.perf_counter(), time.process_time()
    while True:
        is_over = time.perf_counter() - began >= seconds
        if is_over and acknowledged == sent:
            break
        if not is_over and sent - acknowledged < IN_FLIGHT:
            if rate:
                time.sleep(max(0.0, began + sent / rate - time.perf_counter()))
            out = bytearray()
            for body, numbers in islice(made, AT_ONCE):
                (antenna,) = numbers
                sent += 1
                number = (sent % 65_535 + 1).to_bytes(2, "big")
                out += _packet(_PUBLISH_QOS_1, topics[antenna] + number + b"\x00" + body)
                last |= numbers
            line.sendall(out)
        must_wait = is_over or sent - acknowledged >= IN_FLIGHT
        while select.select([line], [], [], 5.0 if must_wait else 0.0)[0]:
            more = line.recv(65_536)
            if not more:
                raise ConnectionError("the broker hung up")
            came, count = _acknowledged(came + more)
            acknowledged += count
            must_wait = False
        if must_wait:
            raise TimeoutError("the broker acknowledges nothing")
    return {
        "sent": sent,
        "seconds": time.perf_counter() - began,
        "processor_s": time.process_time() - worked,
        "last": last,
    }


def _acknowledged(came: bytes) -> tuple[bytes, int]:
    """How many acknowledgements are in what came, and the rest that is none yet."""
    at = count = 0
    while at + 2 <= len(came) and at + 2 + came[at + 1] <= len(came):  # all are short ones
        count += came[at] >> 4 == _PUBACK
        at += 2 + came[at + 1]
    return came[at:], count


def _packet(kind: int, body: bytes) -> bytes:
    length, left = bytearray(), len(body)
    while True:
        left, low = left >> 7, left & 127
        length.append(low | 128 if left else low)
        if not left:
            return bytes((kind, *length)) + body


def _text(text: str) -> bytes:
    return len(text).to_bytes(2, "big") + text.encode()


if __name__ == "__main__":
    _, port, rate, seconds = sys.argv
    print(json.dumps(publish(int(port), float(rate), float(seconds))))
