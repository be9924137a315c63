"""Lines found from marks: whole over the seams of tiles, leaning as they lean, and small print seen with more pixels."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr_service.engines.neural.finding import Line, find_lines


def dark(pixels: np.ndarray) -> np.ndarray:
    """Marks every dark pixel, as a network does that is never wrong."""
    return (pixels[0, 0] < 0).astype(np.float32)


def bars(size: tuple[int, int], *boxes: tuple[int, int, int, int]) -> Image.Image:
    picture = Image.new("L", size, 255)
    for box in boxes:
        ImageDraw.Draw(picture).rectangle(box, fill=0)
    return picture


def around(line: Line, box: tuple[int, int, int, int]) -> bool:
    left, top, right, bottom = box
    return line.left < left and line.top < top and line.right > right and line.bottom > bottom


def test_each_bar_is_a_line_with_room_around_it():
    boxes = ((20, 40, 300, 60), (20, 100, 300, 120), (340, 100, 600, 120))

    lines = find_lines(bars((640, 400), *boxes), dark)

    assert len(lines) == 3
    assert all(any(around(line, box) for line in lines) for box in boxes)
    assert all(line.height < 50 for line in lines)


def test_a_line_over_the_seams_of_tiles_is_one_line():
    across, down = (10, 300, 940, 330), (500, 450, 700, 500)

    lines = find_lines(bars((950, 950), across, down), dark)

    assert len(lines) == 2
    assert around(lines[0], across)
    assert around(lines[1], down)


def test_nothing_marked_is_no_line():
    assert find_lines(Image.new("L", (300, 200), 255), dark) == []


def test_a_leaning_line_is_framed_along_its_slope():
    picture = Image.new("L", (800, 300), 255)
    ImageDraw.Draw(picture).line((50, 100, 750, 170), fill=0, width=20)

    (line,) = find_lines(picture, dark)

    assert line.slope == pytest.approx(0.1, abs=0.01)
    assert line.height < 60


def test_print_that_is_too_low_at_first_is_looked_at_with_more_pixels():
    sides: list[int] = []

    def seen(pixels: np.ndarray) -> np.ndarray:
        sides.append(pixels.size)
        return dark(pixels)

    boxes = [(20, y, 2500, y + 9) for y in range(30, 2500, 60)]

    lines = find_lines(bars((2600, 2600), *boxes), seen)

    assert len(lines) == len(boxes)
    assert sum(sides) / 3 > 1.5 * 2600 * 2600 * (1920 / 2600) ** 2


def test_a_picture_of_a_hundred_megapixels_is_looked_at_in_tiles_of_one_size():
    sizes: set[int] = set()

    def seen(pixels: np.ndarray) -> np.ndarray:
        sizes.add(pixels.size // 3)
        return dark(pixels)

    find_lines(bars((10_000, 10_000), (100, 100, 9_000, 160)), seen)

    assert max(sizes) <= 480 * 480


def test_a_line_of_less_height_keeps_its_middle_and_its_ends():
    line = Line(10.0, 100.0, 300.0, 140.0, 0.02)

    assert line.of_height(0.5) == Line(10.0, 110.0, 300.0, 130.0, 0.02)
