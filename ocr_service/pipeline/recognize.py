"""Read one page: from its text layer, its picture, or both, with a second attempt where the first was weak."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from ocr_service.domain.document import Limits
from ocr_service.domain.page import Page, PageSource, Word
from ocr_service.domain.ports import Engine, PageImage
from ocr_service.domain.status import Profile
from ocr_service.domain.task import TaskOptions
from ocr_service.engines.word_table import join_words, mean_confidence
from ocr_service.errors import EngineFailed, MemoryLimit, OcrServiceError
from ocr_service.pipeline.deadline import Deadline, page_time_s
from ocr_service.pipeline.pictures import PixelBudget
from ocr_service.pipeline.plan import PagePlan
from ocr_service.pipeline.preprocess import PREPARATIONS, Preparation, Prepared, prepare
from ocr_service.pipeline.quality import quality
from ocr_service.pipeline.survey import Survey, survey
from ocr_service.pipeline.text_layer import TextLayer, covered_share

_DRAWING_SHARE = 0.25
_READABLE_HEIGHT = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReader:
    """Reads the pages of one run; ``folder`` is the run's work folder."""

    engine: Engine
    options: TaskOptions
    limits: Limits
    folder: Path
    budget: PixelBudget

    def read(self, plan: PagePlan) -> Page:
        """The page, whatever happens: an error of the page becomes its ``error``.

        Raises only what concerns the whole run, such as a missing engine.
        """
        start = time.monotonic()
        folder = self.folder / f"page-{plan.number}"
        folder.mkdir()
        try:
            page = self._read(plan, folder)
        except EngineFailed:
            raise
        except MemoryError:
            page = failed_page(plan, MemoryLimit())
        except OcrServiceError as error:
            page = failed_page(plan, error)
        finally:
            remove_folder(folder)
        return replace(page, number=plan.number, duration_s=time.monotonic() - start)

    def _read(self, plan: PagePlan, folder: Path) -> Page:
        if plan.source is PageSource.TEXT_LAYER:
            return from_layer(plan)
        page = self._read_picture(plan, folder)
        return _merged(plan, page) if plan.source is PageSource.MIXED and plan.layer else page

    def _read_picture(self, plan: PagePlan, folder: Path) -> Page:
        deadline = Deadline.after(self.limits.page_timeout_s)
        drawing = Deadline.after(self.limits.page_timeout_s * _DRAWING_SHARE)
        base, warnings = plan.picture.draw(self.options.dpi, folder / "base.pgm", drawing)
        deadline = Deadline.after(page_time_s(self.limits.page_timeout_s, base.width * base.height))
        seen = look(base)
        decisions = {"source": plan.reason, "dpi": base.dpi}
        if seen.is_blank:
            return Page(
                number=plan.number,
                text="",
                width=base.width,
                height=base.height,
                dpi=base.dpi,
                source=PageSource.BLANK,
                confidence=100.0,
                decisions=decisions,
                warnings=warnings,
            )
        page = self.attempt(base, seen, how=self._first_choice(seen), folder=folder, deadline=deadline)
        return replace(page, decisions={**decisions, **page.decisions}, warnings=warnings)

    def attempt(
        self,
        base: PageImage,
        seen: Survey,
        *,
        how: Preparation,
        folder: Path,
        deadline: Deadline,
        rotation: int = 0,
    ) -> Page:
        """Prepare and read a picture once."""
        prepared = prepare(
            base,
            seen,
            how,
            folder / f"{how.name}-{rotation}.pgm",
            rotation=rotation,
            max_pixels=self.budget.drawn_pixels,
        )
        page, _ = self.engine.recognize(
            prepared.image,
            language=self.options.language,
            psm=how.psm,
            timeout_s=deadline.left_s(),
            outputs=None,
        )
        if prepared.image.path != base.path:
            prepared.image.path.unlink()
        page = prepared.to_page(page)
        return replace(page, quality=quality(page.words), decisions=_record(how, prepared))

    def _first_choice(self, seen: Survey) -> Preparation:
        if self.options.profile is Profile.RECEIPT or looks_like_receipt(seen):
            return PREPARATIONS["receipt"]
        if seen.text_height and seen.text_height < _READABLE_HEIGHT:
            return PREPARATIONS["small-text"]
        return PREPARATIONS["plain"]


def looks_like_receipt(seen: Survey) -> bool:
    """A narrow strip of text: much higher than wide."""
    return seen.ink.height > 1.7 * seen.ink.width > 0


def look(base: PageImage) -> Survey:
    """The survey of a drawn page."""
    with Image.open(base.path, formats=("PPM",)) as picture:
        return survey(picture.convert("L"))


def _record(how: Preparation, prepared: Prepared) -> dict[str, object]:
    return {"preparation": how.name, "psm": how.psm, **prepared.decisions()}


def from_layer(plan: PagePlan) -> Page:
    """A page as its text layer has it."""
    layer = plan.layer or TextLayer(number=plan.number, width=0, height=0, words=())
    return Page(
        number=plan.number,
        text=join_words(layer.words),
        words=layer.words,
        width=layer.width,
        height=layer.height,
        source=PageSource.TEXT_LAYER,
        confidence=100.0,
        quality=quality(layer.words),
        decisions={"source": plan.reason},
    )


def _merged(plan: PagePlan, read: Page) -> Page:
    """The text layer, and behind it the words that OCR found where the layer has none."""
    page = from_layer(plan)
    found = _beyond(page.words, read)
    if not found:
        return replace(page, decisions={"source": "text layer is sound, its pictures hold no text"})
    words = (*page.words, *found)
    return replace(
        page,
        words=words,
        text=join_words(page.words) + "\n\n" + join_words(found),
        source=PageSource.MIXED,
        confidence=mean_confidence(words),
        decisions={**read.decisions, "source": plan.reason},
        warnings=read.warnings,
    )


def _beyond(layer: Sequence[Word], read: Page) -> tuple[Word, ...]:
    """Words of ``read`` in the layer's points that lie over no word of it."""
    scale = 72 / read.dpi
    last_block = max((word.block for word in layer), default=0) + 1
    last_paragraph = max((word.paragraph for word in layer), default=0) + 1
    moved = (
        word._replace(
            box=type(word.box)(*(round(value * scale, 2) for value in word.box)),
            block=word.block + last_block,
            paragraph=word.paragraph + last_paragraph,
        )
        for word in read.words
        if word.confidence >= 60
    )
    return tuple(word for word in moved if covered_share(word.box, layer) < 0.2)


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


def remove_folder(folder: Path) -> None:
    """Remove a work folder and the files in it."""
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
