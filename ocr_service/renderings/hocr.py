"""hOCR 1.2: an HTML page per document with the box and confidence of every word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from ocr_service import __version__
from ocr_service.domain.page import Box, Page
from ocr_service.domain.shapes.blocks import Block, BlockKind, Table
from ocr_service.layout.blocks.lines import Line, frame
from ocr_service.renderings.lines import Section, sections_of

FILE_NAME = "document.hocr"
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">
 <head>
  <title>{title}</title>
  <meta http-equiv="Content-Type" content="text/html;charset=utf-8"/>
  <meta name="ocr-system" content="DocVault OCR {version}"/>
  <meta name="ocr-capabilities" content="ocr_page ocr_carea ocr_title ocr_header ocr_footer ocr_pageno ocr_caption ocr_table ocr_image ocr_par ocr_line ocrx_word ocrp_wconf ocrp_lang"/>
 </head>
 <body>
"""
_FORBIDDEN = re.compile("[\\x00-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")
# All others are areas of text.
_CLASSES = {
    BlockKind.TITLE: "ocr_title",
    BlockKind.HEADER: "ocr_header",
    BlockKind.FOOTER: "ocr_footer",
    BlockKind.PAGE_NUMBER: "ocr_pageno",
    BlockKind.CAPTION: "ocr_caption",
    BlockKind.FIGURE: "ocr_image",
    BlockKind.BARCODE: "ocr_image",
}
_TAIL = " </body>\n</html>\n"


def hocr(pages: Iterable[Page], filename: str) -> Iterator[str]:
    """``document.hocr``, page by page."""
    yield _HEAD.format(title=clean(filename), version=__version__)
    for page in pages:
        yield from _page(page, filename)
    yield _TAIL


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
    for number, block in enumerate(page.blocks, start=1):
        yield from _block(page, block, f"{name}_{number}")
    yield "  </div>\n"


def _block(page: Page, block: Block, name: str) -> Iterator[str]:
    sections = list(sections_of(page, block))
    box = frame([block.box, *(section.box for section in sections)])
    if block.table:
        yield from _table(block.table, sections, name, box)
        return
    kind = _CLASSES.get(block.kind, "ocr_carea")
    yield f'   <div class="{kind}" id="block_{name}" title="{_bbox(box)}">\n'
    for section in sections:
        yield from _paragraph(section, f"{name}_1")
    yield "   </div>\n"


def _table(table: Table, sections: Sequence[Section], name: str, box: Box) -> Iterator[str]:
    yield f'   <table class="ocr_table" id="block_{name}" title="{_bbox(box)}">\n'
    number = 0
    rows = {row: list(group) for row, group in groupby(sections, key=_row)}
    for row in range(table.rows):
        yield "    <tr>\n"
        # A row that spans from above cover needs one cell of its own, or it is no row to XHTML.
        yield "" if row in rows else "     <td></td>\n"
        for section in rows.get(row, ()):
            number += 1
            yield from _cell(section, f"{name}_{number}")
        yield "    </tr>\n"
    yield "   </table>\n"


def _row(section: Section) -> int:
    return section.cell.row if section.cell else 0


def _cell(section: Section, name: str) -> Iterator[str]:
    cell = section.cell
    if cell is None:
        return
    rows = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
    columns = f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
    tag = "th" if cell.is_header else "td"
    yield f"     <{tag}{rows}{columns}>\n"
    if section.lines:
        yield from _paragraph(section, name)
    yield f"     </{tag}>\n"


def _paragraph(section: Section, name: str) -> Iterator[str]:
    yield f'    <p class="ocr_par" id="par_{name}" title="{_bbox(section.box)}">\n'
    for number, line in enumerate(section.lines, start=1):
        yield from _line(line, f"{name}_{number}")
    yield "    </p>\n"


def _line(line: Line, name: str) -> Iterator[str]:
    yield f'     <span class="ocr_line" id="line_{name}" title="{_bbox(line.box)}">\n'
    for number, word in enumerate(line.words, start=1):
        title = f"{_bbox(word.box)}; x_wconf {word.confidence:.0f}"
        yield f'      <span class="ocrx_word" id="word_{name}_{number}" title="{title}">{clean(word.text)}</span>\n'
    yield "     </span>\n"


def _bbox(box: Box) -> str:
    return f"bbox {box.left:.0f} {box.top:.0f} {box.left + box.width:.0f} {box.top + box.height:.0f}"
