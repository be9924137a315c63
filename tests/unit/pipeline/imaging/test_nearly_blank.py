"""Print of nearly the shade of its paper is found; the grain of a blank page is not."""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops, ImageStat

from ocr_service.domain.ports import PageImage
from ocr_service.pipeline.imaging.nearly_blank import faint_print
from tests.support.documents.picture_kinds import drawing


@pytest.fixture
def image(tmp_path):
    def written(picture: Image.Image) -> PageImage:
        path = tmp_path / "page.pgm"
        picture.save(path, format="PPM")
        return PageImage(path=path, width=picture.width, height=picture.height, dpi=200)

    return written


@pytest.mark.parametrize(
    ("paper", "ink"), [(250, 230), (20, 8), (100, 125)], ids=["light", "dark", "light on dark"]
)
def test_faint_print_becomes_black_on_white(image, tmp_path, paper, ink):
    base = image(drawing().point(lambda value: paper if value > 127 else ink))

    found = faint_print(base)

    assert found is not None
    strong = Image.open(found.strengthened(base, tmp_path / "strong.pgm").path)
    assert ImageStat.Stat(ImageChops.difference(strong, drawing())).mean[0] < 3


@pytest.mark.parametrize("grain", [0, 4, 12])
def test_a_blank_page_is_blank_whatever_its_grain(image, grain):
    picture = Image.new("L", (1000, 1400), 240)
    if grain:
        noise = Image.effect_noise(picture.size, grain)
        picture = ImageChops.add(picture, noise, offset=-128)

    assert faint_print(image(picture)) is None
