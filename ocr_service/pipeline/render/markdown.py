"""The text as Markdown: headings by size, lists by their marks, tables by their columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from statistics import median

from ocr_service.domain.document import DocumentRequest
from ocr_service.domain.page import Page
from ocr_service.pipeline.inspect import Inspection
from ocr_service.pipeline.render.lines import Line, blocks_of, frame
from ocr_service.pipeline.render.tables import Table, tables_and_lines
from ocr_service.pipeline.stored_document import StoredDocument

FILE_NAME = "document.md"
_MARKS = "•·▪◦‣●○"
_BULLET = re.compile(rf"^[{_MARKS}*–—-]\s+")
_NUMBERED = re.compile(r"^(\d{1,3})[.)]\s+")
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|])")
_LIST_AT_START = re.compile(r"^(?:([+-])|(\d+)([.)]))(?=\s)")
_HEADINGS = ((1.9, "# "), (1.5, "## "), (1.25, "### "))
_HEADING_WORDS, _HEADING_LINES, _APART = 12, 3, 0.6


def write_markdown(
    request: DocumentRequest, inspection: Inspection, document: StoredDocument, work: Path
) -> str:
    """Write ``document.md`` page by page; returns its name."""
    with (request.output_folder / FILE_NAME).open("w", encoding="utf-8") as file:
        for place, page in enumerate(document.pages()):
            file.write("\n---\n\n" if place else "")
            file.writelines(f"{part}\n\n" for part in _parts(page))
    return FILE_NAME


def _parts(page: Page) -> Iterator[str]:
    lines = [line for block in blocks_of(page) for paragraph in block.paragraphs for line in paragraph.lines]
    if not lines:
        return
    usual = median(word.box.height for word in page.words)
    for _, group in groupby(tables_and_lines(_with_marks(lines), usual), key=_paragraph_of):
        for is_table, parts in groupby(group, key=lambda part: isinstance(part, Table)):
            if is_table:
                yield from (_table(part) for part in parts if isinstance(part, Table))
            else:
                yield from _paragraph([part for part in parts if isinstance(part, Line)], usual)


def _paragraph_of(part: Table | Line) -> tuple[int, int] | None:
    return (part.words[-1].block, part.words[-1].paragraph) if isinstance(part, Line) else None


def _with_marks(lines: Sequence[Line]) -> list[Line]:
    """The lines, bullets that stand alone moved in front of the line beside them."""
    marks = [line for line in lines if line.text in _MARKS]
    texts = [line for line in lines if line.text not in _MARKS]
    for mark in marks:
        middle = mark.box.top + mark.box.height / 2
        beside = [
            place
            for place, line in enumerate(texts)
            if line.box.top <= middle <= line.box.top + line.box.height and line.box.left > mark.box.left
        ]
        if beside:
            place = min(beside, key=lambda each: texts[each].box.left)
            line = texts[place]
            texts[place] = Line(words=(*mark.words, *line.words), box=frame([mark.box, line.box]))
    return texts


def _paragraph(lines: Sequence[Line], usual: float) -> Iterator[str]:
    """Headings, lists and running text, wherever one follows the other within a paragraph."""
    for mark, group in groupby(lines, key=lambda line: _heading(line, usual)):
        members = list(group)
        if mark and len(members) <= _HEADING_LINES:
            yield from (mark + _escaped(_run_on(heading)) for heading in _headings(members))
        else:
            yield from _text_and_list(members)


def _headings(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines of one size, parted where a number or white space begins a heading of its own."""
    heading = [lines[0]]
    for line in lines[1:]:
        above = heading[-1].box
        if _NUMBERED.match(line.text) or line.box.top - above.top - above.height > _APART * above.height:
            yield heading
            heading = []
        heading.append(line)
    yield heading


def _text_and_list(lines: Sequence[Line]) -> Iterator[str]:
    start = next((place for place, line in enumerate(lines) if _begins_list(line, place)), len(lines))
    if start:
        yield _plain(lines[:start])
    if start < len(lines):
        yield "\n".join(_entries(lines[start:]))


def _begins_list(line: Line, place: int) -> bool:
    """A number within a paragraph is a list's only when it is the first."""
    number = _NUMBERED.match(line.text)
    return bool(_BULLET.match(line.text)) or (number is not None and (not place or number[1] == "1"))


def _entries(lines: Iterable[Line]) -> Iterator[str]:
    """One entry per marked line, the lines after it run on."""
    entry: list[Line] = []
    for line in lines:
        if entry and (_BULLET.match(line.text) or _NUMBERED.match(line.text)):
            yield _entry(_run_on(entry))
            entry = []
        entry.append(line)
    yield _entry(_run_on(entry))


def _entry(text: str) -> str:
    if match := _NUMBERED.match(text):
        return f"{match[1]}. {_escaped(text[match.end() :])}"
    return f"- {_escaped(_BULLET.sub('', text))}"


def _heading(line: Line, usual: float) -> str:
    if len(line.words) > _HEADING_WORDS or not any(char.isalpha() for char in line.text):
        return ""
    height = median(word.box.height for word in line.words)
    return next((mark for factor, mark in _HEADINGS if height > factor * usual), "")


def _table(table: Table) -> str:
    head, *rest = (f"| {' | '.join(map(_escaped, row))} |" for row in table.rows)
    return "\n".join([head, "|" + " --- |" * len(table.rows[0]), *rest])


def _plain(lines: Sequence[Line]) -> str:
    """Running text that no reader of Markdown takes for a list."""
    return _LIST_AT_START.sub(_harmless, _escaped(_run_on(lines)))


def _harmless(match: re.Match[str]) -> str:
    return f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}"


def _run_on(lines: Sequence[Line]) -> str:
    """Lines run on, words broken at a line's end made whole."""
    text = ""
    for line in lines:
        if text.endswith("-") and len(text) > 1 and text[-2].isalpha() and line.text[:1].islower():
            text = text[:-1] + line.text
        else:
            text += (" " if text else "") + line.text
    return text


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
