"""How a picture stands by its EXIF data, which are only read, and never make a picture unreadable."""

from __future__ import annotations

import struct
from collections.abc import Mapping

from PIL import Image

_ORIENTATION = 0x0112
# Where cameras write, and the time and aperture of an exposure there; scanners have neither.
_CAMERA, _EXPOSURE = 0x8769, (0x829A, 0x829D)
# What Pillow raises for entries of a type, length or place that no standard knows.
_ODD = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, OverflowError, struct.error)
# Their decoders turn the pixels themselves.
_UPRIGHT_ALREADY = ("TIFF", "HEIF")
UPRIGHT = 1
TURNS: Mapping[int, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def orientation(picture: Image.Image) -> int:
    """What EXIF calls orientation, 1 (as stored) to 8; 1 where it says nothing or nothing that can be understood.

    Of a PNG it may stand behind the pixels, so ask after these were decoded.
    """
    if picture.format in _UPRIGHT_ALREADY:
        return UPRIGHT
    try:
        return _understood(picture.getexif())
    except _ODD:
        return UPRIGHT


def orientation_in(data: bytes) -> int:
    """The same of EXIF data as a file holds them, with or without their head."""
    exif = Image.Exif()
    try:
        exif.load(data)
        return _understood(exif)
    except _ODD:
        return UPRIGHT


def is_photo(picture: Image.Image) -> bool:
    """True when a camera says how it exposed the picture."""
    try:
        told = picture.getexif().get_ifd(_CAMERA)
    except _ODD:
        return False
    return any(tag in told for tag in _EXPOSURE)


def _understood(exif: Image.Exif) -> int:
    value = exif.get(_ORIENTATION, UPRIGHT)
    return value if isinstance(value, int) and value in TURNS else UPRIGHT


def swaps_sides(orientation_: int) -> bool:
    """True when what is stored as width is shown as height."""
    return orientation_ >= 5


def upright(picture: Image.Image, orientation_: int) -> Image.Image:
    """The picture as it is to be shown; itself when it stands so."""
    turn = TURNS.get(orientation_)
    return picture if turn is None else picture.transpose(turn)
