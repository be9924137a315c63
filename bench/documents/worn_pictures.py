"""Wear pictures a little: smaller, turned, blurred, noisy, faded, compressed. The same picture is always worn the same way.

A second scan of the same paper is misread elsewhere. ``bench/training/fit_weights.py --worn`` scores such readings too, to
see whether confidences hold where pictures are worse than those they were fitted on.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path

from PIL import Image, ImageChops, ImageEnhance, ImageFilter

Wear = Callable[[Image.Image, random.Random], Image.Image]
WHITE = 255


def _small(picture: Image.Image, chance: random.Random) -> Image.Image:
    return _scaled(picture, chance.uniform(0.78, 0.88))


def _turned(picture: Image.Image, chance: random.Random) -> Image.Image:
    turned = picture.rotate(
        chance.choice((-1, 1)) * chance.uniform(0.3, 0.9), Image.Resampling.BICUBIC, fillcolor=WHITE
    )
    return turned.filter(ImageFilter.GaussianBlur(chance.uniform(0.4, 0.7)))


def _faded(picture: Image.Image, chance: random.Random) -> Image.Image:
    pale = ImageEnhance.Contrast(picture).enhance(chance.uniform(0.55, 0.75))
    noise = Image.frombytes("L", picture.size, _grains(picture.size, chance))
    return ImageChops.add(pale, noise, offset=-8)


def _large(picture: Image.Image, chance: random.Random) -> Image.Image:
    return _scaled(picture, chance.uniform(1.2, 1.35)).filter(ImageFilter.UnsharpMask(2, 60, 3))


def _scaled(picture: Image.Image, scale: float) -> Image.Image:
    size = (round(picture.width * scale), round(picture.height * scale))
    return picture.resize(size, Image.Resampling.BICUBIC)


def _grains(size: tuple[int, int], chance: random.Random) -> bytes:
    """Grains of 0-16 shades, one a pixel."""
    return bytes(byte >> 4 for byte in chance.randbytes(size[0] * size[1]))


WEARS: Mapping[str, Wear] = {"small": _small, "turned": _turned, "faded": _faded, "large": _large}
QUALITY = {"small": 75, "turned": 70, "faded": 60, "large": 85}


def worn(source: Path, wear: str, folder: Path) -> Path:
    """``source`` worn by one of ``WEARS``, as a gray JPEG in ``folder``; made once."""
    target = folder / f"{source.stem}-{wear}.jpg"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with Image.open(source) as opened:
            picture = WEARS[wear](opened.convert("L"), random.Random(f"{source.stem} {wear}"))
        picture.save(target, quality=QUALITY[wear])
    return target
