"""Samples of TIFFs that Pillow unpacks and does not say so: other orders of bytes, double floats, planes of sixteen bits."""

from __future__ import annotations

from collections.abc import Mapping

from PIL import Image, ImagePalette, TiffImagePlugin

from ocr_service.pipeline.decoding.tiff_tags import number_in, tags_of

_BITS, _COMPRESSION, _PLANES, _PALETTE = 258, 259, 284, 320
_MOST_OF_BYTE = 255
_UNPACKED, _APART, _BYTE, _TWO_BYTES = 1, 2, 8, 16
_LITTLE, _BIG = b"II", b"MM"
_WHITE_IS_ZERO, _BLACK_IS_ZERO = 0, 1
_COUNT, _FLOAT = (1,), (3,)
# Pillow's table: order of bytes, photometric interpretation, format of samples, order of bits, bits, extra samples.
_KEYS = {
    (_BIG, _WHITE_IS_ZERO, _COUNT, 1, (16,), ()): ("I;16B", "I;16B"),
    **{
        (order, zero, _FLOAT, 1, (64,), ()): ("F", form)
        for order, form in ((_LITTLE, "F;64F"), (_BIG, "F;64BF"))
        for zero in (_WHITE_IS_ZERO, _BLACK_IS_ZERO)
    },
}
# What libtiff unpacked is in the machine's own order.
_NATIVE: Mapping[str, str] = {
    "I;16BS": "I;16NS", "I;32BS": "I;32NS", "F;32BF": "F;32NF", "F;64BF": "F;64NF", "F;32F": "F;32NF", "F;64F": "F;64NF",
}  # fmt: skip


def know_more_modes() -> None:
    """Add to Pillow's table what it has a decoder for."""
    for key, modes in _KEYS.items():
        TiffImagePlugin.OPEN_INFO.setdefault(key, modes)


def is_of_deep_planes(picture: Image.Image) -> bool:
    """True for colours that stand apart, not packed, with more than eight bits: Pillow takes each byte for a sample."""
    tags = tags_of(picture)
    is_apart = number_in(tags, _PLANES) == _APART and number_in(tags, _COMPRESSION, _UNPACKED) == _UNPACKED
    return is_apart and number_in(tags, _BITS, 1) > _BYTE


def settle_order(picture: Image.Image) -> bool:
    """Tell Pillow how the samples of the page it stands at are stored; False where it cannot unpack them."""
    if not isinstance(picture, TiffImagePlugin.TiffImageFile):
        return True
    if is_of_deep_planes(picture):
        return _settle_planes(picture)
    _settle_palette(picture)
    picture.tile = [
        tile._replace(args=(_NATIVE.get(tile.args[0], tile.args[0]), *tile.args[1:]))
        if tile.codec_name == "libtiff" and isinstance(tile.args, tuple)
        else tile
        for tile in picture.tile
    ]
    return True


def _settle_palette(picture: TiffImagePlugin.TiffImageFile) -> None:
    """Levels of a palette count to 65535; old programs wrote them to 255, of which all are black then."""
    levels = picture.tag_v2.get(_PALETTE) if picture.mode == "P" else None
    if levels and max(levels) <= _MOST_OF_BYTE:
        picture.palette = ImagePalette.raw("RGB;L", bytes(levels))


def _settle_planes(picture: TiffImagePlugin.TiffImageFile) -> bool:
    bits = tags_of(picture).get(_BITS)
    if picture.mode not in ("RGB", "RGBA") or set(bits if isinstance(bits, tuple) else (bits,)) != {
        _TWO_BYTES
    }:
        return False
    order = "B" if picture.tag_v2.prefix == _BIG else "L"
    picture.tile = [
        tile._replace(args=(f"{tile.args[0][:1]};16{order}", *tile.args[1:]))
        if isinstance(tile.args, tuple)
        else tile
        for tile in picture.tile
    ]
    return True
