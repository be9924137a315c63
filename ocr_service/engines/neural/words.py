"""Words with frames, from the letters of a line and the ink under them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ocr_service.engines.neural.finding import Pixels
from ocr_service.engines.neural.letters import Letter

# Ink is darker than the paper by this part of what the darkest of the line is.
_INK = 0.4


@dataclass(frozen=True, slots=True)
class FoundWord:
    """A word in the pixels of its line's picture. ``sure`` is how sure its letters are, 0-1, on the average and at least."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    mean: float
    least: float


def words_of(letters: Sequence[Letter], line: Pixels) -> Iterator[FoundWord]:
    """The words of a line; ``line`` is its gray picture."""
    height, width = line.shape
    paper, darkest = np.percentile(line, 90), line.min()
    ink = line < paper - _INK * (paper - darkest)
    columns = ink.any(axis=0)
    parts = list(_parts(letters))
    if not parts:
        return
    cuts = [0, *(_cut(columns, one[-1], other[0]) for one, other in pairwise(parts)), width]
    for part, (left, right) in zip(parts, pairwise(cuts), strict=True):
        across = np.flatnonzero(columns[left:right])
        first, last = (left + across[0], left + across[-1] + 1) if len(across) else (left, right)
        down = np.flatnonzero(ink[:, first:last].any(axis=1))
        top, bottom = (down[0], down[-1] + 1) if len(down) else (0, height)
        sure = [letter.sure for letter in part]
        yield FoundWord(
            text="".join(letter.text for letter in part),
            left=float(first),
            top=float(top),
            right=float(max(last, first + 1)),
            bottom=float(bottom),
            mean=sum(sure) / len(sure),
            least=min(sure),
        )


def _parts(letters: Sequence[Letter]) -> Iterator[list[Letter]]:
    part: list[Letter] = []
    for letter in letters:
        if letter.text.isspace():
            if part:
                yield part
            part = []
        else:
            part.append(letter)
    if part:
        yield part


def _cut(columns: Pixels, before: Letter, after: Letter) -> int:
    """The middle of the widest white between two letters; halfway where there is none."""
    left, right = (
        int(before.at * len(columns)),
        max(int(after.at * len(columns)), int(before.at * len(columns)) + 1),
    )
    start, length = _widest_white(columns[left:right])
    return left + (start + length // 2 if length else (right - left) // 2)


def _widest_white(columns: Pixels) -> tuple[int, int]:
    """Start and length of the longest run without ink."""
    edged = np.concatenate(([True], columns, [True]))
    inked = np.flatnonzero(edged)
    gaps = np.diff(inked) - 1
    widest = int(gaps.argmax())
    return int(inked[widest]), int(gaps[widest])
