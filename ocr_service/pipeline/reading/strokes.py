"""How many of a picture's strokes lie under the words read from it, of print dark on light and light on dark alike.

A preparation that evens the light can take print off the page whose ground is gray by design; that leaves no trace in the
prepared picture, but its strokes are in the page as it was drawn.
"""

from __future__ import annotations

from PIL import Image, ImageChops

from ocr_service.domain.page import Page
from ocr_service.domain.ports import PageImage

_SIDE = 1_200
# Shades between neighbours on the reduced picture: what grain does not reach.
_STEP = 30
_FEW_STROKES = 400
# Around a word, in its own heights.
_AROUND = 0.25


def stroke_share(base: PageImage, page: Page) -> float:
    """The share of strokes under the words of ``page``, whose boxes count pixels of ``base``; 1.0 where there are few. 10 ms."""
    with Image.open(base.path, formats=("PPM",)) as picture:
        scale = max(1, max(picture.size) // _SIDE)
        small = picture.reduce(scale)
    if page.skew:
        small = small.rotate(page.skew, Image.Resampling.NEAREST, fillcolor=255)
    steps = ImageChops.difference(small, ImageChops.offset(small, 1, 0))
    strokes = steps.point([255 if step > _STEP else 0 for step in range(256)])
    total = strokes.histogram()[255]
    if total < _FEW_STROKES:
        return 1.0
    for word in page.words:
        left, top, width, height = word.box
        around = _AROUND * height
        strokes.paste(
            0,
            (
                max(0, round((left - around) / scale)),
                max(0, round((top - around) / scale)),
                max(0, round((left + width + around) / scale)),
                max(0, round((top + height + around) / scale)),
            ),
        )
    return 1 - strokes.histogram()[255] / total
