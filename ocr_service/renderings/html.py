"""The blocks as one HTML page that stands alone: headings, lists and tables as screen readers want them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from ocr_service.domain.page import Page
from ocr_service.domain.shapes.blocks import Block, BlockKind, Cell, Part, Table
from ocr_service.renderings.text_marks import for_html

FILE_NAME = "document.html"
_HEAD = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }}
section + section {{ border-top: 1px solid; margin-top: 2rem; padding-top: 1rem; }}
table {{ border-collapse: collapse; margin: 1rem 0; }}
th, td {{ border: 1px solid; padding: .2rem .5rem; text-align: start; vertical-align: top; }}
dt {{ font-weight: bold; }}
.margin, .footnote, figcaption {{ font-size: .85rem; }}
.scroll {{ overflow-x: auto; }}
</style>
</head>
<body>
<main>
"""
_TAIL = "</main>\n</body>\n</html>\n"
_MARGINS = {BlockKind.HEADER: "header", BlockKind.FOOTER: "footer", BlockKind.PAGE_NUMBER: "page number"}


def html(pages: Iterable[Page], filename: str) -> Iterator[str]:
    """``document.html``, page by page; its language is that of the first page."""
    is_open = False
    for page in pages:
        if not is_open:
            language = for_html(language_tag(page.found_language)) or "und"
            yield _HEAD.format(language=language, title=for_html(filename) or "Document")
            is_open = True
        yield from _page(page)
    yield _TAIL if is_open else _HEAD.format(language="und", title="Document") + _TAIL


# Browsers and screen readers know languages by their two letters (BCP 47) where there are any.
_TAGS = {
    "eng": "en", "deu": "de", "fra": "fr", "nld": "nl", "spa": "es", "ita": "it", "por": "pt", "pol": "pl",
    "ces": "cs", "dan": "da", "swe": "sv", "nor": "no", "fin": "fi", "hun": "hu", "tur": "tr", "ron": "ro",
    "heb": "he", "ara": "ar", "rus": "ru", "ukr": "uk", "ell": "el", "jpn": "ja", "kor": "ko",
    "chi_sim": "zh-Hans", "chi_tra": "zh-Hant",
}  # fmt: skip


def language_tag(code: str) -> str:
    """The tag of a language for HTML; what has no shorter one stays as it is."""
    return _TAGS.get(code, code.replace("_", "-"))


def _page(page: Page) -> Iterator[str]:
    yield f'<section aria-label="Page {page.number}">\n'
    for kind, group in groupby(page.blocks, key=lambda block: block.kind):
        if kind is BlockKind.KEY_VALUE:
            yield from _pairs(list(group))
        else:
            for block in group:
                yield from _block(block)
    yield "</section>\n"


def _pairs(blocks: Sequence[Block]) -> Iterator[str]:
    yield "<dl>\n"
    for block in blocks:
        key, value = block.items
        yield f"<div><dt{_way(key.text)}>{_text(key.text)}</dt><dd{_way(value.text)}>{_text(value.text)}</dd></div>\n"
    yield "</dl>\n"


def _block(block: Block) -> Iterator[str]:
    text, way = _text(block.text), _way(block.text)
    if block.table:
        yield from _table(block.table)
    elif block.kind is BlockKind.LIST:
        yield from _list(block.items)
    elif block.kind in (BlockKind.TITLE, BlockKind.HEADING):
        yield f"<h{block.level}{way}>{text}</h{block.level}>\n"
    elif block.kind is BlockKind.FIGURE:
        yield '<figure role="img" aria-label="Figure"><figcaption>[figure]</figcaption></figure>\n'
    elif block.kind is BlockKind.BARCODE:
        yield f'<figure aria-label="Barcode"><figcaption>{text}</figcaption></figure>\n'
    elif block.kind is BlockKind.FOOTNOTE:
        yield f'<p class="footnote" role="note"{way}>{text}</p>\n'
    elif block.kind in _MARGINS:
        yield f'<p class="margin" title="{_MARGINS[block.kind]}"{way}>{text}</p>\n'
    else:
        yield f"<p{way}>{text}</p>\n"


def _list(items: Sequence[Part]) -> Iterator[str]:
    first = items[0].mark.rstrip(".") if items else ""
    is_numbered = first.isascii() and first.isdigit()
    name = "ol" if is_numbered else "ul"
    yield f'<ol start="{int(first)}">\n' if is_numbered else "<ul>\n"
    for item in items:
        yield f"<li{_way(item.text)}>{_text(item.text)}</li>\n"
    yield f"</{name}>\n"


def _table(table: Table) -> Iterator[str]:
    """Headings are a ``thead`` of ``th``, so that a screen reader tells the heading of each cell."""
    heads = 1 + max((cell.row + cell.row_span - 1 for cell in table.cells if cell.is_header), default=-1)
    yield '<div class="scroll" role="region" aria-label="Table" tabindex="0"><table>\n'
    for name, rows in (("thead", range(heads)), ("tbody", range(heads, table.rows))):
        if rows:
            yield f"<{name}>\n"
            for row in rows:
                yield f"<tr>{''.join(_cell(cell) for cell in table.cells if cell.row == row)}</tr>\n"
            yield f"</{name}>\n"
    yield "</table></div>\n"


def _cell(cell: Cell) -> str:
    name = "th" if cell.is_header else "td"
    scope = "" if not cell.is_header else ' scope="colgroup"' if cell.column_span > 1 else ' scope="col"'
    rows = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
    columns = f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
    return f"<{name}{scope}{rows}{columns}{_way(cell.text)}>{_text(cell.text)}</{name}>"


def _text(text: str) -> str:
    return for_html(text).replace("\n", "<br>")


def _way(text: str) -> str:
    """Text with letters beyond Latin may run from right to left; its browser sees which."""
    return "" if text.isascii() else ' dir="auto"'
