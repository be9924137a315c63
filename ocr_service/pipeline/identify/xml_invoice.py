"""Open an invoice that is XML and nothing else, and lay it out as a page of text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

from ocr_service.domain.page import Page
from ocr_service.errors import DocumentCorrupt
from ocr_service.extractors.einvoice.invoice import EInvoice
from ocr_service.extractors.einvoice.read import read_invoice
from ocr_service.extractors.einvoice.readable import readable
from ocr_service.extractors.einvoice.untrusted_xml import MAX_BYTES
from ocr_service.layout.plain_text import page_from_text


def look_at_xml(source: Path) -> Mapping[str, str]:
    """What the file is: its format and guideline. Raises ``DocumentCorrupt``."""
    invoice = _opened(source)
    return {"format": f"XML ({invoice.syntax})", "guideline": invoice.guideline}


def page_of_xml(source: Path) -> Page:
    """The invoice in rows, as words on a grid. Raises ``DocumentCorrupt``."""
    text = readable(_opened(source))
    page = page_from_text(text)
    rows = text.splitlines()
    # Groups of rows are blocks, as blank rows part them.
    blocks = list(accumulate((int(not row) for row in rows), initial=1))[1:]
    words = tuple(word._replace(block=blocks[word.line - 1]) for word in page.words)
    return replace(page, words=words)


def _opened(source: Path) -> EInvoice:
    if source.stat().st_size > MAX_BYTES:
        raise DocumentCorrupt(
            f"The invoice has more than {MAX_BYTES // 1_000_000} MB of XML and is not read."
        )
    try:
        return read_invoice(source.read_bytes())
    except ValueError as error:
        raise DocumentCorrupt(f"The XML is damaged or no invoice: {error}. Export it again.") from error
