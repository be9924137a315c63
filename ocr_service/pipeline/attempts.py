"""Read a drawn page, and once more in another way when the first attempt was weak."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from ocr_service.domain.page import Page
from ocr_service.domain.ports import Engine, PageImage
from ocr_service.domain.status import Profile
from ocr_service.domain.task import TaskOptions
from ocr_service.engines.orientation import turn_needed
from ocr_service.engines.word_table import join_words, mean_confidence
from ocr_service.pipeline.deadline import Deadline
from ocr_service.pipeline.noise import without_noise
from ocr_service.pipeline.preprocess import PREPARATIONS, Preparation, prepare, turned
from ocr_service.pipeline.quality import WEAK, quality
from ocr_service.pipeline.survey import Survey, survey

_READABLE_HEIGHT = 15


def look(base: PageImage) -> Survey:
    """The survey of a drawn page."""
    with Image.open(base.path, formats=("PPM",)) as picture:
        return survey(picture.convert("L"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """Attempts at one page; files go to ``folder``."""

    engine: Engine
    options: TaskOptions
    folder: Path
    deadline: Deadline
    max_pixels: int

    def read(self, base: PageImage, seen: Survey) -> Page:
        """The better of at most two attempts; both are recorded in ``decisions``."""
        rotation = self._turn(base) if seen.lines_stand else None
        if rotation:
            return self._read_turned(base, rotation)
        first = self.once(base, seen, self._first_choice(seen))
        if first.quality >= WEAK:
            return first
        rotation = self._turn(base) if rotation is None else rotation
        second = (
            self._read_turned(base, rotation) if rotation else self.once(base, seen, PREPARATIONS["clean"])
        )
        return better(first, second)

    def _turn(self, base: PageImage) -> int:
        return turn_needed(base, timeout_s=self.deadline.left_s()) or 0

    def _read_turned(self, base: PageImage, rotation: int) -> Page:
        upright = turned(base, rotation, self.folder / "upright.pgm")
        seen = look(upright)
        page = self.once(upright, seen, self._first_choice(seen))
        return replace(page, rotation=rotation, decisions={**page.decisions, "rotation": rotation})

    def once(self, base: PageImage, seen: Survey, how: Preparation) -> Page:
        """Prepare the picture as said and read it."""
        path = self.folder / f"{how.name}.pgm"
        prepared = prepare(base, seen, how, path, max_pixels=self.max_pixels)
        page, _ = self.engine.recognize(
            prepared.image,
            language=self.options.language,
            psm=how.psm,
            timeout_s=self.deadline.left_s(),
            outputs=None,
        )
        path.unlink(missing_ok=True)
        words = without_noise(page.words)
        page = prepared.to_page(
            replace(page, words=words, text=join_words(words), confidence=mean_confidence(words))
        )
        return replace(
            page,
            quality=quality(page.words),
            decisions={"preparation": how.name, "psm": how.psm, **prepared.decisions()},
        )

    def _first_choice(self, seen: Survey) -> Preparation:
        if self.options.profile is Profile.RECEIPT or looks_like_receipt(seen):
            return PREPARATIONS["receipt"]
        if seen.text_height and seen.text_height < _READABLE_HEIGHT:
            return PREPARATIONS["small-text"]
        return PREPARATIONS["plain"]


def looks_like_receipt(seen: Survey) -> bool:
    """A narrow strip of text: much higher than wide."""
    return seen.ink.height > 1.7 * seen.ink.width > 0


def better(first: Page, second: Page) -> Page:
    """The attempt with more good text, with both on record."""
    kept, other = (second, first) if _worth(second) > _worth(first) else (first, second)
    record = {
        "preparation": other.decisions.get("preparation"),
        "rotation": other.rotation,
        "quality": round(other.quality, 3),
    }
    return replace(
        kept, decisions={**kept.decisions, "quality": round(kept.quality, 3), "other_attempt": record}
    )


def _worth(page: Page) -> float:
    """Quality counts twice: many doubtful words are worth less than half as many sure ones."""
    return page.quality**2 * sum(len(word.text) for word in page.words)
