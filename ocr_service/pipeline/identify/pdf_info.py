"""What pdfinfo says of a PDF: its pages, its properties, whether it opens at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ocr_service.domain.document import DocumentRequest
from ocr_service.errors import (
    DocumentCorrupt,
    DocumentError,
    EngineFailed,
    NoPages,
    PageTimeout,
    PasswordRequired,
    PasswordWrong,
    TooManyPages,
)
from ocr_service.pipeline.identify.unlocked import Opening
from ocr_service.pipeline.light_pdf2image import (
    PDFInfoNotInstalledError,
    PDFPageCountError,
    pdfinfo_from_path,
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


def look_at_pdf(request: DocumentRequest, opening: Opening) -> tuple[int, Mapping[str, Any]]:
    """Page count and properties (strings) of a PDF; errors as ``inspect_document``."""
    info = _info(opening)
    page_count = int(info["Pages"])
    if page_count <= 0:
        raise NoPages("The PDF has no pages.")
    if page_count > request.limits.max_pages and not request.options.pages:
        raise TooManyPages(f"The PDF has {page_count} pages; at most {request.limits.max_pages} are read.")
    locked = {"encrypted": "yes"} if opening.unlocked else {}
    return page_count, {**_properties(info), **locked}


def _properties(info: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: str(info[key])[:_TEXT_CHARS]
        for key, name in _PROPERTIES.items()
        if str(info.get(key, "")).strip()
    }


def _info(opening: Opening) -> Mapping[str, Any]:
    try:
        info: Mapping[str, Any] = pdfinfo_from_path(
            str(opening.source), userpw=opening.password or "", timeout=_TIMEOUT_S
        )
    except PageTimeout:
        raise DocumentCorrupt("The PDF could not be opened in time. Export it again.") from None
    except PDFInfoNotInstalledError as error:
        raise EngineFailed("pdfinfo is not installed. Install poppler-utils, then retry the task.") from error
    except PDFPageCountError as error:
        raise _named(str(error), opening.password) from error
    return info


def _named(complaints: str, password: str | None) -> DocumentError:
    if "Incorrect password" in complaints:
        return PasswordWrong() if password else PasswordRequired()
    return DocumentCorrupt()
