"""What pdfinfo says of a PDF: its pages, its properties, whether it opens at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ocr_service.domain.document import DocumentRequest
from ocr_service.errors import (
    DocumentCorrupt,
    DocumentError,
    MemoryLimit,
    NoPages,
    PageTimeout,
    PasswordRequired,
    PasswordWrong,
    TooManyPages,
)
from ocr_service.pipeline.command import Finished, run_command

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
    info = _info(request)
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


def _info(request: DocumentRequest) -> Mapping[str, str]:
    """What pdfinfo prints, by its names. Its complaints can be endless, so they do not go through memory either."""
    listing = request.output_folder / ".info"
    argv = ["pdfinfo", "-upw", request.password or "", str(request.source)]
    try:
        finished = run_command(argv, timeout_s=_TIMEOUT_S, stdout=listing, is_opening=True)
        with listing.open(encoding="utf-8", errors="ignore") as lines:
            info = {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
    except PageTimeout:
        raise DocumentCorrupt("The PDF could not be opened in time. Export it again.") from None
    finally:
        listing.unlink(missing_ok=True)
    if "Pages" not in info:
        raise _named(finished, request.password)
    return info


def _named(finished: Finished, password: str | None) -> DocumentError:
    if "Incorrect password" in finished.stderr:
        return PasswordWrong() if password else PasswordRequired()
    return MemoryLimit() if finished.is_out_of_memory else DocumentCorrupt()
