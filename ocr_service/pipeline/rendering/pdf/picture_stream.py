"""A picture as an image object of a PDF, its own bytes kept where PDF can hold them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from ocr_service.pipeline.decoding.exif import UPRIGHT, orientation
from ocr_service.pipeline.decoding.jpeg_in_tiff import JoinedJpeg, joined_jpeg
from ocr_service.pipeline.decoding.png_chunks import PngRows, image_data, rows_of
from ocr_service.pipeline.decoding.tiff_tags import tags_of
from ocr_service.pipeline.identify.picture_header import opened
from ocr_service.pipeline.identify.tiff_pages import seek_page
from ocr_service.pipeline.identify.tiff_samples import check_samples
from ocr_service.pipeline.rendering.pdf.opaque_picture import is_lossy, opaque
from ocr_service.pipeline.rendering.pdf.pdf_file import PdfFile

_TIFF_ORIENTATION = 274
_JPEG_SPACES = {"L": "/DeviceGray", "RGB": "/DeviceRGB", "CMYK": "/DeviceCMYK"}
_STRIP_OFFSETS, _STRIP_BYTES, _ROWS_PER_STRIP, _PHOTOMETRIC, _ORDER_OF_BITS = 273, 279, 278, 262, 266
_PIECE_BYTES = 1 << 16
# Of a picture that was packed with losses by a method that PDF does not know.
_QUALITY = 90
_MOST_BITS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureStream:
    """An image object's number, and what EXIF calls its orientation (1: it is shown as it is stored)."""

    number: int
    orientation: int = UPRIGHT


def add_picture(
    pdf: PdfFile, path: Path, media_type: str, index: int, *, keeps_cmyk: bool = True
) -> PictureStream:
    """Write one page: JPEG and the rows of a PNG as they are, one bit as G4, other pictures deflated or as JPEG.

    ``keeps_cmyk`` is false for a file whose colours all have to be RGB.
    """
    with opened(path, media_type) as picture:
        if picture.format in ("JPEG", "MPO"):
            is_kept = picture.mode in _JPEG_SPACES and (keeps_cmyk or picture.mode != "CMYK")
            return _jpeg(pdf, picture, path) if is_kept else _packed(pdf, picture)
        if picture.format == "PNG":
            return _png(pdf, picture, path)
        seek_page(picture, index)
        check_samples(picture)
        if picture.format == "TIFF" and (kept := _tiff_jpeg(pdf, picture, path)) is not None:
            return kept
        if picture.mode == "1":
            return PictureStream(number=_group4(pdf, picture, _group4_data(picture)))
        return _packed(pdf, picture)


def _jpeg(pdf: PdfFile, picture: Image.Image, path: Path) -> PictureStream:
    # Adobe's CMYK files are stored inverted.
    decode = " /Decode [1 0 1 0 1 0 1 0]" if picture.mode == "CMYK" and "adobe" in picture.info else ""
    entries = _entries(picture.size, _JPEG_SPACES[picture.mode], 8) + f" /Filter /DCTDecode{decode}"
    with path.open("rb") as file:
        number = pdf.add_pieces(_read(file), path.stat().st_size, entries)
    return PictureStream(number=number, orientation=orientation(picture))


def _read(file: BinaryIO) -> Iterator[bytes]:
    while data := file.read(_PIECE_BYTES):
        yield data


def _tiff_jpeg(pdf: PdfFile, picture: Image.Image, path: Path) -> PictureStream | None:
    """None when the page is no JPEG, or one that cannot be kept."""
    tags = tags_of(picture)
    stored = int(tags.get(256, 0)), int(tags.get(257, 0))
    with path.open("rb") as file:
        joined: JoinedJpeg | None = joined_jpeg(file, tags, stored)
        if joined is None:
            return None
        space = "/DeviceGray" if joined.colours == 1 else "/DeviceRGB"
        decode = " /Decode [1 0]" if joined.is_inverted and joined.colours == 1 else ""
        entries = _entries(stored, space, 8) + f" /Filter /DCTDecode{decode}"
        number = pdf.add_pieces(joined.pieces, joined.length, entries)
    turn = tags.get(_TIFF_ORIENTATION, UPRIGHT)
    return PictureStream(number=number, orientation=turn if turn in range(1, 9) else UPRIGHT)


