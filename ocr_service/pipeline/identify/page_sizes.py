"""Refuse a PDF with a page too large to be drawn, before anything of it is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from ocr_service.errors import PageTooLarge


def check_page_sizes(
    numbers: Iterable[int], sizes: Mapping[int, tuple[float, float]], max_pixels: int
) -> None:
    """Raise ``PageTooLarge`` when one of these pages has more pixels than allowed even at 72 dpi.

    ``sizes`` are widths and heights in points; a page without one is judged when it is drawn.
    """
    for number in numbers:
        width, height = sizes.get(number, (0.0, 0.0))
        if not math.isfinite(width * height) or width * height > max_pixels:
            raise PageTooLarge(f"Page {number} measures {width:.0f} x {height:.0f} points; scale it down.")
