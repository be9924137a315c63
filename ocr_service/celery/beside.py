"""Run asyncio work beside the thread that a task of Celery's has, which alone speaks to Celery."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Iterator
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from ocr_service.worker.coroutines import end_tasks

T = TypeVar("T")
V = TypeVar("V")


def run_beside(work: Callable[[Callable[[V], None]], Coroutine[Any, Any, T]], hear: Callable[[V], None]) -> T:
    """What ``work`` gives; ``hear`` is called in this thread with each value that ``work`` tells meanwhile.

    An exception in this thread (a time limit of Celery's) cancels the work and waits until it has given back what it held.
    """
    told: SimpleQueue[V | None] = SimpleQueue()

    async def telling() -> T:
        try:
            return await work(told.put)
        finally:
            told.put(None)

    with _loop_beside() as loop:
        result = asyncio.run_coroutine_threadsafe(telling(), loop)
        while (value := told.get()) is not None:
            hear(value)
        return result.result()


@contextlib.contextmanager
def _loop_beside() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop in a thread; at the end of the block no task of it is left."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="beside")
    thread.start()
    try:
        yield loop
    finally:
        asyncio.run_coroutine_threadsafe(_end_all(loop), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end_all(loop: asyncio.AbstractEventLoop) -> None:
    await end_tasks(asyncio.all_tasks(loop) - {asyncio.current_task(loop)})
    await loop.shutdown_asyncgens()
    await loop.shutdown_default_executor()
