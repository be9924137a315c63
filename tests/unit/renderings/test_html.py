"""The HTML page says what a screen reader needs, and nothing of a document becomes a tag."""

from __future__ import annotations

from ocr_service.domain.page import Box, Page
from ocr_service.domain.shapes.blocks import Block, BlockKind, Cell, Part, Table
from ocr_service.renderings.html import html as written

BOX = Box(0, 0, 1, 1)


def html_of(*blocks: Block, language: str = "deu", name: str = "a.pdf") -> str:
    return "".join(written([Page(number=1, text="", blocks=blocks, found_language=language)], name))


def test_what_a_page_says_becomes_no_tag():
    evil = '<script>alert("1")</script>\x00'
    cells = (Cell(row=0, column=0, box=BOX, text=evil), Cell(row=0, column=1, box=BOX))

    html = html_of(
        Block(kind=BlockKind.PARAGRAPH, box=BOX, text=evil),
        Block(kind=BlockKind.LIST, box=BOX, items=(Part(text=evil, mark="1.", box=BOX),)),
        Block(kind=BlockKind.TABLE, box=BOX, table=Table(rows=1, columns=2, cells=cells)),
        name=evil,
    )

    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 4
    assert "\x00" not in html


def test_a_table_tells_its_headings_and_spans():
    cells = (
        Cell(row=0, column=0, box=BOX, text="Both", column_span=2, is_header=True),
        Cell(row=1, column=0, box=BOX, text="a\nb"),
        Cell(row=1, column=1, box=BOX, text="ä"),
    )

    html = html_of(Block(kind=BlockKind.TABLE, box=BOX, table=Table(rows=2, columns=2, cells=cells)))

    assert '<thead>\n<tr><th scope="colgroup" colspan="2">Both</th></tr>\n</thead>' in html
    assert '<tbody>\n<tr><td>a<br>b</td><td dir="auto">ä</td></tr>\n</tbody>' in html


def test_the_page_stands_alone_and_says_its_language():
    html = html_of(
        Block(kind=BlockKind.TITLE, level=1, box=BOX, text="Title"),
        Block(kind=BlockKind.KEY_VALUE, box=BOX, items=(Part(text="No:", box=BOX), Part(text="7", box=BOX))),
    )

    assert html.startswith('<!DOCTYPE html>\n<html lang="de">')
    assert "default-src 'none'" in html
    assert "<h1>Title</h1>" in html
    assert "<dl>\n<div><dt>No:</dt><dd>7</dd></div>\n</dl>" in html
    assert "http://" not in html
    assert "https://" not in html
