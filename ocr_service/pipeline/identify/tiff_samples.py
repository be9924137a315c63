"""TIFFs that are whole and cannot be read all the same: how their samples are stored, or packed."""

from __future__ import annotations

import struct
from pathlib import Path

from PIL import Image, UnidentifiedImageError
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from ocr_service.errors import DocumentCorrupt, DocumentError, PictureUnsupported
from ocr_service.pipeline.decoding.tiff_modes import settle_order
from ocr_service.pipeline.decoding.tiff_tags import Tags, number_in

_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _SAMPLES = 256, 257, 258, 259, 277
_UNPACKED = 1
_BIG_TIFF = 43
# What Pillow unpacks by itself or by the libtiff that its wheels bring.
_READ = frozenset((1, 2, 3, 4, 5, 6, 7, 8, 32_773, 32_946, 34_925, 50_000))
_NAMES = {
    33_003: "JPEG 2000",
    33_005: "JPEG 2000",
    34_712: "JPEG 2000",
    34_887: "LERC",
    34_933: "PNG",
    50_001: "WebP",
    50_002: "JPEG XL",
}


def check_samples(picture: Image.Image) -> None:
    """Raise ``PictureUnsupported`` for a page whose planes Pillow would read as noise, without an error; others it is told how to read."""
    if not settle_order(picture):
        raise PictureUnsupported(
            "A TIFF whose colours stand in planes of more than 8 bits is not read. Save it as PNG or JPEG."
        )


def why_unread(path: Path, error: Exception) -> DocumentError:
    """What a TIFF that raised ``error`` when it was decoded is: of an unread kind by its first page's tags, or damaged."""
    tags = _first_page(path)
    packing = number_in(tags, _COMPRESSION, _UNPACKED)
    if tags and packing not in _READ:
        method = _NAMES.get(packing, str(packing))
        return PictureUnsupported(f"A TIFF packed by {method} is not read. Save it as PNG or JPEG.")
    if isinstance(error, UnidentifiedImageError) and _WIDTH in tags and _HEIGHT in tags:
        samples, bits = number_in(tags, _SAMPLES, 1), number_in(tags, _BITS, 1)
        return PictureUnsupported(
            f"A TIFF of this form, with {samples} samples of {bits} bits a pixel, is not read. Save it as PNG or JPEG."
        )
    return DocumentCorrupt("The picture is damaged and cannot be decoded.")


def _first_page(path: Path) -> Tags:
    """Its tags; none where they are damaged."""
    try:
        with path.open("rb") as file:
            head = file.read(8)
            head += file.read(8) if _BIG_TIFF in head[2:4] else b""
            tags = ImageFileDirectory_v2(head)
            file.seek(tags.next)
            tags.load(file)
            return tags
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, struct.error):
        return {}
