"""Look at a document before anything of it is drawn: pages, sizes, properties, limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ocr_service.domain.document import DocumentRequest
from ocr_service.errors import TooManyPages
from ocr_service.pipeline.page_range import wanted_pages

PDF = "application/pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What is known of a document before it is read. ``numbers`` are the wanted pages, ascending."""

    source: Path
    media_type: str
    page_count: int
    numbers: tuple[int, ...]
    password: str | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def is_pdf(self) -> bool:
        """True when poppler reads it, False when Pillow does."""
        return self.media_type == PDF


def password_flags(document: Inspection) -> list[str]:
    """What poppler's programs need to open the document."""
    return ["-upw", document.password] if document.password else []


def inspect_document(request: DocumentRequest) -> Inspection:
    """Open the document and count its pages.

    Raises ``DocumentCorrupt``, ``PasswordRequired``, ``PasswordWrong``, ``NoPages``,
    ``TooManyPages``, ``PageTooLarge``, ``PageTimeout``, ``MemoryLimit``.
    """
    # Each side has tools of its own.
    if request.media_type == PDF:
        from ocr_service.pipeline.inspect_pdf import look_at_pdf as look
    else:
        from ocr_service.pipeline.inspect_picture import look_at_picture as look
    page_count, properties, warnings = look(request)
    numbers = wanted_pages(request.options.pages, page_count)
    if len(numbers) > request.limits.max_pages:
        raise TooManyPages(
            f"The document has {len(numbers)} pages; at most {request.limits.max_pages} are read."
        )
    found = Inspection(
        source=request.source,
        media_type=request.media_type,
        page_count=page_count,
        numbers=numbers,
        password=request.password,
        properties=properties,
        warnings=warnings,
    )
    if found.is_pdf:
        from ocr_service.pipeline.page_sizes import check_page_sizes

        check_page_sizes(found, request.limits.max_pixels, request.output_folder)
    return found
