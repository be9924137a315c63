"""Read a request's body piece by piece, and not for ever."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

from starlette.requests import Request

from ocr_service.api.turns import PATIENCE_S, Turn
from ocr_service.errors import EncodedBody, UploadAborted, UploadTimeout

MIN_BYTES_PER_S = 1_000
"""A sender of single bytes within the pause would otherwise keep its place for ever."""
_DRAIN_BYTES = 64_000_000
_DRAIN_S = 2.0


def check_plain(request: Request) -> None:
    """Raise ``EncodedBody`` for a body that is compressed as a whole: it would be a form that is none, or JSON that is none."""
    encoding = request.headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity"):
        raise EncodedBody


class Body:
    """The body of one request, read while it has the ``turn``."""

    def __init__(self, request: Request, *, pause_s: float, turn: Turn) -> None:
        self._request = request
        self._pause_s = pause_s
        self._turn = turn
        self._waited_s = 0.0
        self._is_over = False

    async def chunks(self) -> AsyncIterator[bytes]:
        """The pieces as they arrive.

        Raises ``UploadTimeout`` when nothing comes for ``pause_s`` or the whole is slower than
        ``MIN_BYTES_PER_S``, ``UploadAborted`` when the connection is closed.
        """
        received = 0
        while not self._is_over:
            await self._turn.take()
            chunk = await self._patiently_next()
            received += len(chunk)
            self._turn.count(len(chunk))
            # Only the sender's time counts, not the time until it is its turn.
            if self._waited_s > self._pause_s + received / MIN_BYTES_PER_S:
                raise UploadTimeout
            if chunk:
                yield chunk
            # What is not let go here would be held for as long as the next piece takes.
            del chunk

    async def _patiently_next(self) -> bytes:
        """The next piece; the turn is given back while there is none. Raises ``UploadTimeout``, ``UploadAborted``."""
        started_s = time.monotonic()
        patience = asyncio.get_running_loop().call_later(PATIENCE_S, self._turn.give_back)
        try:
            async with asyncio.timeout(self._pause_s):
                return await self._next()
        except TimeoutError:
            raise UploadTimeout from None
        finally:
            patience.cancel()
            self._waited_s += time.monotonic() - started_s

    async def drain(self) -> None:
        """Read what is still on its way, within limits.

        A refusal in the middle of a body is lost to many clients when the connection is closed on
        bytes that nobody read.
        """
        dropped = 0
        self._turn.give_back()
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
