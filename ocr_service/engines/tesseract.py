"""Tesseract: through its library, which takes a tenth less time, or its program where the two are not the same."""

from __future__ import annotations

import logging
import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from ocr_service.domain.page import Page
from ocr_service.domain.ports import PageImage
from ocr_service.engines.installation import installation
from ocr_service.engines.picture_file import gray_map
from ocr_service.engines.tesseract_library import HostGone, OwnHost, TesseractHost
from ocr_service.engines.tesseract_program import rows_by_program
from ocr_service.engines.word_table import page_from_words, read_words
from ocr_service.errors import OcrServiceError

log = logging.getLogger(__name__)


class TesseractEngine:
    """Reads pictures with the installed Tesseract, one thread a picture."""

    name = "tesseract"

    def __init__(self) -> None:
        # For its program, which also finds a page's orientation; why, see tesseract_library.py.
        os.environ["OMP_THREAD_LIMIT"] = "1"
        self._shared: TesseractHost | None = None
        self._own = OwnHost()

    def languages(self) -> frozenset[str]:
        """The language packs installed."""
        return installation().languages

    def warm(self) -> None:
        """Start the process that all forked from this one have their pictures read by, unless it is there."""
        if not installation().has_library or (self._shared and self._shared.is_alive):
            return
        if self._shared:
            self._shared.end()
            self._shared = None
        try:
            self._shared = TesseractHost()
        except OcrServiceError as error:
            # Each document says so by itself if it cannot start one either.
            log.warning("tesseract not started ahead", extra={"error": str(error)})

    def recognize(self, image: PageImage, *, language: str, psm: int, timeout_s: float) -> Page:
        """Read one picture; errors as in the protocol."""
        if installation().has_library:
            rows = self._rows_by_library(image, language=language, psm=psm, timeout_s=timeout_s)
        else:
            rows = rows_by_program(image, language=language, psm=psm, timeout_s=timeout_s)
        return page_from_words(read_words(rows), image, language)

    def rest(self) -> None:
        """End the processes that this one started."""
        self._own.end_idle()
        if self._shared and self._shared.is_own:
            self._shared.end()
            self._shared = None

    def _rows_by_library(self, image: PageImage, *, language: str, psm: int, timeout_s: float) -> list[str]:
        deadline = time.monotonic() + timeout_s

        def read(host: TesseractHost) -> list[str]:
            left_s = deadline - time.monotonic()
            return host.read(
                picture,
                folder=installation().folder,
                language=language,
                psm=psm,
                dpi=image.dpi,
                timeout_s=left_s,
            )

        with tempfile.TemporaryDirectory(prefix="read-", dir=image.path.parent) as folder:
            picture = gray_map(image, Path(folder))
            if self._shared:
                with suppress(HostGone):
                    return read(self._shared)
            with self._own.borrow() as host:
                return read(host)
