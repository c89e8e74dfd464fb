"""What waiting for a broker promises where its library does not."""

from __future__ import annotations

import asyncio

import pytest

from dishboard.feeds.mqtt.broker import answer_of


@pytest.mark.parametrize("fails", [False, True])
def test_a_cancellation_that_comes_together_with_the_answer_counts(fails: bool) -> None:
    async def ask() -> str:
        task, loop = asyncio.current_task(), asyncio.get_running_loop()
        assert task is not None
        answer: asyncio.Future[str] = loop.create_future()
        if fails:
            loop.call_soon(answer.set_exception, OSError("lost"))
        else:
            loop.call_soon(answer.set_result, "granted")
        loop.call_soon(task.cancel)
        return await asyncio.wait_for(answer, 10.0)

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(answer_of(ask()))


def test_without_one_the_answer_is_what_came() -> None:
    async def ask() -> str:
        return await asyncio.wait_for(asyncio.sleep(0, "granted"), 10.0)

    assert asyncio.run(answer_of(ask())) == "granted"
