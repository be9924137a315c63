"""Read one page: from its text layer, its picture, or both. An error of the page stays with the page."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ocr_service.domain.document import Limits
from ocr_service.domain.page import Page, PageSource
from ocr_service.domain.ports import Engine, PageImage
from ocr_service.domain.task import TaskOptions
from ocr_service.engines.word_table import join_words
from ocr_service.errors import (
    DocumentCorrupt,
    EngineFailed,
    MemoryLimit,
    OcrServiceError,
    PageTimeout,
    ProcessingError,
)
from ocr_service.layout.blocks.page_blocks import plain_blocks, with_blocks
from ocr_service.layout.order.reading_order import Order, in_reading_order
from ocr_service.observability.places import place_of
from ocr_service.pipeline.imaging.bands import Band, bands_of, write_band
from ocr_service.pipeline.imaging.drawing.pixel_budget import PixelBudget
from ocr_service.pipeline.imaging.drawing.rasterize import PdfPage
from ocr_service.pipeline.imaging.preprocess import turned
from ocr_service.pipeline.imaging.resolution import lowered, restored
from ocr_service.pipeline.imaging.survey import Survey
from ocr_service.pipeline.limits.deadline import Deadline, page_time_s
from ocr_service.pipeline.limits.disk_room import raise_if_full
from ocr_service.pipeline.limits.memory_table import MemoryTable
from ocr_service.pipeline.reading.attempts import Attempts, is_receipt, look
from ocr_service.pipeline.reading.blank import read_blank
from ocr_service.pipeline.reading.coverage import with_warning
from ocr_service.pipeline.reading.hybrid_page import (
    layer_or_read,
    page_from_both,
    page_from_layer,
)
from ocr_service.pipeline.reading.page_language import DocumentLanguages, PageLanguage
from ocr_service.pipeline.reading.plan import PagePlan
from ocr_service.pipeline.reading.strip import read_strip
from ocr_service.pipeline.reading.vision.opinion import NO_OPINION, VisionOpinion

log = logging.getLogger(__name__)

_SLOW_TO_DRAW = (
    "Drawing the page took longer than {:.0f} s, a sixth of PAGE_TIMEOUT_SECONDS. "
    "Send it as a scan or a picture, or raise PAGE_TIMEOUT_SECONDS."
)
_SLOW_TO_DECODE = "Decoding the picture took longer than {:.0f} s. Send it with fewer pixels, or raise PAGE_TIMEOUT_SECONDS."
# A page that cannot be drawn in a sixth of its time is a bomb more often than a page.
_DRAWING_SHARE = 1 / 6
# A band of a strip is a small page; a slow machine shall have the time for each of many.
_BAND_SHARE = 1 / 6


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReader:
    """Reads the pages of one run; ``folder`` is the run's work folder, ``order`` puts what an engine read in order,
    ``blocks`` tells the parts of a page and has its tables read cell by cell.

    ``alive`` is told while a page takes long that it is still being read; ``opinion`` may ask a vision model for a page,
    ``networks`` read what ``engine`` is weak at.
    """

    engine: Engine
    options: TaskOptions
    limits: Limits
    folder: Path
    budget: PixelBudget
    languages: DocumentLanguages = field(default_factory=DocumentLanguages)
    alive: Callable[[], None] = lambda: None
    order: Order = in_reading_order
    blocks: Callable[[Page], Page] = with_blocks
    opinion: VisionOpinion = NO_OPINION
    networks: Engine | None = None

    def read(self, plan: PagePlan) -> Page:
        """The page; what goes wrong with it becomes its ``error``.

        Raises ``EngineFailed`` and ``StorageFull``, which concern the whole run. What is not a named error
        is a defect; the log has its place.
        """
        start = time.monotonic()
        folder = self.folder / f"page-{plan.number}"
        try:
            page = self._read(plan, folder)
        except EngineFailed:
            raise
        except MemoryError:
            page = failed_page(plan, MemoryLimit())
        except Exception as error:
            raise_if_full(error, folder)
            if isinstance(error, OSError) and error.errno:
                # The machine's, not the page's.
                raise
            page = failed_page(plan, _named(error))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            if not MemoryTable.of(self.limits).host_mb:
                self.engine.rest()
        page = self._in_blocks(replace(with_warning(page), number=plan.number))
        return replace(page, duration_s=time.monotonic() - start)

    def _read(self, plan: PagePlan, folder: Path) -> Page:
        if plan.source is PageSource.TEXT_LAYER:
            return page_from_layer(plan)
        folder.mkdir()
        page = self._read_picture(plan, folder)
        if plan.is_doubtful:
            return layer_or_read(plan, page)
        return page_from_both(plan, page) if plan.source is PageSource.MIXED else page

    def _read_picture(self, plan: PagePlan, folder: Path) -> Page:
        base, warnings = self._drawn(plan, folder / "base.pgm")
        has_true_size = plan.layer is not None or base.is_sheet
        bands = bands_of(base)
        deadline = self._deadline(base, bands)
        if bands:
            page = self._read_strip(base, bands, folder, deadline)
        else:
            page = self._read_base(base, folder, deadline, has_true_size=has_true_size)
        if page.source is PageSource.BLANK and warnings:
            raise DocumentCorrupt(f"Nothing of page {plan.number} could be drawn. {warnings[0]}")
        decisions = {"source": plan.reason, "dpi": base.dpi}
        return replace(page, decisions={**decisions, **page.decisions}, warnings=(*warnings, *page.warnings))

    def _drawn(self, plan: PagePlan, path: Path) -> tuple[PageImage, tuple[str, ...]]:
        is_drawn = isinstance(plan.picture, PdfPage)
        limit_s = self.limits.page_timeout_s * (_DRAWING_SHARE if is_drawn else 1)
        try:
            return plan.picture.draw(self.options.dpi, path, Deadline.after(limit_s))
        except PageTimeout as error:
            said = _SLOW_TO_DRAW if is_drawn else _SLOW_TO_DECODE
            raise PageTimeout(said.format(limit_s)) from error

    def _deadline(self, base: PageImage, bands: Sequence[Band]) -> Deadline:
        """When the reading of a drawn page ends, with all of its bands."""
        timeout_s = self.limits.page_timeout_s
        by_pixels = page_time_s(timeout_s, base.width * base.height)
        return Deadline.after(max(by_pixels, timeout_s * _BAND_SHARE * len(bands)))

    def _read_base(
        self,
        base: PageImage,
        folder: Path,
        deadline: Deadline,
        *,
        has_true_size: bool = False,
        is_upright: bool = False,
    ) -> Page:
        """A drawn page or band, or the blank page that it turned out to be."""
        seen = look(base)
        if seen.is_blank:
            return read_blank(base, folder, lambda image: self._read_faint(image, folder, deadline))
        image, seen = self._lowered(base, seen, folder, has_true_size=has_true_size)
        attempts = self.attempts(folder, deadline, has_true_size=has_true_size, is_upright=is_upright)
        page = restored(attempts.read(image, seen), image, base)
        page = replace(page, decisions={"read_dpi": image.dpi, "engine": self.engine.name, **page.decisions})
        return self.opinion.on(page, base, folder)

    def _read_faint(self, image: PageImage, folder: Path, deadline: Deadline) -> Page | None:
        return None if look(image).is_blank else self._read_base(image, folder, deadline)

    def _read_strip(self, base: PageImage, bands: Sequence[Band], folder: Path, deadline: Deadline) -> Page:
        """Band by band; all of it turned first where its first band has to be turned."""

        def read(image: PageImage, own: Path, *, is_upright: bool = True) -> Page:
            self.alive()
            own_s = page_time_s(self.limits.page_timeout_s, image.width * image.height)
            return self._read_base(image, own, deadline.within(own_s), is_upright=is_upright)

        own = folder / "first"
        own.mkdir()
        first = read(write_band(base, bands[0], own / "band.pgm"), own, is_upright=False)
        if not first.rotation:
            return read_strip(base, bands, folder, read, first=first)
        base = turned(base, first.rotation, folder / "turned.pgm")
        return replace(read_strip(base, bands_of(base), folder, read), rotation=first.rotation)

    def _lowered(
        self, base: PageImage, seen: Survey, folder: Path, *, has_true_size: bool
    ) -> tuple[PageImage, Survey]:
        """Fewer pixels where the letters are large, unless a resolution or a preparation was asked for."""
        if (
            self.options.dpi
            or self.options.prepare
            or is_receipt(self.options, base, seen, has_true_size=has_true_size)
        ):
            return base, seen
        return lowered(base, seen, folder / "lower.pgm")

    def attempts(
        self, folder: Path, deadline: Deadline, *, has_true_size: bool = False, is_upright: bool = False
    ) -> Attempts:
        """What reads a drawn page."""
        return Attempts(
            engine=self.engine,
            options=self.options,
            folder=folder,
            deadline=deadline,
            max_pixels=self.budget.drawn_pixels,
            language=PageLanguage(wanted=self.options.language, document=self.languages),
            has_true_size=has_true_size,
            is_upright=is_upright,
            order=self.order,
            networks=self.networks,
        )

    def _in_blocks(self, page: Page) -> Page:
        """The page with its blocks; where telling them breaks, the text is worth more and every block is a paragraph."""
        try:
            found = self.blocks(page)
            return found if found.words is page.words else replace(found, text=join_words(found.words))
        except MemoryError:
            raise
        except Exception:
            log.exception("blocks failed")
            return replace(page, blocks=tuple(plain_blocks(page)))


def _named(error: Exception) -> OcrServiceError:
    if isinstance(error, OcrServiceError):
        return error
    log.exception("page run failed", extra={"place": place_of(error)})
    return ProcessingError()


def failed_page(plan: PagePlan, error: OcrServiceError) -> Page:
    """A page that could not be read, with the reason."""
    layer = plan.layer
    return Page(
        number=plan.number,
        text="",
        width=layer.width if layer else 0,
        height=layer.height if layer else 0,
        source=PageSource.FAILED,
        decisions={"source": plan.reason},
        error={"code": error.code, "detail": error.detail},
    )
