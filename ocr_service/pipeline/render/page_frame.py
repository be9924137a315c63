"""Where a PDF's page has its edges: the whole page as it is read, and the part that is kept when it is trimmed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ocr_service.pipeline.command import run_command
from ocr_service.pipeline.inspect import Inspection, password_flags

_TIMEOUT_S, _TIMEOUT_PAGE_S = 3.0, 0.02
_TURN = re.compile(r"^Page\s+(\d+) rot:\s+(\d+)")
_BOX = re.compile(r"^Page\s+(\d+) (Media|Trim)Box:\s+(-?[\d.]+)\s+(-?[\d.]+)\s+(-?[\d.]+)\s+(-?[\d.]+)")


class Rectangle(NamedTuple):
    """Edges in points, ``y`` upwards."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """From the left to the right edge."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """From the lower to the upper edge."""
        return self.y1 - self.y0


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFrame:
    """A page as it is shown, in points: its size, and its trimmed part from its own lower left corner.

    The trimmed part is where qpdf lays the page of an overlay: the trim box, else the crop box, else all of it.
    """

    width: float
    height: float
    trimmed: Rectangle

    @classmethod
    def whole(cls, width: float, height: float) -> PageFrame:
        """A page that nothing is cut from."""
        return cls(width=width, height=height, trimmed=Rectangle(0, 0, width, height))

    @classmethod
    def of(cls, media: Rectangle, trim: Rectangle, turn: int) -> PageFrame:
        """From boxes in the page's own space, which a viewer turns clockwise by ``turn`` degrees."""
        left, right = trim.x0 - media.x0, media.x1 - trim.x1
        below, above = trim.y0 - media.y0, media.y1 - trim.y1
        width, height = media.width, media.height
        for _ in range(turn // 90 % 4):
            left, above, right, below = below, left, above, right
            width, height = height, width
        kept = Rectangle(left, below, width - right, height - above)
        return cls(width=width, height=height, trimmed=kept)


def page_frames(document: Inspection, work: Path) -> Mapping[int, PageFrame]:
    """The frames of the document's pages by number, as pdfinfo tells them; pages it cannot tell are missing."""
    listing = work / "boxes.txt"
    first, last = document.numbers[0], document.numbers[-1]
    argv = ["pdfinfo", "-box", "-f", first, "-l", last, *password_flags(document), document.source]
    try:
        run_command(
            [str(each) for each in argv],
            timeout_s=_TIMEOUT_S + _TIMEOUT_PAGE_S * (last - first),
            stdout=listing,
        )
        with listing.open(encoding="utf-8", errors="replace") as lines:
            return dict(_frames(lines))
    finally:
        listing.unlink(missing_ok=True)


def _frames(lines: Iterator[str]) -> Iterator[tuple[int, PageFrame]]:
    """Each page has a line for its turn, then one for each box; the trim box comes after the media box."""
    turn, media = 0, Rectangle(0, 0, 0, 0)
    for line in lines:
        if turned := _TURN.match(line):
            turn = int(turned[2])
        elif box := _BOX.match(line):
            rectangle = Rectangle(*map(float, box.groups()[2:]))
            if box[2] == "Media":
                media = rectangle
            elif min(rectangle.width, rectangle.height, media.width, media.height) > 0:
                yield int(box[1]), PageFrame.of(media, rectangle, turn)
