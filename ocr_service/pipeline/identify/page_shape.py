"""How large a PDF's page is when a viewer shows it: cropped, turned, in its own unit."""

from __future__ import annotations

from dataclasses import dataclass


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
