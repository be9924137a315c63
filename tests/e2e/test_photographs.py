"""Pictures of cameras and dithered scans are read by a worker of one page slot in its 128 MB."""

from __future__ import annotations

import io
from collections.abc import Iterator
from importlib.util import find_spec

import httpx2
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

from ocr_service.bootstrap.sizing import NUMPY_MB
from tests.support.processes.patience import PATIENCE_S
from tests.support.service import RunningService

SAID = "of the letter says what was agreed on in spring"
# Where NumPy is installed, as it is here, a worker takes that from its pages; the image is without it, and has larger ones.
MEMORY_MB = 128 + (NUMPY_MB if find_spec("numpy") else 0)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    with (
        RunningService(
            tmp_path_factory.mktemp("service"), PAGE_SLOTS="1", WORKER_MEMORY_MB=str(MEMORY_MB)
        ) as service,
        httpx2.Client(base_url=service.url, timeout=PATIENCE_S) as client,
    ):
        yield client


def written(paper: Image.Image, rows: int) -> Image.Image:
    draw = ImageDraw.Draw(paper)
    for row in range(rows):
        draw.text((300, 150 + 80 * row), f"Line {row} {SAID}", 30, ImageFont.load_default(size=52))
    return paper


def photograph(light: tuple[int, int], grain: float) -> bytes:
    """12 million pixels in light that falls from the second shade to the first, as a sensor sees it."""
    levels = [light[0] + level * (light[1] - light[0]) // 255 for level in range(256)]
    paper = Image.linear_gradient("L").point(levels).resize((4000, 3000))
    picture = ImageChops.add(written(paper, 30), Image.effect_noise(paper.size, grain), 1, -128)
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=85)
    return data.getvalue()


def dithered() -> bytes:
    """A letter with a picture below, of black and white dots."""
    page = Image.new("L", (2480, 3508), 255)
    scene = Image.effect_mandelbrot((2480, 2500), (-2, -1.5, 1, 1.5), 60)
    page.paste(ImageChops.add(scene, Image.effect_noise(scene.size, 40), 2), (0, 1008))
    data = io.BytesIO()
    written(page, 10).convert("1").save(data, "PNG")
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "picture", "lines"),
    [
        pytest.param("photo.jpg", photograph((190, 190), 10), 28, id="even light"),
        pytest.param("photo.jpg", photograph((40, 220), 5), 20, id="a deep shadow"),
        pytest.param("photo.jpg", photograph((190, 190), 60), 20, id="much grain"),
        pytest.param("page.png", dithered(), 9, id="a dithered page"),
    ],
)
def test_a_large_picture_is_read(client: httpx2.Client, name: str, picture: bytes, lines: int) -> None:
    answer = client.post("/api/v1/ocr/process?wait=110", files={"file": (name, picture)})

    assert answer.json().get("error") is None
    assert answer.json()["text"].count(SAID) >= lines
