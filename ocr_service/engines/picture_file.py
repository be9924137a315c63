"""The files in which a picture is handed to Tesseract."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from PIL import Image

from ocr_service.domain.ports import PageImage


def quick_copy(image: PageImage, folder: Path) -> Path:
    """The picture as BMP in ``folder``.

    Leptonica reads a PGM with one call a pixel, 0.06 s a page, and a BMP at once; the copy costs a tenth of that.
    """
    path = folder / "picture.bmp"
    with Image.open(image.path) as picture:
        picture.save(path, format="BMP")
    return path


@contextmanager
def gray_map(image: PageImage) -> Iterator[IO[bytes]]:
    """The picture as an open PGM of eight bits: the file itself when it is one, else a copy without a name beside it."""
    with image.path.open("rb") as file:
        if file.read(2) == b"P5":
            yield file
            return
    with tempfile.TemporaryFile(dir=image.path.parent) as copy:
        with Image.open(image.path) as picture:
            picture.convert("L").save(copy, format="PPM")
        copy.flush()
        yield copy
