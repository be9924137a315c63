"""Rows of dots that lead the eye from an entry to its page number, in tables of contents and price lists.

An engine reads such rows as rubbish, and takes a page without them for narrow columns far apart. So
stand-in words are drawn where the dots were, and what is read from those becomes a row of dots again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from PIL import Image, ImageChops, ImageFilter

from ocr_service.domain.page import Box, Word
from ocr_service.pipeline.imaging.morphology import ink_of, opened, swept

LEADER = "....."
_NEAR_DOTS = ".·_ "
_FEWEST = 3
# The page of a book's contents had 14, no other page of 20 more than 2.
_FEWEST_RESTS = 5
_REST = re.compile(r"[.·…]{2,}$|[.·…]{4}")
_REDUCED = 3
_SHARE_OVER_LEADER = 0.5
# Lengths in heights of the text.
_DOT, _REACH, _GAP, _SHORTEST = 0.28, 0.5, 0.7, 3.0
_LETTER, _SPACE, _MARGIN = 0.5, 0.4, 0.4


def shows_leaders(words: Sequence[Word]) -> bool:
    """True when what was read has the rests of several rows of dots; most of such rows leave none."""
    return sum(_REST.search(word.text) is not None for word in words) >= _FEWEST_RESTS


def without_leaders(picture: Image.Image, text_height: float) -> tuple[Image.Image, tuple[Box, ...]]:
    """The picture with words in place of its leaders, and where these are; unchanged below three leaders."""
    dots = _dots(picture, text_height)
    leaders = tuple(_boxes(_bars(dots, text_height)))
    if len(leaders) < _FEWEST:
        return picture, ()
    picture = picture.copy()
    erased = dots.filter(ImageFilter.MaxFilter(5))
    for box in leaders:
        _erase(picture, erased, box, text_height)
        _draw_words(picture, box, text_height)
    return picture, leaders


def with_leaders(words: Sequence[Word], leaders: Sequence[Box]) -> tuple[Word, ...]:
    """The words with one row of dots for all that was read from the stand-ins of each leader."""
    kept: list[Word] = []
    over = [
        next((box for box in leaders if _share(word.box, box) > _SHARE_OVER_LEADER), None) for word in words
    ]
    for word, before, own, after in zip(words, [None, *over], over, [*over[1:], None], strict=False):
        if own is None:
            # Dots too close to a letter to be taken off the picture are part of the leader, too.
            text = word.text.lstrip(_NEAR_DOTS) if before else word.text
            text = text.rstrip(_NEAR_DOTS) if after else text
            kept += [word._replace(text=text)] if text else []
        elif own is not before:
            kept.append(word._replace(text=LEADER, box=own, confidence=100.0))
    return tuple(kept)


def _share(word: Box, leader: Box) -> float:
    """How much of a word's width lies over a leader at its height."""
    baseline = leader.top + leader.height
    if not word.top + 0.3 * word.height <= baseline <= word.top + 1.4 * word.height:
        return 0.0
    common = min(word.left + word.width, leader.left + leader.width) - max(word.left, leader.left)
    return common / max(word.width, 1e-9)


def _dots(picture: Image.Image, height: float) -> Image.Image:
    """Ink that is lower than a letter and stands away from all letters."""
    mask = ink_of(picture)
    tall = opened(mask, max(3, round(_DOT * height)), along_rows=False)
    letters = tall.filter(ImageFilter.BoxBlur(round(_REACH * height))).point(
        lambda share: 255 if share else 0
    )
    return ImageChops.subtract(mask, letters)


def _bars(dots: Image.Image, height: float) -> Image.Image:
    """Rows of dots grown together, on a picture reduced in height."""
    size = (dots.width, max(1, dots.height // _REDUCED))
    low = dots.resize(size, Image.Resampling.BOX).point(lambda share: 255 if share > 20 else 0)
    gap = max(2, round(_GAP * height))
    grown = swept(low, gap, 1, along_rows=True, lighten=True)
    closed = swept(grown, gap, -1, along_rows=True, lighten=False)
    return opened(closed, round(_SHORTEST * height), along_rows=True)


def _boxes(bars: Image.Image) -> Iterator[Box]:
    """A box around each bar, in pixels of the unreduced picture."""
    found: list[list[int]] = []
    data, width = bars.tobytes(), bars.width
    for y in range(bars.height):
        for left, right in _runs(data[y * width : (y + 1) * width]):
            above = next((box for box in found if box[3] == y and box[0] < right and left < box[2]), None)
            if above is None:
                found.append([left, y, right, y + 1])
            else:
                above[:] = [min(above[0], left), above[1], max(above[2], right), y + 1]
    for left, top, right, bottom in found:
        yield Box(left, top * _REDUCED, right - left, (bottom - top) * _REDUCED)


def _runs(row: bytes) -> Iterator[tuple[int, int]]:
    end = 0
    while (start := row.find(255, end)) >= 0:
        end = row.find(0, start)
        end = len(row) if end < 0 else end
        yield start, end


def _erase(picture: Image.Image, dots: Image.Image, box: Box, height: float) -> None:
    frame = (
        max(0, round(box.left - 0.3 * height)),
        max(0, round(box.top - 0.5 * height)),
        round(box.left + box.width + 0.3 * height),
        round(box.top + box.height + 0.3 * height),
    )
    picture.paste(ImageChops.lighter(picture.crop(frame), dots.crop(frame)), frame)


def _draw_words(picture: Image.Image, box: Box, height: float) -> None:
    """Words of three plain letters, from the leader's beginning to its end."""
    bottom, line = box.top + box.height, max(1, round(0.12 * height))
    letter, word = _LETTER * height, (3 * _LETTER + _SPACE) * height
    # The last word ends where the leader does, a usual space before what follows: more would look like a column.
    room = box.width - _MARGIN * height + _SPACE * height
    count = int(room // word)
    for number in range(count):
        left = box.left + _MARGIN * height + number * room / count
        for place in range(3):
            _draw_letter(picture, left + place * letter, bottom, letter, line)


def _draw_letter(picture: Image.Image, left: float, bottom: float, width: float, line: int) -> None:
    """An H, which needs no font."""
    right, top = left + 0.7 * width, bottom - 1.4 * width
    for x in (left, right - line):
        picture.paste(0, (round(x), round(top), round(x) + line + 1, round(bottom) + 1))
    middle = round((top + bottom) / 2)
    picture.paste(0, (round(left), middle, round(right) + 1, middle + line))
