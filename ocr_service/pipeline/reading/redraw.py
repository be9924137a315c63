"""Draw a page once more as it stands in the document, for those who look at pictures and not at words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from ocr_service.domain.ports import PageImage
from ocr_service.domain.status import Mode
from ocr_service.errors import DocumentError
from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.imaging.drawing.pixel_budget import PixelBudget
from ocr_service.pipeline.imaging.drawing.rasterize import DEFAULT_DPI
from ocr_service.pipeline.limits.deadline import Deadline
from ocr_service.pipeline.reading.plan import plan_pages

_FILE = "picture.pgm"
_TIMEOUT_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePictures:
    """Draws pages of one run within its memory; one file in ``folder`` for all of them."""

    document: Inspection
    budget: PixelBudget
    folder: Path

    def draw(self, number: int) -> PageImage | None:
        """The page in gray at 200 dpi or its own resolution; None when the page is not wanted or cannot be drawn."""
        if number not in self.document.numbers:
            return None
        alone = replace(self.document, numbers=(number,))
        try:
            plan = next(plan_pages(alone, Mode.FORCE, self.budget, self.folder))
            image, _ = plan.picture.draw(DEFAULT_DPI, self.folder / _FILE, Deadline.after(_TIMEOUT_S))
        except DocumentError:
            return None
        return image
