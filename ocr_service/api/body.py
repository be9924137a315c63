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


class Body:
    """The body of one request."""

    def __init__(self, request: Request, *, pause_s: float) -> None:
        self._request = request
        self._pause_s = pause_s
        self._is_over = False

    async def chunks(self) -> AsyncIterator[bytes]:
        """The pieces as they arrive.

        Raises ``UploadTimeout`` when nothing comes for ``pause_s`` or the whole is slower than
        ``MIN_BYTES_PER_S``, ``UploadAborted`` when the connection is closed.
        """
        started_s, received = time.monotonic(), 0
        while not self._is_over:
            try:
                async with asyncio.timeout(self._pause_s):
                    chunk = await self._next()
            except TimeoutError:
                raise UploadTimeout from None
            received += len(chunk)
            if time.monotonic() - started_s > self._pause_s + received / MIN_BYTES_PER_S:
                raise UploadTimeout
            if chunk:
                yield chunk

    async def drain(self) -> None:
        """Read what is still on its way, within limits.

        A refusal in the middle of a body is lost to many clients when the connection is closed on
        bytes that nobody read.
        """
        dropped = 0
        try:
            async with asyncio.timeout(_DRAIN_S):
                while dropped < _DRAIN_BYTES and not self._is_over:
                    dropped += len(await self._next())
        except (TimeoutError, UploadAborted):
            return

    async def _next(self) -> bytes:
        message = await self._request.receive()
        self._is_over = not message.get("more_body", False)
        if message["type"] == "http.disconnect":
            raise UploadAborted
        chunk: bytes = message.get("body", b"")
        return chunk
