"""Serve connections with little memory each, and not for ever: many come at once, and some never say what they want."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.auto import AutoHTTPProtocol

FIRST_READ_BYTES = 8 * 1024
"""Headers and a beginning: so much of a body is in memory before it is somebody's turn to read it."""
READ_BYTES = 128 * 1024
"""asyncio reads 256 kB at once, which takes more memory and hardly less time."""
HEADER_S = 20.0
"""uvicorn waits for a request's headers without end; a thousand silent connections would take every descriptor."""


class SmallReads(AutoHTTPProtocol):  # type: ignore[misc, valid-type]  # chosen by uvicorn at import
    """uvicorn's own protocol; give it to ``uvicorn.run(http=…)`` by its import path."""

    _impatience: asyncio.TimerHandle | None = None
    _holds_body = False

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Begin a connection."""
        super().connection_made(transport)
        self._read_at_most(FIRST_READ_BYTES)
        self._wait_for_headers()

    def data_received(self, data: bytes) -> None:
        """Headers, a body, or a part of either; of a body no more is read until the app asks for it."""
        if self._holds_body:
            self._read_at_most(READ_BYTES)
        super().data_received(data)
        self._wait_for_headers()
        cycle = self.cycle
        self._holds_body = cycle is not None and not cycle.response_complete and bool(cycle.body)
        if self._holds_body:
            self.flow.pause_reading()

    def on_response_complete(self) -> None:
        """The next request begins as small as the first one."""
        self._read_at_most(FIRST_READ_BYTES)
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is over."""
        super().connection_lost(exc)
        self._be_patient()

    def _read_at_most(self, size: int) -> None:
        """Other event loops read 64 kB and have no such attribute."""
        if hasattr(self.transport, "max_size"):
            self.transport.max_size = size

    def _wait_for_headers(self) -> None:
        """Begin to wait when no request is under way, end it when one is."""
        is_upgraded = self.transport.get_protocol() is not self  # to a WebSocket, which has pings of its own
        if is_upgraded or (self.cycle is not None and not self.cycle.response_complete):
            self._be_patient()
        elif self._impatience is None:
            self._impatience = self.loop.call_later(HEADER_S, self.transport.close)

    def _be_patient(self) -> None:
        if self._impatience is not None:
            self._impatience.cancel()
            self._impatience = None
