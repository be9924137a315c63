"""A connection that never finishes its request does not keep its place."""

from __future__ import annotations

import asyncio
from pathlib import Path

import uvicorn

from ocr_service.api import http_protocol


async def hello(scope: object, receive: object, send: object) -> None:
    """Answers everything with 204."""
    await send({"type": "http.response.start", "status": 204, "headers": []})  # type: ignore[operator]
    await send({"type": "http.response.body", "body": b""})  # type: ignore[operator]


async def test_headers_that_do_not_come_end_the_connection(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(http_protocol, "HEADER_S", 0.3)
    address = str(tmp_path / "api.sock")
    config = uvicorn.Config(
        hello, uds=address, http=http_protocol.SmallReads, lifespan="off", log_config=None, ws="none"
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    try:
        async with asyncio.timeout(10):
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
