"""Tesseract: through its library, which takes a tenth less time, or its program where the two are not the same."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from ocr_service.domain.page import Page
from ocr_service.domain.ports import PageImage
from ocr_service.engines.installation import installation
from ocr_service.engines.picture_file import gray_map
from ocr_service.engines.tesseract_library import TesseractProcesses
from ocr_service.engines.tesseract_program import rows_by_program
from ocr_service.engines.word_table import page_from_words, read_words

# A4 at 330 dpi. What a process grew to for a larger page is needed to draw the next one.
_KEPT_PIXELS = 10_000_000


class TesseractEngine:
    """Reads pictures with the installed Tesseract, one thread a picture."""

    name = "tesseract"

    def __init__(self) -> None:
        # For its program, which also finds a page's orientation; why, see tesseract_library.py.
        os.environ["OMP_THREAD_LIMIT"] = "1"
        self._processes = TesseractProcesses()

    def languages(self) -> frozenset[str]:
        """The language packs installed."""
        return installation().languages

    def recognize(self, image: PageImage, *, language: str, psm: int, timeout_s: float) -> Page:
        """Read one picture; errors as in the protocol."""
        if installation().has_library:
            rows = self._rows_by_library(image, language=language, psm=psm, timeout_s=timeout_s)
        else:
            rows = rows_by_program(image, language=language, psm=psm, timeout_s=timeout_s)
        return page_from_words(read_words(rows), image, language)

    def rest(self) -> None:
        """End the processes that are kept between pictures."""
        self._processes.end_idle()

    def _rows_by_library(self, image: PageImage, *, language: str, psm: int, timeout_s: float) -> list[str]:
        is_kept = image.width * image.height <= _KEPT_PIXELS
        with (
            tempfile.TemporaryDirectory(prefix="read-", dir=image.path.parent) as folder,
            self._processes.borrow(is_kept=is_kept) as process,
        ):
            return process.read(
                gray_map(image, Path(folder)),
                folder=installation().folder,
                language=language,
                psm=psm,
                dpi=image.dpi,
                timeout_s=timeout_s,
            )
