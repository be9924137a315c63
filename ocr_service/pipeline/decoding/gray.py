"""A picture of any mode in gray on white: sixteen bits, twelve in sixteen, floats, Lab, CMYK of either sense, transparency."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

_BAND_PIXELS = 1_000_000
_PHOTOMETRIC, _WHITE_IS_ZERO = 262, 0
_DEEP = ("I", "F")
_LAYERED = ("RGBA", "RGBa", "LA", "La", "PA")


@dataclass(frozen=True, slots=True)
class Tone:
    """How samples of more than eight bits become shades 0-255: ``value * factor + offset``, cut off at both ends."""

    factor: float
    offset: float = 0.0

    def shades(self, samples: Image.Image) -> Image.Image:
        """The samples in eight bits."""
        wide = samples if samples.mode == "F" else samples.convert("I")
        return wide.point(lambda value: value * self.factor + self.offset).convert("L")


def is_deep(picture: Image.Image) -> bool:
    """True when a sample has more than eight bits."""
    return picture.mode.split(";")[0] in _DEEP


def tone_of(picture: Image.Image) -> Tone:
    """From the samples of the whole deep picture: devices that measure twelve bits leave the upper four of sixteen empty."""
    extrema = picture.getextrema()
    low, high = (float(value) for value in extrema[:2] if not isinstance(value, tuple))
    if picture.mode == "F":
        factor = 255.0 if low >= 0 and high <= 1 else 255 / max(high, 255.0)
    else:
        factor = 2.0 ** (8 - max(8, int(high).bit_length()))
    return Tone(-factor, 255.0) if _is_white_zero(picture) else Tone(factor)


def _is_white_zero(picture: Image.Image) -> bool:
    """Pillow inverts such a TIFF itself where a sample has eight bits or one, and leaves deeper ones as they are."""
    return getattr(picture, "tag_v2", {}).get(_PHOTOMETRIC) == _WHITE_IS_ZERO


def is_inverted(picture: Image.Image) -> bool:
    """True for a CMYK JPEG without Adobe's mark: its inks are stored plainly, and Pillow takes each for Adobe's inverted ones."""
    return picture.format == "JPEG" and picture.mode == "CMYK" and "adobe" not in picture.info


def is_gray_already(picture: Image.Image) -> bool:
    """True for shades of eight bits, none of which lets the paper through."""
    return picture.mode == "L" and not has_transparency(picture)


def gray(picture: Image.Image) -> Image.Image:
    """The picture in gray on a white ground: itself where it is so, else made in bands, none of them large."""
    if is_gray_already(picture):
        picture.load()
        return picture
    whole = Image.new("L", picture.size)
    tone = tone_of(picture) if is_deep(picture) else None
    inverts = is_inverted(picture)
    rows = max(1, _BAND_PIXELS // picture.width)
    for top in range(0, picture.height, rows):
        band = picture.crop((0, top, picture.width, min(top + rows, picture.height)))
        if inverts:
            band = band.point([255 - level for level in range(256)] * 4)
        whole.paste(tone.shades(band) if tone else _gray_band(band), (0, top))
    return whole


def has_transparency(picture: Image.Image) -> bool:
    """True when some of it may let the paper through."""
    return picture.mode in _LAYERED or "transparency" in picture.info


def _gray_band(band: Image.Image) -> Image.Image:
    if band.mode == "LAB":
        return band.getchannel(0)
    if not has_transparency(band):
        return band.convert("L")
    layered = band if band.mode in ("RGBA", "LA") else band.convert("RGBA")
    ground = Image.new("L", band.size, 255)
    ground.paste(layered.convert("L"), mask=layered.getchannel("A"))
    return ground
