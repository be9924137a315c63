"""What all listeners of one API process share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from ocr_service.api.live.closing import Closing
from ocr_service.api.live.listeners import Listeners
from ocr_service.api.live.outlook import Outlook
from ocr_service.domain.task_queue import QueueReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """The queue they follow, their places, how things go, and whether the process stops."""

    queue: QueueReader
    listeners: Listeners
    outlook: Outlook
    closing: Closing


def live_over(queue: QueueReader, max_listeners: int) -> Live:
    """For one API process."""
    return Live(
        queue=queue,
        listeners=Listeners(max_listeners),
        outlook=Outlook(queue),
        closing=Closing(queue),
    )


async def _live_of(connection: HTTPConnection) -> Live:
    live: Live = connection.app.state.live
    return live


async def _held() -> AsyncIterator[ExitStack]:
    with ExitStack() as held:
        yield held


SharedLive = Annotated[Live, Depends(_live_of)]
Held = Annotated[ExitStack, Depends(_held)]
"""What a listener holds until his answer is over: FastAPI leaves such a block after the last byte is sent."""
