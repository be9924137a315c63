"""What a telephone makes of a sheet that went from hand to hand: seen from the side, lit from one corner, folded, stained, grainy."""

from __future__ import annotations

import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

_TABLE = 96
_DARKEST = 150


def photographed(picture: Image.Image, *, seed: int = 1) -> Image.Image:
    """The same sheet as a photograph; always the same one for the same seed."""
    chance = random.Random(seed)
    sheet = _stained(_folded(picture.convert("L")), chance)
    seen = ImageChops.multiply(_from_the_side(sheet, chance), _light(sheet.size))
    grain = Image.frombytes(
        "L", seen.size, bytes(each >> 4 for each in chance.randbytes(seen.width * seen.height))
    )
    return ImageChops.subtract(seen.filter(ImageFilter.GaussianBlur(0.6)), grain).convert("RGB")


def _folded(sheet: Image.Image) -> Image.Image:
    worn, middle = sheet.copy(), sheet.height * 0.31
    ImageDraw.Draw(worn).line([(0, middle), (sheet.width, middle + 9)], fill=205, width=3)
    return worn


def _stained(sheet: Image.Image, chance: random.Random) -> Image.Image:
    stain = Image.new("L", sheet.size, 255)
    left, top = (chance.uniform(0.5, 0.7) * side for side in sheet.size)
    ImageDraw.Draw(stain).ellipse((left, top, left + 220, top + 200), outline=190, width=14)
    return ImageChops.multiply(sheet, stain.filter(ImageFilter.GaussianBlur(6)))


def _from_the_side(sheet: Image.Image, chance: random.Random) -> Image.Image:
    """Up to a hundredth and a half of its width beside each corner is table."""
    width, height = sheet.size
    by = [width * chance.uniform(0.004, 0.015) for _ in range(8)]
    corners = (-by[0], -by[1], -by[2], height + by[3], width + by[4], height + by[5], width + by[6], -by[7])
    return sheet.transform(
        sheet.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=_TABLE
    )


def _light(size: tuple[int, int]) -> Image.Image:
    gradient = Image.linear_gradient("L").rotate(155, expand=False, fillcolor=128).resize(size)
    return gradient.point(lambda shade: _DARKEST + shade * (255 - _DARKEST) // 255)
