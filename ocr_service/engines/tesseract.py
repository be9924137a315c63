"""Tesseract as a program, run by pytesseract: one run a picture, memory that the system takes back after each."""

from __future__ import annotations

import os
import tempfile
from importlib import import_module
from pathlib import Path

from ocr_service.domain.page import Page
from ocr_service.domain.ports import PageImage, PageTurn
from ocr_service.engines.installation import installation
from ocr_service.engines.word_table import page_from_words, read_words


class TesseractEngine:
    """Reads pictures with the installed Tesseract, one thread a picture."""

    name = "tesseract"

    def __init__(self) -> None:
        # Pages already run in parallel; more threads slow Tesseract down by up to 9 x (tesseract issue 3109).
        os.environ["OMP_THREAD_LIMIT"] = "1"
        # NumPy, which pytesseract loads where it is installed, would reserve 40 MB for each core, and never needs them here.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

    def languages(self) -> frozenset[str]:
        """The language packs installed."""
        return installation().languages

    def recognize(self, image: PageImage, *, language: str, psm: int, timeout_s: float) -> Page:
        """Read one picture; errors as in the protocol."""
        from ocr_service.engines.tesseract_program import table_of

        with tempfile.TemporaryDirectory(prefix="read-", dir=image.path.parent) as folder:
            table = table_of(image, Path(folder), language=language, psm=psm, timeout_s=timeout_s)
        return page_from_words(read_words(table.split("\n")), image, language)

    def find_turn(self, image: PageImage, *, timeout_s: float) -> PageTurn | None:
        """Which way up the picture stands; errors as in the protocol."""
        return turn_by_program(image, timeout_s=timeout_s)

    def rest(self) -> None:
        """Nothing to do: the program ends with each picture."""

    def warm(self) -> None:
        """Nothing to do: the program starts anew with each picture, and what runs it is loaded where it reads."""

    def load(self) -> None:
        """Load what runs the program."""
        load_what_runs_the_program()


def load_what_runs_the_program() -> None:
    """Import it, with NumPy where that is installed, for which a process that is bounded may have no memory."""
    import_module("ocr_service.engines.tesseract_program")


def turn_by_program(image: PageImage, *, timeout_s: float) -> PageTurn | None:
    """Which way up a picture stands, with the model for it; None when there is too little text, or no such model.

    Raises ``PageTimeout``.
    """
    from ocr_service.engines.tesseract_program import turn_of

    return turn_of(image, timeout_s=timeout_s)
