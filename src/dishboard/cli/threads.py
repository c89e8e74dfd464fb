"""Threads that hold up nobody's end: what they wait for may never come.

asyncio ends its default threads by waiting for them, and so does Python at its exit. One that looks
up a name or waits for a broker's handshake cannot be told to stop, so that a board that is ended
would stay for as long as somebody else is silent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from threading import Lock, Thread
from typing import ParamSpec, TypeVar

__all__ = ["DaemonThreads", "run"]

MOST = 16  # each feed has one job at a time, and the server one; a cancelled job runs on

_P = ParamSpec("_P")
_T = TypeVar("_T")


def run(work: Coroutine[None, None, _T], *, quickly: bool = False) -> _T:
    """Run it to its end; no thread that it left behind holds up the process.

    Args:
        quickly: on the quickest loop there is, for a server; for one question its start costs more
            than it saves.
    """

    async def life() -> _T:
        asyncio.get_running_loop().set_default_executor(DaemonThreads())
        return await work

    if quickly:
        try:
            import uvloop
        except ImportError:  # not to be had on Windows
            pass
        else:
            return uvloop.run(life())
    return asyncio.run(life())


class DaemonThreads(ThreadPoolExecutor):
    """An executor for `loop.set_default_executor`, which accepts no other base class.

    At most `MOST` jobs are done at a time, the others wait their turn.
    """

    def __init__(self) -> None:
        super().__init__(1)  # its own threads are never begun
        self._asked: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._begun = 0
        self._beginning = Lock()

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Have a thread do it, as soon as one is free."""
        future: Future[_T] = Future()

        def work() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as error:  # whoever waits for it is told
                future.set_exception(error)

        self._asked.put(work)
        with self._beginning:
            if self._begun < MOST:
                self._begun += 1
                Thread(target=self._work, name=f"work {self._begun}", daemon=True).start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the threads end when they are done with what was asked; waits for none."""
        with self._beginning:
            for _ in range(self._begun):
                self._asked.put(None)

    def _work(self) -> None:
        while self._is_done_with(self._asked.get()):
            pass

    def _is_done_with(self, work: Callable[[], None] | None) -> bool:
        """In a method of its own, so that an idle thread keeps nothing of its last job."""
        if work is None:
            return False
        work()
        return True
