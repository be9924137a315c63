"""Read a JSON body whole, but never more than a little: FastAPI itself would hold any size, before it asks for a key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from ocr_service.api.bodies.body import Body, check_plain
from ocr_service.api.context import ApiContext
from ocr_service.errors import BodyTooLarge, OcrServiceError

MAX_JSON_BYTES = 8_000_000
"""An exported memory of ten thousand vendors has about 2 MB; every other body has a few hundred bytes."""


class SmallBodyRoute(APIRoute):
    """``APIRouter(route_class=SmallBodyRoute)``: its bodies are bounded in size and time."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]  # a coroutine is one
        """The route's own handler behind ``read_small``, when the route takes a body at all."""
        handle: Callable[[Request], Awaitable[Response]] = super().get_route_handler()
        if self.body_field is None:
            return handle

        async def handle_bounded(request: Request) -> Response:
            return await handle(await read_small(request))

        return handle_bounded


async def read_small(request: Request) -> Request:
    """The same request with its body in memory. Raises ``EncodedBody``, ``BodyTooLarge``, ``UploadTimeout``, ``UploadAborted``."""
    context: ApiContext = request.app.state.context
    async with context.turns.turn() as turn:
        body = Body(request, pause_s=context.config.upload_timeout_s, turn=turn)
        try:
            check_plain(request)
            read = await _bounded(body)
        except OcrServiceError:
            await body.drain()
            raise
    return Request(request.scope, _once(read, request.receive))


async def _bounded(body: Body) -> bytes:
    read = bytearray()
    async for chunk in body.chunks():
        read += chunk
        if len(read) > MAX_JSON_BYTES:
            raise BodyTooLarge(max_bytes=MAX_JSON_BYTES)
    return bytes(read)


def _once(body: bytes, then: Callable[[], Awaitable[Any]]) -> Callable[[], Awaitable[Message]]:
    """What gives the body once, and afterwards what the connection has to say."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        message: Message = messages.pop() if messages else await then()
        return message

    return receive
