"""Answer those who want another look at a page: read with another preparation, or drawn as it stands."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from ocr_service.domain.page import Page
from ocr_service.domain.ports import AnotherReading, PageImage, PagePicture
from ocr_service.domain.status import Mode
from ocr_service.errors import DocumentError
from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.imaging.drawing.rasterize import DEFAULT_DPI
from ocr_service.pipeline.imaging.preprocess import PREPARATIONS
from ocr_service.pipeline.limits.deadline import Deadline
from ocr_service.pipeline.reading.attempts import look
from ocr_service.pipeline.reading.page_reader import PageReader
from ocr_service.pipeline.reading.plan import PagePlan, plan_pages

_PICTURE = "picture.pgm"
_DRAWING_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReadingRoom:
    """``domain.ports.ReadingRoom`` of one run, within its memory; the caller holds a share of memory."""

    document: Inspection
    reader: PageReader

    def read(self, request: AnotherReading) -> Page | None:
        """The page, or None when it is not of the document, has no picture or cannot be read so.

        Raises ``KeyError`` for a preparation that does not exist.
        """
        how = PREPARATIONS[request.preparation]
        if request.page not in self.document.numbers:
            return None
        deadline = Deadline.after(self.reader.limits.page_timeout_s)
        with tempfile.TemporaryDirectory(prefix="again-", dir=self.reader.folder) as folder:
            try:
                base, _ = self._plan(request.page).picture.draw(
                    self.reader.options.dpi, Path(folder) / "base.pgm", deadline
                )
                seen = look(base)
                if seen.is_blank:
                    return None
                page = self.reader.attempts(Path(folder), deadline).once(base, seen, how)
                return replace(page, number=request.page)
            except DocumentError:
                return None

    def draw(self, request: PagePicture) -> PageImage | None:
        """The page in gray at 200 dpi or its own resolution, one file for all of them; None when it is not of the document."""
        if request.page not in self.document.numbers:
            return None
        try:
            image, _ = self._plan(request.page).picture.draw(
                DEFAULT_DPI, self.reader.folder / _PICTURE, Deadline.after(_DRAWING_S)
            )
        except DocumentError:
            return None
        return image

    def _plan(self, number: int) -> PagePlan:
        alone = replace(self.document, numbers=(number,))
        return next(plan_pages(alone, Mode.FORCE, self.reader.budget, self.reader.folder))
