"""A real HTTP server that takes webhooks and behaves well or badly, as it is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.support.processes.patience import PATIENCE_S

Answer = Callable[[asyncio.StreamWriter], Any]


@dataclass(frozen=True, kw_only=True)
class Received:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def json(self) -> dict[str, Any]:
        whole: dict[str, Any] = json.loads(self.body)
        return whole


def status(code: int, **headers: str) -> Answer:
    """An answer of this status, complete and closed."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        head = [f"HTTP/1.1 {code} X", "content-length: 0", "connection: close", *lines]
        writer.write("\r\n".join([*head, "", ""]).encode())

    return answer


async def hang(writer: asyncio.StreamWriter) -> None:
    """Take the request and say nothing."""
    await asyncio.sleep(3_600)


async def close_early(writer: asyncio.StreamWriter) -> None:
    """Hang up without a word."""
    writer.transport.abort()


async def endless_body(writer: asyncio.StreamWriter) -> None:
    """Say yes, and never stop talking."""
    writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
        await writer.drain()


async def one_byte_a_second(writer: asyncio.StreamWriter) -> None:
    """Say yes, very slowly."""
    for byte in b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n":
        writer.write(bytes([byte]))
        await asyncio.sleep(1)


def slow(seconds: float) -> Answer:
    """Take a while, then say yes."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        await status(200)(writer)

    return answer


@dataclass
class Receiver:
    """What came so far; ``answer`` is how the next request is answered."""

    answer: Answer = field(default_factory=lambda: status(200))
    received: list[Received] = field(default_factory=list)
    port: int = 0
    open_now: int = 0
    most_open: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def ids(self) -> list[str]:
        return [each.id for each in self.received]

    async def until(self, count: int, *, timeout_s: float = PATIENCE_S) -> list[Received]:
        """Wait until so many requests came."""
        async with asyncio.timeout(timeout_s):
            while len(self.received) < count:
                await asyncio.sleep(0.01)
        return self.received

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open_now += 1
        self.most_open = max(self.most_open, self.open_now)
        try:
            self.received.append(await _request(reader))
            await self.answer(writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open_now -= 1
            writer.close()


async def _request(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Received(path=first.split()[1], headers=headers, body=body)


@asynccontextmanager
async def receiver(
    answer: Answer | None = None, *, port: int = 0, host: str = "127.0.0.1"
) -> AsyncIterator[Receiver]:
    """A receiver on a port of its own."""
    kept = Receiver() if answer is None else Receiver(answer=answer)
    connections: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        connections.add(task)
        try:
            await kept.serve(reader, writer)
        finally:
            connections.discard(task)

    server = await asyncio.start_server(serve, host, port)
    kept.port = server.sockets[0].getsockname()[1]
    try:
        yield kept
    finally:
        server.close()
        for task in tuple(connections):
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
