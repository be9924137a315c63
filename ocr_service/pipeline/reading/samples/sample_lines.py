"""A few lines of a page, enough to tell its language: those with the most print, as sentences have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path

from PIL import Image

from ocr_service.domain.ports import PageImage

_LINES = 3
_USUAL_TEXT_HEIGHT = 24
# A row of pixels darker than this, of 255, goes through a rule or a picture; one through print has at least a part of
# what the darker rows have.
_RULE, _DARKER, _PART = 90, 0.9, 0.25
# Heights of lines, of the white around them, and of the band that stands in for them, in heights of the text.
_LEAST, _MOST, _MARGIN, _BAND = 0.6, 2.2, 0.35, 5.0
# No more of the page than this.
_MOST_SHARE = 0.1


def sample(image: PageImage, path: Path, text_height: float) -> PageImage:
    """The lines of a picture with the most print, in a file of its own; of columns the band with the most lines."""
    with Image.open(image.path, formats=("PPM",)) as opened:
        picture = opened.convert("L")
    text_height = text_height or _USUAL_TEXT_HEIGHT
    rows = picture.resize((1, picture.height), Image.Resampling.BOX).tobytes()
    lines = _fullest(_lines(rows, text_height))
    bands = _with_margins(lines, round(_MARGIN * text_height), picture.height) or [
        _busiest(rows, text_height)
    ]
    lifted = _stacked(picture, bands)
    lifted.save(path, format="PPM")
    return PageImage(path=path, width=lifted.width, height=lifted.height, dpi=image.dpi)


def _lines(rows: bytes, text_height: float) -> Iterator[tuple[int, int, int]]:
    """Ink, first row and end of each run of rows that is as high as a line."""
    paper = max(rows)
    depths = [paper - level for level in rows]
    below = sorted(depth for depth in depths if depth <= _RULE)
    least = max(1.0, _PART * below[int(_DARKER * (len(below) - 1))])
    start = ink = 0
    for y, depth in enumerate((*depths, 0)):
        if least <= depth <= _RULE:
            ink += depth
            continue
        if _LEAST * text_height <= y - start <= _MOST * text_height:
            yield ink, start, y
        start, ink = y + 1, 0


def _fullest(lines: Iterator[tuple[int, int, int]]) -> list[tuple[int, int]]:
    fullest = sorted(lines, reverse=True)[:_LINES]
    return sorted((top, bottom) for _, top, bottom in fullest) if len(fullest) == _LINES else []


def _with_margins(lines: Sequence[tuple[int, int]], margin: int, height: int) -> list[tuple[int, int]]:
    return [(max(0, top - margin), min(height, bottom + margin)) for top, bottom in lines]


def _busiest(rows: bytes, text_height: float) -> tuple[int, int]:
    """The band in which rows of pixels differ most from their neighbours, as rows of print do."""
    height = max(1, min(round(_BAND * text_height), round(_MOST_SHARE * len(rows))))
    changes = [0, *accumulate(abs(one - other) for one, other in pairwise(rows))]
    last = len(changes) - 1
    tops = range(0, max(1, last - height), max(1, height // 8))
    top = max(tops, key=lambda top: changes[min(last, top + height)] - changes[top])
    return top, top + height


def _stacked(picture: Image.Image, bands: Sequence[tuple[int, int]]) -> Image.Image:
    stack = Image.new("L", (picture.width, sum(bottom - top for top, bottom in bands)), 255)
    at = 0
    for top, bottom in bands:
        stack.paste(picture.crop((0, top, picture.width, bottom)), (0, at))
        at += bottom - top
    return stack
