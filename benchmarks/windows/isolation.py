"""A process for each tool: what one imports, keeps or leaves running is no other's burden."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Self

from benchmarks.windows.found import Found
from benchmarks.windows.work import Work

_BLAS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


class MissingError(Exception):
    """A tool that is not installed; the text says which package."""


@dataclass(frozen=True, eq=False)
class Run:
    """One search: processor time of all threads of its process, user and system."""

    processor_s: float
    peak_mib: float | None  # of the whole process so far, libraries included; None: not known


class Isolated:
    """A tool in its own process, which waits between searches and costs nothing."""

    def __init__(self, tool: str, work: Work, *, blas_threads: int | None = 1) -> None:
        """`tool` is module:function; a `MissingError` when what it needs is not there.

        One thread for NumPy's matrix products, since idle ones spin and would be counted; None
        leaves them as they come.
        """
        context = multiprocessing.get_context("spawn")
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, tool, work), daemon=True)
        with _environment({} if blas_threads is None else dict.fromkeys(_BLAS, str(blas_threads))):
            self._process.start()
        theirs.close()
        self._answer()

    def search(self) -> Run:
        self._ours.send("search")
        return self._answer()

    def found(self) -> Found:
        """The answer of the last search."""
        self._ours.send("found")
        return self._answer()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.join()
        self._ours.close()

    def _answer(self) -> Any:
        try:
            answer = self._ours.recv()
        except EOFError:
            raise RuntimeError("the tool's process ended") from None
        if isinstance(answer, Exception):
            self._process.join()
            raise answer
        return answer


@contextmanager
def _environment(changes: dict[str, str]) -> Iterator[None]:
    """For the process that is started within."""
    before = dict(os.environ)
    os.environ.update(changes)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _serve(asked: Connection, tool: str, work: Work) -> None:
    module, _, name = tool.partition(":")
    try:
        search, columns = getattr(importlib.import_module(module), name)(work)
    except ImportError as fault:
        asked.send(MissingError(str(fault.name or fault).partition(".")[0]))
        return
    except Exception as fault:
        asked.send(RuntimeError(f"{tool}: {type(fault).__name__}: {fault}"))
        return
    asked.send("ready")
    answer: Any = None
    while True:
        if asked.recv() == "found":
            asked.send(columns(answer).within(work))
            continue
        answer = None  # its memory is not the next one's
        began = time.process_time()
        try:
            answer = search()
        except Exception as fault:
            asked.send(RuntimeError(f"{tool}: {type(fault).__name__}: {fault}"))
            return
        spent = time.process_time() - began
        asked.send(Run(spent, _peak_mib()))


def _peak_mib() -> float | None:
    """Linux's own high-water mark; `getrusage` would count what the parent held as well."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    line = next(one for one in status.read_text().splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
