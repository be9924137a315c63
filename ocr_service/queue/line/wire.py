"""One connection to Redis for many callers: commands leave in order, and replies come back in order."""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from typing import Any, cast

import hiredis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError

from ocr_service.queue.line.endpoint import Command, Endpoint

# Said before a script runs at all, so that asking again is safe.
_NO_MASTER = ("MASTERDOWN", "READONLY")
_ASK_AGAIN = ("NOSCRIPT", "LOADING", "NOAUTH", *_NO_MASTER)
_INCOMPLETE = object()

# Its stub describes a tuple of one.
_pack: Any = hiredis.pack_command


class Interrupted(RedisConnectionError):
    """There was no connection until the reply came, or the server would not serve it: ask in another way."""


class Wire(asyncio.Protocol):
    """A live connection and who waits for its replies; made by ``open_wire``.

    A caller that is cancelled leaves its place: its reply is read and dropped, never another's.
    """

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._loop = asyncio.get_running_loop()
        self._reader = hiredis.Reader(encoding="utf-8", notEnoughData=_INCOMPLETE)
        self._waiting: deque[tuple[float, asyncio.Future[Any]]] = deque()
        self._unsent: list[bytes] = []
        self._watch: asyncio.TimerHandle | None = None
        self._end: Exception | None = None
        self._transport: asyncio.Transport
        self._is_gone = asyncio.Event()

    @property
    def is_open(self) -> bool:
        """False once the other side or a timeout ended it."""
        return self._end is None and not self._transport.is_closing()

    def send(self, command: Command) -> asyncio.Future[Any]:
        """The reply to come. What is sent in one turn of the loop leaves in one write, and costs one fsync."""
        reply: asyncio.Future[Any] = self._loop.create_future()
        if self._end is not None:
            reply.set_exception(self._end)
            return reply
        if not self._unsent:
            self._loop.call_soon(self._flush)
        self._unsent.append(_pack(command))
        self._watch = self._watch or self._loop.call_later(self._timeout_s, self._look)
        self._waiting.append((self._loop.time(), reply))
        return reply

    async def close(self) -> None:
        """End it; who still waits gets ``Interrupted``."""
        self._fail(Interrupted("closed"))
        await self._is_gone.wait()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep an idle line alive, and notice when it is dead."""
        self._transport = cast(asyncio.Transport, transport)
        line = transport.get_extra_info("socket")
        if line.family != socket.AF_UNIX:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)

    def data_received(self, data: bytes) -> None:
        """Hand replies to those who wait for them."""
        try:
            self._reader.feed(data)
            while (reply := self._reader.gets()) is not _INCOMPLETE:
                self._settle(reply)
        except (hiredis.ProtocolError, IndexError) as error:
            # No Redis, or a reply to nothing: whatever follows cannot be told apart.
            self._fail(RedisConnectionError(f"unexpected reply: {error}"))

    def connection_lost(self, error: Exception | None) -> None:
        """Tell who waits."""
        self._fail(Interrupted(str(error or "the server closed the connection")))
        self._is_gone.set()

    def _flush(self) -> None:
        commands, self._unsent = self._unsent, []
        if commands and self.is_open:
            self._transport.write(b"".join(commands))

    def _settle(self, reply: Any) -> None:
        _, waiting = self._waiting.popleft()
        if not isinstance(reply, hiredis.ReplyError):
            if not waiting.done():
                waiting.set_result(reply)
            return
        text = str(reply)
        if not waiting.done():
            is_repeatable = text.startswith(_ASK_AGAIN)
            waiting.set_exception(Interrupted(text) if is_repeatable else ResponseError(text))
        if text.startswith(_NO_MASTER):
            # A sentinel may know by now who is.
            self._fail(Interrupted(text))

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


async def open_wire(endpoint: Endpoint, *, timeout_s: float) -> Wire:
    """A wire that has introduced itself. Raises ``Interrupted``, or redis-py's ``TimeoutError`` after ``timeout_s``."""
    try:
        async with asyncio.timeout(timeout_s):
            wire = await _connected(endpoint, timeout_s)
    except TimeoutError as error:
        raise RedisTimeoutError(f"no connection within {timeout_s} s") from error
    except OSError as error:
        raise Interrupted(str(error)) from error
    try:
        await _greet(wire, endpoint)
    except BaseException:
        await wire.close()
        raise
    return wire


async def _greet(wire: Wire, endpoint: Endpoint) -> None:
    # Every outcome is looked at, or the loop tells of an error that nobody asked for.
    for outcome in await asyncio.gather(*map(wire.send, endpoint.greeting), return_exceptions=True):
        if isinstance(outcome, ResponseError):
            raise Interrupted(str(outcome)) from outcome
        if isinstance(outcome, BaseException):
            raise outcome


async def _connected(endpoint: Endpoint, timeout_s: float) -> Wire:
    loop = asyncio.get_running_loop()
    if endpoint.path:
        return (await loop.create_unix_connection(lambda: Wire(timeout_s), endpoint.path))[1]
    opening = loop.create_connection(lambda: Wire(timeout_s), endpoint.host, endpoint.port, ssl=endpoint.tls)
    return (await opening)[1]
