"""Send a file of an archived document."""

from __future__ import annotations

import asyncio
import mimetypes

from starlette.requests import Request
from starlette.responses import Response

from ocr_service.api.answers.etags import etag_of
from ocr_service.api.answers.file_answer import attachment, file_answer
from ocr_service.archive.archive import Archive
from ocr_service.archive.document import ORIGINAL, PDF
from ocr_service.archive.index.found import Shelved
from ocr_service.errors import OutputNotAvailable
from ocr_service.storage.local_file import LocalStoredFile

_PDF = "application/pdf"
_GZIP = "application/gzip"


async def archived_file_answer(request: Request, archive: Archive, known: Shelved, what: str) -> Response:
    """The file as a download; whole, or the ranges that are asked for. Raises ``OutputNotAvailable``."""
    document = known.document
    name = document.files.get(what)
    stored = await asyncio.to_thread(_opened, archive, known.folder, name) if name else None
    if stored is None or name is None:
        raise OutputNotAvailable("The archive has no such file of this document.")
    extension = name.partition(".")[2] or "bin"
    media_type = _PDF if what == PDF else document.media_type if what == ORIGINAL else _GZIP
    return await file_answer(
        request,
        stored,
        etag=etag_of(document.id, document.read_at, what),
        media_type=media_type or mimetypes.guess_type(name)[0] or "application/octet-stream",
        disposition=attachment(document.filename, extension),
    )


def _opened(archive: Archive, folder: str, name: str) -> LocalStoredFile | None:
    path = archive.tree.file(folder, name)
    try:
        return LocalStoredFile(path) if path else None
    except FileNotFoundError:  # removed this moment
        return None
