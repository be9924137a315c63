"""Send a stored file: with its tag, in the ranges that were asked for, always as a download."""

from __future__ import annotations

import asyncio
import re
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import Message, Receive, Scope, Send

from ocr_service.api.answers.etags import is_known
from ocr_service.api.answers.problems import problem
from ocr_service.api.head_requests import ASKED
from ocr_service.errors import RangeNotSatisfiable

# What a browser makes of a stranger's document must not run as a page of this service.
_SAFE = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}


def attachment(filename: str, extension: str) -> str:
    """A Content-Disposition that offers ``filename`` with another extension, in ASCII and in UTF-8."""
    name = f"{PurePosixPath(filename).stem or 'document'}.{extension}"
    ascii_name = re.sub(r'[^ -~]|["\\%]', "_", name)
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"


async def file_answer(
    request: Request, path: Path, *, etag: str, media_type: str, disposition: str
) -> Response:
    """200, 206, 304 or 416 as the request's headers want. Raises ``FileNotFoundError``."""
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Content-Disposition": disposition,
        **_SAFE,
    }
    if is_known(request, etag):
        return Response(status_code=304, headers={**headers, "Accept-Ranges": "bytes"})
    stat_result = await asyncio.to_thread(path.stat)
    return _StoredFile(path, headers=headers, media_type=media_type, stat_result=stat_result)


class _StoredFile(FileResponse):
    """Starlette's, but a Range that it calls malformed is ignored, and a refusal is a problem of ours.

    RFC 9110 (14.2) wants unknown units ignored, and allows it for what is no range at all.
    """

    chunk_size = 256 * 1024

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        scope = {**scope, "method": scope.get(ASKED, scope["method"])}
        refusal: Message | None = None

        async def send_unless_refused(message: Message) -> None:
            nonlocal refusal
            if message["type"] == "http.response.start" and message["status"] >= HTTPStatus.BAD_REQUEST:
                refusal = message
            elif refusal is None:
                await send(message)

        await super().__call__(scope, receive, send_unless_refused)
        if refusal is None:
            return
        if refusal["status"] == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            told = {"Content-Range": Headers(raw=refusal["headers"])["Content-Range"]}
            await problem(RangeNotSatisfiable(), told)(scope, receive, send)
        else:
            await super().__call__(_without_range(scope), receive, send)


def _without_range(scope: Scope) -> Scope:
    headers = [(name, value) for name, value in scope["headers"] if name != b"range"]
    return {**scope, "headers": headers}
