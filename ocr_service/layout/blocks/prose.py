"""Headings, lists, pairs and paragraphs: what the lines of one paragraph are to a reader."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from ocr_service.domain.shapes.blocks import Block, BlockKind, Part
from ocr_service.layout.blocks.lines import Line, frame, run_on
from ocr_service.layout.blocks.look import Look
from ocr_service.layout.blocks.margins import is_turned
from ocr_service.layout.blocks.marks import BULLET, BULLETS, CLAUSE, MISREAD_BULLET, NUMBERED

# How much larger than usual the type of a heading is, by its level.
_HEADINGS = ((1.9, 1), (1.5, 2), (1.2, 3))
_HEADING_WORDS, _HEADING_LINES, _APART = 12, 3, 0.6
_PAIR = re.compile(r"^(?P<key>[^\W\d][^:]{0,38}\w[.)]?\s?:)\s+(?P<value>\S.*)$")
# Addresses of mail and of the web are of no usual height, and head nothing.
_ADDRESS = re.compile(r"\S@\S+\.\w|^(?:https?://|www\.)\S+$", re.IGNORECASE)
_KEY_WORDS, _VALUE_WORDS = 4, 8
_CAPTION = re.compile(
    r"^(?:fig(?:ure|\.)|abb(?:ildung|\.)|table|tab(?:elle|leau|\.)|afbeelding|chart)\s*\d", re.IGNORECASE
)


def blocks_of_lines(lines: Sequence[Line], look: Look) -> Iterator[Block]:
    """The blocks that the lines of one paragraph make, in their order."""
    for level, group in groupby(lines, key=lambda line: heading_level(line, look)):
        members = list(group)
        if level and len(members) <= _HEADING_LINES:
            for heading in _headings(members):
                yield _block(BlockKind.HEADING, heading, run_on(heading), level=level)
        else:
            yield from _text_and_list(members, look)


def heading_level(line: Line, look: Look) -> int:
    """1 to 3 by the size of the type, 0 for usual type and for long lines."""
    if len(line.words) > _HEADING_WORDS:
        return 0
    size = look.size(line)
    level = next((level for factor, level in _HEADINGS if size > factor * look.usual_size), 0)
    if not level or not any(map(str.isalpha, line.text)) or _ADDRESS.search(line.text):
        return 0
    return 0 if 2 * sum(map(is_turned, line.words)) > len(line.words) else level


def with_marks(lines: Sequence[Line]) -> list[Line]:
    """The lines, bullets that stand alone moved in front of the line beside them."""
    texts = [line for line in lines if line.text not in BULLETS]
    alone = []
    for mark in (line for line in lines if line.text in BULLETS):
        middle = mark.box.top + mark.box.height / 2
        beside = [
            place
            for place, line in enumerate(texts)
            if line.box.top <= middle <= line.box.top + line.box.height and line.box.left > mark.box.left
        ]
        if not beside:
            alone.append(mark)
            continue
        place = min(beside, key=lambda each: texts[each].box.left)
        line = texts[place]
        texts[place] = Line(
            words=(*mark.words, *line.words),
            box=frame([mark.box, line.box]),
            places=(*mark.places, *line.places),
        )
    return [*texts, *alone]


def _block(kind: BlockKind, lines: Sequence[Line], text: str, *, level: int = 0) -> Block:
    words = [word for line in lines for word in line.words]
    letters = sum(len(word.text) for word in words)
    return Block(
        kind=kind,
        box=frame([line.box for line in lines]),
        text=text,
        level=level,
        confidence=sum(word.confidence * len(word.text) for word in words) / max(1, letters),
        words=tuple(place for line in lines for place in line.places),
    )


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


def _text_and_list(lines: Sequence[Line], look: Look) -> Iterator[Block]:
    start = next((place for place, line in enumerate(lines) if _begins_list(line, place, look)), len(lines))
    for clause in _clauses(lines[:start]):
        yield from _pairs_or_paragraph(clause, look)
    if start < len(lines):
        end = _end_of_list(lines, start, look)
        yield _list(lines[start:end], look)
        yield from _text_and_list(lines[end:], look)


def _pairs_or_paragraph(lines: Sequence[Line], look: Look) -> Iterator[Block]:
    """Lines that are all a label with its value are pairs; others are a paragraph."""
    pairs = [_pair(line) for line in lines]
    if len(lines) > 1 and all(pairs):
        yield from (pair for pair in pairs if pair)
        return
    text = _plain(lines, look)
    yield _block(BlockKind.CAPTION if _CAPTION.match(text) else BlockKind.PARAGRAPH, lines, text)


def is_pair(line: Line) -> bool:
    """True for a line that is a label with its value."""
    return _pair(line) is not None


def _pair(line: Line) -> Block | None:
    match = _PAIR.match(line.text)
    if match is None:
        return None
    count = len(match["key"].split())
    if (
        count > _KEY_WORDS
        or len(line.words) - count > _VALUE_WORDS
        or not line.words[count - 1].text.endswith(":")
    ):
        return None
    return pair_of(
        _part_of(line, 0, count),
        _part_of(line, count, len(line.words)),
        _block(BlockKind.KEY_VALUE, [line], line.text),
    )


def pair_of(key: Part, value: Part, block: Block) -> Block:
    """A pair of a label and its value in place of a block of both."""
    return Block(
        kind=BlockKind.KEY_VALUE,
        box=block.box,
        text=block.text,
        confidence=block.confidence,
        words=block.words,
        items=(key, value),
    )


def _part_of(line: Line, first: int, last: int) -> Part:
    words = line.words[first:last]
    return Part(
        text=" ".join(word.text for word in words),
        box=frame([word.box for word in words]),
        words=line.places[first:last],
    )


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


def _list(lines: Sequence[Line], look: Look) -> Block:
    """One entry per marked line, the lines after it run on; a mark may be lost behind a line that ends early."""
    entries = [[lines[0]]]
    for line in lines[1:]:
        is_marked = _has_bullet(line, look) or bool(NUMBERED.match(line.text))
        if is_marked or look.ends_on_purpose(entries[-1][-1], line):
            entries.append([])
        entries[-1].append(line)
    items = tuple(_entry(entry) for entry in entries)
    text = "\n".join(f"{item.mark} {item.text}".strip() for item in items)
    block = _block(BlockKind.LIST, lines, text)
    return Block(
        kind=block.kind,
        box=block.box,
        text=text,
        confidence=block.confidence,
        words=block.words,
        items=items,
    )


def _entry(lines: Sequence[Line]) -> Part:
    text, mark = run_on(lines), ""
    if match := NUMBERED.match(text):
        mark, text = f"{match[1]}.", text[match.end() :]
    else:
        bare = BULLET.sub("", MISREAD_BULLET.sub("", text))
        mark, text = ("•" if bare != text else ""), bare
    return Part(
        text=text,
        mark=mark,
        box=frame([line.box for line in lines]),
        words=tuple(place for line in lines for place in line.places),
    )


def _plain(lines: Sequence[Line], look: Look) -> str:
    """Running text; lines that were ended on purpose stay lines."""
    pieces = [[lines[0]]]
    for line, following in pairwise(lines):
        if look.ends_on_purpose(line, following):
            pieces.append([])
        pieces[-1].append(following)
    return "\n".join(run_on(piece) for piece in pieces)


def joined(lines: Iterable[Line], kind: BlockKind) -> Block:
    """One block of that kind of these lines, each on a line of its own."""
    members = list(lines)
    return _block(kind, members, "\n".join(line.text for line in members))
