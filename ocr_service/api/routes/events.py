"""Tell what happens as it happens: server-sent events, and the same over a WebSocket."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import ExitStack
from typing import Annotated

from fastapi import APIRouter, Header, Query, WebSocket
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from starlette.responses import Response

from ocr_service.api.access.auth import Caller, Reader
from ocr_service.api.context import Context
from ocr_service.api.find import find_batch, find_task
from ocr_service.api.live.shared_live import Held, Live, SharedLive
from ocr_service.api.live.story import Following, Story, Told, follow, shared_story, task_story
from ocr_service.api.openapi.parameters import TaskIdPath
from ocr_service.api.openapi.responses import REQUEST_ID, TASK, Answers, problems
from ocr_service.domain.live import Topic
from ocr_service.errors import BatchNotFound, OcrServiceError, TooManyListeners
from ocr_service.intake.options import invalid

router = APIRouter(tags=["events"])

_RECONNECT_MS = 2_000
_ID = re.compile(r"[0-9]{1,15}(-[0-9]{1,15})?", re.ASCII)
_ALL = "all"
_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
_MOST_MESSAGES = 100
"""A WebSocket is there to listen; who sends more than this has mistaken it for something else."""
_NORMAL, _POLICY, _SERVICE_RESTART = 1000, 1008, 1012
"""Close codes of RFC 6455 and its IANA registry."""

LastId = Annotated[
    str | None, Header(alias="Last-Event-ID", description="the last event seen; the browser sends it")
]
AfterQuery = Annotated[str | None, Query(description="as `Last-Event-ID`, for those who cannot send it")]
BatchQuery = Annotated[str, Query(description="a batch's id, or `all` for whatever the caller may see")]


# One event, as OpenAPI 3.2 (4.14.4) describes them.
# As a whole the answer is a text; generators that are told of members read it as one JSON object.
_EVENT = {
    "type": "string",
    "description": "events with `id`, `event`, `retry` and `data`, which is a `LiveTask` in JSON",
}


def _answers(*errors: type[OcrServiceError]) -> Answers:
    return {
        **problems(*errors, TooManyListeners),
        200: {
            "description": "events until the end; each `data` is a `LiveTask`",
            "headers": REQUEST_ID,
            "content": {"text/event-stream": {"schema": _EVENT}},
        },
        204: {
            "description": "all of it was seen: a browser does not come back after this",
            "headers": REQUEST_ID,
        },
    }


@router.get(
    "/ocr/events/{task_id}",
    summary="Follow a task",
    response_class=Response,
    responses=_answers(*TASK),
)
async def task_events(
    *,
    context: Context,
    live: SharedLive,
    held: Held,
    caller: Reader,
    task_id: TaskIdPath,
    last_event_id: LastId = None,
    after: AfterQuery = None,
) -> Response:
    """Progress, page by page, with the place in the queue and the seconds that are probably left; `end` is the last event."""
    task = await find_task(context.queue, caller, task_id)
    following = await _follow(live, held, caller, Topic(task_id=task.id), last_event_id or after)
    if following.is_back and task.status.is_final and not following.missed and not following.has_gap:
        return Response(status_code=204)
    return _streamed(task_story(live, task, following))


@router.get(
    "/ocr/events",
    summary="Follow a batch, or all tasks",
    response_class=Response,
    responses=_answers(BatchNotFound),
)
async def shared_events(
    *,
    context: Context,
    live: SharedLive,
    held: Held,
    caller: Reader,
    batch: BatchQuery = _ALL,
    last_event_id: LastId = None,
    after: AfterQuery = None,
) -> Response:
    """Progress of each task. A batch begins with `batch` and ends with `end`; `gap` says that events are gone."""
    found = None if batch == _ALL else await find_batch(context.queue, caller, batch)
    topic = Topic(batch_id=found.id) if found else Topic(owner=caller.sees)
    following = await _follow(live, held, caller, topic, last_event_id or after)
    is_seen = following.is_back and not following.missed and not following.has_gap
    if found and found.finished_at and is_seen:
        return Response(status_code=204)
    return _streamed(shared_story(live, found, following))


async def _follow(live: Live, held: ExitStack, caller: Caller, topic: Topic, after: str | None) -> Following:
    """A place among the listeners and in the stream, kept while ``held`` is open."""
    if after is not None and not _ID.fullmatch(after):
        raise invalid({"field": "Last-Event-ID", "message": "Send an id that came with an event."})
    held.enter_context(live.listeners.place(caller.owner))
    follower = held.enter_context(live.queue.follow(topic, after=after))
    return await follow(follower, is_back=after is not None)


def _streamed(story: Story) -> Response:
    return EventSourceResponse(_lines(story), headers=_HEADERS)


async def _lines(story: Story) -> AsyncIterator[bytes]:
    yield format_sse_event(retry=_RECONNECT_MS)
    async for told in story:
        yield _line(told) if told else KEEPALIVE_COMMENT


def _line(told: Told) -> bytes:
    text = json.dumps(told.data, ensure_ascii=False)
    return format_sse_event(data_str=text, event=told.name or None, id=told.id or None)


@router.websocket("/ocr/ws/{task_id}")
async def task_socket(
    *,
    socket: WebSocket,
    context: Context,
    live: SharedLive,
    held: Held,
    caller: Reader,
    task_id: str,
    after: str | None = None,
) -> None:
    """The events of ``task_events`` as JSON, ``{"event", "id", "data"}``; 1000 follows upon the last one.

    A refusal is told by the close code, 4000 and its HTTP status, with the error's code as the reason; 1012 says that
    the service restarts: come back with ``after``.
    """
    task = await find_task(context.queue, caller, task_id)
    following = await _follow(live, held, caller, Topic(task_id=task.id), after)
    await socket.accept()
    telling = asyncio.create_task(_tell(socket, task_story(live, task, following)))
    leaving = asyncio.create_task(_left(socket))
    await asyncio.wait((telling, leaving), return_when=asyncio.FIRST_COMPLETED)
    has_left = leaving.done()
    for each in (telling, leaving):
        each.cancel()
    await asyncio.gather(telling, leaving, return_exceptions=True)
    if not has_left:
        await socket.close(_SERVICE_RESTART if live.closing.has_begun else _NORMAL)


async def _tell(socket: WebSocket, story: Story) -> None:
    async for told in story:
        if told:  # a WebSocket has heartbeats of its own
            await socket.send_json(
                {"event": told.name or "progress", "id": told.id or None, "data": told.data}
            )


async def _left(socket: WebSocket) -> None:
    """Return when the listener has left; what he says is not heard."""
    for _ in range(_MOST_MESSAGES):
        if (await socket.receive())["type"] == "websocket.disconnect":
            return
    await socket.close(_POLICY, "This socket only tells; it takes no messages.")
