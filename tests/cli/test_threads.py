"""The threads of a board: jobs are done and told, so many at a time, and none is waited for."""

from __future__ import annotations

import asyncio
from threading import Event, Semaphore
from weakref import finalize

import pytest

from dishboard.cli.threads import MOST, DaemonThreads


class Answer:
    """Something that can be told to be gone."""


def test_what_is_asked_is_done_and_its_end_is_told() -> None:
    def fails() -> None:
        raise ValueError("no")

    async def life() -> None:
        asyncio.get_running_loop().set_default_executor(DaemonThreads())
        assert await asyncio.to_thread(divmod, 7, 2) == (3, 1)
        with pytest.raises(ValueError, match="no"):
            await asyncio.to_thread(fails)

    asyncio.run(life())


def test_no_end_waits_for_a_job_that_has_none() -> None:
    begun, over = Event(), Event()

    def waits() -> bool:
        begun.set()
        return over.wait(60)

    async def life() -> None:
        asyncio.get_running_loop().set_default_executor(DaemonThreads())
        waiting = asyncio.create_task(asyncio.to_thread(waits))
        while not begun.is_set():
            await asyncio.sleep(0)
        waiting.cancel()

    asyncio.run(life())  # without an end of its own it would be here when `waits` is over
    assert not over.is_set()
    over.set()


def test_a_bounded_number_of_jobs_is_done_at_a_time_and_all_in_the_end() -> None:
    threads, working, over = DaemonThreads(), Semaphore(0), Event()

    def works() -> bool:
        working.release()
        return over.wait(60)

    jobs = [threads.submit(works) for _ in range(3 * MOST)]
    for _ in range(MOST):
        assert working.acquire(timeout=20)
    assert not working.acquire(blocking=False)
    assert sum(job.running() for job in jobs) == MOST
    assert jobs[-1].cancel()
    over.set()
    assert all(job.result(20) for job in jobs[:-1])
    threads.shutdown()


def test_an_idle_thread_keeps_nothing_of_its_last_job() -> None:
    threads, gone = DaemonThreads(), Event()
    job = threads.submit(Answer)
    finalize(job.result(20), gone.set)
    del job
    assert gone.wait(20)
    threads.shutdown()
