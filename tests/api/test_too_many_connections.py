"""More connections than a process can serve are told so; those that it has are served on."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from ocr_service.api import http_protocol
from ocr_service.api.open_connections import STATE_KEY, OpenConnections
from tests.support.processes.patience import PATIENCE_S

MOST = 2
ASK = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
UPGRADE = (
    b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


async def hello(_: object) -> PlainTextResponse:
    return PlainTextResponse("hello")


async def listen(socket: WebSocket) -> None:
    await socket.accept()
    await socket.receive()


@asynccontextmanager
async def serving(folder: Path):
    """A server that takes two connections; gives what opens another one."""

    @asynccontextmanager
    async def lifespan(_: object):
        yield {STATE_KEY: OpenConnections(MOST)}

    app = Starlette(routes=[Route("/", hello), WebSocketRoute("/ws", listen)], lifespan=lifespan)
    address = str(folder / "api.sock")
    config = uvicorn.Config(
        http_protocol.BodyOnDemand(app), uds=address, http=http_protocol.SmallReads, log_config=None
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not server.started:
                await asyncio.sleep(0.01)
            yield lambda: asyncio.open_unix_connection(address)
    finally:
        server.should_exit = True
        await running


async def asked(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    writer.write(ASK)
    head = await reader.readuntil(b"\r\n\r\n")
    await reader.readexactly(len("hello"))
    return head.split()[1]


async def until_admitted(connect) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A new connection, once the server has noticed that another one is gone."""
    while True:
        reader, writer = await connect()
        writer.write(ASK)
        if (await reader.readline()).split()[1] == b"200":
            return reader, writer
        writer.close()


async def test_one_connection_too_many_is_refused_in_words(tmp_path: Path) -> None:
    async with serving(tmp_path) as connect:
        kept = [await connect() for _ in range(MOST)]
        assert [await asked(*each) for each in kept] == [b"200", b"200"]

        refused, end = await connect()
        head, _, body = (await refused.read()).partition(b"\r\n\r\n")
        end.close()

        assert head.startswith(b"HTTP/1.1 503 ")
        assert b"Retry-After: 2" in head
        assert json.loads(body)["code"] == "TOO_MANY_CONNECTIONS"
        assert [await asked(*each) for each in kept] == [b"200", b"200"]

        kept.pop()[1].close()
        again = await until_admitted(connect)
        for _, writer in (*kept, again):
            writer.close()


async def test_a_listener_that_left_gives_its_place_back(tmp_path: Path) -> None:
    async with serving(tmp_path) as connect:
        for _ in range(MOST):
            reader, writer = await connect()
            writer.write(UPGRADE)
            assert (await reader.readline()).split()[1] == b"101"
            writer.close()

        _, end = await until_admitted(connect)
        end.close()
