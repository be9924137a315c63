"""Tesseract as a program, run by pytesseract: one run a picture, memory that the system takes back after each."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from ocr_service.domain.page import Page
from ocr_service.domain.ports import PageImage, PageTurn
from ocr_service.engines.installation import installation
from ocr_service.engines.lean_pytesseract import pytesseract, run_tesseract
from ocr_service.engines.picture_file import quick_copy
from ocr_service.engines.word_table import page_from_words, read_words
from ocr_service.errors import DocumentCrashed, EngineFailed, MemoryLimit, OcrServiceError, PageTimeout

_SIGKILL, _SIGABRT = -9, -6
_NOT_FOUND = 127
_SAID_BYTES = 4_000
_MISSING = "Tesseract is not installed. Install the package tesseract-ocr."
# A small program of ours of the same name, which keeps what the real one complains of.
_PROGRAM = Path(__file__).parent / "programs" / "tesseract"
# Of the image library, of ``new``, and of the loader of libraries.
_OUT_OF_MEMORY = ("alloc", "failed to map segment")


class TesseractEngine:
    """Reads pictures with the installed Tesseract, one thread a picture."""

    name = "tesseract"

    def __init__(self) -> None:
        # Pages already run in parallel; more threads slow Tesseract down by up to 9 x (tesseract issue 3109).
        os.environ["OMP_THREAD_LIMIT"] = "1"
        pytesseract.pytesseract.tesseract_cmd = str(_PROGRAM)

    def languages(self) -> frozenset[str]:
        """The language packs installed."""
        return installation().languages

    def recognize(self, image: PageImage, *, language: str, psm: int, timeout_s: float) -> Page:
        """Read one picture; errors as in the protocol."""
        with tempfile.TemporaryDirectory(prefix="read-", dir=image.path.parent) as folder:
            table = _table(image, Path(folder), language=language, psm=psm, timeout_s=timeout_s)
        return page_from_words(read_words(table.split("\n")), image, language)

    def find_turn(self, image: PageImage, *, timeout_s: float) -> PageTurn | None:
        """Which way up the picture stands; errors as in the protocol."""
        return turn_by_program(image, timeout_s=timeout_s)

    def rest(self) -> None:
        """Nothing to do: the program ends with each picture."""

    def warm(self) -> None:
        """Nothing to do: the program starts anew for each picture."""


def turn_by_program(image: PageImage, *, timeout_s: float) -> PageTurn | None:
    """Which way up a picture stands, with the model for it; None when there is too little text, or no such model.

    Raises ``PageTimeout``.
    """
    try:
        found = pytesseract.image_to_osd(
            str(image.path),
            config=f"--dpi {max(70, image.dpi)}",
            output_type=pytesseract.Output.DICT,
            timeout=timeout_s,
        )
    except pytesseract.TesseractError:
        return None
    except RuntimeError as error:
        raise PageTimeout from error
    return PageTurn(int(found["rotate"]), float(found["orientation_conf"]))


def _table(image: PageImage, folder: Path, *, language: str, psm: int, timeout_s: float) -> str:
    """The table of a picture's words.

    By the function under ``image_to_data``, which would save a picture of its own and open it for its format.
    """
    picture, base = quick_copy(image, folder), folder / "page"
    config = f"--psm {psm} --dpi {image.dpi} tsv"
    try:
        run_tesseract(str(picture), str(base), "tsv", language, config=config, timeout=timeout_s)
    except pytesseract.TesseractNotFoundError as error:
        raise EngineFailed(_MISSING) from error
    except pytesseract.TesseractError as error:
        raise _named(error.status, _said(base)) from error
    except RuntimeError as error:
        raise PageTimeout from error
    if _is_out_of_memory(_said(base)):
        # It went on without the picture, as if the page were empty.
        raise MemoryLimit
    return base.with_suffix(".tsv").read_text(encoding="utf-8", errors="replace")


def _said(base: Path) -> str:
    """What it complained of first."""
    try:
        with base.with_suffix(".said").open("rb") as file:
            return file.read(_SAID_BYTES).decode(errors="replace")
    except FileNotFoundError:
        return ""


def _is_out_of_memory(said: str) -> bool:
    return any(complaint in said for complaint in _OUT_OF_MEMORY)


def _named(status: int, said: str) -> OcrServiceError:
    """Tesseract ends by SIGABRT when ``new`` fails, and by SIGKILL at the hands of the kernel."""
    if status in (_SIGKILL, _SIGABRT) or _is_out_of_memory(said):
        return MemoryLimit()
    if status == _NOT_FOUND:
        return EngineFailed(_MISSING)
    if status < 0:
        return DocumentCrashed(f"Tesseract was ended by signal {-status} while it read this page.")
    return EngineFailed(f"Tesseract ended with status {status}. See the worker's log.")
