"""Pages read by networks, in a process of their own that all documents share (extra ``neural``)."""

from __future__ import annotations

import logging
import time
from functools import partial

from ocr_service.domain.page import Page
from ocr_service.domain.ports import PageImage
from ocr_service.domain.status import NEURAL_LANGUAGES
from ocr_service.engines.hosting.host_process import Hosts
from ocr_service.engines.neural.client import NeuralHost
from ocr_service.engines.neural.rows import in_blocks
from ocr_service.engines.word_table import page_from_words, read_words
from ocr_service.errors import EngineFailed, OcrServiceError

log = logging.getLogger(__name__)

_ONE_BLOCK = 6


class NeuralEngine:
    """Finds lines with one network and reads them with another, whatever Latin language they are in."""

    name = "neural"

    def __init__(self, model: str = "tiny") -> None:
        start = partial(NeuralHost, model)
        self._hosts = Hosts(start, start)

    def languages(self) -> frozenset[str]:
        """Those it was measured on."""
        return NEURAL_LANGUAGES

    def warm(self) -> None:
        """Start the process that all forked from this one have their pictures read by, unless it is there."""
        try:
            self._hosts.warm()
        except OcrServiceError as error:
            # Each document says so by itself if it cannot start one either.
            log.warning("neural reader not started ahead", extra={"error": str(error)})

    def recognize(self, image: PageImage, *, language: str, psm: int, timeout_s: float) -> Page:
        """Read one picture; errors as in the protocol."""
        if unknown := set(language.split("+")) - NEURAL_LANGUAGES:
            raise EngineFailed(f"The neural reader does not read `{'+'.join(sorted(unknown))}`.")
        words = read_words(self._read(image, timeout_s))
        return page_from_words(in_blocks(words, is_one_block=psm == _ONE_BLOCK), image, language)

    def rest(self) -> None:
        """End the processes that this one started."""
        self._hosts.rest()

    def _read(self, image: PageImage, timeout_s: float) -> list[str]:
        deadline = time.monotonic() + timeout_s
        return self._hosts.ask(lambda host: host.read(image, timeout_s=deadline - time.monotonic()))
