"""What pdfinfo says of a PDF: its pages, its properties, whether it opens at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pdf2image import pdfinfo_from_path
from pdf2image.exceptions import PDFPageCountError, PDFPopplerTimeoutError

from ocr_service.domain.document import DocumentRequest
from ocr_service.errors import (
    DocumentCorrupt,
    MemoryLimit,
    NoPages,
    OcrServiceError,
    PasswordRequired,
    PasswordWrong,
    TooManyPages,
)

_TIMEOUT_S = 8
_PROPERTIES = {
    "Title": "title",
    "Subject": "subject",
    "Keywords": "keywords",
    "Author": "author",
    "Creator": "creator",
    "Producer": "producer",
    "CreationDate": "created",
    "ModDate": "modified",
    "PDF version": "pdf_version",
    "Tagged": "tagged",
    "Form": "form",
    "Encrypted": "encrypted",
    "Page size": "page_size",
}
_TEXT_CHARS = 1_000


def look_at_pdf(request: DocumentRequest) -> tuple[int, Mapping[str, Any], tuple[str, ...]]:
    """Page count, properties (strings) and warnings of a PDF; errors as ``inspect_document``."""
    try:
        info = pdfinfo_from_path(str(request.source), userpw=request.password or "", timeout=_TIMEOUT_S)
    except PDFPopplerTimeoutError as error:
        raise DocumentCorrupt("The PDF could not be opened in time. Export it again.") from error
    except PDFPageCountError as error:
        raise _named(str(error), request.password) from error
    page_count = int(info["Pages"])
    if page_count <= 0:
        raise NoPages("The PDF has no pages.")
    if page_count > request.limits.max_pages and not request.options.pages:
        raise TooManyPages(f"The PDF has {page_count} pages; at most {request.limits.max_pages} are read.")
    return page_count, _properties(info), ()


def _properties(info: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: str(info[key])[:_TEXT_CHARS]
        for key, name in _PROPERTIES.items()
        if str(info.get(key, "")).strip()
    }


def _named(said: str, password: str | None) -> OcrServiceError:
    if "Incorrect password" in said:
        return PasswordWrong() if password else PasswordRequired()
    if "memory" in said.lower() or "bad_alloc" in said:
        return MemoryLimit()
    return DocumentCorrupt()
