"""Scans that lie on their side and a little askew, and where each printed point went."""

from __future__ import annotations

import math

from PIL import Image

from tests.support.drawings import Drawing, scanned
from tests.support.pdf_words import Box

_TRANSPOSE = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


def turned_scan(drawing: Drawing, turn: int, skew: float) -> Image.Image:
    """The page, grainy, skewed by ``skew`` degrees counterclockwise, then turned clockwise by ``turn``."""
    return turned(scanned(drawing.picture, skew=skew, noise=15), turn)


def turned(picture: Image.Image, turn: int) -> Image.Image:
    """The picture turned clockwise by 0, 90, 180 or 270 degrees."""
    return picture.transpose(_TRANSPOSE[turn]) if turn else picture


def box_in_scan(box: Box, drawing: Drawing, turn: int, skew: float) -> Box:
    """The frame, in points of the scan, around a box of the drawing."""
    left, top, right, bottom = box
    corners = [point_in_scan(x, y, drawing, turn, skew) for x in (left, right) for y in (top, bottom)]
    across, down = zip(*corners, strict=True)
    return min(across), min(down), max(across), max(down)


def point_in_scan(x: float, y: float, drawing: Drawing, turn: int, skew: float) -> tuple[float, float]:
    """Where a pixel of the drawing lies, in points from the upper left of the scan."""
    width, height = drawing.picture.size
    angle = math.radians(skew)
    right, down = x - width / 2, y - height / 2
    x = width / 2 + right * math.cos(angle) + down * math.sin(angle)
    y = height / 2 - right * math.sin(angle) + down * math.cos(angle)
    for _ in range(turn // 90):
        x, y, width, height = height - y, x, height, width
    return x * 72 / drawing.dpi, y * 72 / drawing.dpi
