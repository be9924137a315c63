"""Whether part of a page's print is pale: an engine that finds one threshold for the page drops it."""

from __future__ import annotations

from PIL import Image, ImageChops, ImageFilter

_CELLS = 225
# Steps of gray between print and paper: what is told from paper at all, and what no engine overlooks.
_INK, _PLAIN_INK = 48, 110
# How much of a cell print covers, of 255: more is a picture, less a speck.
_LEAST_INK, _MOST_INK = 10, 160
# An invoice whose notes are light gray has .29; pages of black print have at most .03 (logos, shaded boxes).
_PALE_SHARE = 0.05


def has_pale_print(depth: Image.Image) -> bool:
    """True when more than a twentieth of the print is pale. ``depth`` says how much darker than its paper each pixel is."""
    side = max(1, max(depth.size) // _CELLS)
    ink = _above(depth, _INK).reduce(side)
    plain = _above(depth, _PLAIN_INK).reduce(side).filter(ImageFilter.BoxBlur(1))
    printed = ink.point([255 if _LEAST_INK < share < _MOST_INK else 0 for share in range(256)])
    pale = ImageChops.darker(printed, plain.point([255, *[0] * 255]))
    return pale.histogram()[255] > _PALE_SHARE * max(1, printed.histogram()[255])


def _above(depth: Image.Image, least: int) -> Image.Image:
    return depth.point([255 if steps > least else 0 for steps in range(256)])
