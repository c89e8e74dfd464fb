"""Readers of the stream, in one process of their own; prints how current they were kept.

python -m benchmarks.ingest.readers ADDRESS COUNT SECONDS
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from datetime import datetime
from urllib.parse import urlsplit

AT = re.compile(rb'"at":"([^"]+)"')


class Readers:
    def __init__(self) -> None:
        self.events = self.size = self.ended = 0
        self.lags_s: list[float] = []

    async def read(self, address: str) -> None:
        """Read one stream to its end; the age of each event is that of its own `at`."""
        where = urlsplit(address)
        reader, writer = await asyncio.open_connection(
            where.hostname, where.port, limit=16 * 1024 * 1024
        )
        host = f"{where.hostname}:{where.port}".encode()
        writer.write(b"GET /api/v1/stream HTTP/1.1\r\nhost: %b\r\n\r\n" % host)
        try:
            while line := await reader.readline():
                self.size += len(line)
                if line.startswith(b"data: "):
                    self.events += 1
                    at = AT.search(line, 0, 400)
                    if at is not None:
                        said_at = datetime.fromisoformat(at[1].decode())
                        self.lags_s.append(time.time() - said_at.timestamp())
            self.ended += 1
        finally:
            writer.close()


async def _run(address: str, count: int, seconds: float) -> None:
    readers = Readers()
    tasks = [asyncio.create_task(readers.read(address)) for _ in range(count)]
    await asyncio.sleep(seconds)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    lags = sorted(readers.lags_s) or [float("nan")]
    found = {
        "readers": count,
        "ended": readers.ended,
        "events": readers.events,
        "megabytes": readers.size / 1e6,
        "lag_median_s": lags[len(lags) // 2],
        "lag_worst_s": lags[-1],
        "processor_s": time.process_time(),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    _, address, count, seconds = sys.argv
    asyncio.run(_run(address, int(count), float(seconds)))
