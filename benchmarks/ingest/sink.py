"""A server that reads readings and thinks nothing: what the generator can do at most.

python -m benchmarks.ingest.sink     prints its address, answers until it is ended
"""

from __future__ import annotations

import asyncio
import re

ANSWER = b'{"accepted":0,"rejected":0,"problems":[]}'
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
    try:
        while True:
            asked = LENGTH.search(await reader.readuntil(b"\r\n\r\n"))
            await reader.readexactly(int(asked[1]) if asked else 0)
            writer.write(head % len(ANSWER) + ANSWER)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def _serve() -> None:
    server = await asyncio.start_server(_answer, "127.0.0.1", 0, limit=8 * 1024 * 1024)
    host, port = server.sockets[0].getsockname()
    print(f"http://{host}:{port}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
