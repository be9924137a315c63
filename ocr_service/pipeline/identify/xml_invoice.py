"""Open an invoice that is XML and nothing else, and lay it out as a page of text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

from ocr_service.domain.page import Page
from ocr_service.domain.rules import Rule, Rules
from ocr_service.errors import DocumentCorrupt
from ocr_service.extractors.einvoice.invoice import EInvoice
from ocr_service.extractors.einvoice.read import read_invoice
from ocr_service.extractors.einvoice.readable import Rows, readable, readable_parts
from ocr_service.extractors.einvoice.untrusted_xml import MAX_BYTES
from ocr_service.layout.plain_text import CHARACTER_WIDTH, ROW_HEIGHT, ROW_PITCH, page_from_text

# Right of a word, which ends two units before its last character does.
_BESIDE = 1.0


def look_at_xml(source: Path) -> Mapping[str, str]:
    """What the file is: its format and guideline. Raises ``DocumentCorrupt``."""
    invoice = _opened(source)
    return {"format": f"XML ({invoice.syntax})", "guideline": invoice.guideline}


def page_of_xml(source: Path) -> Page:
    """The invoice in rows, as words on a grid. Raises ``DocumentCorrupt``."""
    invoice = _opened(source)
    text = readable(invoice)
    page = page_from_text(text)
    rows = text.splitlines()
    # Groups of rows are blocks, as blank rows part them.
    blocks = list(accumulate((int(not row) for row in rows), initial=1))[1:]
    words = tuple(word._replace(block=blocks[word.line - 1]) for word in page.words)
    return replace(page, words=words, rules=_rules(readable_parts(invoice)))


def _rules(parts: Sequence[Rows]) -> Rules:
    """The rules of a printed invoice: they tell the tables, which blanks alone do not part from what stands around."""
    lying, standing, first = list[Rule](), list[Rule](), 0
    for part in parts:
        if part.edges:
            heights = [first + place for place, row in enumerate(part.rows) if part.begins(row)]
            top, bottom = _above(first), _above(first + len(part.rows))
            left, *_, right = edges = [edge * CHARACTER_WIDTH - _BESIDE for edge in part.edges]
            lying += [Rule(y, left, right) for y in {top, bottom, *map(_above, heights)}]
            standing += [Rule(x, top, bottom) for x in edges]
        first += len(part.rows) + 1
    return Rules(lying=tuple(sorted(lying)), standing=tuple(standing))


def _above(row: int) -> float:
    """The middle between a row and the one before it."""
    return row * ROW_PITCH - (ROW_PITCH - ROW_HEIGHT) / 2


def _opened(source: Path) -> EInvoice:
    if source.stat().st_size > MAX_BYTES:
        raise DocumentCorrupt(
            f"The invoice has more than {MAX_BYTES // 1_000_000} MB of XML and is not read."
        )
    try:
        return read_invoice(source.read_bytes())
    except ValueError as error:
        raise DocumentCorrupt(f"The XML is damaged or no invoice: {error}. Export it again.") from error
