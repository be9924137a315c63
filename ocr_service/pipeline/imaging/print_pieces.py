"""What looks like print on a page that was drawn small: pieces of lines, no pictures, rules or frames."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageChops, ImageStat

from ocr_service.pipeline.imaging.illumination import ground_of
from ocr_service.pipeline.imaging.inverted_areas import without_dark_areas
from ocr_service.pipeline.imaging.line_pieces import Piece, ink_mask, line_pieces, usual_height

SMALL_DPI = 60
_DARK = 110
# Print of 4 to 30 points; larger where the page's print is large.
_LEAST_HEIGHT, _MOST_HEIGHT, _MOST_HEIGHTS = 3, 26, 2.0


class PrintPieces(NamedTuple):
    """Pieces in strips of a drawing of ``width`` x ``height`` pixels."""

    pieces: tuple[Piece, ...]
    width: int
    height: int


def print_pieces(path: Path) -> PrintPieces:
    """Pieces as high as print is, of a gray picture at ``SMALL_DPI``. Takes 5 ms."""
    with Image.open(path, formats=("PPM",)) as opened:
        picture: Image.Image = opened.convert("L")
    if ImageStat.Stat(picture).median[0] < _DARK:
        picture = ImageChops.invert(picture)
    picture = without_dark_areas(picture) or picture
    mask = ink_mask(picture, ground_of(picture))
    pieces = line_pieces(mask)
    most = max(_MOST_HEIGHT, _MOST_HEIGHTS * usual_height([piece.height for piece in pieces], mask.height))
    like = tuple(piece for piece in pieces if _LEAST_HEIGHT <= piece.height <= most)
    return PrintPieces(like, *picture.size)
