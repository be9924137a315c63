"""Tesseract through tesserocr, in readers forked with their model loaded: three quarters of the program's time (extra ``fast``)."""

from __future__ import annotations

import logging
import time
from contextlib import suppress

from ocr_service.domain.page import Page
from ocr_service.domain.ports import PageImage, PageTurn
from ocr_service.engines.installation import installation
from ocr_service.engines.tesserocr_client import HostGone, OwnHost, ReaderHost
from ocr_service.engines.word_table import page_from_words, read_words
from ocr_service.errors import OcrServiceError

log = logging.getLogger(__name__)

_ORIENTATION_ONLY = 0
# More languages at once take more memory than the shared host has; they are read by a host of the document's own.
_MODELS_OF_SHARED_HOST = 2


class TesserocrEngine:
    """Has pictures read by the host that all documents share, or by one of its own process."""

    name = "tesserocr"

    def __init__(self) -> None:
        self._shared: ReaderHost | None = None
        self._own = OwnHost()

    def languages(self) -> frozenset[str]:
        """The language packs installed."""
        return installation().languages

    def warm(self) -> None:
        """Start the process that all forked from this one have their pictures read by, unless it is there."""
        if self._shared and self._shared.is_alive:
            return
        if self._shared:
            self._shared.end()
            self._shared = None
        try:
            self._shared = ReaderHost(is_shared=True)
        except OcrServiceError as error:
            # Each document says so by itself if it cannot start one either.
            log.warning("tesserocr not started ahead", extra={"error": str(error)})

    def recognize(self, image: PageImage, *, language: str, psm: int, timeout_s: float) -> Page:
        """Read one picture; errors as in the protocol."""
        rows = self._read(image, language=language, psm=psm, timeout_s=timeout_s)
        return page_from_words(read_words(rows), image, language)

    def find_turn(self, image: PageImage, *, timeout_s: float) -> PageTurn | None:
        """Which way up the picture stands; errors as in the protocol."""
        rows = self._read(image, language="osd", psm=_ORIENTATION_ONLY, timeout_s=timeout_s)
        if not rows:
            return None
        degrees, confidence = rows[0].split("\t")
        return PageTurn(int(degrees), float(confidence))

    def rest(self) -> None:
        """End the processes that this one started."""
        self._own.end_idle()
        if self._shared and self._shared.is_own:
            self._shared.end()
            self._shared = None

    def ready_bytes(self) -> int:
        """What the host of this process alone takes; the shared one is nobody's."""
        return self._own.data_bytes()

    def _read(self, image: PageImage, *, language: str, psm: int, timeout_s: float) -> list[str]:
        deadline = time.monotonic() + timeout_s

        def read(host: ReaderHost) -> list[str]:
            left_s = deadline - time.monotonic()
            folder = installation().folder
            return host.read(image, folder=folder, language=language, psm=psm, timeout_s=left_s)

        if self._shared and language.count("+") < _MODELS_OF_SHARED_HOST:
            with suppress(HostGone):
                return read(self._shared)
        with self._own.borrow() as host:
            return read(host)
