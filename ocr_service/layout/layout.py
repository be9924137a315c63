"""The layout of a document's first and last pages: all their rows, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ocr_service.domain.page import Page
from ocr_service.domain.ports import Document
from ocr_service.layout.rows import Row, rows_of

# Facts stand at the beginning and the end; 1,000 pages must neither take time nor memory.
FIRST_PAGES = 4
LAST_PAGES = 2


@dataclass(frozen=True, slots=True)
class Layout:
    """Pages with their rows; ``rows`` runs over all of them."""

    pages: tuple[Page, ...]
    rows: tuple[Row, ...]

    def page(self, number: int) -> Page:
        """The page with this number. Raises ``StopIteration`` when it is not part of the layout."""
        return next(page for page in self.pages if page.number == number)

    def rows_on(self, number: int) -> tuple[Row, ...]:
        """The rows of one page."""
        return tuple(row for row in self.rows if row.page == number)

    @property
    def text(self) -> str:
        """The rows as lines."""
        return "\n".join(row.text for row in self.rows)


def layout_of(pages: tuple[Page, ...]) -> Layout:
    """The layout of these pages."""
    return Layout(pages, tuple(row for page in pages for row in rows_of(page)))


def document_layout(document: Document) -> Layout:
    """The layout of a document's first four and last two pages."""
    return layout_of(tuple(_outer_pages(document)))


def _outer_pages(document: Document) -> Iterator[Page]:
    count = document.page_count
    last = range(max(count - LAST_PAGES, FIRST_PAGES) + 1, count + 1)
    for number in (*range(1, min(count, FIRST_PAGES) + 1), *last):
        yield document.page(number)
