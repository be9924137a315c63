"""A connection that never finishes its request does not keep its place."""

from __future__ import annotations

import asyncio
from pathlib import Path

import uvicorn

from ocr_service.api import http_protocol
from tests.support.processes.patience import PATIENCE_S


async def hello(scope: object, receive: object, send: object) -> None:
    """Answers everything with 204."""
    await send({"type": "http.response.start", "status": 204, "headers": []})  # type: ignore[operator]
    await send({"type": "http.response.body", "body": b""})  # type: ignore[operator]


async def test_headers_that_do_not_come_end_the_connection(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(http_protocol, "HEADER_S", 0.3)
    address = str(tmp_path / "api.sock")
    config = uvicorn.Config(
        http_protocol.BodyOnDemand(hello),
        uds=address,
        http=http_protocol.SmallReads,
        lifespan="off",
        log_config=None,
        ws="none",
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not server.started:
                await asyncio.sleep(0.01)
            silent, _silent_end = await asyncio.open_unix_connection(address)
            slow, slow_end = await asyncio.open_unix_connection(address)
            slow_end.write(b"GET / HTTP/1.1\r\nHost: x\r\n")
            served, served_end = await asyncio.open_unix_connection(address)
            served_end.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")

            assert await silent.read() == b""
            assert await slow.read() == b""
            assert (await served.readline()).startswith(b"HTTP/1.1 204")
            assert not served.at_eof()
            for end in (_silent_end, slow_end, served_end):
                end.close()
    finally:
        server.should_exit = True
        await serving


class UnaskedApp:
    """Waits until the test lets it ask for the body, then reads it to its end."""

    def __init__(self) -> None:
        self.may_ask = asyncio.Event()
        self.pieces: list[int] = []

    async def __call__(self, scope: object, receive: object, send: object) -> None:
        await self.may_ask.wait()
        is_over = False
        while not is_over:
            message = await receive()  # type: ignore[operator]
            self.pieces.append(len(message.get("body", b"")))
            is_over = not message.get("more_body", False)
        await send({"type": "http.response.start", "status": 204, "headers": []})  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b""})  # type: ignore[operator]


async def test_of_a_body_that_nobody_asks_for_next_to_nothing_is_in_memory(tmp_path: Path) -> None:
    app, address, size = UnaskedApp(), str(tmp_path / "api.sock"), 3_000_000
    config = uvicorn.Config(
        http_protocol.BodyOnDemand(app),
        uds=address,
        http=http_protocol.SmallReads,
        lifespan="off",
        log_config=None,
        ws="none",
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not server.started:
                await asyncio.sleep(0.01)
            reader, writer = await asyncio.open_unix_connection(address)
            writer.write(f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n\r\n".encode())
            writer.write(bytes(size))
            sending = asyncio.create_task(writer.drain())
            # As often as the server could read on, if it did.
            for _ in range(50):
                await asyncio.sleep(0)
            app.may_ask.set()

            assert (await reader.readline()).startswith(b"HTTP/1.1 204")
            await sending
            writer.close()
        assert sum(app.pieces) == size
        assert app.pieces[0] <= http_protocol.FIRST_READ_BYTES
        assert max(app.pieces) <= http_protocol.READ_BYTES
    finally:
        server.should_exit = True
        await serving
