"""Send a stored file: with its tag, in the range that was asked for, always as a download."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from ocr_service.api.answers.etags import is_known
from ocr_service.api.answers.problems import problem
from ocr_service.errors import RangeNotSatisfiable

_PIECE_BYTES = 256 * 1024
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.ASCII)
# What a browser makes of a stranger's document must not run as a page of this service.
_SAFE = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}


def attachment(filename: str, extension: str) -> str:
    """A Content-Disposition that offers ``filename`` with another extension, in ASCII and in UTF-8."""
    name = f"{PurePosixPath(filename).stem or 'document'}.{extension}"
    ascii_name = re.sub(r'[^ -~]|["\\%]', "_", name)
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"


def open_file(path: Path) -> tuple[BinaryIO, int]:
    """The opened file and its size in bytes."""
    file = path.open("rb")
    return file, path.stat().st_size


async def file_answer(
    request: Request, path: Path, *, etag: str, media_type: str, disposition: str
) -> Response:
    """200, 206, 304 or 416 as the request's headers want. Several ranges at once get the whole file."""
    headers = {
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "Content-Disposition": disposition,
        **_SAFE,
    }
    if is_known(request, etag):
        return Response(status_code=304, headers=headers)
    file, size = await asyncio.to_thread(open_file, path)
    wanted = _wanted_range(request, etag, size)
    if wanted is None:
        headers["Content-Length"] = str(size)
        return StreamingResponse(_pieces(file, 0, size), 200, headers, media_type)
    first, last = wanted
    if first > last:
        file.close()
        return problem(RangeNotSatisfiable(), {"Content-Range": f"bytes */{size}"})
    headers |= {"Content-Length": str(last - first + 1), "Content-Range": f"bytes {first}-{last}/{size}"}
    return StreamingResponse(_pieces(file, first, last + 1), 206, headers, media_type)


def _wanted_range(request: Request, etag: str, size: int) -> tuple[int, int] | None:
    """First and last byte wanted (first > last when there are none such); None for the whole file."""
    match = _RANGE.fullmatch(request.headers.get("range", "").replace(" ", ""))
    if match is None or request.headers.get("if-range", etag) != etag:
        return None
    first, last = match.groups()
    if first:
        return (int(first), min(int(last or size), size - 1)) if int(last or size) >= int(first) else None
    if last:
        return (max(size - int(last), 0), size - 1) if int(last) else (size, size - 1)
    return None


async def _pieces(file: BinaryIO, start: int, end: int) -> AsyncIterator[bytes]:
    try:
        await asyncio.to_thread(file.seek, start)
        while start < end and (piece := await asyncio.to_thread(file.read, min(_PIECE_BYTES, end - start))):
            start += len(piece)
            yield piece
    finally:
        file.close()
