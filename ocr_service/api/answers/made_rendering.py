"""Make a rendering of a result's pages while it is sent: nobody has to have asked for it when the document came."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from itertools import chain

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from ocr_service import __version__
from ocr_service.api.answers.etags import etag_of, is_known
from ocr_service.api.answers.file_answer import SAFE, attachment
from ocr_service.domain.file_store import StoredFile
from ocr_service.domain.page import Page
from ocr_service.renderings.of_pages import TextRendering
from ocr_service.results.stored_pages import parsed, whole_lines

_PIECE_CHARS = 65_536


def made_answer(
    request: Request,
    pages: StoredFile,
    rendering: TextRendering,
    filename: str,
    *,
    tag: str,
    kind: tuple[str, str],
) -> Response:
    """The rendering as a download, made page by page; ``pages`` is closed when it is sent.

    ``tag`` is the result's, ``kind`` media type and extension. Ranges are not served: its length is known at its end.
    """
    media_type, extension = kind
    headers = {
        "ETag": etag_of(tag, rendering.file_name, __version__),
        "Cache-Control": "private, no-cache",
        "Content-Disposition": attachment(filename, extension),
        **SAFE,
    }
    if is_known(request, headers["ETag"]):
        pages.close()
        return Response(status_code=304, headers=headers)
    return StreamingResponse(_sent(pages, rendering, filename), 200, headers, media_type)


async def _sent(stored: StoredFile, rendering: TextRendering, filename: str) -> AsyncIterator[bytes]:
    with closing(stored):
        pieces = _gathered(rendering.pieces(_pages(stored), filename))
        while piece := await asyncio.to_thread(next, pieces, ""):
            yield piece.encode()


def _pages(stored: StoredFile) -> Iterator[Page]:
    for line in chain.from_iterable(whole_lines(stored.pieces())):
        yield Page.from_json(parsed(line))


def _gathered(pieces: Iterator[str]) -> Iterator[str]:
    """The same text in pieces that are worth a turn of their own; none is empty."""
    held: list[str] = []
    chars = 0
    for piece in pieces:
        held.append(piece)
        chars += len(piece)
        if chars >= _PIECE_CHARS:
            yield "".join(held)
            held, chars = [], 0
    if chars:
        yield "".join(held)
