"""Words of one line, and lines of a paragraph run on as they are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import add

from ocr_service.domain.page import Box, Page, Word
from ocr_service.layout.once import once


@dataclass(frozen=True, kw_only=True)
class Line:
    """Words of one line, left to right, the frame around them, and their places in the page's words."""

    words: tuple[Word, ...]
    box: Box
    places: tuple[int, ...] = ()

    @once
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(word.text for word in self.words)


def lines_on(page: Page, places: Iterable[int]) -> Iterator[Line]:
    """These words of a page in lines; what of a word's box lies beyond the page is cut off."""
    every = page.words
    for _, group in groupby(places, key=lambda place: every[place][3:6]):
        line = tuple(group)
        words = tuple([every[place] for place in line])
        box = frame([word.box for word in words])
        if within(page, box) is not box:
            words = tuple([_cut(page, word) for word in words])
            box = frame([word.box for word in words])
        yield Line(words=words, box=box, places=line)


def _cut(page: Page, word: Word) -> Word:
    box = within(page, word.box)
    return word if box is word.box else word._replace(box=box)


def within(page: Page, box: Box) -> Box:
    """What of a box lies on the page."""
    left, top, width, height = box
    if left >= 0 and top >= 0 and left + width <= page.width and top + height <= page.height:
        return box
    right = min(max(left + width, 0), page.width)
    bottom = min(max(top + height, 0), page.height)
    left, top = min(max(left, 0), page.width), min(max(top, 0), page.height)
    return Box(left, top, max(0.0, right - left), max(0.0, bottom - top))


def frame(boxes: Sequence[Box]) -> Box:
    """The smallest box around boxes (at least one)."""
    lefts, tops, widths, heights = zip(*boxes, strict=True)
    left, top = min(lefts), min(tops)
    right, bottom = max(map(add, lefts, widths)), max(map(add, tops, heights))
    return Box(left, top, right - left, bottom - top)


def run_on(lines: Sequence[Line]) -> str:
    """Lines run on, words broken at a line's end made whole."""
    text = ""
    for line in lines:
        if text.endswith("-") and len(text) > 1 and text[-2].isalpha() and line.text[:1].islower():
            text = text[:-1] + line.text
        else:
            text += (" " if text else "") + line.text
    return text
