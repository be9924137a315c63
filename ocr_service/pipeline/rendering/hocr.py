"""hOCR 1.2: an HTML page per document with the box and confidence of every word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from ocr_service import __version__
from ocr_service.domain.document import DocumentRequest
from ocr_service.domain.page import Box, Page
from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.rendering.lines import Line, Paragraph, blocks_of
from ocr_service.pipeline.understanding.stored_document import StoredDocument

FILE_NAME = "document.hocr"
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">
 <head>
  <title>{title}</title>
  <meta http-equiv="Content-Type" content="text/html;charset=utf-8"/>
  <meta name="ocr-system" content="DocVault OCR {version}"/>
  <meta name="ocr-capabilities" content="ocr_page ocr_carea ocr_par ocr_line ocrx_word ocrp_wconf ocrp_lang"/>
 </head>
 <body>
"""
_FORBIDDEN = re.compile("[\\x00-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")
_TAIL = " </body>\n</html>\n"


def write_hocr(request: DocumentRequest, inspection: Inspection, document: StoredDocument, work: Path) -> str:
    """Write ``document.hocr`` page by page; returns its name."""
    with (request.output_folder / FILE_NAME).open("w", encoding="utf-8") as file:
        file.write(_HEAD.format(title=clean(request.filename), version=__version__))
        for page in document.pages():
            file.writelines(_page(page, request.filename))
        file.write(_TAIL)
    return FILE_NAME


def clean(text: str) -> str:
    """Text for XML: escaped, without the characters that XML forbids."""
    return escape(_FORBIDDEN.sub("", text), quote=True)


def _page(page: Page, filename: str) -> Iterator[str]:
    # Quotes end a value of hOCR, whatever XML thinks of them.
    image = clean(filename.replace('"', "'"))
    frame = f"image &quot;{image}&quot;; bbox 0 0 {page.width:.0f} {page.height:.0f}; ppageno {page.number - 1}; scan_res {page.dpi} {page.dpi}"
    name = f"{page.number}"
    told = page.found_language or page.language.split("+")[0]
    language = f' lang="{told}"' if told else ""
    yield f'  <div class="ocr_page" id="page_{name}" title="{frame}"{language}>\n'
    for number, block in enumerate(blocks_of(page), start=1):
        block_name = f"{name}_{number}"
        yield f'   <div class="ocr_carea" id="block_{block_name}" title="{_bbox(block.box)}">\n'
        yield from _paragraphs(block.paragraphs, block_name)
        yield "   </div>\n"
    yield "  </div>\n"


def _paragraphs(paragraphs: Iterable[Paragraph], block_name: str) -> Iterator[str]:
    for number, paragraph in enumerate(paragraphs, start=1):
        name = f"{block_name}_{number}"
        yield f'    <p class="ocr_par" id="par_{name}" title="{_bbox(paragraph.box)}">\n'
        for line_number, line in enumerate(paragraph.lines, start=1):
            yield from _line(line, f"{name}_{line_number}")
        yield "    </p>\n"


def _line(line: Line, name: str) -> Iterator[str]:
    yield f'     <span class="ocr_line" id="line_{name}" title="{_bbox(line.box)}">\n'
    for number, word in enumerate(line.words, start=1):
        title = f"{_bbox(word.box)}; x_wconf {word.confidence:.0f}"
        yield f'      <span class="ocrx_word" id="word_{name}_{number}" title="{title}">{clean(word.text)}</span>\n'
    yield "     </span>\n"


def _bbox(box: Box) -> str:
    return f"bbox {box.left:.0f} {box.top:.0f} {box.left + box.width:.0f} {box.top + box.height:.0f}"
