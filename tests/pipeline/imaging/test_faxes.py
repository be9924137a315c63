"""Faxes: half as many rows as columns to the inch, one bit a pixel."""

from __future__ import annotations

import subprocess

import pytest
from PIL import Image

from ocr_service.domain.status import Output
from tests.support.drawings import draw_page, sentence
from tests.support.pipeline_runs import word_recall

ACROSS, DOWN = 204, 98


@pytest.fixture
def fax(tmp_path):
    drawing = draw_page(sentence(seed=4, length=80), dpi=ACROSS, inch=(6, 5), points=12)
    width, height = drawing.picture.size
    squat = drawing.picture.resize((width, round(height * DOWN / ACROSS)), Image.Resampling.BOX)
    file = tmp_path / "fax.tif"
    squat.convert("1", dither=Image.Dither.NONE).save(file, compression="group4", dpi=(ACROSS, DOWN))
    return file, drawing


def test_a_fax_is_read_with_square_pixels(run_file, fax):
    file, drawing = fax

    ran = run_file(file)

    page = ran.pages[0]
    assert word_recall(drawing.text, ran.text) > 0.95
    assert (page.width, page.height) == pytest.approx(drawing.picture.size, abs=2)
    assert page.dpi == ACROSS
    assert page.words[0].box.left == pytest.approx(drawing.words[0].box[0], abs=10)


def test_its_searchable_pdf_has_the_papers_size(run_file, fax):
    file, _ = fax

    ran = run_file(file, outputs=(Output.PDF,))

    pdf = ran.folder / ran.head.outputs["pdf"]
    told = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
    width, height = (float(told.split("Page size:")[1].split()[place]) for place in (0, 2))
    assert (width, height) == pytest.approx((6 * 72, 5 * 72), abs=2)
