"""Rows of words that follow each other downwards and leave the same white between columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ocr_service.domain.page import Word
from ocr_service.layout.blocks.columns import GUTTER, common_white
from ocr_service.layout.blocks.text_rows import Run, TextRow

# In sizes of the type: rows that stand further apart do not follow each other.
_APART = 3.4
# As close as this a single run is a further line of the row above, also at the end.
_LEADING = 2.0
# A share of the gutters of the rows above that a further row may close.
_LOST = 0.5
_LEAST_ROWS = 3
# So many headings side by side may have a single row below them.
_WIDE = 4
_White = list[tuple[float, float]]


def text_regions(rows: Sequence[TextRow], words: Sequence[Word], size: float) -> Iterator[list[TextRow]]:
    """Runs of rows that may be tables, each of three or more with several runs."""
    start = 0
    while start < len(rows):
        end = _end(rows, start, size)
        chosen = list(rows[start:end])
        is_wide = len(chosen) > 1 and len(chosen[0].runs) >= _WIDE
        if sum(len(row.runs) > 1 for row in chosen) >= (2 if is_wide else _LEAST_ROWS):
            yield chosen
            start = end
        else:
            start += 1


def _end(rows: Sequence[TextRow], start: int, size: float) -> int:
    """Behind the last row that fits; rows of one run only within a column, and not at the end."""
    if len(rows[start].runs) < 2:
        return start
    white: _White = [(one.right, other.left) for one, other in pairwise(rows[start].runs)]
    most, end, place, has_details = len(white), start + 1, start + 1, False
    while place < len(rows) and rows[place].middle - rows[place - 1].middle <= _APART * size:
        row = rows[place]
        is_single = len(row.runs) == 1
        common = _beside(white, row.runs[0], size) if is_single else common_white(white, row, size)
        if is_single:
            if len(common) < len(white) or not _is_below(row, rows[place - 1]):
                break
            is_further = row.middle - rows[place - 1].middle <= _LEADING * size
            end = place + 1 if is_further and row.runs[0].left > white[0][0] else end
        else:
            if not common or len(common) < (1 - _LOST) * most:
                break
            if _is_headed_anew(rows[place - 1], row, white[0][0]):
                break
            # Lines of a first cell that were tight below one row of the table are so below its last one, too.
            has_details = has_details or _is_tight(rows, place - 1, size)
            most, end = max(most, len(common)), place + 1
        white, place = common, place + 1
    while has_details and end < place and _is_tight(rows, end, size):
        end += 1
    return end


def _is_headed_anew(above: TextRow, row: TextRow, first_end: float) -> bool:
    """True for what begins further right below a line at the left: a heading, and another table."""
    return len(above.runs) == 1 and above.runs[0].left < first_end <= row.runs[0].left


def _is_tight(rows: Sequence[TextRow], place: int, size: float) -> bool:
    """True for a single run close below the row before."""
    return len(rows[place].runs) == 1 and rows[place].middle - rows[place - 1].middle <= _LEADING * size


def _beside(white: _White, run: Run, size: float) -> _White:
    """What a single run leaves of the gutters beside it; one that it closes is gone."""
    kept = []
    for left, right in white:
        parts = [(left, min(right, run.left)), (max(left, run.right), right)]
        if run.right <= left or run.left >= right:
            parts = [(left, right)]
        widest = max(parts, key=lambda part: part[1] - part[0])
        if widest[1] - widest[0] >= GUTTER * size:
            kept.append(widest)
    return kept


def _is_below(row: TextRow, above: TextRow) -> bool:
    run = row.runs[0]
    return any(run.left < other.right and other.left < run.right for other in above.runs)
