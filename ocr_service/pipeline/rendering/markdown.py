"""The text as Markdown: headings by size, lists by their marks, tables by their columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from statistics import median

from ocr_service.domain.document import DocumentRequest
from ocr_service.domain.page import Page
from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.rendering.lines import Line, blocks_of, frame
from ocr_service.pipeline.rendering.look import Look
from ocr_service.pipeline.rendering.marks import BULLET, BULLETS, CLAUSE, MISREAD_BULLET, NUMBERED
from ocr_service.pipeline.rendering.tables import Table, tables_and_lines
from ocr_service.pipeline.understanding.stored_document import StoredDocument

FILE_NAME = "document.md"
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|])")
_RULE = re.compile(r"_{4,}")
_LIST_AT_START = re.compile(r"^(?:([+-])|(\d+)([.)]))(?=\s)")
_HEADINGS = ((1.9, "# "), (1.5, "## "), (1.2, "### "))
_HEADING_WORDS, _HEADING_LINES, _APART = 12, 3, 0.6


def write_markdown(
    request: DocumentRequest, inspection: Inspection, document: StoredDocument, work: Path
) -> str:
    """Write ``document.md`` page by page; returns its name."""
    with (request.output_folder / FILE_NAME).open("w", encoding="utf-8") as file:
        for place, page in enumerate(document.pages()):
            file.write("\n---\n\n" if place else "")
            file.writelines(_spaced(_parts(page)))
    return FILE_NAME


def _spaced(parts: Iterable[str]) -> Iterator[str]:
    """Parts with empty lines between them, but none between lists that follow each other."""
    before = ""
    for part in parts:
        if before:
            yield "\n" if _is_list(before) and _is_list(part) else "\n\n"
        yield part
        before = part
    if before:
        yield "\n\n"


def _is_list(part: str) -> bool:
    return part.startswith("- ") or NUMBERED.match(part) is not None


def _parts(page: Page) -> Iterator[str]:
    lines = [line for block in blocks_of(page) for paragraph in block.paragraphs for line in paragraph.lines]
    if not lines:
        return
    look = Look.of(page, lines)
    height = median(word.box.height for word in page.words)
    for _, group in groupby(tables_and_lines(_with_marks(lines), height), key=_paragraph_of):
        for is_table, parts in groupby(group, key=lambda part: isinstance(part, Table)):
            if is_table:
                yield from (_table(part) for part in parts if isinstance(part, Table))
            else:
                yield from _paragraph([part for part in parts if isinstance(part, Line)], look)


def _paragraph_of(part: Table | Line) -> tuple[int, int] | None:
    return (part.words[-1].block, part.words[-1].paragraph) if isinstance(part, Line) else None


def _with_marks(lines: Sequence[Line]) -> list[Line]:
    """The lines, bullets that stand alone moved in front of the line beside them."""
    marks = [line for line in lines if line.text in BULLETS]
    texts = [line for line in lines if line.text not in BULLETS]
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


def _paragraph(lines: Sequence[Line], look: Look) -> Iterator[str]:
    """Headings, lists and running text, wherever one follows the other within a paragraph."""
    for mark, group in groupby(lines, key=lambda line: _heading(line, look)):
        members = list(group)
        if mark and len(members) <= _HEADING_LINES:
            yield from (mark + _escaped(_run_on(heading)) for heading in _headings(members))
        else:
            yield from _text_and_list(members, look)


def _headings(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines of one size, parted where a number or white space begins a heading of its own."""
    heading = [lines[0]]
    for line in lines[1:]:
        above = heading[-1].box
        if NUMBERED.match(line.text) or line.box.top - above.top - above.height > _APART * above.height:
            yield heading
            heading = []
        heading.append(line)
    yield heading


def _text_and_list(lines: Sequence[Line], look: Look) -> Iterator[str]:
    start = next((place for place, line in enumerate(lines) if _begins_list(line, place, look)), len(lines))
    yield from (_plain(clause, look) for clause in _clauses(lines[:start]))
    if start < len(lines):
        end = _end_of_list(lines, start, look)
        yield "\n".join(_entries(lines[start:end], look))
        yield from _text_and_list(lines[end:], look)


def _end_of_list(lines: Sequence[Line], start: int, look: Look) -> int:
    """Where a line without a mark begins as far left as the marks, after one that ended early."""
    left = lines[start].box.left + look.usual_size / 2
    for place in range(start + 1, len(lines)):
        line = lines[place]
        is_marked = _has_bullet(line, look) or bool(NUMBERED.match(line.text))
        if not is_marked and line.box.left < left and look.ends_on_purpose(lines[place - 1], line):
            return place
    return len(lines)


def _clauses(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines, parted before those that begin with the number of a clause."""
    clause: list[Line] = []
    for line in lines:
        if clause and CLAUSE.match(line.text):
            yield clause
            clause = []
        clause.append(line)
    if clause:
        yield clause


def _begins_list(line: Line, place: int, look: Look) -> bool:
    """A number within a paragraph is a list's only when it is the first."""
    number = NUMBERED.match(line.text)
    return _has_bullet(line, look) or (number is not None and (not place or number[1] == "1"))


def _has_bullet(line: Line, look: Look) -> bool:
    return bool(BULLET.match(line.text)) or (look.is_ink and bool(MISREAD_BULLET.match(line.text)))


def _entries(lines: Iterable[Line], look: Look) -> Iterator[str]:
    """One entry per marked line, the lines after it run on; a mark may be lost behind a line that ends early."""
    entry: list[Line] = []
    for line in lines:
        is_marked = _has_bullet(line, look) or bool(NUMBERED.match(line.text))
        if entry and (is_marked or look.ends_on_purpose(entry[-1], line)):
            yield _entry(_run_on(entry))
            entry = []
        entry.append(line)
    yield _entry(_run_on(entry))


def _entry(text: str) -> str:
    if match := NUMBERED.match(text):
        return f"{match[1]}. {_escaped(text[match.end() :])}"
    return f"- {_escaped(BULLET.sub('', MISREAD_BULLET.sub('', text)))}"


def _heading(line: Line, look: Look) -> str:
    if len(line.words) > _HEADING_WORDS or not any(char.isalpha() for char in line.text):
        return ""
    size = look.size(line)
    return next((mark for factor, mark in _HEADINGS if size > factor * look.usual_size), "")


def _table(table: Table) -> str:
    head, *rest = (f"| {' | '.join(map(_escaped, row))} |" for row in table.rows)
    return "\n".join([head, "|" + " --- |" * len(table.rows[0]), *rest])


def _plain(lines: Sequence[Line], look: Look) -> str:
    """Running text that no reader of Markdown takes for a list; lines that were ended on purpose stay lines."""
    pieces = [[lines[0]]]
    for line, following in pairwise(lines):
        if look.ends_on_purpose(line, following):
            pieces.append([])
        pieces[-1].append(following)
    return "  \n".join(_LIST_AT_START.sub(_harmless, _escaped(_run_on(piece))) for piece in pieces)


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
    return _SPECIAL.sub(r"\\\1", _RULE.sub("___", text))
