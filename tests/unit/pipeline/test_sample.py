"""The sample of a page is the band with the most lines of text."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from ocr_service.domain.ports import PageImage
from ocr_service.pipeline.preprocess import sample


def page(path: Path, *, top: int, height: int = 1_000) -> PageImage:
    """A dark picture, and lines of print that begin at ``top``."""
    picture = Image.new("L", (600, height), 255)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((50, 10, 500, 200), fill=60)
    for y in range(top, min(height, top + 100), 20):
        for x in range(50, 550, 8):
            draw.rectangle((x, y, x + 3, y + 10), fill=0)
    picture.save(path, format="PPM")
    return PageImage(path=path, width=600, height=height, dpi=200)


@pytest.mark.parametrize("top", [260, 500, 880])
def test_the_band_lies_in_the_text_and_not_in_a_dark_picture(tmp_path, top):
    band = sample(page(tmp_path / "page.pgm", top=top), tmp_path / "band.pgm")

    with Image.open(band.path) as picture:
        darkest = picture.resize((1, band.height), Image.Resampling.BOX).getextrema()[0]
        is_print = picture.crop((50, 0, 550, band.height)).getextrema() == (0, 255)
    assert (band.width, band.height, band.dpi) == (600, 70, 200)
    assert is_print
    assert darkest > 60


def test_even_a_flat_picture_gives_a_band(tmp_path):
    band = sample(page(tmp_path / "page.pgm", top=0, height=8), tmp_path / "band.pgm")

    assert (band.width, band.height) == (600, 1)
