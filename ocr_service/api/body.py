"""Read a request's body piece by piece, and not for ever."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

from starlette.requests import Request

from ocr_service.errors import UploadAborted, UploadTimeout

MIN_BYTES_PER_S = 1_000
"""A sender of single bytes within the pause would otherwise keep its place for ever."""
_DRAIN_BYTES = 64_000_000
_DRAIN_S = 2.0


async def body_chunks(request: Request, *, pause_s: float) -> AsyncIterator[bytes]:
    """The pieces of the body as they arrive.

    Raises ``UploadTimeout`` when nothing comes for ``pause_s`` or the whole is slower than
    ``MIN_BYTES_PER_S``, ``UploadAborted`` when the connection is closed.
    """
    started_s, received = time.monotonic(), 0
    while True:
        try:
            async with asyncio.timeout(pause_s):
                message = await request.receive()
        except TimeoutError:
            raise UploadTimeout from None
        if message["type"] == "http.disconnect":
            raise UploadAborted
        chunk = message.get("body", b"")
        received += len(chunk)
        if time.monotonic() - started_s > pause_s + received / MIN_BYTES_PER_S:
            raise UploadTimeout
        if chunk:
            yield chunk
        if not message.get("more_body", False):
            return


async def drain(request: Request) -> None:
    """Read what is still on its way, within limits.

    A refusal in the middle of a body is lost to many clients when the connection is closed on
    bytes that nobody read.
    """
    dropped = 0
    try:
        async with asyncio.timeout(_DRAIN_S):
            while dropped < _DRAIN_BYTES:
                message = await request.receive()
                dropped += len(message.get("body", b""))
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    return
    except TimeoutError:
        return
