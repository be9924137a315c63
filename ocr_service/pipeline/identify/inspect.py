"""Look at a document before anything of it is drawn: pages, sizes, properties, limits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ocr_service.domain.document import DocumentRequest
from ocr_service.errors import TooManyPages
from ocr_service.pipeline.identify.inspection import PDF, XML, Inspection
from ocr_service.pipeline.identify.page_range import wanted_pages
from ocr_service.pipeline.identify.page_shape import PageShape
from ocr_service.pipeline.identify.pdf_content import PdfContent

# Beyond these a unit is a mistake: from a tenth of a point to an inch and a half.
_LEAST_UNIT, _MOST_UNIT = 0.1, 100.0


def inspect_document(request: DocumentRequest, work: Path) -> Inspection:
    """Open the document and count its pages; ``work`` takes its unlocked copy and is removed with the run.

    Raises ``DocumentCorrupt``, ``PasswordRequired``, ``PasswordWrong``, ``NoPages``,
    ``TooManyPages``, ``PageTooLarge``, ``PageTimeout``, ``MemoryLimit``.
    """
    # Each side has tools of its own.
    if request.media_type == PDF:
        return _inspected_pdf(request, work)
    if request.media_type == XML:
        return _inspected_xml(request)
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
    from ocr_service.pipeline.identify.page_shape import check_page_sizes
    from ocr_service.pipeline.identify.pdf_content import look_at_content
    from ocr_service.pipeline.identify.pdf_info import look_at_pdf
    from ocr_service.pipeline.identify.unlocked import unlock

    opening = unlock(request, work)
    info = look_at_pdf(request, opening, work)
    numbers = _numbers(request, info.page_count)
    content = look_at_content(opening.source, info.page_count)
    check_page_sizes(numbers, info.sizes, request.limits.max_pixels)
    return Inspection(
        source=opening.source,
        media_type=request.media_type,
        page_count=info.page_count,
        numbers=numbers,
        password=opening.password,
        properties=info.properties(),
        warnings=opening.warnings,
        unlocked=opening.unlocked,
        shapes={number: _in_its_unit(shape, content, number) for number, shape in info.shapes().items()},
        content=content,
    )


def _inspected_xml(request: DocumentRequest) -> Inspection:
    from ocr_service.pipeline.identify.xml_invoice import look_at_xml

    return Inspection(
        source=request.source,
        media_type=request.media_type,
        page_count=1,
        numbers=_numbers(request, 1),
        properties=look_at_xml(request.source),
    )


def _in_its_unit(shape: PageShape, content: PdfContent, number: int) -> PageShape:
    page = content.pages.get(number)
    return replace(shape, unit=page.unit) if page and _LEAST_UNIT <= page.unit <= _MOST_UNIT else shape


def _numbers(request: DocumentRequest, page_count: int) -> tuple[int, ...]:
    numbers = wanted_pages(request.options.pages, page_count)
    if len(numbers) > request.limits.max_pages:
        raise TooManyPages(
            f"The document has {len(numbers)} pages; at most {request.limits.max_pages} are read."
        )
    return numbers
