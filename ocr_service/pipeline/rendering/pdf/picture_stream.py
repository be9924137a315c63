"""A picture as an image object of a PDF, its own bytes kept where PDF can hold them."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from ocr_service.pipeline.identify.picture_header import opened
from ocr_service.pipeline.rendering.pdf.pdf_file import PdfFile

_EXIF_ORIENTATION = 0x0112
_TURNS = {3: 180, 6: 90, 8: 270}
_JPEG_SPACES = {"L": "/DeviceGray", "RGB": "/DeviceRGB", "CMYK": "/DeviceCMYK"}
_STRIP_OFFSETS, _STRIP_BYTES, _ROWS_PER_STRIP, _PHOTOMETRIC = 273, 279, 278, 262


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureStream:
    """An image object: its number, its pixels, and the clockwise turn that shows it upright."""

    number: int
    width: int
    height: int
    rotate: int = 0


def add_picture(
    pdf: PdfFile, path: Path, media_type: str, index: int, *, keeps_cmyk: bool = True
) -> PictureStream:
    """Write one frame: JPEG as it is, PNG without unpacking where possible, one bit as G4, the rest deflated.

    ``keeps_cmyk`` is false for a file whose colours all have to be RGB.
    """
    with opened(path, media_type) as picture:
        is_kept = picture.mode in _JPEG_SPACES and (keeps_cmyk or picture.mode != "CMYK")
        if picture.format in ("JPEG", "MPO") and is_kept:
            return _jpeg(pdf, picture, path)
        picture.seek(index)
        if picture.mode == "1":
            return _group4(pdf, picture)
        return _png(pdf, picture)


def _jpeg(pdf: PdfFile, picture: Image.Image, path: Path) -> PictureStream:
    # Adobe's CMYK files are stored inverted.
    decode = " /Decode [1 0 1 0 1 0 1 0]" if picture.mode == "CMYK" and "adobe" in picture.info else ""
    entries = _entries(picture, _JPEG_SPACES[picture.mode], 8) + f" /Filter /DCTDecode{decode}"
    turn = _TURNS.get(picture.getexif().get(_EXIF_ORIENTATION, 1), 0)
    number = pdf.add_stream(path.read_bytes(), entries, compress=False)
    return PictureStream(number=number, width=picture.width, height=picture.height, rotate=turn)


def _group4(pdf: PdfFile, picture: Image.Image) -> PictureStream:
    packed = io.BytesIO()
    one_strip = {_ROWS_PER_STRIP: picture.height}
    picture.save(packed, format="TIFF", compression="group4", tiffinfo=one_strip)
    packed.seek(0)
    with TiffImageFile(packed) as strip:
        offset, length = strip.tag_v2[_STRIP_OFFSETS][0], strip.tag_v2[_STRIP_BYTES][0]
        is_white_zero = strip.tag_v2[_PHOTOMETRIC] == 0
    data = packed.getvalue()[offset : offset + length]
    parms = f"/K -1 /Columns {picture.width} /Rows {picture.height} /BlackIs1 {'false' if is_white_zero else 'true'}"
    entries = _entries(picture, "/DeviceGray", 1) + f" /Filter /CCITTFaxDecode /DecodeParms << {parms} >>"
    number = pdf.add_stream(data, entries, compress=False)
    return PictureStream(number=number, width=picture.width, height=picture.height)


def _png(pdf: PdfFile, picture: Image.Image) -> PictureStream:
    """Through PNG, whose rows and deflate a PDF reads as they are."""
    flat = _flattened(picture)
    packed = io.BytesIO()
    flat.save(packed, format="PNG", compress_level=6)
    space, colours = ("/DeviceGray", 1) if flat.mode == "L" else ("/DeviceRGB", 3)
    parms = f"/Predictor 15 /Colors {colours} /BitsPerComponent 8 /Columns {flat.width}"
    entries = _entries(flat, space, 8) + f" /Filter /FlateDecode /DecodeParms << {parms} >>"
    number = pdf.add_stream(b"".join(_chunks(packed.getvalue(), b"IDAT")), entries, compress=False)
    return PictureStream(number=number, width=flat.width, height=flat.height)


def _flattened(picture: Image.Image) -> Image.Image:
    """Gray or RGB without transparency."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        flat = Image.new("RGB", layered.size, (255, 255, 255))
        flat.paste(layered, mask=layered.getchannel("A"))
        return flat
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    return picture if picture.mode == "L" else picture.convert("RGB")


def _chunks(png: bytes, kind: bytes) -> Iterator[bytes]:
    position = 8
    while position < len(png):
        length, name = struct.unpack_from(">I4s", png, position)
        if name == kind:
            yield png[position + 8 : position + 8 + length]
        position += 12 + length


def _entries(picture: Image.Image, space: str, bits: int) -> str:
    return (
        f"/Type /XObject /Subtype /Image /Width {picture.width} /Height {picture.height} "
        f"/ColorSpace {space} /BitsPerComponent {bits}"
    )
