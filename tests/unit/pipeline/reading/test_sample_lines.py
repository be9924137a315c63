"""The sample of a page are its fullest lines, or the band with the most lines where lines cannot be told apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from ocr_service.domain.ports import PageImage
from ocr_service.pipeline.reading.samples.sample_lines import sample

TEXT_HEIGHT = 10
WIDTH, HEIGHT = 600, 1_000


def saved(picture: Image.Image, path: Path) -> PageImage:
    picture.save(path, format="PPM")
    return PageImage(path=path, width=picture.width, height=picture.height, dpi=200)


def print_lines(picture: Image.Image, tops: range, *, left: int, right: int, ink: int = 0) -> None:
    """Lines of strokes, as letters have them, in a gray of their own."""
    draw = ImageDraw.Draw(picture)
    for top in tops:
        for x in range(left, right, 8):
            draw.rectangle((x, top, x + 2, top + TEXT_HEIGHT - 1), fill=ink)


def pixels(image: PageImage) -> set[int]:
    with Image.open(image.path) as picture:
        return set(picture.tobytes())


def test_the_fullest_lines_are_taken_and_short_ones_left(tmp_path):
    page = Image.new("L", (WIDTH, HEIGHT), 255)
    print_lines(page, range(40, 400, 24), left=50, right=120, ink=60)
    print_lines(page, range(500, 572, 24), left=50, right=550, ink=0)

    taken = sample(saved(page, tmp_path / "page.pgm"), tmp_path / "sample.pgm", TEXT_HEIGHT)

    assert pixels(taken) == {0, 255}
    assert (taken.width, taken.dpi) == (WIDTH, 200)
    assert 3 * TEXT_HEIGHT < taken.height < 6 * TEXT_HEIGHT


@pytest.mark.parametrize("top", [260, 500, 880])
def test_a_dark_picture_and_a_rule_are_no_lines(tmp_path, top):
    page = Image.new("L", (WIDTH, HEIGHT), 255)
    ImageDraw.Draw(page).rectangle((50, 10, 500, 200), fill=60)
    ImageDraw.Draw(page).rectangle((0, 230, WIDTH, 238), fill=90)
    print_lines(page, range(top, top + 96, 24), left=50, right=550)

    taken = sample(saved(page, tmp_path / "page.pgm"), tmp_path / "sample.pgm", TEXT_HEIGHT)

    assert pixels(taken) == {0, 255}


def test_columns_whose_lines_overlap_give_a_band(tmp_path):
    page = Image.new("L", (WIDTH, HEIGHT), 255)
    print_lines(page, range(300, 700, 16), left=20, right=280)
    print_lines(page, range(308, 708, 16), left=320, right=580)

    taken = sample(saved(page, tmp_path / "page.pgm"), tmp_path / "sample.pgm", TEXT_HEIGHT)

    assert pixels(taken) == {0, 255}
    assert taken.height == 5 * TEXT_HEIGHT


@pytest.mark.parametrize("height", [1, 8])
def test_even_a_flat_picture_gives_a_band(tmp_path, height):
    page = Image.new("L", (WIDTH, height), 255)

    taken = sample(saved(page, tmp_path / "page.pgm"), tmp_path / "sample.pgm", 0)

    assert (taken.width, taken.height) == (WIDTH, 1)
