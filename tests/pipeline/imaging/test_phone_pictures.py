"""Pictures as phones make them: HEIC, and turned only in their EXIF data."""

from __future__ import annotations

import sys

import pillow_heif
import pytest
from PIL import Image

from ocr_service.errors import DocumentCorrupt
from tests.support.drawings import draw_page, sentence
from tests.support.pipeline_runs import Setting, run, word_recall

# What undoes each EXIF orientation of a picture that was taken with the phone turned.
TURNED = {
    1: None,
    3: Image.Transpose.ROTATE_180,
    6: Image.Transpose.ROTATE_90,
    8: Image.Transpose.ROTATE_270,
}


@pytest.fixture(scope="module")
def drawing():
    return draw_page(sentence(seed=11, length=60), inch=(6, 4))


@pytest.fixture
def heif_opener():
    pillow_heif.register_heif_opener()


def turned(drawing, orientation: int) -> tuple[Image.Image, Image.Exif]:
    """The drawing as the sensor saw it, and the EXIF data that say so."""
    exif, turn = Image.Exif(), TURNED[orientation]
    exif[0x0112] = orientation
    picture = drawing.picture.convert("RGB")
    return (picture.transpose(turn) if turn is not None else picture), exif


@pytest.mark.parametrize("orientation", TURNED)
@pytest.mark.parametrize("suffix", ["jpg", "webp", "png"])
def test_a_picture_is_turned_as_its_exif_says(run_file, tmp_path, drawing, suffix, orientation):
    picture, exif = turned(drawing, orientation)
    file = tmp_path / f"phone.{suffix}"
    picture.save(file, exif=exif, quality=80)

    ran = run_file(file)

    assert word_recall(drawing.text, ran.text) > 0.95
    assert (ran.pages[0].width, ran.pages[0].height) == drawing.picture.size
    assert ran.pages[0].rotation == 0


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.usefixtures("heif_opener")
def test_a_heic_picture_is_read_however_the_phone_was_held(run_file, tmp_path, drawing, orientation):
    """In HEIC the orientation among the EXIF data is for information only, so the text decides."""
    picture, exif = turned(drawing, orientation)
    file = tmp_path / "phone.heic"
    picture.save(file, exif=exif, quality=80)

    ran = run_file(file)

    assert word_recall(drawing.text, ran.text) > 0.95
    assert ran.head.properties["format"] == "HEIF"


@pytest.mark.usefixtures("heif_opener")
def test_a_torn_heic_picture_is_corrupt(run_file, tmp_path, drawing):
    file = tmp_path / "torn.heic"
    drawing.picture.save(file)
    file.write_bytes(file.read_bytes()[:-2_000])

    with pytest.raises(DocumentCorrupt):
        run_file(file)


@pytest.mark.usefixtures("heif_opener")
def test_without_the_extra_a_heic_picture_that_came_in_says_what_is_missing(tmp_path, drawing, monkeypatch):
    file = tmp_path / "phone.heic"
    drawing.picture.save(file)
    monkeypatch.setitem(sys.modules, "pillow_heif", None)

    with pytest.raises(DocumentCorrupt, match="extra `heic`"):
        run(file, tmp_path / "out", Setting(media_type="image/heic"))
