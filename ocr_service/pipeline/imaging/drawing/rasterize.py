"""Draw a page of a PDF as one gray picture file."""

from __future__ import annotations

import math
import re
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PIL import Image

from ocr_service.domain.page import FILE_DAMAGED
from ocr_service.domain.ports import PageImage
from ocr_service.errors import DocumentCorrupt, MemoryLimit, OcrServiceError, PageTooLarge
from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.imaging.drawing.drawn_ahead import DrawnAhead
from ocr_service.pipeline.imaging.drawing.pdf_drawing import draw_page
from ocr_service.pipeline.imaging.drawing.pixel_budget import PixelBudget
from ocr_service.pipeline.limits.command import is_out_of_memory
from ocr_service.pipeline.limits.deadline import Deadline
from ocr_service.pipeline.limits.resource_limits import (
    TOOL_OWN_BYTES,
    all_shares,
    fits_share,
    fits_tool,
    has_all_shares,
)

POINTS_PER_INCH = 72
DEFAULT_DPI = 200


# Poppler 22.12 draws some pages in this for which it takes twice as much, and ends without a picture, where it may have more.
_SLIM_BYTES = 30 << 20
_MAY_LACK = "Something may be missing on this page: drawing it took more memory than there is. Raise WORKER_MEMORY_MB with PAGE_SLOTS=1."
# What poppler says, with every page, of the table that tells where a PDF's objects lie; it then looks for them and where they end.
_TABLE = re.compile(r"XRef entry|xref (?:table|num)|trailer dictionary", re.IGNORECASE)
_FOUND_ANEW = re.compile(rf"{_TABLE.pattern}|Missing 'endstream'", re.IGNORECASE)


class PageSourcePicture(Protocol):
    """Where the picture of one page comes from."""

    def draw(self, dpi: int, path: Path, deadline: Deadline) -> tuple[PageImage, tuple[str, ...]]:
        """Write the page as a gray PGM at ``dpi`` (0: what suits it), and say what was odd about it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfPage:
    """A page of a PDF, drawn by pdf2image. ``width`` and ``height`` in points, as it is shown.

    ``whole_bytes`` is the memory of its largest picture that cannot be decoded in part; ``neighbours`` draws pages
    together with those that follow.
    """

    document: Inspection
    number: int
    width: float
    height: float
    budget: PixelBudget
    whole_bytes: int = 0
    neighbours: DrawnAhead | None = None

    def draw(self, dpi: int, path: Path, deadline: Deadline) -> tuple[PageImage, tuple[str, ...]]:
        """Draw in gray at ``dpi``, at less where the budget demands it."""
        if not fits_tool(self.whole_bytes):
            # poppler would leave the picture out and say that it is broken.
            raise MemoryLimit(
                f"The JPEG 2000 picture on page {self.number} does not fit the worker's memory. "
                f"Save it as JPEG, or {self.budget.remedy_of_all(self.whole_bytes + TOOL_OWN_BYTES)}."
            )
        with nullcontext(0.0) if fits_share(self.whole_bytes + TOOL_OWN_BYTES) else all_shares() as waited_s:
            deadline = deadline.later(waited_s)
            drawn, had_all = self._whole(dpi, path, deadline), has_all_shares()
        if drawn is None:
            # A pattern, a mask, a group: what poppler takes beside the pictures that a page names is known only now.
            with all_shares() as waited_s:
                deadline = deadline.later(waited_s)
                again = None if had_all else self._whole(dpi, path, deadline)
                drawn = again or self._drawn(dpi, path, deadline, at_most_bytes=_SLIM_BYTES)
        image, said = drawn
        return image, _complaints(said)

    def _whole(self, dpi: int, path: Path, deadline: Deadline) -> tuple[PageImage, str] | None:
        """The picture and what poppler said; None where memory was too little for all that is on the page."""
        try:
            image, said = self._drawn(dpi, path, deadline)
        except MemoryLimit:
            return None
        return None if is_out_of_memory(said) else (image, said)

    def _drawn(
        self, dpi: int, path: Path, deadline: Deadline, at_most_bytes: int | None = None
    ) -> tuple[PageImage, str]:
        wanted, dpi = dpi, self._affordable(dpi)
        said = ""
        if self.neighbours is None or not self.neighbours.take(self.number, wanted, dpi, path, deadline):
            said = draw_page(
                self.document,
                self.number,
                dpi=dpi,
                path=path,
                timeout_s=deadline.left_s(),
                at_most_bytes=at_most_bytes,
            )
        with Image.open(path, formats=("PPM",)) as picture:
            width, height = picture.size
        return PageImage(path=path, width=width, height=height, dpi=dpi), said

    def expect(self) -> None:
        """Say that it will be drawn, so that it may be drawn together with the pages before it."""
        if self.neighbours is not None:
            self.neighbours.expect(self.number, self._beside_others)

    def _beside_others(self, dpi: int) -> int:
        """The resolution it is drawn at; 0 when it does not fit, which it shall say itself."""
        try:
            alone = not fits_tool(self.whole_bytes) or self.document.unit(self.number) != 1
            return 0 if alone else self._affordable(dpi)
        except OcrServiceError:
            return 0

    def _affordable(self, dpi: int) -> int:
        """The resolution wanted (0: what suits it) as far as the budget allows it. Raises ``PageTooLarge``."""
        dpi = dpi or DEFAULT_DPI
        square_points = max(self.width, 1.0) * max(self.height, 1.0)
        if not math.isfinite(square_points) or square_points > self.budget.max_pixels:
            raise PageTooLarge(f"Page {self.number} measures {self.width:.0f} x {self.height:.0f} points.")
        wanted = self.width * dpi / POINTS_PER_INCH, self.height * dpi / POINTS_PER_INCH
        most = POINTS_PER_INCH * math.sqrt(self.budget.pixels_for(wanted) / square_points)
        return max(1, min(dpi, int(most)))


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPicture:
    """A page of a document that is text and nothing else."""

    def draw(self, dpi: int, path: Path, deadline: Deadline) -> tuple[PageImage, tuple[str, ...]]:
        """Raises ``DocumentCorrupt``: there is nothing to draw."""
        raise DocumentCorrupt("An invoice in XML has no pages to draw.")


def _complaints(stderr: str) -> tuple[str, ...]:
    """What poppler says of a page that it drew nevertheless; one warning, its first line."""
    if is_out_of_memory(stderr):
        return (_MAY_LACK,)
    lines = [line for line in stderr.splitlines() if "Error" in line or "error" in line]
    if not any(_TABLE.search(line) for line in lines):
        return (f"The page is damaged: {lines[0][:200]}",) if lines else ()
    others = [line for line in lines if not _FOUND_ANEW.search(line)]
    return (FILE_DAMAGED, *(f"The page is damaged: {line[:200]}" for line in others[:1]))
