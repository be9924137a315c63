"""A strip is cut where nothing is printed; where print has no gap its bands overlap."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PIL import Image, ImageDraw

from ocr_service.domain.ports import PageImage
from ocr_service.pipeline.imaging.bands import bands_of, write_band

WIDTH, LENGTH = 300, 6_000
LINE, PITCH = 20, 37


@pytest.fixture
def strip(tmp_path):
    """A strip with rows of strokes, standing or lying; ``gapless`` has a stroke along all of it."""

    def drawn(*, stands: bool, gapless: bool = False) -> PageImage:
        picture = Image.new("L", (WIDTH, LENGTH), 255)
        pen = ImageDraw.Draw(picture)
        for top in range(10, LENGTH - PITCH, PITCH):
            for left in range(20, WIDTH - 30, 16):
                pen.rectangle((left, top, left + 5, top + LINE), fill=0)
        if gapless:
            pen.line((5, 0, 5, LENGTH), fill=0, width=3)
        shown = picture if stands else picture.transpose(Image.Transpose.TRANSPOSE)
        path = tmp_path / "strip.pgm"
        shown.save(path, format="PPM")
        return PageImage(path=path, width=shown.width, height=shown.height, dpi=200)

    return drawn


def inked(row: int) -> bool:
    return row >= 10 and (row - 10) % PITCH <= LINE


@pytest.mark.parametrize("stands", [True, False])
def test_bands_follow_each_other_between_lines(strip, stands):
    bands = bands_of(strip(stands=stands))

    assert len(bands) > 5
    assert [band.start for band in bands] == [0, *(band.end for band in bands[:-1])]
    assert not any(inked(band.start) for band in bands[1:])
    assert bands[-1].end == LENGTH
    assert all(band.seam == band.start for band in bands)


def test_without_a_gap_bands_overlap_by_more_than_a_line(strip):
    bands = bands_of(strip(stands=True, gapless=True))

    for before, band in pairwise(bands):
        assert band.start < band.seam < before.end
        assert before.end - band.start > PITCH


def test_a_page_of_a_usual_shape_is_no_strip(tmp_path):
    assert bands_of(PageImage(path=tmp_path / "none.pgm", width=1654, height=2339, dpi=200)) == ()
    assert bands_of(PageImage(path=tmp_path / "none.pgm", width=600, height=2200, dpi=200)) == ()


def test_a_band_is_a_picture_of_its_own(strip, tmp_path):
    image = strip(stands=True)
    band = bands_of(image)[1]

    part = write_band(image, band, tmp_path / "band.pgm")

    assert (part.width, part.height) == (WIDTH, band.end - band.start)
