"""Read a page once more with another named preparation, for those who want a second opinion."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from ocr_service.domain.page import Page
from ocr_service.domain.status import Mode
from ocr_service.errors import DocumentError
from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.imaging.preprocess import PREPARATIONS
from ocr_service.pipeline.limits.deadline import Deadline
from ocr_service.pipeline.reading.attempts import look
from ocr_service.pipeline.reading.page_reader import PageReader
from ocr_service.pipeline.reading.plan import PagePlan, plan_pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Rereader:
    """Reads pages of one run again; the caller holds no page slot."""

    document: Inspection
    reader: PageReader

    def reread(self, number: int, preparation: str) -> Page | None:
        """The page of that number, or None when it has no picture or cannot be read so.

        Raises ``KeyError`` for a preparation that does not exist.
        """
        how = PREPARATIONS[preparation]
        if number not in self.document.numbers:
            return None
        deadline = Deadline.after(self.reader.limits.page_timeout_s)
        with tempfile.TemporaryDirectory(prefix="again-", dir=self.reader.folder) as folder:
            try:
                base, _ = self._plan(number).picture.draw(
                    self.reader.options.dpi, Path(folder) / "base.pgm", deadline
                )
                seen = look(base)
                if seen.is_blank:
                    return None
                page = self.reader.attempts(Path(folder), deadline).once(base, seen, how)
                return replace(page, number=number)
            except DocumentError:
                return None

    def _plan(self, number: int) -> PagePlan:
        alone = replace(self.document, numbers=(number,))
        return next(plan_pages(alone, Mode.FORCE, self.reader.budget, self.reader.folder))
