"""Tesseract as a program: one run per picture, memory that the system takes back after each."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ocr_service.domain.page import Page
from ocr_service.domain.ports import PageImage
from ocr_service.engines.light_pytesseract import pytesseract
from ocr_service.engines.picture_file import quick_copy
from ocr_service.engines.word_table import page_from_words, read_words
from ocr_service.errors import EngineFailed, MemoryLimit, OcrServiceError, PageTimeout

NATIVE_RENDERINGS = {"hocr": ".hocr", "alto": ".xml", "txt": ".txt", "tsv": ".tsv"}
_SIGKILL, _SIGABRT = -9, -6


@dataclass
class TesseractEngine:
    """Reads pictures with the ``tesseract`` command through pytesseract.

    ``renderings`` are the native outputs besides the word table that each run shall write.
    """

    name: str = "tesseract"
    renderings: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=lambda: {"OMP_THREAD_LIMIT": "1"})

    def __post_init__(self) -> None:
        # Threads inside Tesseract slow it down by up to 9 x when pages already run in parallel
        # (tesseract issue 3109); pytesseract hands its own environment on.
        os.environ.update(self.environment)

    @cached_property
    def _languages(self) -> frozenset[str]:
        return frozenset(pytesseract.get_languages()) - {"osd"}

    def languages(self) -> frozenset[str]:
        """The language packs installed."""
        return self._languages

    def recognize(
        self, image: PageImage, *, language: str, psm: int, timeout_s: float, outputs: Path | None
    ) -> tuple[Page, Mapping[str, Path]]:
        """Read one picture in one run of Tesseract; errors as in the protocol."""
        with tempfile.TemporaryDirectory(prefix="read-", dir=image.path.parent) as folder:
            base = outputs or Path(folder) / "page"
            renderings = self.renderings if outputs else ()
            picture = quick_copy(image, Path(folder))
            _run(
                picture,
                image.dpi,
                base,
                language=language,
                psm=psm,
                timeout_s=timeout_s,
                renderings=renderings,
            )
            table = base.with_name(base.name + ".tsv")
            with table.open(encoding="utf-8", errors="replace") as lines:
                page = page_from_words(read_words(lines), image, language)
        return page, {name: base.with_name(base.name + NATIVE_RENDERINGS[name]) for name in renderings}


def _run(
    picture: Path,
    dpi: int,
    base: Path,
    *,
    language: str,
    psm: int,
    timeout_s: float,
    renderings: Sequence[str],
) -> None:
    wanted = " ".join(f"-c tessedit_create_{name}=1" for name in {"tsv", *renderings})
    config = f"--psm {psm} --dpi {dpi} {wanted}"
    try:
        pytesseract.pytesseract.run_tesseract(
            str(picture), str(base), "tsv", language, config=config, timeout=timeout_s
        )
    except pytesseract.TesseractNotFoundError as error:
        raise EngineFailed("Tesseract is not installed. Install the package tesseract-ocr.") from error
    except pytesseract.TesseractError as error:
        raise _named(error) from error
    except RuntimeError as error:
        raise PageTimeout from error


def _named(error: pytesseract.TesseractError) -> OcrServiceError:
    """Tesseract ends by SIGABRT when ``new`` fails, and by SIGKILL at the hands of the kernel."""
    said = str(error.message)
    if error.status in (_SIGKILL, _SIGABRT) or "bad_alloc" in said or "alloc" in said.lower():
        return MemoryLimit()
    return EngineFailed(f"Tesseract ended with status {error.status}. See the worker's log.")
