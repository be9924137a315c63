"""Pages read by networks, in a process of their own that all documents share (extra ``neural``)."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from functools import partial

from ocr_service.domain.page import Page
from ocr_service.domain.ports import PageImage
from ocr_service.engines.neural.client import NeuralHost
from ocr_service.engines.neural.host_process import HostGone, OwnHost
from ocr_service.engines.neural.rows import in_blocks
from ocr_service.engines.word_table import page_from_words, read_words
from ocr_service.errors import EngineFailed, OcrServiceError

log = logging.getLogger(__name__)

# Measured on documents in these; the networks know the letters of more.
LANGUAGES = frozenset({"eng", "deu", "fra", "spa", "ita", "nld", "por"})
_ONE_BLOCK = 6


class NeuralEngine:
    """Finds lines with one network and reads them with another, whatever Latin language they are in."""

    name = "neural"

    def __init__(self, model: str = "tiny") -> None:
        self._start = partial(NeuralHost, model)
        self._shared: NeuralHost | None = None
        self._own = OwnHost(self._start)

    def languages(self) -> frozenset[str]:
        """Those it was measured on."""
        return LANGUAGES

    def warm(self) -> None:
        """Start the process that all forked from this one have their pictures read by, unless it is there."""
        if self._shared and self._shared.is_alive:
            return
        if self._shared:
            self._shared.end()
            self._shared = None
        try:
            self._shared = self._start()
        except OcrServiceError as error:
            # Each document says so by itself if it cannot start one either.
            log.warning("neural reader not started ahead", extra={"error": str(error)})

    def recognize(self, image: PageImage, *, language: str, psm: int, timeout_s: float) -> Page:
        """Read one picture; errors as in the protocol."""
        if unknown := set(language.split("+")) - LANGUAGES:
            raise EngineFailed(f"The neural reader does not read `{'+'.join(sorted(unknown))}`.")
        words = read_words(self._read(image, timeout_s))
        return page_from_words(in_blocks(words, is_one_block=psm == _ONE_BLOCK), image, language)

    def rest(self) -> None:
        """End the processes that this one started."""
        self._own.end_idle()
        if self._shared and self._shared.is_own:
            self._shared.end()
            self._shared = None

    def _read(self, image: PageImage, timeout_s: float) -> list[str]:
        deadline = time.monotonic() + timeout_s

        def read(host: NeuralHost) -> list[str]:
            return host.read(image, timeout_s=deadline - time.monotonic())

        if self._shared:
            with suppress(HostGone):
                return read(self._shared)
        with self._own.borrow() as host:
            return read(host)
