"""Wait for the first of several events, and end asyncio tasks for certain.

Before Python 3.12 ``asyncio.wait_for`` swallows a cancellation that arrives as its inner call
finishes (CPython issue 81839), and redis-py waits with it: one ``cancel()`` may be lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from typing import Any

_AGAIN_S = 0.5


async def end_tasks(tasks: Collection[asyncio.Task[Any]]) -> None:
    """Cancel until every task is done; errors of theirs are not raised."""
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=_AGAIN_S)


def cancel_until(is_over: Callable[[], bool], task: asyncio.Task[Any]) -> None:
    """Cancel now, and again every half second until ``is_over`` or the task is done."""
    if not task.done() and not is_over():
        task.cancel()
        asyncio.get_running_loop().call_later(_AGAIN_S, cancel_until, is_over, task)


async def first_set(*events: asyncio.Event) -> None:
    """Return when one of them is set."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
