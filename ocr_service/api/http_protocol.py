"""Serve connections with little memory each, and not for ever: many come at once, and some never say what they want."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.auto import AutoHTTPProtocol

READ_BYTES = 32 * 1024
"""asyncio reads 256 kB at once: 500 uploads held 130 to 215 MB more than none, with this 55 MB."""
HEADER_S = 20.0
"""uvicorn waits for a request's headers without end; a thousand silent connections would take every descriptor."""


class SmallReads(AutoHTTPProtocol):  # type: ignore[misc, valid-type]  # chosen by uvicorn at import
    """uvicorn's own protocol; give it to ``uvicorn.run(http=…)`` by its import path."""

    _impatience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Begin a connection. Other event loops read 64 kB and have no such attribute."""
        if hasattr(transport, "max_size"):
            transport.max_size = READ_BYTES
        super().connection_made(transport)
        self._wait_for_headers()

    def data_received(self, data: bytes) -> None:
        """Headers, a body, or a part of either."""
        super().data_received(data)
        self._wait_for_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is over."""
        super().connection_lost(exc)
        self._be_patient()

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
