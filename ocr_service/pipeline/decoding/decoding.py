"""How much memory decoding a picture takes, told before its pixels are touched."""

from __future__ import annotations

import math
from pathlib import Path

from PIL import Image

from ocr_service.pipeline.decoding.gray import is_deep, is_gray_already
from ocr_service.pipeline.decoding.tiff_tags import number_in, tags_of

_BYTES_PER_PIXEL = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2, "I;16L": 2}
_OTHER_BYTES = 4
# Measured; both libraries hold several copies of the whole picture.
_WHOLE_BYTES = {"WEBP": 16, "HEIF": 7.4}
_TRANSPARENT_HEIF_BYTES = 11.4
_OPENING_WEBP_BYTES = 8
# Two, and what libjpeg-turbo holds around them: measured, with a picture of 16 million pixels.
_COEFFICIENT_BYTES = 2.7
# A band of a million samples of more than eight bits, twice in 32 bits, and its shades.
_TONING_BYTES = 9 << 20
_ROWS_PER_STRIP, _BITS, _FLOAT_BITS = 278, 258, 32


def decoding_bytes(picture: Image.Image, full: tuple[int, int], factor: int = 1) -> int:
    """The most that decoding and making it gray, smaller by that factor, hold at a time.

    ``full`` is the size before ``Image.draft`` made it smaller.
    """
    pixels = picture.width * picture.height
    if picture.format == "HEIF" and picture.mode == "RGBA":
        return int(pixels * _TRANSPARENT_HEIF_BYTES)
    if (whole := _WHOLE_BYTES.get(picture.format or "")) is not None:
        return int(pixels * whole)
    stored = pixels * _BYTES_PER_PIXEL.get(picture.mode, _OTHER_BYTES)
    # What is gathered for decoding is let go before the gray picture is made.
    made = 0 if factor == 1 and is_gray_already(picture) else pixels // factor**2
    toned = _TONING_BYTES if is_deep(picture) else 0
    return stored + toned + max(made, _coefficient_bytes(picture, full), _strip_bytes(picture))


def _coefficient_bytes(picture: Image.Image, full: tuple[int, int]) -> int:
    """A progressive JPEG is gathered whole, whatever the size it is decoded to."""
    if not picture.info.get("progressive"):
        return 0
    samplings = [(across, down) for _, across, down, _ in getattr(picture, "layer", ())] or [(1, 1)]
    most = max(across for across, _ in samplings) * max(down for _, down in samplings)
    share = sum(across * down for across, down in samplings) / most
    return int(full[0] * full[1] * share * _COEFFICIENT_BYTES)


def _strip_bytes(picture: Image.Image) -> int:
    """A TIFF is decoded by strips, of which the whole picture can be one."""
    if picture.format != "TIFF":
        return 0
    rows = min(picture.height, number_in(tags_of(picture), _ROWS_PER_STRIP, picture.height))
    packed = {"1": 1 / 8, "L": 1, "P": 1, "RGB": 3}.get(picture.mode, _OTHER_BYTES)
    if picture.mode == "F":
        packed = number_in(tags_of(picture), _BITS, _FLOAT_BITS) / 8
    return math.ceil(picture.width * rows * packed)


def opening_bytes(path: Path, media_type: str) -> int:
    """What a picture takes before anything but its header was asked for: its library prepares two pages for a WebP."""
    if media_type != "image/webp":
        return 0
    with path.open("rb") as file:
        return webp_pixels(file.read(30)) * _OPENING_WEBP_BYTES


def webp_pixels(head: bytes) -> int:
    """Width by height from the first 30 bytes of a WebP; 0 when they are none."""
    kind, data = head[12:16], head[20:30]
    if head[:4] != b"RIFF" or head[8:12] != b"WEBP" or len(data) < 10:
        return 0
    if kind == b"VP8X":
        return (int.from_bytes(data[4:7], "little") + 1) * (int.from_bytes(data[7:10], "little") + 1)
    if kind == b"VP8L":
        sizes = int.from_bytes(data[1:5], "little")
        return ((sizes & 0x3FFF) + 1) * ((sizes >> 14 & 0x3FFF) + 1)
    return (int.from_bytes(data[6:8], "little") & 0x3FFF) * (int.from_bytes(data[8:10], "little") & 0x3FFF)