def _png(pdf: PdfFile, picture: Image.Image, path: Path) -> PictureStream:
    """Its rows as they are, which a PDF can read; one bit as G4 where that is shorter."""
    with path.open("rb") as file:
        rows = rows_of(file)
        if not rows.is_plain or rows.bits > _MOST_BITS:
            return _packed(pdf, picture)
        turn = orientation(picture) if "exif" in picture.info else UPRIGHT
        if rows.is_gray and rows.bits == 1:
            data = _group4_data(picture)
            if len(data[0]) < rows.data_bytes:
                return PictureStream(number=_group4(pdf, picture, data), orientation=turn)
        return PictureStream(number=_rows(pdf, rows, file), orientation=turn)


def _rows(pdf: PdfFile, rows: PngRows, file: BinaryIO) -> int:
    if rows.has_palette:
        space = f"[/Indexed /DeviceRGB {len(rows.palette) // 3 - 1} <{rows.palette.hex()}>]"
    else:
        space = "/DeviceGray" if rows.is_gray else "/DeviceRGB"
    parms = f"/Predictor 15 /Colors {rows.colours} /BitsPerComponent {rows.bits} /Columns {rows.width}"
    entries = _entries((rows.width, rows.height), space, rows.bits)
    entries += f" /Filter /FlateDecode /DecodeParms << {parms} >>"
    return pdf.add_pieces(image_data(file), rows.data_bytes, entries)


def _packed(pdf: PdfFile, picture: Image.Image) -> PictureStream:
    """Decoded, without transparency: packed through PNG, or as JPEG where the file lost something already."""
    loses = is_lossy(picture)
    flat = opaque(picture)
    turn = orientation(picture)
    packed = io.BytesIO()
    if loses:
        flat.save(packed, format="JPEG", quality=_QUALITY)
        entries = _entries(flat.size, _JPEG_SPACES[flat.mode], 8) + " /Filter /DCTDecode"
        number = pdf.add_stream(packed.getvalue(), entries, compress=False)
        return PictureStream(number=number, orientation=turn)
    flat.save(packed, format="PNG", compress_level=6)
    packed.seek(0)
    return PictureStream(number=_rows(pdf, rows_of(packed), packed), orientation=turn)


def _group4_data(picture: Image.Image) -> tuple[bytes, bool]:
    """The picture in one strip, and whether white is zero there."""
    packed = io.BytesIO()
    # Faxes are often stored with the order of bits turned round, which Pillow would keep and no PDF can say.
    one_strip = {_ROWS_PER_STRIP: picture.height, _ORDER_OF_BITS: 1}
    picture.save(packed, format="TIFF", compression="group4", tiffinfo=one_strip)
    packed.seek(0)
    with TiffImageFile(packed) as strip:
        offset, length = strip.tag_v2[_STRIP_OFFSETS][0], strip.tag_v2[_STRIP_BYTES][0]
        is_white_zero = strip.tag_v2[_PHOTOMETRIC] == 0
    return packed.getvalue()[offset : offset + length], is_white_zero


def _group4(pdf: PdfFile, picture: Image.Image, packed: tuple[bytes, bool]) -> int:
    data, is_white_zero = packed
    parms = f"/K -1 /Columns {picture.width} /Rows {picture.height} /BlackIs1 {'false' if is_white_zero else 'true'}"
    entries = (
        _entries(picture.size, "/DeviceGray", 1) + f" /Filter /CCITTFaxDecode /DecodeParms << {parms} >>"
    )
    return pdf.add_stream(data, entries, compress=False)


def _entries(size: tuple[int, int], space: str, bits: int) -> str:
    return (
        f"/Type /XObject /Subtype /Image /Width {size[0]} /Height {size[1]} "
        f"/ColorSpace {space} /BitsPerComponent {bits}"
    )
