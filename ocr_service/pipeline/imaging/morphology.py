"""Wear off and grow the ink of a page along one axis, with Pillow alone.

A minimum along an axis is a few shifted copies, each shifted twice as far as the one before.
"""

from __future__ import annotations

from PIL import Image, ImageChops

_INK = 160


def ink_of(picture: Image.Image) -> Image.Image:
    """White where a gray picture is dark."""
    return picture.point(lambda value: 255 if value < _INK else 0)


def opened(mask: Image.Image, length: int, *, along_rows: bool) -> Image.Image:
    """What is left of a mask where it is unbroken for ``length`` pixels along one axis."""
    worn = swept(mask, length, 1, along_rows=along_rows, lighten=False)
    return swept(worn, length, -1, along_rows=along_rows, lighten=True)


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
