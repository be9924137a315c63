"""A caller's steps are done, and no others."""

from __future__ import annotations

import pytest
from PIL import Image

from ocr_service.domain.page import Box
from ocr_service.domain.ports import PageImage
from ocr_service.domain.status import Step
from ocr_service.pipeline.imaging.asked_steps import asked_for
from ocr_service.pipeline.imaging.preprocess import prepare
from ocr_service.pipeline.imaging.survey import Survey
from tests.support.documents.picture_kinds import SIZE, drawing

SEEN = Survey(text_height=13, skew=1.0, is_dark=True, ink=Box(10, 10, 120, 190))
DONE = {
    Step.NONE: [],
    Step.GRAYSCALE: [],
    Step.INVERT: ["inverted"],
    Step.FLATTEN: ["shadows removed"],
    Step.DESKEW: ["deskewed"],
    Step.DESPECKLE: ["rules removed", "specks removed"],
    Step.CROP: ["trimmed"],
    Step.CONTRAST: ["contrast"],
    Step.DARKEN: ["darkened"],
    Step.ENLARGE: ["scaled"],
    Step.SMOOTH: ["smoothed"],
    Step.SHARPEN: ["sharpened"],
}


@pytest.fixture
def done(tmp_path):
    def prepared(*steps: Step) -> list[str]:
        path = tmp_path / "base.pgm"
        drawing().save(path, format="PPM")
        base = PageImage(path=path, width=SIZE[0], height=SIZE[1], dpi=200)
        prepared = prepare(base, SEEN, asked_for(steps), tmp_path / "prepared.pgm", max_pixels=1_000_000)
        with Image.open(prepared.image.path) as picture:
            assert picture.size == (prepared.image.width, prepared.image.height)
        return list(prepared.steps)

    return prepared


@pytest.mark.parametrize("step", Step)
def test_each_step_is_done_alone(done, step):
    assert done(step) == DONE[step]


def test_steps_are_done_in_one_order(done):
    wanted = [Step.SHARPEN, Step.CONTRAST, Step.DESKEW]

    assert done(*wanted) == ["deskewed", "contrast", "sharpened"]
