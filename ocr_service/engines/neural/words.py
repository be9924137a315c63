"""Words with frames, from the letters of a line and the ink under them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np

from ocr_service.engines.neural.finding import Pixels
from ocr_service.engines.neural.letters import Letter

# Ink is darker than the paper by this part of what the darkest of the line is.
_INK = 0.4
# A gap is a blank where it is wider than this part of the blanks the network saw in the line, or, where it saw none, than so many
# times the usual gap between letters and so many pixels.
_OF_BLANK, _OF_USUAL, _LEAST_BLANK = 0.72, 2.0, 8.0
# Beside these a gap is wider than usual.
_NARROW = frozenset("1Iil.,:;'!|()[]{}-/*\"")


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
    parts = list(_parts(letters, columns))
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


def _parts(letters: Sequence[Letter], columns: Pixels) -> Iterator[list[Letter]]:
    """Letters without a blank between them: one that the network read, or a gap as wide as one, which it passes over."""
    printed = [letter for letter in letters if not letter.text.isspace()]
    if not printed:
        return
    pairs, is_told = list(pairwise(printed)), _told_blanks(letters)
    gaps = [_gap(columns, *pair)[2] for pair in pairs]
    between = [gap for gap, is_blank in zip(gaps, is_told, strict=True) if is_blank]
    within = [gap for gap, is_blank in zip(gaps, is_told, strict=True) if not is_blank]
    usual = median(within) if within else 0.0
    least = max(_OF_USUAL * usual, _OF_BLANK * median(between) if between else _LEAST_BLANK)
    part = printed[:1]
    for (before, after), gap, is_blank in zip(pairs, gaps, is_told, strict=True):
        if is_blank or gap - (usual if {before.text, after.text} & _NARROW else 0.0) > least:
            yield part
            part = []
        part.append(after)
    yield part


def _told_blanks(letters: Sequence[Letter]) -> list[bool]:
    """For each two letters that follow each other whether the network read a blank between them."""
    told, is_blank = [], False
    for letter in letters:
        if letter.text.isspace():
            is_blank = True
        else:
            told.append(is_blank)
            is_blank = False
    return told[1:]


def _gap(columns: Pixels, before: Letter, after: Letter) -> tuple[int, int, int]:
    """From where between two letters' middles the widest white is looked for, where it starts there and how wide it is."""
    left = int(before.at * len(columns))
    return left, *_widest_white(columns[left : max(int(after.at * len(columns)), left + 1)])


def _cut(columns: Pixels, before: Letter, after: Letter) -> int:
    """The middle of the widest white between two letters; halfway where there is none."""
    left, start, length = _gap(columns, before, after)
    right = max(int(after.at * len(columns)), left + 1)
    return left + (start + length // 2 if length else (right - left) // 2)


def _widest_white(columns: Pixels) -> tuple[int, int]:
    """Start and length of the longest run without ink."""
    edged = np.concatenate(([True], columns, [True]))
    inked = np.flatnonzero(edged)
    gaps = np.diff(inked) - 1
    widest = int(gaps.argmax())
    return int(inked[widest]), int(gaps[widest])
