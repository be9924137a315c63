"""Read a picture within the memory of its page: smaller where an engine would take more, or did."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import replace

from PIL import Image, ImageFilter

from ocr_service.domain.page import Page
from ocr_service.domain.ports import Engine, FindsTurn, KeepsReady, LoadsHere, PageImage, PageTurn
from ocr_service.domain.status import AUTO_ENGINE, NEURAL_ENGINE
from ocr_service.engines.registry import reading_bytes
from ocr_service.engines.tesseract import load_what_runs_the_program, turn_by_program
from ocr_service.errors import DocumentCrashed, MemoryLimit, OcrServiceError
from ocr_service.pipeline.imaging.drawing.pixel_budget import BESIDE_BYTES
from ocr_service.pipeline.imaging.resolution import restored
from ocr_service.pipeline.limits.resource_limits import keep_idle, lent, program_bytes, share_bytes

# Noise takes several times as much as print: after a failure the picture is halved, halved again, and its grain smoothed.
_LEAST = 0.25
_TRIES = ((1.0, 0.0), (0.5, 0.0), (_LEAST, 0.0), (_LEAST, 1.0))
_TOO_MUCH = (
    "Reading this page takes more memory than a worker may use, even with a quarter of its pixels. "
    "Ask for fewer languages at once, remove the noise of its picture, or raise WORKER_MEMORY_MB with PAGE_SLOTS=1."
)
# Preparing the next attempt holds a picture so many times.
_PREPARING = 4


class BoundedEngine:
    """An engine whose programs have the memory of the page that they read."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.name = engine.name

    @classmethod
    def loaded(cls, engine: Engine) -> BoundedEngine:
        """The same, with what it needs in this process there; make it before the memory of this process is bounded."""
        if isinstance(engine, LoadsHere):
            engine.load()
        elif not isinstance(engine, FindsTurn):
            load_what_runs_the_program()
        return cls(engine)

    def languages(self) -> frozenset[str]:
        """As of the engine."""
        return self._engine.languages()

    def recognize(self, image: PageImage, *, language: str, psm: int, timeout_s: float) -> Page:
        """As of the engine, whatever number of pixels it can hold."""
        end_s = time.monotonic() + timeout_s
        reason: OcrServiceError = MemoryLimit(_TOO_MUCH)
        for share_of_pixels, blur_px in _TRIES:
            try:
                keep_idle(0)
                read = _smaller(image, min(share_of_pixels, self._fitting_share(image, psm)), blur_px)
                with lent():
                    left_s = max(0.05, end_s - time.monotonic())
                    page = self._engine.recognize(read, language=language, psm=psm, timeout_s=left_s)
                    self._keep_ready(image)
                return restored(page, read, image)
            except MemoryLimit:
                self.rest()
                reason = MemoryLimit(_TOO_MUCH)
            except DocumentCrashed as error:
                # Tesseract does not look whether it got memory: it may end by signal 11 and say nothing.
                self.rest()
                reason = error
        raise reason

    def find_turn(self, image: PageImage, *, timeout_s: float) -> PageTurn | None:
        """As of the engine, or by Tesseract's program."""
        find_turn = self._engine.find_turn if isinstance(self._engine, FindsTurn) else turn_by_program
        keep_idle(0)
        with lent():
            found = find_turn(image, timeout_s=timeout_s)
            self._keep_ready(image)
        return found

    def rest(self) -> None:
        """As of the engine."""
        self._engine.rest()
        keep_idle(0)

    def warm(self) -> None:
        """As of the engine."""
        self._engine.warm()

    def _fitting_share(self, image: PageImage, psm: int) -> float:
        most, needed = program_bytes(), reading_bytes(self.name, image.width * image.height, psm)
        if not most or needed <= most:
            return 1.0
        without_picture = reading_bytes(self.name, 0, psm)
        return max(_LEAST, (most - without_picture) / (needed - without_picture))

    def _keep_ready(self, image: PageImage) -> None:
        """Let what is loaded wait for the page's next reading, where that leaves room to prepare it."""
        if not isinstance(self._engine, KeepsReady):
            return
        idle_bytes = self._engine.ready_bytes()
        needed = idle_bytes + _PREPARING * image.width * image.height + BESIDE_BYTES
        if needed > share_bytes() > 0:
            self._engine.rest()
            idle_bytes = 0
        keep_idle(idle_bytes)


def _smaller(image: PageImage, share_of_pixels: float, blur_px: float) -> PageImage:
    if share_of_pixels == 1.0:
        return image
    scale = math.sqrt(share_of_pixels)
    size = (max(1, int(image.width * scale)), max(1, int(image.height * scale)))
    path = image.path.with_suffix(".less.pgm")
    with Image.open(image.path) as picture:
        smaller = picture.convert("L").resize(size, Image.Resampling.BOX)
    smaller.filter(ImageFilter.GaussianBlur(blur_px)).save(path, format="PPM")
    return replace(image, path=path, width=size[0], height=size[1], dpi=max(1, round(image.dpi * scale)))


def networks_beside(engine: BoundedEngine, name: str, engines: Mapping[str, Engine]) -> BoundedEngine | None:
    """What reads pages that the engine is weak at, with ``auto``; who names an engine gets what it reads."""
    if name == AUTO_ENGINE and NEURAL_ENGINE in engines:
        return BoundedEngine(engines[NEURAL_ENGINE])
    return engine if engine.name == NEURAL_ENGINE else None
