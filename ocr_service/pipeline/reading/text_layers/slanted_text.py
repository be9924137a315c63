"""Level text that is set askew on its page, by a few degrees: pdftotext takes each step up for a new line and breaks words there.

What it made of them is put together again: middles of words are turned by the slope that most of them share, and pieces that
touch are one word. Layers of scans that lie askew are as slanted as the scan. A page with level text beside the slanted stays as it is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, islice, pairwise
from math import atan, cos, degrees, sin
from statistics import median

from ocr_service.domain.page import Box, Word
from ocr_service.layout.direction import has_right_to_left
from ocr_service.layout.letters.spacing import joined_word, with_joined_letters
from ocr_service.layout.order.reading_order import in_reading_order
from ocr_service.pipeline.reading.text_layers.text_layer import TextLayer

# Slopes (.6 to 20 degrees): below, pdftotext keeps its lines; above, the page is laid out so.
_LEAST, _MOST = 0.01, 0.36
# So many steps from word to word, of which most rise alike; points.
_LEAST_STEPS, _ALIKE, _SHARE, _LEAST_RUN, _TOUCH = 12, 0.3, 0.6, 2.0, 0.3
# Of words set in one size. Prices with raised cents and words before small print step up alike on each line of a level page.
_ONE_SIZE = 0.75
# A level step from word to word, in points, and the share of the page's letters behind such: a header on a scan has fewer. Words
# would not do, since slanted ones are in pieces.
_FLAT, _MOST_FLAT = 0.02, 0.05
# So many pairs of words show that a page is level, as nearly all are.
_SOME = 50
# In heights of the text: how far the middles of a line differ, and the gap that parts two words.
_LEVEL, _GAP = 0.4, 0.12


def levelled(layer: TextLayer) -> TextLayer:
    """The layer with its words level, in lines; ``skew`` is the angle in degrees that was taken out. As it is where the text is level."""
    slope = _slope(layer.words)
    if not _LEAST <= abs(slope) <= _MOST or has_right_to_left(layer.words):
        return layer
    middle = layer.width / 2, layer.height / 2
    pieces = [word._replace(box=_level(word, atan(slope), middle)) for word in layer.words]
    words = [
        joined._replace(block=1, paragraph=1, line=number)
        for number, line in enumerate(_lines(pieces), start=1)
        for joined in _words(line)
    ]
    ordered = in_reading_order(with_joined_letters(words))
    return replace(layer, words=ordered, skew=round(degrees(atan(slope)), 2))


def _slope(words: Sequence[Word]) -> float:
    """How much most words lie lower than the word before them, for each point to the right; 0 where there is no such slope."""
    some = list(islice(pairwise(words), 0, None, max(1, len(words) // _SOME)))
    if len(steps := _steps_within_lines(some)) >= _LEAST_STEPS and abs(median(steps)) < _LEAST:
        return 0.0
    if _is_partly_level(words):
        return 0.0
    steps = _steps_within_lines(pairwise(words))
    # Of steep text hardly a piece shares its line with another.
    return _shared(steps if 2 * len(steps) > len(words) else [*steps, *_steps_of_touching(words)])


def _steps_within_lines(pairs: Iterable[tuple[Word, Word]]) -> list[float]:
    return [
        _step(one, other)
        for one, other in pairs
        if one[3:6] == other[3:6]
        and _middle(other.box)[0] - _middle(one.box)[0] >= _LEAST_RUN
        and _are_of_one_size(one, other)
    ]


def _is_partly_level(words: Sequence[Word]) -> bool:
    flat = sum(
        len(other.text)
        for one, other in pairwise(words)
        if one[3:6] == other[3:6] and abs(_middle(one.box)[1] - _middle(other.box)[1]) <= _FLAT
    )
    return flat > _MOST_FLAT * sum(len(word.text) for word in words)


def _are_of_one_size(one: Word, other: Word) -> bool:
    """True where both are as high, but for what each rises from its first letter to its last."""
    step = _step(one, other)
    lower, higher = sorted((_height(one, step), _height(other, step)))
    return lower >= _ONE_SIZE * higher


def _shared(steps: Sequence[float]) -> float:
    if len(steps) < _LEAST_STEPS:
        return 0.0
    slope = median(steps)
    alike = sum(abs(step - slope) <= _ALIKE * abs(slope) for step in steps)
    return slope if alike >= _SHARE * len(steps) else 0.0


def _steps_of_touching(words: Sequence[Word]) -> Iterator[float]:
    """From each piece to the one that begins where it ends, no more than a line's height up or down."""
    by_left = sorted(words, key=lambda word: word.box.left)
    lefts = [word.box.left for word in by_left]
    for word in words:
        end, height = word.box.left + word.box.width, word.box.height
        first, last = bisect_left(lefts, end - _TOUCH), bisect_right(lefts, end + _TOUCH)
        beside = [
            _step(word, other)
            for other in by_left[first:last]
            if other is not word and _are_of_one_size(word, other)
        ]
        if near := [step for step in beside if abs(step) * word.box.width <= height]:
            yield min(near, key=abs)


def _step(one: Word, other: Word) -> float:
    (left, top), (right, bottom) = _middle(one.box), _middle(other.box)
    return (bottom - top) / max(right - left, _LEAST_RUN)


def _middle(box: Box) -> tuple[float, float]:
    return box.left + box.width / 2, box.top + box.height / 2


def _height(word: Word, slope: float) -> float:
    """How high a word of that slope is when it is level."""
    box, letters = word.box, len(word.text)
    rise = abs(slope) * box.width * (letters - 1) / max(letters, 1)
    return max(box.height - rise, box.height / 3)


def _level(word: Word, angle: float, middle: tuple[float, float]) -> Box:
    """A word's box when its page is turned about its middle until it is level."""
    box = word.box
    width, height = box.width / cos(angle), _height(word, sin(angle))
    across, down = _middle(box)[0] - middle[0], _middle(box)[1] - middle[1]
    x = middle[0] + across * cos(angle) + down * sin(angle)
    y = middle[1] - across * sin(angle) + down * cos(angle)
    return Box(*(round(each, 2) for each in (x - width / 2, y - height / 2, width, height)))


def _lines(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Words whose middles are level, from the top down, each line from left to right."""
    line: list[Word] = []
    for word in sorted(words, key=lambda word: _middle(word.box)[1]):
        if line and _middle(word.box)[1] - _middle(line[-1].box)[1] > _LEVEL * word.box.height:
            yield sorted(line, key=lambda word: word.box.left)
            line = []
        line.append(word)
    if line:
        yield sorted(line, key=lambda word: word.box.left)


def _words(line: Sequence[Word]) -> Iterator[Word]:
    """The words of a line, those joined of which pdftotext made pieces."""
    numbers = [0]
    for one, other in pairwise(line):
        gap = other.box.left - one.box.left - one.box.width
        numbers.append(numbers[-1] + (gap > _GAP * other.box.height))
    for _, pieces in groupby(zip(numbers, line, strict=True), key=lambda each: each[0]):
        parts = [word for _, word in pieces]
        yield joined_word(parts, "".join(word.text for word in parts))
