"""How large a PDF's page is when a viewer shows it (cropped, turned, in its own unit), and which is too large to be drawn."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ocr_service.errors import PageTooLarge


@dataclass(frozen=True, slots=True, kw_only=True)
class PageShape:
    """``width`` and ``height`` of the crop box in the file's units before it is turned clockwise by ``turn`` degrees.

    ``unit`` is how many points (1/72 inch) one of the file's units is: the page's ``UserUnit``.
    """

    width: float
    height: float
    turn: int = 0
    unit: float = 1.0

    @property
    def stored(self) -> tuple[float, float]:
        """Width and height in points as the file has them."""
        return self.width * self.unit, self.height * self.unit

    @property
    def shown(self) -> tuple[float, float]:
        """Width and height in points as a viewer shows the page."""
        width, height = self.stored
        return (height, width) if self.turn % 180 else (width, height)


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
