"""Send a stored file: with its tag, in the ranges that were asked for, always as a download."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import PurePosixPath
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from ocr_service.api.answers.byte_ranges import Span, wanted_spans
from ocr_service.api.answers.etags import is_known
from ocr_service.api.answers.problems import problem
from ocr_service.api.head_requests import ASKED
from ocr_service.domain.file_store import StoredFile
from ocr_service.errors import RangeNotSatisfiable

# What a browser makes of a stranger's document must not run as a page of this service.
SAFE = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}
"""Headers of every download."""


def attachment(filename: str, extension: str) -> str:
    """A Content-Disposition that offers ``filename`` with another extension, in ASCII and in UTF-8."""
    name = f"{PurePosixPath(filename).stem or 'document'}.{extension}"
    ascii_name = re.sub(r'[^ -~]|["\\%]', "_", name)
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"


async def file_answer(
    request: Request, stored: StoredFile, *, etag: str, media_type: str, disposition: str
) -> Response:
    """200, 206, 304 or 416 as the request's headers want; the file is closed when it is sent."""
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Content-Disposition": disposition,
        "Accept-Ranges": "bytes",
        **SAFE,
    }
    if is_known(request, etag):
        stored.close()
        return Response(status_code=304, headers=headers)
    try:
        spans = wanted_spans(_range_header(request, etag), stored.size)
    except RangeNotSatisfiable as error:
        stored.close()
        return problem(error, {"Content-Range": f"bytes */{stored.size}"})
    is_head = request.scope.get(ASKED) == "HEAD"
    return _Sending(stored, spans, headers=headers, media_type=media_type, is_head=is_head)


def _range_header(request: Request, etag: str) -> str:
    """What range is asked for; none when ``If-Range`` names another version of the file."""
    fits = request.headers.get("if-range", etag) == etag
    return request.headers.get("range", "") if fits else ""


class _Sending(StreamingResponse):
    """The spans of a file, several as the parts of one body (RFC 9110, 14.6)."""

    def __init__(
        self,
        stored: StoredFile,
        spans: Sequence[Span],
        *,
        headers: Mapping[str, str],
        media_type: str,
        is_head: bool,
    ) -> None:
        self._stored = stored
        boundary = secrets.token_hex(16)
        parts = _parts(spans, stored.size, media_type, boundary)
        length = sum(len(head) + stop - start for head, (start, stop) in parts)
        told = {**headers, "Content-Length": str(length)}
        if len(spans) == 1:
            told["Content-Range"] = _content_range(spans[0], stored.size)
        elif spans:
            media_type = f"multipart/byteranges; boundary={boundary}"
        pieces = _nothing() if is_head else _body(stored, parts)
        super().__init__(pieces, 206 if spans else 200, told, media_type)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, and let go of the file however it ends."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._stored.close()


def _parts(spans: Sequence[Span], size: int, media_type: str, boundary: str) -> list[tuple[bytes, Span]]:
    """Each span with what is sent before it; the end of a body of several is a span of no bytes."""
    if not spans:
        return [(b"", (0, size))]
    if len(spans) == 1:
        return [(b"", spans[0])]
    parts = []
    for number, span in enumerate(spans):
        opening = f"--{boundary}\r\nContent-Type: {media_type}\r\nContent-Range: {_content_range(span, size)}"
        parts.append((("\r\n" if number else "").encode() + f"{opening}\r\n\r\n".encode(), span))
    return [*parts, (f"\r\n--{boundary}--\r\n".encode(), (0, 0))]


def _content_range(span: Span, size: int) -> str:
    return f"bytes {span[0]}-{span[1] - 1}/{size}"


async def _body(stored: StoredFile, parts: Sequence[tuple[bytes, Span]]) -> AsyncIterator[bytes]:
    for head, (start, stop) in parts:
        if head:
            yield head
        async for piece in pieces_of(stored, start, stop):
            yield piece


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield b""


async def pieces_of(stored: StoredFile, start: int = 0, stop: int | None = None) -> AsyncIterator[bytes]:
    """A stored file's bytes, each piece read in a thread."""
    pieces = stored.pieces(start, stop)
    while piece := await asyncio.to_thread(next, pieces, b""):
        yield piece
