"""A line to a server that can be slow, or cut: both ways, only the way back, or only for those who use it now."""

from __future__ import annotations

import asyncio
import contextlib
from enum import Enum, auto

_LOOK_S = 0.01


class Line(Enum):
    """What passes. What does not is held back until it does, as TCP sends again what was lost: a stream never has a gap."""

    OPEN = auto()
    CUT = auto()
    ONE_WAY = auto()


class Proxy:
    """Listens on a TCP port of its own and passes bytes while the line is open; each piece takes ``delay_s``.

    ``far`` is the path of a unix socket, or host and port.
    """

    def __init__(self, far: str | tuple[str, int], *, host: str = "127.0.0.1") -> None:
        self._far = far
        self._host = host
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self._age = 0
        self.line = Line.OPEN
        self.delay_s = 0.0

    async def __aenter__(self) -> Proxy:
        self._server = await asyncio.start_server(self._accept, self._host, 0)
        return self

    def half_open(self) -> None:
        """What is connected now stays so for both ends, and nothing passes any more, as behind a router that forgot."""
        self._age += 1

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
        if isinstance(self._far, str):
            far_reader, far_writer = await asyncio.open_unix_connection(self._far)
        else:
            far_reader, far_writer = await asyncio.open_connection(*self._far)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pump(reader, far_writer, {Line.OPEN, Line.ONE_WAY}))
                group.create_task(self._pump(far_reader, writer, {Line.OPEN}))
        finally:
            await _close(far_writer)

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, passes: set[Line]
    ) -> None:
        age = self._age
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65_536):
                await asyncio.sleep(self.delay_s)
                while self.line not in passes and age == self._age:
                    await asyncio.sleep(_LOOK_S)
                if age == self._age:
                    writer.write(data)
                    await writer.drain()
        writer.close()


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()
