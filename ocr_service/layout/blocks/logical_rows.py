"""Which rows of text make one row of a table: a cell may have several lines."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ocr_service.domain.page import Word
from ocr_service.domain.rules import Rule
from ocr_service.layout.blocks.headings import is_number
from ocr_service.layout.blocks.text_rows import TextRow

# A share of the columns that a row of its own fills.
_FULL = 0.6
# Of the usual step between full rows: a step that is smaller leads to a further line.
_SMALLER = 0.75
# In sizes of the type: a line as close as this can be a further line of the cell above; further off where rows are,
# too. What has a first cell goes on only in lines as tight as the first of these.
_TIGHT, _LEADING, _LOOSE = 1.35, 1.6, 2.4
# In sizes of the type: what reaches over an edge no further stands beside it. A share of a band's height: a rule along less
# of it parts nothing.
_OVER, _ALONG = 0.3, 0.2


def filled_columns(row: TextRow, edges: Sequence[float]) -> frozenset[int]:
    """The columns that a row has text in, by the middles of its runs; ``edges`` are those between the columns."""
    return frozenset(bisect_left(edges, run.middle) for run in row.runs)


def row_starts(
    rows: Sequence[TextRow], words: Sequence[Word], edges: Sequence[float], size: float
) -> list[int]:
    """Places of the rows of text that begin a row of the table; the first always does."""
    if not rows:
        return []
    filled = [filled_columns(row, edges) for row in rows]
    numbers = [_number_columns(row, words, edges) for row in rows]
    full = [place for place, columns in enumerate(filled) if len(columns) >= max(2, _FULL * (len(edges) + 1))]
    if len(full) > 2 and not numbers[full[0]]:
        full = full[1:]
    pairs = [*pairwise(full)]
    if len(edges) == 1:
        # Of labels and values those that follow each other at once: between others there are labels without a value.
        pairs = [(before, after) for before, after in pairs if after == before + 1] or pairs
    steps = [rows[after].middle - rows[before].middle for before, after in pairs]
    usual = median(steps) if steps else 0.0
    starts = [0]
    for place in range(1, len(rows)):
        is_own = _has_numbers(numbers, filled, place) or _is_labelled(rows[place], words, filled[place])
        if is_own or not _goes_on(rows, filled, place, usual, size):
            starts.append(place)
    return starts


def _number_columns(row: TextRow, words: Sequence[Word], edges: Sequence[float]) -> frozenset[int]:
    texts = ((run.middle, " ".join(words[place].text for place in run.places)) for run in row.runs)
    return frozenset(bisect_left(edges, middle) for middle, text in texts if is_number(text))


def _has_numbers(numbers: Sequence[frozenset[int]], filled: Sequence[frozenset[int]], place: int) -> bool:
    """True for numbers in two columns, or below a number and beside words of its own: no further line has them."""
    is_labelled = bool(numbers[place] & numbers[place - 1]) and bool(filled[place] - numbers[place])
    return len(numbers[place]) >= 2 or is_labelled


def _is_labelled(row: TextRow, words: Sequence[Word], filled: frozenset[int]) -> bool:
    """True for what stands beside a label with a colon in the first column."""
    return len(filled) > 1 and 0 in filled and words[row.runs[0].places[-1]].text.endswith(":")


def _goes_on(
    rows: Sequence[TextRow], filled: Sequence[frozenset[int]], place: int, usual: float, size: float
) -> bool:
    """True for further lines of the row above."""
    step = rows[place].middle - rows[place - 1].middle
    columns, above = filled[place], filled[place - 1]
    is_smaller = step < _SMALLER * usual
    is_close = step <= (_LOOSE if is_smaller else _LEADING) * size
    is_within = columns <= above or len(columns) == 1
    is_row_like = 0 in columns and len(columns) > 1 and step > _TIGHT * size
    if not is_within or not is_close or is_row_like:
        return False
    return is_smaller or (0 not in columns and len(columns) == 1)


def needs_split(
    rows: Sequence[TextRow],
    words: Sequence[Word],
    edges: Sequence[float],
    *,
    few_bands: bool,
    is_free: bool,
) -> bool:
    """True when what stands between two rules is several rows of the table, not the lines of one.

    Where no rule parts the columns (``is_free``) two full rows that both begin in the first column are enough, and so are
    numbers below numbers.
    """
    filled = [filled_columns(row, edges) for row in rows]
    full = [columns for columns in filled if len(columns) >= max(2, _FULL * (len(edges) + 1))]
    if is_free and sum(0 in columns for columns in full) >= 2:
        return True
    numbers = [_number_columns(row, words, edges) for row in rows]
    if is_free and any(
        numbers[place - 1] and _has_numbers(numbers, filled, place) for place in range(1, len(rows))
    ):
        return True
    return len(full) >= (2 if few_bands else 4)


def bands_in_columns(
    heights: Sequence[float],
    rows: Sequence[TextRow],
    standing: Sequence[Rule],
    edges: Sequence[float],
    size: float,
) -> list[tuple[float, float]]:
    """Between which heights no rule parts columns although the text keeps to them: the body of a table whose head alone is ruled."""
    found = []
    for top, bottom in pairwise(heights):
        if any(_is_along(rule, edges, top, bottom, size) for rule in standing):
            continue
        band = [row for row in rows if top < row.middle < bottom]
        runs = [run for row in band for run in row.runs]
        crosses = any(
            run.left < edge - _OVER * size and run.right > edge + _OVER * size
            for run in runs
            for edge in edges
        )
        most = max((len(filled_columns(row, edges)) for row in band), default=0)
        if not crosses and most >= max(2, (len(edges) + 1) / 2):
            found.append((top, bottom))
    return found


def _is_along(rule: Rule, edges: Sequence[float], top: float, bottom: float, size: float) -> bool:
    """True for a rule on an edge of columns that goes along a part of this height."""
    is_on_edge = any(abs(rule.at - edge) <= size / 2 for edge in edges)
    return is_on_edge and min(rule.end, bottom) - max(rule.start, top) > _ALONG * (bottom - top)
