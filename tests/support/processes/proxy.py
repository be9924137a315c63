"""A line to a server that can be cut: both ways, or only the way back."""

from __future__ import annotations

import asyncio
import contextlib
from enum import Enum, auto


class Line(Enum):
    """What passes. A cut line drops bytes silently, as a pulled cable does."""

    OPEN = auto()
    CUT = auto()
    ONE_WAY = auto()


class Proxy:
    """Listens on a TCP port of its own and passes bytes to a unix socket while the line is open."""

    def __init__(self, socket_path: str) -> None:
        self._socket_path = socket_path
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self.line = Line.OPEN

    async def __aenter__(self) -> Proxy:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.current_task()
        assert connection is not None
        self._connections.add(connection)
        try:
            await self._pass(reader, writer)
        except asyncio.CancelledError:
            # The end of the proxy; asyncio's stream callback (3.11) cannot stand a cancelled handler.
            return
        finally:
            self._connections.discard(connection)
            await _close(writer)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_unix_connection(self._socket_path)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pump(reader, far_writer, {Line.OPEN, Line.ONE_WAY}))
                group.create_task(self._pump(far_reader, writer, {Line.OPEN}))
        finally:
            await _close(far_writer)

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, passes: set[Line]
    ) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65_536):
                if self.line in passes:
                    writer.write(data)
                    await writer.drain()
        writer.close()


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()
