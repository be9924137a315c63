"""A picture of any mode in gray on white: sixteen bits of either order, twelve in sixteen, floats, signs, Lab, CMYK of either sense, transparency."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageStat

from ocr_service.pipeline.decoding.tiff_tags import number_in, tags_of

_BAND_PIXELS = 1_000_000
# TIFF 6.0, and what the last one says of samples below zero.
_BITS, _PHOTOMETRIC, _SAMPLE_FORMAT = 258, 262, 339
_WHITE_IS_ZERO, _SIGNED, _LONG_BITS = 0, 2, 32
_DEEP = ("I", "F")
_LAYERED = ("RGBA", "RGBa", "LA", "La", "PA")
WHITE = 255
# Nothing is darker than this where white lies on white, and light print is lighter than this on black.
_UNSEEN, _SEEN = 245, 128


@dataclass(frozen=True, slots=True)
class Tone:
    """How samples of more than eight bits become shades 0-255: ``value * factor + offset``, cut off at both ends."""

    factor: float
    offset: float = 0.0
    is_top_byte: bool = False

    def shades(self, samples: Image.Image) -> Image.Image:
        """The samples in eight bits."""
        if self.is_top_byte:
            # Pillow takes the upper half of what 32 bits count for numbers below zero.
            top = samples.tobytes()[3 if sys.byteorder == "little" else 0 :: 4]
            return Image.frombytes("L", samples.size, top).point(
                lambda value: value * self.factor + self.offset
            )
        wide = samples if samples.mode == "F" else samples.convert("I")
        return wide.point(lambda value: value * self.factor + self.offset).convert("L")


def is_deep(picture: Image.Image) -> bool:
    """True when a sample has more than eight bits."""
    return picture.mode.split(";")[0] in _DEEP


def tone_of(picture: Image.Image) -> Tone:
    """From the samples of the whole deep picture: devices that measure twelve bits leave the upper four of sixteen empty."""
    low, high = _extrema(picture)
    is_top_byte, offset = False, 0.0
    if picture.mode == "F" and low < 0:
        # Below zero nothing is usual: the least is black, and the most white.
        factor = 255 / (high - low)
        offset = -low * factor
    elif picture.mode == "F":
        factor = 255.0 if high <= 1 else 255 / max(high, 255.0)
    elif is_signed(picture):
        # The least number that has so many bits is black.
        factor, offset = 2.0 ** (8 - number_in(tags_of(picture), _BITS, 16)), 128.0
    elif low < 0 and number_in(tags_of(picture), _BITS) == _LONG_BITS:
        factor, is_top_byte = 1.0, True
    else:
        factor = 2.0 ** (8 - max(8, int(high).bit_length()))
    if _is_white_zero(picture):
        factor, offset = -factor, 255.0 - offset
    return Tone(factor, offset, is_top_byte)


def _extrema(picture: Image.Image) -> tuple[float, float]:
    """The least and the most of all samples; by bands, as Pillow looks for them in few modes."""
    found = [(band if band.mode == "F" else band.convert("I")).getextrema() for _, band in _bands(picture)]
    lows, highs = zip(*found, strict=True)
    return min(lows), max(highs)


def _bands(picture: Image.Image, factor: int = 1) -> Iterator[tuple[int, Image.Image]]:
    """Pieces over the whole width, none of them large, with the row at which each begins: a multiple of ``factor``."""
    rows = max(1, _BAND_PIXELS // picture.width // factor) * factor
    for top in range(0, picture.height, rows):
        yield top, picture.crop((0, top, picture.width, min(top + rows, picture.height)))


def is_signed(picture: Image.Image) -> bool:
    """True for a TIFF whose samples count from below zero; Pillow takes those of eight bits as if they did not."""
    return number_in(tags_of(picture), _SAMPLE_FORMAT) == _SIGNED


def _is_white_zero(picture: Image.Image) -> bool:
    """Pillow inverts such a TIFF itself where a sample has eight bits or one, and leaves deeper ones as they are."""
    return number_in(tags_of(picture), _PHOTOMETRIC, -1) == _WHITE_IS_ZERO


def is_inverted(picture: Image.Image) -> bool:
    """True for a CMYK JPEG without Adobe's mark: its inks are stored plainly, and Pillow takes each for Adobe's inverted ones."""
    return picture.format == "JPEG" and picture.mode == "CMYK" and "adobe" not in picture.info


def is_gray_already(picture: Image.Image) -> bool:
    """True for shades of eight bits without a sign, none of which lets the paper through."""
    return picture.mode == "L" and not has_transparency(picture) and not is_signed(picture)


def gray(picture: Image.Image, factor: int = 1, *, ground: int | None = WHITE) -> Image.Image:
    """The picture in gray on ``ground`` (as of ``ground_of``): itself where it is so, else made in bands, none of them large.

    Made smaller by a whole ``factor`` at once, it is never held in full beside what it is made of.
    """
    if factor == 1 and is_gray_already(picture):
        picture.load()
        return picture
    whole = Image.new("L", (math.ceil(picture.width / factor), math.ceil(picture.height / factor)))
    tone = tone_of(picture) if is_deep(picture) else None
    levels = _levels(picture)
    for top, stored in _bands(picture, factor):
        band = stored.point(levels * len(stored.getbands())) if levels else stored
        shades = tone.shades(band) if tone else _gray_band(band, ground)
        whole.paste(shades.reduce(factor), (0, top // factor))
    return whole


def _levels(picture: Image.Image) -> list[int]:
    """What each stored level of eight bits stands for; nothing where it stands for itself."""
    if is_inverted(picture):
        return [255 - level for level in range(256)]
    if is_signed(picture) and not is_deep(picture):
        return [(level + 128) % 256 for level in range(256)]
    return []


def has_transparency(picture: Image.Image) -> bool:
    """True when some of it may let the paper through."""
    return picture.mode in _LAYERED or "transparency" in picture.info


def ground_of(picture: Image.Image) -> int | None:
    """The shade that a picture with transparency is shown on: white, or black where nothing of it is seen on white.

    None for one that is transparent all over: what is there is meant to be seen, as programs of Windows leave that byte empty.
    """
    if not has_transparency(picture):
        return WHITE
    darkest, lightest, opaque = float(WHITE), 0.0, 0.0
    for _, band in _bands(picture):
        layered = _layered(band)
        darkest = min(darkest, _span(_on(layered, WHITE))[0])
        lightest = max(lightest, _span(_on(layered, 0))[1])
        opaque = max(opaque, _span(layered.getchannel("A"))[1])
    if not opaque:
        return None
    return 0 if darkest > _UNSEEN and lightest > _SEEN else WHITE


def _span(shades: Image.Image) -> tuple[float, float]:
    return ImageStat.Stat(shades).extrema[0]


def _gray_band(band: Image.Image, ground: int | None) -> Image.Image:
    if band.mode == "LAB":
        return band.getchannel(0)
    if not has_transparency(band):
        return band.convert("L")
    layered = _layered(band)
    return layered.convert("L") if ground is None else _on(layered, ground)


def _layered(band: Image.Image) -> Image.Image:
    return band if band.mode in ("RGBA", "LA") else band.convert("RGBA")


def _on(layered: Image.Image, ground: int) -> Image.Image:
    shown = Image.new("L", layered.size, ground)
    shown.paste(layered.convert("L"), mask=layered.getchannel("A"))
    return shown
