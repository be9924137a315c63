"""Draw the sample document the way a scanner would have seen it: gray, a little askew, with paper and dust."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from ocr_service.sample.text import PAGES, Line

DPI = 200
A4_MM = (210, 297)
PAPER = 243
INK = 35
SKEW_DEGREES = 0.4
JPEG_QUALITY = 80
_MM_PER_INCH = 25.4
_POINTS_PER_INCH = 72
_SPECKS = 400


def save_as_scan(path: Path) -> None:
    """Write the document as a PDF of JPEG pages without a text layer; the same bytes of pixels every time."""
    dice = random.Random(417)  # noqa: S311 - dust on paper, not a secret
    first, *others = [_scanned(page, dice) for page in PAGES]
    path.parent.mkdir(parents=True, exist_ok=True)
    first.save(
        path,
        "PDF",
        resolution=DPI,
        save_all=True,
        append_images=others,
        quality=JPEG_QUALITY,
        title=None,  # or Pillow takes the file's name for one
    )


def _scanned(lines: Sequence[Line], dice: random.Random) -> Image.Image:
    page = Image.new("L", (_pixels(A4_MM[0]), _pixels(A4_MM[1])), PAPER)
    draw = ImageDraw.Draw(page)
    for line in lines:
        _write(draw, line)
    for _ in range(_SPECKS):
        draw.point((dice.randrange(page.width), dice.randrange(page.height)), fill=dice.randrange(120, 220))
    angle = dice.uniform(-SKEW_DEGREES, SKEW_DEGREES)
    return page.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=PAPER)


def _write(draw: ImageDraw.ImageDraw, line: Line) -> None:
    font = ImageFont.load_default(size=round(line.size * DPI / _POINTS_PER_INCH))
    left = _pixels(line.left)
    if line.right is not None:
        left = _pixels(line.right) - round(draw.textlength(line.text, font=font))
    draw.text((left, _pixels(line.top)), line.text, fill=INK, font=font)


def _pixels(mm: float) -> int:
    return round(mm / _MM_PER_INCH * DPI)
