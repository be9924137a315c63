"""A picture of any mode as gray, colours or a palette of them, which a PDF shows on white paper."""

from __future__ import annotations

from PIL import Image

from ocr_service.pipeline.decoding.gray import (
    gray,
    ground_of,
    has_transparency,
    is_deep,
    is_inverted,
    is_signed,
)

_JPEG_COMPRESSIONS = ("jpeg", "tiff_jpeg")
_LOSSLESS_WEBP = b"VP8L"
_HEAD_BYTES = 4_096


def opaque(picture: Image.Image) -> Image.Image:
    """In mode ``L``, ``P`` or ``RGB``, without transparency."""
    if has_transparency(picture):
        layered, ground = picture.convert("RGBA"), ground_of(picture)
        if ground is None:
            return layered.convert("RGB")
        flat = Image.new("RGB", layered.size, (ground, ground, ground))
        flat.paste(layered, mask=layered.getchannel("A"))
        return flat
    if is_deep(picture) or is_signed(picture):
        return gray(picture)
    if picture.mode == "LAB":
        return _from_lab(picture)
    if is_inverted(picture):
        return picture.point([255 - level for level in range(256)] * 4).convert("RGB")
    return picture if picture.mode in ("L", "P", "RGB") else picture.convert("RGB")


def is_lossy(picture: Image.Image) -> bool:
    """True for a picture that lost something when it was packed: packed without loss it would be many times as long."""
    if picture.format == "TIFF":
        return picture.info.get("compression") in _JPEG_COMPRESSIONS
    return picture.format == "HEIF" or (picture.format == "WEBP" and not _is_lossless_webp(picture))


def _is_lossless_webp(picture: Image.Image) -> bool:
    """By the name of its pixels' chunk, which stands near the beginning."""
    file = getattr(picture, "fp", None)
    if file is None:
        return False
    file.seek(0)
    return _LOSSLESS_WEBP in file.read(_HEAD_BYTES)


def _from_lab(picture: Image.Image) -> Image.Image:
    # Only here, as colour profiles take memory.
    from PIL import ImageCms

    lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
    shown = ImageCms.profileToProfile(picture, lab, srgb, outputMode="RGB")
    if shown is None:
        raise ValueError("the colours cannot be understood")
    return shown
