"""Where the columns of a table are parted: by white that most of its rows leave."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ocr_service.layout.blocks.text_rows import TextRow

# In sizes of the type: the least white between columns.
GUTTER = 0.5
# A share of the rows that may run across a gutter: headings over several columns, totals.
_ACROSS, _FEW = 0.15, 4


def gutters(rows: Sequence[TextRow], size: float) -> list[tuple[float, float]]:
    """White from left to right between the columns of rows of two runs or more; none when there are no such rows."""
    core = [row for row in rows if len(row.runs) > 1]
    if not core:
        return []
    most = int(_ACROSS * len(core)) if len(core) >= _FEW else 0
    steps = sorted(step for row in core for run in row.runs for step in ((run.left, 1), (run.right, -1)))
    white: list[tuple[float, float]] = []
    covered = 0
    for (at, step), (following, _) in pairwise(steps):
        covered += step
        if covered <= most:
            if white and white[-1][1] == at:
                white[-1] = white[-1][0], following
            else:
                white.append((at, following))
    # What few rows reach into beyond the others is no gutter: there is nothing on its other side.
    first, last = steps[0][0], steps[-1][0]
    return [
        (left, right)
        for left, right in white
        if right - left >= GUTTER * size and left > first and right < last
    ]


def edges_between(white: Sequence[tuple[float, float]]) -> list[float]:
    """One edge in the middle of each gutter."""
    return [(left + right) / 2 for left, right in white]


def common_white(
    white: Sequence[tuple[float, float]], row: TextRow, size: float
) -> list[tuple[float, float]]:
    """What a row of several runs leaves of the white between the columns above it."""
    gaps = [(one.right, other.left) for one, other in pairwise(row.runs)]
    kept = []
    place = 0
    for left, right in white:
        while place < len(gaps) and gaps[place][1] <= left:
            place += 1
        for gap in gaps[place:]:
            if gap[0] >= right:
                break
            inner = max(left, gap[0]), min(right, gap[1])
            if inner[1] - inner[0] >= GUTTER * size:
                kept.append(inner)
    return kept
