"""What is known of a document before anything of it is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ocr_service.pipeline.identify.page_shape import PageShape
from ocr_service.pipeline.identify.pdf_content import PdfContent

PDF = "application/pdf"
XML = "application/xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlocked:
    """A PDF as it came, and the file of arguments with which qpdf opens it."""

    original: Path
    key: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What is known of a document before it is read. ``numbers`` are the wanted pages, ascending.

    ``source`` is what is read; where the PDF is ``unlocked``, a copy that needs no password. ``shapes`` are its pages as
    they are shown, by number, and ``content`` is what they hold beside text.
    """

    source: Path
    media_type: str
    page_count: int
    numbers: tuple[int, ...]
    password: str | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    unlocked: Unlocked | None = None
    shapes: Mapping[int, PageShape] = field(default_factory=dict)
    content: PdfContent = field(default_factory=PdfContent)

    @property
    def original(self) -> Path:
        """The document as it came, locked if it was."""
        return self.unlocked.original if self.unlocked else self.source

    def unit(self, number: int) -> float:
        """How many points one of the units of that page is."""
        shape = self.shapes.get(number)
        return shape.unit if shape else 1.0

    @property
    def is_pdf(self) -> bool:
        """True when poppler reads it."""
        return self.media_type == PDF

    @property
    def is_xml(self) -> bool:
        """True for an invoice in XML, which has no picture."""
        return self.media_type == XML


def password_flags(document: Inspection) -> list[str]:
    """What poppler's programs need to open the document."""
    return ["-upw", document.password] if document.password else []
