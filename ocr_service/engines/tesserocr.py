"""Tesseract through tesserocr, in readers forked with their model loaded: three quarters of the program's time (extra ``fast``)."""

from __future__ import annotations

import logging
import time
from functools import partial

from ocr_service.domain.page import Page
from ocr_service.domain.ports import PageImage, PageTurn
from ocr_service.engines.hosting.host_process import Hosts
from ocr_service.engines.installation import installation
from ocr_service.engines.tesserocr_client import ReaderHost
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
        self._hosts = Hosts(partial(ReaderHost, is_shared=True), ReaderHost)

    def languages(self) -> frozenset[str]:
        """The language packs installed."""
        return installation().languages

    def warm(self) -> None:
        """Start the process that all forked from this one have their pictures read by, unless it is there."""
        try:
            self._hosts.warm()
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
        self._hosts.rest()

    def ready_bytes(self) -> int:
        """What the host of this process alone takes; the shared one is nobody's."""
        return self._hosts.own.data_bytes()

    def _read(self, image: PageImage, *, language: str, psm: int, timeout_s: float) -> list[str]:
        deadline = time.monotonic() + timeout_s

        def read(host: ReaderHost) -> list[str]:
            left_s = deadline - time.monotonic()
            folder = installation().folder
            return host.read(image, folder=folder, language=language, psm=psm, timeout_s=left_s)

        return self._hosts.ask(read, may_share=language.count("+") < _MODELS_OF_SHARED_HOST)
