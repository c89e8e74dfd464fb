"""Sends readings from a process of its own, at a rate or as fast as it can; prints what became.

python -m benchmarks.ingest.generator ADDRESS TOKENS RATE SECONDS BATCH
"""

from __future__ import annotations

import http.client
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle
from threading import Thread
from urllib.parse import urlsplit

from benchmarks.ingest.messages import ANTENNAS, batches

CONNECTIONS = 4  # each with antennas of its own


@dataclass
class Sent:
    """What one connection sent, and what became of it."""

    sent: int = 0
    accepted: int = 0
    rejected: int = 0
    refused_requests: int = 0
    slowest_s: float = 0.0
    last: dict[str, int] = field(default_factory=dict)

    def send(
        self,
        address: str,
        tokens: list[str],
        antennas: Sequence[str],
        rate: float,
        seconds: float,
        batch: int,
    ) -> None:
        """Send for so many seconds. `rate`: messages a second; 0: as fast as can be."""
        where = urlsplit(address)
        lines = http.client.HTTPConnection(where.hostname or "", where.port or 80)
        made, turn = batches(batch, antennas), cycle(tokens)
        kind = "application/x-ndjson" if batch > 1 else "application/json"
        began = time.perf_counter()
        while time.perf_counter() - began < seconds:
            if rate:
                time.sleep(max(0.0, began + self.sent / rate - time.perf_counter()))
            body, numbers = next(made)
            asked = time.perf_counter()
            headers = {"Authorization": f"Bearer {next(turn)}", "Content-Type": kind}
            lines.request("POST", "/api/v1/readings", body, headers)
            answer = lines.getresponse()
            said = answer.read()
            self.slowest_s = max(self.slowest_s, time.perf_counter() - asked)
            if answer.status != 200:
                self.refused_requests += 1
                continue
            counts = json.loads(said)
            self.sent += batch
            self.accepted += counts["accepted"]
            self.rejected += counts["rejected"]
            self.last |= numbers


def send(address: str, tokens: list[str], rate: float, seconds: float, batch: int) -> object:
    """Send over several connections at once; returns their sum."""
    began, worked = time.perf_counter(), time.process_time()
    all_sent = [Sent() for _ in range(CONNECTIONS)]
    threads = [
        Thread(
            target=one.send,
            args=(
                address,
                tokens,
                ANTENNAS[number::CONNECTIONS],
                rate / CONNECTIONS,
                seconds,
                batch,
            ),
        )
        for number, one in enumerate(all_sent)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "sent": sum(one.sent for one in all_sent),
        "accepted": sum(one.accepted for one in all_sent),
        "rejected": sum(one.rejected for one in all_sent),
        "refused_requests": sum(one.refused_requests for one in all_sent),
        "seconds": time.perf_counter() - began,
        "processor_s": time.process_time() - worked,
        "slowest_s": max(one.slowest_s for one in all_sent),
        "last": {name: number for one in all_sent for name, number in one.last.items()},
    }


if __name__ == "__main__":
    _, address, tokens, rate, seconds, batch = sys.argv
    print(json.dumps(send(address, tokens.split(","), float(rate), float(seconds), int(batch))))
