"""Which lines belong together: blocks of text, grown line by line from their upper left corner.

Lines belong together when they are set in one size, stand no further apart than lines of text do, and share a part
of the width; what stands beside them does when the gap is one between words. So an address stays whole, and a column
is cut from the next one where a gap persists. This is the idea of O'Gorman's docstrum and of the text output of xpdf
and poppler, whose distances in sizes of the type are taken over.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ocr_service.layout.fragments import Fragment

# In sizes of the type, between baselines: lines of a block, words of a line (raised or lowered ones), and how far
# below the first words of what is left another block may begin that comes before them as it stands further left.
_LINE_PITCH, _WITHIN_LINE, _FIRST_LINES = 1.55, 0.5, 2.0
# Between the words of a line: whatever the lines, and where at most so many lines of the block have such a gap.
_WORD_GAP, _WIDE_WORD_GAP, _WIDE_WORD_GAPS = 0.45, 1.15, 4
# Shares by which sizes may differ: of lines below each other, of words within a line, and of words at its ends.
_LINE_SIZES, _WORD_SIZES, _END_SIZES = 0.12, 0.6, 0.2
# Shares by which the boxes' heights may differ where the sizes are in doubt.
_HEIGHTS = 0.1


@dataclass(frozen=True, eq=False)
class TextBlock:
    """Fragments that are read together; lengths in the page's units."""

    fragments: tuple[Fragment, ...]

    @property
    def size(self) -> float:
        """The size of its first words."""
        return self.fragments[0].size

    @cached_property
    def left(self) -> float:
        """Where it begins."""
        return min(fragment.left for fragment in self.fragments)

    @cached_property
    def right(self) -> float:
        """Where its longest line ends."""
        return max(fragment.right for fragment in self.fragments)

    @cached_property
    def top(self) -> float:
        """Where the capitals of its first line end."""
        return min(fragment.top for fragment in self.fragments)

    @cached_property
    def bottom(self) -> float:
        """Where the descenders of its last line end."""
        return max(fragment.bottom for fragment in self.fragments)

    @cached_property
    def lines(self) -> tuple[tuple[Fragment, ...], ...]:
        """From top to bottom, each from left to right."""
        lines: list[list[Fragment]] = []
        for fragment in sorted(self.fragments, key=lambda each: each.baseline):
            reach = _WITHIN_LINE * min(fragment.size, self.size)
            if lines and fragment.baseline - lines[-1][0].baseline < reach:
                lines[-1].append(fragment)
            else:
                lines.append([fragment])
        return tuple(tuple(sorted(line, key=lambda each: each.left)) for line in lines)


def text_blocks(fragments: Sequence[Fragment]) -> list[TextBlock]:
    """All fragments in blocks, in the order of their first words."""
    waiting = _Waiting(sorted(fragments, key=lambda fragment: (fragment.baseline, fragment.left)))
    blocks = []
    while waiting.fragments:
        block = _Growing(waiting.first())
        while found := _next(block, waiting):
            block.add(found)
            waiting.remove(found)
        blocks.append(TextBlock(tuple(block.fragments)))
    return blocks


class _Waiting:
    """Fragments that are in no block yet, by their baselines."""

    def __init__(self, fragments: list[Fragment]) -> None:
        self.fragments = fragments
        self._baselines = [fragment.baseline for fragment in fragments]

    def first(self) -> Fragment:
        """Take the one that a new block begins with."""
        top = self.fragments[0]
        found = min(
            self.between(top.baseline, top.baseline + _FIRST_LINES * top.size), key=lambda each: each.left
        )
        self.remove([found])
        return found

    def between(self, highest: float, lowest: float) -> list[Fragment]:
        """Those whose baselines lie there, both ends included."""
        first, last = bisect_left(self._baselines, highest), bisect_right(self._baselines, lowest)
        return self.fragments[first:last]

    def remove(self, fragments: Iterable[Fragment]) -> None:
        for fragment in fragments:
            place = self.fragments.index(fragment)
            del self.fragments[place], self._baselines[place]


@dataclass
class _Growing:
    """A block while lines are still added to it, measured by its first words."""

    seed: Fragment
    fragments: list[Fragment] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.left, self.right = self.seed.left, self.seed.right
        self.highest = self.lowest = self.seed.baseline
        self.fragments.append(self.seed)

    def add(self, fragments: Iterable[Fragment]) -> None:
        for fragment in fragments:
            self.fragments.append(fragment)
            self.left, self.right = min(self.left, fragment.left), max(self.right, fragment.right)
            self.highest = min(self.highest, fragment.baseline)
            self.lowest = max(self.lowest, fragment.baseline)

    def differs_by(self, fragment: Fragment) -> float:
        """The difference in size as a share of the block's."""
        return abs(fragment.size - self.seed.size) / max(self.seed.size, 1e-6)

    def takes_as_line(self, fragment: Fragment) -> bool:
        """True for words above or below that are set alike and share a part of the width."""
        if not (fragment.left < self.right and fragment.right > self.left):
            return False
        heights = abs(fragment.height - self.seed.height)
        return self.differs_by(fragment) < _LINE_SIZES or heights < _HEIGHTS * self.seed.height


def _next(block: _Growing, waiting: _Waiting) -> list[Fragment]:
    """What belongs to the block next: a line above, one below, words on its lines, words at the ends of a few."""
    steps: tuple[Callable[[_Growing, _Waiting], list[Fragment]], ...] = (_above, _below, _within, _at_ends)
    return next((found for step in steps if (found := step(block, waiting))), [])


def _above(block: _Growing, waiting: _Waiting) -> list[Fragment]:
    near = waiting.between(block.highest - _LINE_PITCH * block.seed.size, block.highest)
    found = [each for each in near if each.baseline < block.highest and block.takes_as_line(each)]
    line = max((each.baseline for each in found), default=0.0) - _WITHIN_LINE * block.seed.size
    return [each for each in found if each.baseline > line]


def _below(block: _Growing, waiting: _Waiting) -> list[Fragment]:
    near = waiting.between(block.lowest, block.lowest + _LINE_PITCH * block.seed.size)
    found = [each for each in near if each.baseline > block.lowest and block.takes_as_line(each)]
    line = min((each.baseline for each in found), default=0.0) + _WITHIN_LINE * block.seed.size
    return [each for each in found if each.baseline < line]


def _within(block: _Growing, waiting: _Waiting) -> list[Fragment]:
    gap = _WORD_GAP * block.seed.size
    return [
        each
        for each in _on_lines(block, waiting)
        if each.left < block.right + gap and each.right > block.left - gap
        if block.differs_by(each) < _WORD_SIZES
    ]


def _at_ends(block: _Growing, waiting: _Waiting) -> list[Fragment]:
    gap = _WIDE_WORD_GAP * block.seed.size
    alike = [each for each in _on_lines(block, waiting) if block.differs_by(each) < _END_SIZES]
    left = [each for each in alike if block.left - gap < each.right <= block.left]
    right = [each for each in alike if block.right <= each.left < block.right + gap]
    return [each for end in (left, right) if _are_few(end) for each in end]


def _are_few(fragments: Sequence[Fragment]) -> bool:
    """True when no gutter runs along these: so many wide gaps below each other are one."""
    return len({round(fragment.baseline) for fragment in fragments}) <= _WIDE_WORD_GAPS


def _on_lines(block: _Growing, waiting: _Waiting) -> Iterable[Fragment]:
    reach = _WITHIN_LINE * block.seed.size
    return waiting.between(block.highest - reach, block.lowest + reach)
