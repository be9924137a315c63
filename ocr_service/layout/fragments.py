"""Words of one row without a wide gap, with one size of type and one baseline."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from statistics import median

from ocr_service.domain.page import Word
from ocr_service.layout.rows import Row, Segment, rows_of_words
from ocr_service.layout.type_size import CAPITAL, DESCENT, baseline, type_size

# Sizes as near to the page's usual one as this are the usual one; others are one when they are as near to the
# smallest of them: boxes are read to a pixel or two, and a short word shows little of its type.
_USUAL, _ALIKE = 0.2, 0.2
# In sizes of the type: words of a row that stand no further from its baseline stand on it.
_ON_BASELINE = 0.25


@dataclass(frozen=True, eq=False)
class Fragment:
    """Words side by side. All lengths are in the page's units, ``height`` is the usual one of the boxes."""

    words: tuple[Word, ...]
    size: float
    baseline: float
    height: float
    left: float
    right: float

    @property
    def top(self) -> float:
        """Where its capitals end."""
        return self.baseline - CAPITAL * self.size

    @property
    def bottom(self) -> float:
        """Where its descenders end."""
        return self.baseline + DESCENT * self.size


def fragments_of(words: Sequence[Word]) -> tuple[Fragment, ...]:
    """All words that are not blank, row by row from top to bottom."""
    rows = rows_of_words(words)
    measured = [[_measured(segment) for segment in row.segments] for row in rows]
    usual = _usual(rows, measured)
    alike = _alike({size for sizes in measured for size in sizes if size}, usual)
    return tuple(
        fragment
        for row, sizes in zip(rows, measured, strict=True)
        for fragment in _on_one_baseline(row, [alike[size] if size else usual for size in sizes])
    )


def _usual(rows: Sequence[Row], measured: Sequence[Sequence[float | None]]) -> float:
    """The size that most of the page is set in."""
    known = [
        (size, sum(len(word.text) for word in segment.words))
        for row, sizes in zip(rows, measured, strict=True)
        for segment, size in zip(row.segments, sizes, strict=True)
        if size
    ]
    heights = (word.box.height for row in rows for word in row.words)
    return _weighted_median(known) if known else median([*heights, 0.0])


def _measured(segment: Segment) -> float | None:
    """The size that the most letters have."""
    sizes = [(size, len(word.text)) for word in segment.words if (size := type_size(word))]
    return _weighted_median(sizes) if sizes else None


def _alike(sizes: Iterable[float], usual: float) -> dict[float, float]:
    """For each measured size the one it is an instance of."""
    kinds: list[list[float]] = []
    alike = {}
    for size in sorted(sizes):
        if abs(size - usual) <= _USUAL * usual:
            alike[size] = usual
        elif kinds and size <= kinds[-1][0] * (1 + _ALIKE):
            kinds[-1].append(size)
        else:
            kinds.append([size])
    return alike | {size: median(kind) for kind in kinds for size in kind}


def _on_one_baseline(row: Row, sizes: Sequence[float]) -> Iterator[Fragment]:
    bases = [_base(segment, size) for segment, size in zip(row.segments, sizes, strict=True)]
    common = median(bases)
    for segment, size, base in zip(row.segments, sizes, bases, strict=True):
        yield _fragment(segment, size, common if abs(base - common) < _ON_BASELINE * size else base)


def _base(segment: Segment, size: float) -> float:
    bases = [(base, len(word.text)) for word in segment.words if (base := baseline(word, size)) is not None]
    if bases:
        return _weighted_median(bases)
    return median(word.box.top + word.box.height for word in segment.words)


def _fragment(segment: Segment, size: float, base: float) -> Fragment:
    boxes = [word.box for word in segment.words]
    return Fragment(
        segment.words,
        size,
        base,
        median(box.height for box in boxes),
        min(box.left for box in boxes),
        max(box.left + box.width for box in boxes),
    )


def _weighted_median(values: Iterable[tuple[float, int]]) -> float:
    """The value in the middle of all weight."""
    ordered = sorted(values)
    passed = list(accumulate(weight for _, weight in ordered))
    return ordered[bisect_left(passed, passed[-1] / 2)][0]
