"""Send commands of all callers over one connection: they leave in order, and replies come back in order.

redis-py takes a connection for each command and waits for its reply before the next one may use it;
that took two thirds of a no-op task's time. redis-py still opens the connection (TLS, unix sockets,
users, sentinels); afterwards bytes go straight from the socket to hiredis and to whoever waits.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

import hiredis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError

# Said before a script runs at all, so that asking again is safe.
_ASK_AGAIN = ("NOSCRIPT", "LOADING", "MASTERDOWN", "READONLY", "NOAUTH")
_INCOMPLETE = object()

# Its stub describes a tuple of one.
_pack: Any = hiredis.pack_command

Argument = str | int | float


class Interrupted(RedisConnectionError):
    """The connection ended before the reply came, or the server would not serve it: ask in another way."""


def _error_of(reply: Exception) -> Exception:
    text = str(reply)
    return Interrupted(text) if text.startswith(_ASK_AGAIN) else ResponseError(text)


class _Wire(asyncio.Protocol):
    """A live connection and who waits for its replies.

    A caller that is cancelled leaves its place: its reply is read and dropped, never another's.
    """

    def __init__(self, connection: Any, timeout_s: float) -> None:
        self._connection = connection
        self._timeout_s = timeout_s
        self._loop = asyncio.get_running_loop()
        self._reader = hiredis.Reader(encoding="utf-8", notEnoughData=_INCOMPLETE)
        self._waiting: deque[tuple[float, asyncio.Future[Any]]] = deque()
        self._unsent: list[bytes] = []
        self._watch: asyncio.TimerHandle | None = None
        self._end: Exception | None = None
        self._transport = connection._writer.transport
        self._stream: asyncio.Protocol = self._transport.get_protocol()
        self._transport.set_protocol(self)

    @property
    def is_open(self) -> bool:
        """False once the other side or a timeout ended it."""
        return self._end is None and not self._transport.is_closing()

    def send(self, command: bytes) -> asyncio.Future[Any]:
        """The reply to come. What is sent in one turn of the loop leaves in one write, and costs one fsync."""
        reply: asyncio.Future[Any] = self._loop.create_future()
        if not self._unsent:
            self._loop.call_soon(self._flush)
        self._unsent.append(command)
        self._watch = self._watch or self._loop.call_later(self._timeout_s, self._look)
        self._waiting.append((self._loop.time(), reply))
        return reply

    async def close(self) -> None:
        """End it; who still waits gets ``Interrupted``."""
        self._fail(Interrupted("closed"))
        await self._connection.disconnect()

    def data_received(self, data: bytes) -> None:
        """Hand replies to those who wait for them."""
        try:
            self._reader.feed(data)
            while (reply := self._reader.gets()) is not _INCOMPLETE:
                self._settle(reply)
        except (hiredis.ProtocolError, IndexError) as error:
            # No Redis, or a reply to nothing: whatever follows cannot be told apart.
            self._fail(RedisConnectionError(f"unexpected reply: {error}"))

    def eof_received(self) -> bool | None:
        """The other side is done: close."""
        return None

    def connection_lost(self, error: Exception | None) -> None:
        """Tell who waits, and redis-py's stream."""
        self._fail(Interrupted(str(error or "the server closed the connection")))
        self._stream.connection_lost(error)

    def _flush(self) -> None:
        commands, self._unsent = self._unsent, []
        if commands and self.is_open:
            self._transport.write(b"".join(commands))

    def _settle(self, reply: Any) -> None:
        _, waiting = self._waiting.popleft()
        if waiting.done():
            return
        if isinstance(reply, hiredis.ReplyError):
            waiting.set_exception(_error_of(reply))
        else:
            waiting.set_result(reply)

    def _look(self) -> None:
        """One timer watches all: the oldest waits longest."""
        self._watch = None
        if not self._waiting:
            return
        left_s = self._waiting[0][0] + self._timeout_s - self._loop.time()
        if left_s <= 0:
            self._fail(RedisTimeoutError(f"no reply within {self._timeout_s} s"))
        else:
            self._watch = self._loop.call_later(left_s, self._look)

    def _fail(self, error: Exception) -> None:
        if self._end is not None:
            return
        self._end = error
        if self._watch is not None:
            self._watch.cancel()
        self._transport.abort()
        while self._waiting:
            _, waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_exception(error)


class SharedConnection:
    """Opens a wire when one is needed, and another when it broke."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self._timeout_s: float = pool.connection_kwargs["socket_timeout"]
        self._opening = asyncio.Lock()
        self._wire: _Wire | None = None

    async def call(self, *command: Argument) -> Any:
        """The reply. Raises ``Interrupted``, or what redis-py raises when it cannot connect or waits too long."""
        wire = self._wire
        if wire is None or not wire.is_open:
            wire = await self._open()
        return await wire.send(_pack(command))

    async def close(self) -> None:
        """Close the wire, if there is one."""
        if self._wire is not None:
            await self._wire.close()
            self._wire = None

    async def _open(self) -> _Wire:
        async with self._opening:
            if self._wire is None or not self._wire.is_open:
                await self.close()
                connection = self._pool.make_connection()
                await connection.connect()
                self._wire = _Wire(connection, self._timeout_s)
            return self._wire
