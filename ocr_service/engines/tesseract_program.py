"""One run of Tesseract's program by pytesseract, for a table of words or for which way up a picture stands.

Imported with a document that it reads or ahead of all (``TesseractEngine.load``): pytesseract loads NumPy wherever it is
installed, which a process that reads with another engine does without (docs/decisions/0141).
"""

from __future__ import annotations

from pathlib import Path

import pytesseract
from pytesseract.pytesseract import run_tesseract

from ocr_service.domain.ports import PageImage, PageTurn
from ocr_service.engines.data_limits import complains_of_memory
from ocr_service.engines.picture_file import quick_copy
from ocr_service.errors import DocumentCrashed, EngineFailed, MemoryLimit, OcrServiceError, PageTimeout

_SIGKILL, _SIGABRT = -9, -6
_NOT_FOUND = 127
_SAID_BYTES = 4_000
_MISSING = "Tesseract is not installed. Install the package tesseract-ocr."
# A small program of ours of the same name, which keeps what the real one complains of.
pytesseract.pytesseract.tesseract_cmd = str(Path(__file__).parent / "programs" / "tesseract")


def turn_of(image: PageImage, *, timeout_s: float) -> PageTurn | None:
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


def table_of(image: PageImage, folder: Path, *, language: str, psm: int, timeout_s: float) -> str:
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
    if complains_of_memory(_said(base)):
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


def _named(status: int, said: str) -> OcrServiceError:
    """Tesseract ends by SIGABRT when ``new`` fails, and by SIGKILL at the hands of the kernel."""
    if status in (_SIGKILL, _SIGABRT) or complains_of_memory(said):
        return MemoryLimit()
    if status == _NOT_FOUND:
        return EngineFailed(_MISSING)
    if status < 0:
        return DocumentCrashed(f"Tesseract was ended by signal {-status} while it read this page.")
    return EngineFailed(f"Tesseract ended with status {status}. See the worker's log.")
