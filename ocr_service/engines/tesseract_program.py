"""Tesseract as a program: one run per picture, memory that the system takes back after each."""

from __future__ import annotations

import tempfile
from pathlib import Path

from ocr_service.domain.ports import PageImage
from ocr_service.engines.light_pytesseract import pytesseract
from ocr_service.engines.picture_file import quick_copy
from ocr_service.errors import DocumentCrashed, EngineFailed, MemoryLimit, OcrServiceError, PageTimeout

_SIGKILL, _SIGABRT = -9, -6


def rows_by_program(image: PageImage, *, language: str, psm: int, timeout_s: float) -> list[str]:
    """The table of a picture's words, read by pytesseract in one run.

    Raises ``PageTimeout``, ``MemoryLimit``, ``DocumentCrashed``, ``EngineFailed``.
    """
    with tempfile.TemporaryDirectory(prefix="read-", dir=image.path.parent) as folder:
        picture, base = quick_copy(image, Path(folder)), Path(folder) / "page"
        config = f"--psm {psm} --dpi {image.dpi}"
        try:
            pytesseract.pytesseract.run_tesseract(
                str(picture), str(base), "tsv", language, config=f"{config} tsv", timeout=timeout_s
            )
        except pytesseract.TesseractNotFoundError as error:
            raise EngineFailed("Tesseract is not installed. Install the package tesseract-ocr.") from error
        except pytesseract.TesseractError as error:
            raise _named(error) from error
        except RuntimeError as error:
            raise PageTimeout from error
        return base.with_suffix(".tsv").read_text(encoding="utf-8", errors="replace").split("\n")


def _named(error: pytesseract.TesseractError) -> OcrServiceError:
    """Tesseract ends by SIGABRT when ``new`` fails, and by SIGKILL at the hands of the kernel."""
    status, said = error.status, str(error.message)
    if status in (_SIGKILL, _SIGABRT) or "bad_alloc" in said or "alloc" in said.lower():
        return MemoryLimit()
    if status < 0:
        return DocumentCrashed(f"Tesseract was ended by signal {-status} while it read this page.")
    return EngineFailed(f"Tesseract ended with status {status}. See the worker's log.")
