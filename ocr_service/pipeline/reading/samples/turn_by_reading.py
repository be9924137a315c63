"""Which way up a page stands, told by reading a piece of it in all four ways: where the engine's own way finds no room.

A reader that loads Tesseract's model of orientation failed with 50 MB in all and went through with 51, for three million pixels as
for half of them; such a piece was read with 36.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path

from PIL import Image, ImageChops, ImageStat

from ocr_service.domain.page import Page
from ocr_service.domain.ports import PageImage
from ocr_service.pipeline.imaging.preprocess import turned
from ocr_service.pipeline.reading.quality import WEAK, quality

# As high as forty lines, and as wide as half of a page of 200 dpi: enough words in whatever way they run.
_SIDE = 900
# The edges of letters are looked at in a picture of half the size, and added up in squares of four of its pixels.
_HALF, _SQUARE = 2, 4
_TURNS = (0, 90, 180, 270)


def turn_by_reading(image: PageImage, read: Callable[[PageImage], Page], folder: Path) -> int:
    """The clockwise turn in degrees (0, 90, 180, 270) in which a piece of the page is read best; 0 where none is read well.

    ``read`` reads a picture as one block. Raises what it raises.
    """
    piece = _fullest_piece(image, folder / "piece.pgm")
    worth = {turn: quality(read(_as_turned(piece, turn, folder)).words) for turn in _TURNS}
    best = max(_TURNS, key=lambda turn: worth[turn])
    return best if worth[best] >= WEAK else 0


def _as_turned(piece: PageImage, turn: int, folder: Path) -> PageImage:
    return turned(piece, turn, folder / "piece-turned.pgm") if turn else piece


def _fullest_piece(image: PageImage, path: Path) -> PageImage:
    """The square of the page with the most letters, in a file of its own."""
    with Image.open(image.path, formats=("PPM",)) as opened:
        picture = opened.convert("L")
    width, height = min(_SIDE, picture.width), min(_SIDE, picture.height)
    half = picture.reduce(_HALF)
    edges = ImageChops.difference(half, ImageChops.offset(half, 1, 1)).reduce(_SQUARE)
    tops = range(0, picture.height - height + 1, _SIDE // 4)
    lefts = range(0, picture.width - width + 1, _SIDE // 4)

    def print_at(left: int, top: int) -> float:
        left, top, right, bottom = (
            place // (_HALF * _SQUARE) for place in (left, top, left + width, top + height)
        )
        return ImageStat.Stat(edges.crop((left, top, right, bottom))).sum[0]

    left, top = max(product(lefts, tops), key=lambda place: print_at(*place))
    piece = picture.crop((left, top, left + width, top + height))
    piece.save(path, format="PPM")
    return PageImage(path=path, width=width, height=height, dpi=image.dpi)
