"""The picture of a page as it is sent: upright, gray, no larger than the model looks at."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from ocr_service.domain.ports import PageImage
from ocr_service.pipeline.imaging.preprocess import turned

_JPEG_QUALITY = 85


def picture_to_send(image: PageImage, rotation: int, longest: int, folder: Path) -> Path:
    """A JPEG in ``folder`` whose longer side has at most ``longest`` pixels, turned clockwise by ``rotation`` degrees."""
    upright = turned(image, rotation, folder / "vision.pgm") if rotation else image
    path = folder / "vision.jpg"
    with Image.open(upright.path) as picture:
        gray = picture.convert("L")
        if max(gray.size) > longest:
            gray.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)
        gray.save(path, format="JPEG", quality=_JPEG_QUALITY)
    return path
