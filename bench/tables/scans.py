"""A drawn page as a scan: 200 dpi, a little askew, blurred and with the grain of a cheap scanner."""

from __future__ import annotations

import random
from pathlib import Path

from pdf2image import convert_from_path
from PIL import Image, ImageChops, ImageFilter

DPI = 200


def scan(pdf: Path, path: Path, seed: int) -> None:
    """Write the first page of ``pdf`` as a gray PNG."""
    dice = random.Random(seed)
    picture = convert_from_path(str(pdf), dpi=DPI, grayscale=True)[0]
    angle = dice.uniform(-0.8, 0.8)
    picture = picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    picture = picture.filter(ImageFilter.GaussianBlur(0.6))
    grain = Image.effect_noise(picture.size, 14)
    picture = ImageChops.add(picture, grain, scale=1.0, offset=-128).point(lambda v: min(v, 246))
    picture.save(path, dpi=(DPI, DPI))
