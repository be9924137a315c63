"""The PaddleOCR models through RapidOCR and ONNX, offline (extra ``rapidocr``): for photos.

Takes about 6 s of processor time and 1 GB a page; see docs/performance.md before choosing it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from ocr_service.domain.page import Box, Page, Word
from ocr_service.domain.ports import PageImage
from ocr_service.engines.word_table import page_from_words
from ocr_service.errors import EngineFailed, MemoryLimit, PageTimeout

# The models bundled with the package read Latin letters and Chinese.
_LANGUAGES = frozenset({"eng", "deu", "fra", "spa", "ita", "chi_sim"})


class RapidOcrEngine:
    """Finds lines with one network and reads them with another; knows no page layout."""

    name = "rapidocr"

    def languages(self) -> frozenset[str]:
        """What the bundled models read, whatever language is asked for."""
        return _LANGUAGES

    def recognize(self, image: PageImage, *, language: str, psm: int, timeout_s: float) -> Page:
        """Read one picture; ``psm`` means nothing here. The time is checked at the end, it cannot be cut."""
        start = time.monotonic()
        try:
            found = self._reader(str(image.path), return_word_box=True)
        except MemoryError as error:
            raise MemoryLimit from error
        except (RuntimeError, ImportError) as error:
            raise EngineFailed("RapidOCR failed. See the worker's log.") from error
        if time.monotonic() - start > timeout_s:
            raise PageTimeout
        lines = found.word_results if found.txts else ()
        return page_from_words(list(_words(lines)), image, language)

    def rest(self) -> None:
        """Nothing to do: loading the models again would take longer than most pages."""

    def warm(self) -> None:
        """Nothing to do: most documents are read by another engine."""

    @cached_property
    def _reader(self) -> Any:
        from rapidocr import RapidOCR

        return RapidOCR(params={"Global.log_level": "error"})


def _words(lines: Any) -> Iterator[Word]:
    """Each line is a paragraph of one block; corners become a box."""
    for number, line in enumerate(lines):
        for text, score, corners in line:
            if text.strip():
                yield Word(text.strip(), _box(corners), round(100 * float(score), 2), 1, number + 1, 1)


def _box(corners: Any) -> Box:
    across, down = [float(x) for x, _ in corners], [float(y) for _, y in corners]
    return Box(min(across), min(down), max(across) - min(across), max(down) - min(down))
