"""Serve connections with little memory each, and not for ever: many come at once, and some never say what they want.

A protocol around uvicorn's own one decides how much is read at once; ``BodyOnDemand`` around the app tells it
whether anybody wants more. Both speak through what asyncio and ASGI define, not through uvicorn's inside.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, cast

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from ocr_service.api.open_connections import STATE_KEY, OpenConnections

FIRST_READ_BYTES = 8 * 1024
"""Headers and a beginning: so much of a body is in memory before it is somebody's turn to read it."""
READ_BYTES = 128 * 1024
"""asyncio reads 256 kB at once, which takes more memory and hardly less time."""
HEADER_S = 20.0
"""uvicorn waits for a request's headers without end; a thousand silent connections would take every descriptor."""
_KEY = "ocr_service.connection"


class SmallReads(asyncio.BufferedProtocol):
    """Feeds uvicorn's protocol in small pieces; give it to ``uvicorn.run(http=…)`` by its import path."""

    def __init__(self, *, app_state: Mapping[str, Any], **uvicorns_own: Any) -> None:
        self._connections: OpenConnections | None = app_state.get(STATE_KEY)
        # A request's scope has a copy of this state: so it finds its connection.
        state = {**app_state, _KEY: self}
        # Declared as a plain protocol, which would take no arguments.
        make: Any = AutoHTTPProtocol
        self._inner: asyncio.Protocol = make(app_state=state, **uvicorns_own)
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport
        self._buffer = bytearray()
        self._request: object | None = None
        self._has_body = False
        self._impatience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin a connection."""
        self._transport = cast(asyncio.Transport, transport)
        self._is_admitted = self._connections is None or self._connections.admit(self._transport)
        if not self._is_admitted:
            return
        self._inner.connection_made(transport)
        self._wait_for_headers()

    def get_buffer(self, sizehint: int) -> bytearray:
        """Room for the next piece."""
        self._buffer = bytearray(READ_BYTES if self._has_body else FIRST_READ_BYTES)
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Headers, a body, or a part of either; of a body no more is read until the app asks for it."""
        with memoryview(self._buffer) as piece:
            data = bytes(piece[:nbytes])
        self._buffer = bytearray()
        if not self._is_admitted:
            return
        self._inner.data_received(data)
        if self._has_body:
            self._transport.pause_reading()
        self._wait_for_headers()

    def eof_received(self) -> bool | None:
        """The other side has said all."""
        return self._inner.eof_received() if self._is_admitted else None

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is over."""
        self._be_patient()
        if not self._is_admitted:
            return
        if self._connections is not None:
            self._connections.leave(self._transport)
        self._inner.connection_lost(exc)

    def pause_writing(self) -> None:
        """The other side reads more slowly than we write."""
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        """It has caught up."""
        self._inner.resume_writing()

    def begin(self, request: object, *, has_body: bool) -> None:
        """The headers of ``request`` have come."""
        self._be_patient()
        self._request, self._has_body = request, has_body
        if has_body:
            self._transport.pause_reading()

    def read_on(self, request: object) -> None:
        """The app asks for more of the body."""
        if request is self._request:
            self._transport.resume_reading()

    def end_body(self, request: object) -> None:
        """The body has come to its end, or nobody wants the rest: hear when the caller leaves, or asks again."""
        if request is self._request:
            self._has_body = False
            self._transport.resume_reading()

    def end(self, request: object) -> None:
        """The answer is written; the next request may come."""
        self.end_body(request)
        if request is self._request:
            self._request = None

    def _wait_for_headers(self) -> None:
        """Begin to wait when no request is under way."""
        is_upgraded = self._transport.get_protocol() is not self  # to a WebSocket, which has pings of its own
        if is_upgraded:
            self._be_patient()
        elif self._request is None and self._impatience is None:
            self._impatience = self._loop.call_later(HEADER_S, self._transport.close)

    def _be_patient(self) -> None:
        if self._impatience is not None:
            self._impatience.cancel()
            self._impatience = None


class BodyOnDemand:
    """Tells a request's connection when the app wants more of its body, and when the answer is written."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        connection: SmallReads | None = scope.get("state", {}).get(_KEY)
        if scope["type"] != "http" or connection is None:
            await self._app(scope, receive, send)
            return
        request = object()

        async def receive_more() -> Message:
            connection.read_on(request)
            message = await receive()
            if not message.get("more_body"):
                connection.end_body(request)
            return message

        async def send_on(message: Message) -> None:
            await send(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                connection.end(request)

        connection.begin(request, has_body=_has_body(scope))
        try:
            await self._app(scope, receive_more, send_on)
        finally:
            connection.end(request)


def _has_body(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"
