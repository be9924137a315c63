"""A picture becomes gray band by band as it would at once, and what decoding takes is known before."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageOps

from ocr_service.errors import MemoryLimit
from ocr_service.pipeline.decoding import gray as gray_module
from ocr_service.pipeline.decoding.decoding import decoding_bytes, webp_pixels
from ocr_service.pipeline.decoding.gray import gray, ground_of
from ocr_service.pipeline.identify.picture_header import damage_named
from ocr_service.pipeline.imaging.drawing.frame import Frame
from ocr_service.pipeline.imaging.drawing.pixel_budget import PixelBudget
from ocr_service.pipeline.limits.deadline import Deadline

SIZE = (90, 70)


def colours() -> Image.Image:
    """Every hue, dark above and light below."""
    slope = Image.linear_gradient("L").resize(SIZE)
    return Image.merge("RGB", (slope, ImageOps.mirror(slope), slope.rotate(90).resize(SIZE)))


def with_alpha(mode: str) -> Image.Image:
    picture = colours().convert(mode)
    picture.putalpha(Image.linear_gradient("L").resize(SIZE).rotate(180))
    return picture


def stored(picture: Image.Image, kind: str, **options: object) -> Image.Image:
    """The same as its file has it."""
    data = io.BytesIO()
    picture.save(data, format=kind, **options)
    return Image.open(data)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "YCbCr", "F"])
def test_bands_join_to_the_whole(mode, monkeypatch):
    monkeypatch.setattr(gray_module, "_BAND_PIXELS", 700)
    picture = colours().convert(mode)

    assert gray(picture).tobytes() == picture.convert("L").tobytes()


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_transparent_is_white(mode, monkeypatch):
    monkeypatch.setattr(gray_module, "_BAND_PIXELS", 700)
    picture = with_alpha(mode.removesuffix("A"))
    white = Image.new("L", SIZE, 255)
    white.paste(picture.convert("L"), mask=picture.getchannel("A"))

    assert gray(picture).tobytes() == white.tobytes()


def test_a_transparent_colour_of_a_palette_is_white(monkeypatch):
    monkeypatch.setattr(gray_module, "_BAND_PIXELS", 700)
    picture = Image.new("P", SIZE, 1)
    picture.putpalette([0, 0, 0, 90, 90, 90])
    picture.paste(0, (0, 0, 20, 60))

    shown = gray(stored(picture, "PNG", transparency=0))

    assert (shown.getpixel((5, 5)), shown.getpixel((50, 50))) == (255, 90)


@pytest.mark.parametrize(
    ("ink", "alpha", "ground"),
    [(0, 200, 255), (255, 200, 0), (0, 0, None), (255, 255, 0)],
    ids=["dark on paper", "white alone", "transparent all over", "white on dark"],
)
def test_a_picture_is_shown_on_what_lets_it_be_seen(ink, alpha, ground, monkeypatch):
    monkeypatch.setattr(gray_module, "_BAND_PIXELS", 700)
    picture = Image.new("LA", SIZE, (ink, 0))
    picture.paste((ink, alpha), (10, 10, 40, 50))

    assert ground_of(picture) == ground


def test_what_is_transparent_all_over_is_shown_as_it_is_stored():
    picture = colours()
    picture.putalpha(0)

    assert gray(picture, ground=None).tobytes() == colours().convert("L").tobytes()


def test_sixteen_bits_become_eight(monkeypatch):
    monkeypatch.setattr(gray_module, "_BAND_PIXELS", 700)
    picture = Image.new("I;16", SIZE, 0x4030)
    picture.putpixel((0, 0), 0xFFFF)

    assert set(gray(stored(picture, "PNG")).tobytes()) == {0x40, 0xFF}


@pytest.mark.parametrize(
    ("kind", "options", "least", "most"),
    [
        pytest.param("PNG", {}, 5, 5, id="as many bytes as it is stored in, and its gray"),
        pytest.param("WEBP", {}, 16, 16, id="a WebP is held in several copies"),
        pytest.param("TIFF", {"compression": "tiff_lzw"}, 5, 8, id="a TIFF's strip comes on top"),
        pytest.param(
            "JPEG", {"progressive": True, "subsampling": 2}, 8, 8.1, id="a progressive JPEG is gathered"
        ),
        pytest.param("JPEG", {"progressive": True, "subsampling": 0}, 12, 12.1, id="in all its colours"),
        pytest.param("JPEG", {}, 5, 5, id="any other is decoded as it comes"),
    ],
)
def test_what_decoding_takes_is_known_from_the_header(kind, options, least, most):
    picture = stored(colours(), kind, **options)

    assert least <= decoding_bytes(picture, picture.size) / (SIZE[0] * SIZE[1]) <= most


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({}, id="lossy"),
        pytest.param({"lossless": True}, id="lossless"),
        pytest.param({"exif": b"Exif", "lossless": True}, id="extended"),
    ],
)
def test_the_size_of_a_webp_is_read_without_its_library(options):
    data = io.BytesIO()
    colours().save(data, format="WEBP", **options)

    assert webp_pixels(data.getvalue()[:30]) == SIZE[0] * SIZE[1]
    assert webp_pixels(b"RIFFxxxx") == 0


@pytest.mark.parametrize("is_progressive", [True, False])
def test_a_picture_that_cannot_be_gathered_in_memory_is_too_large_not_broken(is_progressive, tmp_path):
    source = tmp_path / "picture.jpg"
    Image.new("RGB", (1200, 900), "white").save(source, progressive=is_progressive)
    budget = PixelBudget(max_pixels=10_000_000, drawn_pixels=200_000, decoded_bytes=2_000_000)
    frame = Frame(source=source, media_type="image/jpeg", index=0, budget=budget)

    if is_progressive:
        with pytest.raises(MemoryLimit, match="1200 x 900"):
            frame.draw(0, tmp_path / "page.pgm", Deadline.after(20))
    else:
        image, _ = frame.draw(0, tmp_path / "page.pgm", Deadline.after(20))
        assert image.width * image.height <= 200_000


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_a_jpeg_too_large_to_be_decoded_whole_is_decoded_smaller(mode, tmp_path):
    source = tmp_path / "picture.jpg"
    Image.new(mode, (1200, 900), 0).save(source)
    budget = PixelBudget(max_pixels=10_000_000, drawn_pixels=800_000, decoded_bytes=1_000_000)

    image, _ = Frame(source=source, media_type="image/jpeg", index=0, budget=budget).draw(
        0, tmp_path / "page.pgm", Deadline.after(20)
    )

    assert image.width * image.height <= 300_000


def test_a_decoder_that_got_no_memory_says_so_of_a_heic(tmp_path):
    with pytest.raises(MemoryLimit), damage_named(tmp_path / "picture.heic", "image/heic"):
        raise RuntimeError("Memory allocation error: Unspecified: Allocating 6016015 bytes failed")
    with pytest.raises(RuntimeError), damage_named(tmp_path / "picture.heic", "image/heic"):
        raise RuntimeError("a defect")
