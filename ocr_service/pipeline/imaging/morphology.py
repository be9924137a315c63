"""Wear off and grow the ink of a page along one axis, with Pillow alone.

A minimum along an axis is a few shifted copies, each shifted twice as far as the one before.
"""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image, ImageChops

_INK = 160
_LINES = 256


def ink_of(picture: Image.Image) -> Image.Image:
    """White where a gray picture is dark."""
    return picture.point(lambda value: 255 if value < _INK else 0)


def opened(mask: Image.Image, length: int, *, along_rows: bool) -> Image.Image:
    """What is left of a mask where it is unbroken for ``length`` pixels along one axis."""
    left = Image.new("L", mask.size)
    for lines in _some_lines(mask.size, along_rows=along_rows):
        worn = swept(mask.crop(lines), length, 1, along_rows=along_rows, lighten=False)
        left.paste(swept(worn, length, -1, along_rows=along_rows, lighten=True), lines)
    return left


def _some_lines(size: tuple[int, int], *, along_rows: bool) -> Iterator[tuple[int, int, int, int]]:
    """Boxes of so many whole rows, or columns: none of them needs another, and copies of a few take little memory."""
    width, height = size
    for first in range(0, height if along_rows else width, _LINES):
        end = first + _LINES
        yield (0, first, width, min(height, end)) if along_rows else (first, 0, min(width, end), height)


def swept(mask: Image.Image, length: int, way: int, *, along_rows: bool, lighten: bool) -> Image.Image:
    """Each pixel becomes the extreme of ``length`` pixels: itself and those before it (``way`` 1) or after (-1)."""
    combine = ImageChops.lighter if lighten else ImageChops.darker
    done = 1
    while done < length:
        step = min(done, length - done)
        shift = (way * step, 0) if along_rows else (0, way * step)
        mask = combine(mask, ImageChops.offset(mask, *shift))
        done += step
    return mask
