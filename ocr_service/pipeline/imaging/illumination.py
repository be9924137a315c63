"""What a page would look like in even light, without the shadow of a hand or a book's fold."""

from __future__ import annotations

import math
from bisect import bisect_left
from itertools import accumulate

from PIL import Image, ImageChops, ImageFilter

# Shares are differences of logarithms, which Pillow can take of whole pictures of bytes.
_LOGARITHM = [round(255 * math.log1p(level) / math.log(256)) for level in range(256)]
_SHARE = [round(255 * math.exp(-depth * math.log(256) / 255)) for depth in range(256)]
# A deep shadow takes more than half of the light from this part of a page or more: less is a picture or a dark heading.
_DEEP, _LEAST_PART = 0.45, 0.15
# So many rows are evened at once: of a whole page there are two pictures then instead of five.
_ROWS = 256
# What has this share of the paper's light is paper. Less (.9, .8) makes thin strokes thinner: words of manuals .930 as
# they are, .932 at .94, .930 at .9, .926 at .8.
_PAPER = 0.94


def ground_of(picture: Image.Image) -> Image.Image:
    """The paper without the print, in the picture's size."""
    size = (max(1, picture.width // 24), max(1, picture.height // 24))
    paper = picture.resize(size, Image.Resampling.BOX).filter(ImageFilter.MaxFilter(5))
    return paper.filter(ImageFilter.GaussianBlur(2)).resize(picture.size, Image.Resampling.BILINEAR)


def is_deep(ground: Image.Image) -> bool:
    """True when the paper lies in a shadow in which print has less contrast than dirt has elsewhere."""
    counts = ground.histogram()
    brightest = max(level for level, count in enumerate(counts) if count)
    return sum(counts[: round(_DEEP * brightest)]) > _LEAST_PART * ground.width * ground.height


def flattened(picture: Image.Image) -> Image.Image:
    """The gray picture on white: print as much darker than white as it is than its paper."""
    ground = ground_of(picture)
    on_white = evened if is_deep(ground) else _lightened
    for top in range(0, picture.height, _ROWS):
        rows = (0, top, picture.width, min(picture.height, top + _ROWS))
        ground.paste(on_white(picture.crop(rows), ground.crop(rows)), rows)
    return ground


def evened(picture: Image.Image, ground: Image.Image) -> Image.Image:
    """The gray picture on white: each pixel as the share of its paper's light, which costs some levels of gray."""
    depth = ImageChops.subtract(ground.point(_LOGARITHM), picture.point(_LOGARITHM))
    return depth.point(_SHARE)


def _lightened(picture: Image.Image, ground: Image.Image) -> Image.Image:
    return ImageChops.invert(ImageChops.subtract(ground, picture))


def whitened(picture: Image.Image) -> Image.Image:
    """Evenly lit print with white in place of all that is nearly as light as its paper: the grain of a scan.

    Tesseract packs each line as PNG before it reads it, and grain does not pack.
    """
    counts = picture.histogram()
    paper = bisect_left(list(accumulate(counts)), sum(counts) / 2)
    least = round(_PAPER * paper)
    return picture.point([255 if level >= least else level for level in range(256)])
