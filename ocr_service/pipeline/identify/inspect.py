"""Look at a document before anything of it is drawn: pages, sizes, properties, limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ocr_service.domain.document import DocumentRequest
from ocr_service.errors import TooManyPages
from ocr_service.pipeline.identify.page_range import wanted_pages

PDF = "application/pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlocked:
    """A PDF as it came, and the file of arguments with which qpdf opens it."""

    original: Path
    key: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What is known of a document before it is read. ``numbers`` are the wanted pages, ascending.

    ``source`` is what is read; where the PDF is ``unlocked``, a copy that needs no password.
    """

    source: Path
    media_type: str
    page_count: int
    numbers: tuple[int, ...]
    password: str | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    unlocked: Unlocked | None = None

    @property
    def original(self) -> Path:
        """The document as it came, locked if it was."""
        return self.unlocked.original if self.unlocked else self.source

    @property
    def is_pdf(self) -> bool:
        """True when poppler reads it, False when Pillow does."""
        return self.media_type == PDF


def password_flags(document: Inspection) -> list[str]:
    """What poppler's programs need to open the document."""
    return ["-upw", document.password] if document.password else []


def inspect_document(request: DocumentRequest, work: Path) -> Inspection:
    """Open the document and count its pages; ``work`` takes its unlocked copy and is removed with the run.

    Raises ``DocumentCorrupt``, ``PasswordRequired``, ``PasswordWrong``, ``NoPages``,
    ``TooManyPages``, ``PageTooLarge``, ``PageTimeout``, ``MemoryLimit``.
    """
    # Each side has tools of its own.
    if request.media_type == PDF:
        return _inspected_pdf(request, work)
    from ocr_service.pipeline.identify.picture_header import look_at_picture

    page_count, properties, warnings = look_at_picture(request)
    return Inspection(
        source=request.source,
        media_type=request.media_type,
        page_count=page_count,
        numbers=_numbers(request, page_count),
        properties=properties,
        warnings=warnings,
    )


def _inspected_pdf(request: DocumentRequest, work: Path) -> Inspection:
    from ocr_service.pipeline.identify.page_sizes import check_page_sizes
    from ocr_service.pipeline.identify.pdf_info import look_at_pdf
    from ocr_service.pipeline.identify.unlocked import unlock

    opening = unlock(request, work)
    page_count, properties = look_at_pdf(request, opening)
    found = Inspection(
        source=opening.source,
        media_type=request.media_type,
        page_count=page_count,
        numbers=_numbers(request, page_count),
        password=opening.password,
        properties=properties,
        warnings=opening.warnings,
        unlocked=opening.unlocked,
    )
    check_page_sizes(found, request.limits.max_pixels, request.output_folder)
    return found


def _numbers(request: DocumentRequest, page_count: int) -> tuple[int, ...]:
    numbers = wanted_pages(request.options.pages, page_count)
    if len(numbers) > request.limits.max_pages:
        raise TooManyPages(
            f"The document has {len(numbers)} pages; at most {request.limits.max_pages} are read."
        )
    return numbers
