"""Each kind of picture is shown upright and in its shades by the PDF that wraps it, at no great length."""

from __future__ import annotations

import subprocess

import pytest
from PIL import Image

from ocr_service.intake.media_type import media_type_of
from ocr_service.pipeline.rendering.pdf.pdf_file import PdfFile
from ocr_service.pipeline.rendering.pdf.picture_stream import add_picture
from ocr_service.pipeline.rendering.pdf.searchable_pdf import placement
from tests.support.documents.picture_kinds import (
    KINDS,
    SIZE,
    STORED,
    difference,
    drawing,
    kind_file,
    turned_file,
)
from tests.support.documents.tiff_files import TiffPage, jpeg_strips, write_tiff

SOFT = 6.0
"""What JPEG and the drawing of a PDF change at edges; turned, mirrored or inverted it would be 20 and more."""
# Room for the rest of a PDF.
FRAME_BYTES = 1_500


@pytest.fixture
def wrap(tmp_path):
    """The PDF around a picture."""

    def wrapped(source, **options):
        target = tmp_path / "wrapped.pdf"
        with source.open("rb") as file:
            media_type = media_type_of(file.read(64))
        with PdfFile(target) as pdf:
            picture = add_picture(pdf, source, media_type, 0, **options)
            place = placement(picture.orientation, *(str(side) for side in SIZE))
            resources = f"/XObject << /P {picture.number} 0 R >>"
            pdf.add_page(
                width=SIZE[0], height=SIZE[1], content=f"q {place} cm /P Do Q".encode(), resources=resources
            )
        return target

    return wrapped


def shown(pdf) -> Image.Image:
    drawn = pdf.with_suffix("")
    subprocess.run(["pdftoppm", "-r", "72", "-singlefile", "-png", pdf, drawn], check=True)
    return Image.open(drawn.with_suffix(".png"))


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "raw.tif"])
@pytest.mark.parametrize("orientation", STORED)
def test_a_picture_stands_as_its_exif_says(wrap, tmp_path, suffix, orientation):
    source = turned_file(tmp_path, suffix, orientation)

    assert difference(shown(wrap(source))) < SOFT


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_picture_is_shown_in_its_shades(wrap, tmp_path, kind):
    source = kind_file(tmp_path, kind)

    assert difference(shown(wrap(source))) < SOFT


@pytest.mark.parametrize("kind", ["CMYK.jpg", "CMYK by Adobe.jpg", "Lab.tif"])
def test_every_kind_of_colours_becomes_rgb_for_an_archive(wrap, tmp_path, kind):
    source = kind_file(tmp_path, kind)

    assert difference(shown(wrap(source, keeps_cmyk=False))) < SOFT


@pytest.mark.parametrize(
    "kind",
    [
        "palette of 1 bit.png",
        "palette of 2 bits.png",
        "JPEG strips in gray.tif",
        "JPEG strips in colour.tif",
        "JPEG in one strip.tif",
        "one bit.png",
        "palette.gif",
    ],
)
def test_the_pdf_is_little_longer_than_the_picture(wrap, tmp_path, kind):
    source = kind_file(tmp_path, kind)

    assert wrap(source).stat().st_size <= 1.1 * source.stat().st_size + FRAME_BYTES


@pytest.mark.parametrize("suffix", ["webp"])
def test_what_was_packed_with_losses_stays_short(wrap, tmp_path, suffix):
    noise = Image.effect_noise((600, 600), 60).convert("RGB")
    source = tmp_path / f"noise.{suffix}"
    noise.save(source, quality=80)

    assert wrap(source).stat().st_size < 2.5 * source.stat().st_size


def test_strips_of_jpeg_that_end_within_a_unit_are_decoded(wrap, tmp_path):
    strips, tables = jpeg_strips(drawing(), 30, quality=95)
    page = TiffPage(size=SIZE, parts=strips, rows=30, tags={259: 7, 347: tables})

    assert difference(shown(wrap(write_tiff(tmp_path / "odd.tif", [page])))) < SOFT


def test_a_jpeg_in_a_tiff_that_stands_on_its_side_is_kept_and_turned(wrap, tmp_path):
    stored = drawing().transpose(Image.Transpose.ROTATE_90)
    strips, tables = jpeg_strips(stored, 32, quality=95)
    page = TiffPage(size=stored.size, parts=strips, rows=32, tags={259: 7, 274: 6, 347: tables})

    pdf = wrap(write_tiff(tmp_path / "side.tif", [page]))

    assert b"/DCTDecode" in pdf.read_bytes()
    assert difference(shown(pdf)) < SOFT
