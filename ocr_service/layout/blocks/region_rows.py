"""The words of a ruled region: prose between two tables parts it, and rows beyond its rules that fit its columns join it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ocr_service.domain.page import Word
from ocr_service.domain.shapes.box import Box
from ocr_service.layout.blocks.columns import gutters
from ocr_service.layout.blocks.logical_rows import filled_columns
from ocr_service.layout.blocks.ruled_regions import Region
from ocr_service.layout.blocks.text_rows import TextRow, cut_at, text_rows

# A single run this long, in shares of the region's width and in words, is prose.
_WIDE, _MANY_WORDS = 0.55, 7
# In sizes of the type: how far from the region's end, or from the row before, a further row stands.
_APART = 3.2
# A share of the columns that it fills.
_FULL = 0.6
# Of a region's height, from where on its standing rules part its columns.
_LEAST_STANDING = 0.2
# In sizes of the type: how high a single shaded row is at most.
_ONE_ROW = 3.0


def completed(
    words: Sequence[Word], region: Region, size: float, taken: set[int]
) -> Iterator[tuple[Region, list[int]]]:
    """Parts of the region with the words in each."""
    box = region.box
    beside = [
        place
        for place, word in enumerate(words)
        if place not in taken
        and box.left - size / 2 <= word.box.left + word.box.width / 2 <= box.left + box.width + size / 2
        and word.text.strip()
    ]
    top, bottom = box.top - size / 4, box.top + box.height + size / 4
    near = [place for place in beside if top <= _middle(words[place]) <= bottom]
    if _standing_share(region) >= _LEAST_STANDING:
        yield region, near
        return
    if _is_part_of_row(words, near, region, size):
        return
    region = replace(region, standing=())
    for part in _without_prose(text_rows(words, near, size), region, size):
        yield _extended(part, text_rows(words, beside, size), words, region, size)


def _is_part_of_row(words: Sequence[Word], near: Sequence[int], region: Region, size: float) -> bool:
    """True for shades behind some words of one row: there is more of the row on either side, which tells the columns better."""
    box = region.box
    if box.height > _ONE_ROW * size or not near:
        return False
    return any(
        box.top <= _middle(word) <= box.top + box.height
        and (word.box.left + word.box.width < box.left or word.box.left > box.left + box.width)
        for word in words
        if word.text.strip()
    )


def _standing_share(region: Region) -> float:
    """Of the region's height, how much has a standing rule beside it: the box of a total alone makes no columns of all above."""
    covered, end = 0.0, region.box.top
    for rule in sorted(region.standing, key=lambda each: each.start):
        covered += max(0.0, rule.end - max(end, rule.start))
        end = max(end, rule.end)
    return covered / region.box.height


def _middle(word: Word) -> float:
    return word.box.top + word.box.height / 2


def _without_prose(rows: Sequence[TextRow], region: Region, size: float) -> Iterator[list[TextRow]]:
    part: list[TextRow] = []
    for row in rows:
        run = row.runs[0]
        is_wide = run.right - run.left > _WIDE * region.box.width and len(run.places) >= _MANY_WORDS
        is_far = bool(part) and row.top - part[-1].bottom > _APART * size
        if part and len(row.runs) == 1 and (is_wide or is_far):
            yield part
            part = []
        if not (len(row.runs) == 1 and is_wide):
            part.append(row)
    if part:
        yield part


def _extended(
    part: Sequence[TextRow], rows: Sequence[TextRow], words: Sequence[Word], region: Region, size: float
) -> tuple[Region, list[int]]:
    """The part with the rows above and below that fit its columns, and the rules that lie within."""
    chosen = list(part)
    white = gutters(part, size)
    edges = [(left + right) / 2 for left, right in white]
    above = [row for row in reversed(rows) if row.middle < part[0].middle - size / 4]
    below = [row for row in rows if row.middle > part[-1].middle + size / 4]
    first, last = part[0].top, part[-1].bottom
    for row in (cut_at(each, words, white, size) for each in above):
        if not white or first - row.bottom > _APART * size or not _fits(row, white, edges):
            break
        chosen.insert(0, row)
        first = row.top
    further: list[TextRow] = []
    before = last
    for row in below:
        if not white or row.top - before > _APART * size or _crosses(row, white):
            break
        before = row.bottom
        further.append(row)
        is_line = row.top - chosen[-1].bottom < size and filled_columns(row, edges).isdisjoint({0})
        if _fits(row, white, edges) or (is_line and len(further) == 1):
            chosen += further
            further, last = [], row.bottom
    lying = [rule for rule in region.lying if first - _APART * size <= rule.at <= last + _APART * size]
    levels = [rule.at for rule in lying]
    top, bottom = min([first, *levels]), max([last, *levels])
    box = Box(region.box.left, top, region.box.width, bottom - top)
    return replace(region, box=box, lying=tuple(lying)), [
        p for row in chosen for run in row.runs for p in run.places
    ]


def _fits(row: TextRow, white: Sequence[tuple[float, float]], edges: Sequence[float]) -> bool:
    """True for a row of several runs of which none reaches over a gutter."""
    is_full = len(filled_columns(row, edges)) >= max(2, _FULL * (len(edges) + 1))
    return is_full and not _crosses(row, white)


def _crosses(row: TextRow, white: Sequence[tuple[float, float]]) -> bool:
    return any(run.left < left and run.right > right for run in row.runs for left, right in white)
