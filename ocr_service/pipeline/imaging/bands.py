"""Cut a very tall page into bands between its lines, and a very wide one between its words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageChops

from ocr_service.domain.ports import PageImage
from ocr_service.pipeline.imaging.drawing.pixel_budget import is_strip

# In widths of the strip: about the shape of a page. Within the last part of it a place to cut is looked for.
_LENGTH, _SEARCHED = 1.8, 0.45
# Neighbouring pixels of print differ by more.
_EDGE = 40
# In rows of a picture 600 wide: what lies between two lines, and by how much bands overlap where nothing does.
_LEAST_GAP, _OVERLAP = 1 / 300, 0.15


class Band(NamedTuple):
    """From ``start`` to ``end`` along a strip; what stands before ``seam`` belongs to the band before."""

    start: int
    end: int
    seam: int


def is_tall(image: PageImage) -> bool:
    """True for a strip that stands, False for one that lies."""
    return image.height > image.width


def bands_of(image: PageImage) -> tuple[Band, ...]:
    """Where to cut a strip along its long side; none for a page of a usual shape."""
    if not is_strip(image.width, image.height):
        return ()
    with Image.open(image.path, formats=("PPM",)) as picture:
        return tuple(_bands(picture, stands=is_tall(image)))


def write_band(image: PageImage, band: Band, path: Path) -> PageImage:
    """The band as a picture of its own, a PGM at ``path``."""
    box = (
        (0, band.start, image.width, band.end) if is_tall(image) else (band.start, 0, band.end, image.height)
    )
    with Image.open(image.path, formats=("PPM",)) as picture:
        part = picture.crop(box)
    part.save(path, format="PPM")
    return PageImage(path=path, width=part.width, height=part.height, dpi=image.dpi)


def _bands(picture: Image.Image, *, stands: bool) -> Iterator[Band]:
    width, length = picture.size if stands else picture.size[::-1]
    usual = round(_LENGTH * width)
    searched, overlap = round(_SEARCHED * usual), round(_OVERLAP * width)
    start = seam = 0
    while length - start > usual + searched:
        first = start + usual - searched
        cut = _gap(_part(picture, first, start + usual, stands=stands), max(2, round(width * _LEAST_GAP)))
        if cut is None:
            yield Band(start, start + usual, seam)
            start, seam = start + usual - overlap, start + usual - overlap // 2
        else:
            yield Band(start, first + cut, seam)
            start = seam = first + cut
    yield Band(start, length, seam)


def _part(picture: Image.Image, first: int, last: int, *, stands: bool) -> Image.Image:
    """That part of the strip, standing."""
    if stands:
        return picture.crop((0, first, picture.width, last))
    return picture.crop((first, 0, last, picture.height)).transpose(Image.Transpose.TRANSPOSE)


def _gap(part: Image.Image, least: int) -> int | None:
    """The middle of the widest run of rows without print; None when all runs are narrower than ``least``."""
    beside = ImageChops.difference(part, ImageChops.offset(part, 1, 0))
    beside.paste(0, (0, 0, 1, part.height))
    edges = beside.point([255 if step > _EDGE else 0 for step in range(256)])
    has_print = (
        row > 0 for row in edges.resize((1, part.height), Image.Resampling.BOX, reducing_gap=1.0).tobytes()
    )
    widest, middle, row = 0, None, 0
    for printed, run in groupby(has_print):
        height = sum(1 for _ in run)
        if not printed and height > widest:
            widest, middle = height, row + height // 2
        row += height
    return middle if widest >= least else None
