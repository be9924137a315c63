"""Which renderings are made of a result's pages alone, what their files are called, and the texts that they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ocr_service.domain.page import Page
from ocr_service.domain.status import Output
from ocr_service.renderings import alto, csv_tables, hocr, html, markdown, tsv


@dataclass(frozen=True, slots=True)
class TextRendering:
    """``pieces(pages, filename)`` are its text; lines end in it as they shall in a file."""

    file_name: str
    pieces: Callable[[Iterable[Page], str], Iterator[str]]


OF_PAGES: Mapping[Output, TextRendering] = {
    Output.HOCR: TextRendering(hocr.FILE_NAME, hocr.hocr),
    Output.ALTO: TextRendering(alto.FILE_NAME, alto.alto),
    Output.TSV: TextRendering(tsv.FILE_NAME, tsv.tsv),
    Output.MARKDOWN: TextRendering(markdown.FILE_NAME, markdown.markdown),
    Output.HTML: TextRendering(html.FILE_NAME, html.html),
    Output.CSV: TextRendering(csv_tables.FILE_NAME, csv_tables.csv_tables),
}
