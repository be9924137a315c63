"""A page's picture is prepared with few copies of it in memory."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PIL import Image, ImageChops

from ocr_service.pipeline.imaging.illumination import evened, flattened, ground_of
from ocr_service.pipeline.imaging.morphology import ink_of, opened, swept

SIZE = (701, 613)
BOUNDED = """
import resource
from PIL import Image
from ocr_service.pipeline.imaging.illumination import flattened
from ocr_service.pipeline.imaging.morphology import opened
from ocr_service.pipeline.limits.own_memory import data_bytes, keep_heaps_small
keep_heaps_small()
picture = Image.linear_gradient("L").point([{darkest} + level * (255 - {darkest}) // 255 for level in range(256)]).resize((3000, 2500))
most = data_bytes() + 3000 * 2500 * 2
resource.setrlimit(resource.RLIMIT_DATA, (most, most))
{step}
"""


def shaded(darkest: int) -> Image.Image:
    levels = [darkest + level * (255 - darkest) // 255 for level in range(256)]
    paper = Image.linear_gradient("L").point(levels).resize(SIZE)
    return ImageChops.add(paper, Image.effect_noise(SIZE, 40), 1, -128)


@pytest.mark.parametrize(
    ("step", "darkest"),
    [
        ("flattened(picture)", 190),
        ("flattened(picture)", 0),
        ("opened(picture, 60, along_rows=True)", 0),
        ("opened(picture, 60, along_rows=False)", 0),
    ],
)
def test_a_step_takes_less_than_two_pictures_beside_its_own(step: str, darkest: int) -> None:
    program = BOUNDED.format(step=step, darkest=darkest)

    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


def test_light_is_evened_in_some_rows_as_in_all() -> None:
    deep, even = shaded(0), shaded(190)

    assert flattened(deep) == evened(deep, ground_of(deep))
    assert flattened(even) == ImageChops.invert(ImageChops.subtract(ground_of(even), even))


@pytest.mark.parametrize("along_rows", [True, False])
def test_what_is_unbroken_is_found_in_some_lines_as_in_all(along_rows: bool) -> None:
    mask = ink_of(shaded(60))

    worn = swept(mask, 5, 1, along_rows=along_rows, lighten=False)
    wanted = swept(worn, 5, -1, along_rows=along_rows, lighten=True)

    assert wanted.getbbox() is not None
    assert opened(mask, 5, along_rows=along_rows) == wanted
