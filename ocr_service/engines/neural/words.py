"""Words with frames, from the letters of a line and the ink under them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ocr_service.engines.neural.finding import Pixels
from ocr_service.engines.neural.letters import Letter

# Paper is lighter than this part of a line. Ink is darker than the paper by that part of what the darkest of the line is.
_DARKER_THAN_PAPER, _INK = 0.9, 0.4
# A blank that the network holds for less likely than this is none. It is rarely sure of one: most of those it passed over are likelier,
# and next to none of what stands between two letters of a word.
_LEAST_BLANK = 0.1
# Where a piece of a line may end: this part of its width before or after.
_SEARCHED = 0.2


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


def pieces(line: Pixels, most: int) -> Iterator[tuple[int, int]]:
    """A line's gray picture from left to right in pieces about as wide as ``most``, cut where it is whitest around there."""
    count = max(1, round(line.shape[1] / most))
    step = line.shape[1] / count
    left = 0
    for number in range(1, count):
        first, last = int((number - _SEARCHED) * step), int((number + _SEARCHED) * step)
        start, length = _widest_white(_columns(_ink(line[:, first:last])))
        right = first + start + length // 2 if length else int(number * step)
        yield left, right
        left = right
    yield left, line.shape[1]


def words_of(letters: Sequence[Letter], line: Pixels) -> Iterator[FoundWord]:
    """The words of a line; ``line`` is its gray picture."""
    height, width = line.shape
    ink = _ink(line)
    columns = _columns(ink)
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


def _ink(line: Pixels) -> Pixels:
    place = int(_DARKER_THAN_PAPER * line.size)
    paper, darkest = int(np.partition(line, place, axis=None)[place]), int(line.min())
    ink: Pixels = line < paper - _INK * (paper - darkest)
    return ink


def _columns(ink: Pixels) -> Pixels:
    """Which columns of a picture have ink."""
    return np.asarray(ink.any(axis=0))


def _parts(letters: Sequence[Letter]) -> Iterator[list[Letter]]:
    """Letters without a blank between them."""
    part: list[Letter] = []
    for letter in letters:
        if part and letter.blank > _LEAST_BLANK:
            yield part
            part = []
        part.append(letter)
    if part:
        yield part


def _cut(columns: Pixels, before: Letter, after: Letter) -> int:
    """The middle of the widest white between two letters; halfway where there is none."""
    left = int(before.at * len(columns))
    right = max(int(after.at * len(columns)), left + 1)
    start, length = _widest_white(columns[left:right])
    return left + (start + length // 2 if length else (right - left) // 2)


def _widest_white(columns: Pixels) -> tuple[int, int]:
    """Start and length of the longest run without ink."""
    edged = np.concatenate(([True], columns, [True]))
    inked = np.flatnonzero(edged)
    gaps = np.diff(inked) - 1
    widest = int(gaps.argmax())
    return int(inked[widest]), int(gaps[widest])
