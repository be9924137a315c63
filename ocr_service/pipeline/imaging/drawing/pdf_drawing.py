"""Draw pages of a PDF with pdf2image: a run of them in one run of pdftoppm, within time and memory."""

from __future__ import annotations

import errno
import math
import os
import resource
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pdf2image import convert_from_path
from pdf2image.exceptions import PDFPopplerTimeoutError
from PIL import Image, UnidentifiedImageError

from ocr_service.errors import DiskLimit, DocumentCorrupt, EngineFailed, MemoryLimit, PageTimeout
from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.limits.command import is_out_of_memory
from ocr_service.pipeline.limits.resource_limits import lent

# Small programs of ours by the names that pdf2image looks for; they bound the real ones, or answer in their place.
_PROGRAMS = Path(__file__).parent / "poppler"
_SAID_BYTES = 4_000


class Torn(NamedTuple):
    """How many bytes a picture lacks, and how many it would have."""

    lacking: int
    whole: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Pictures (gray PGM) by page number, those that are not complete, and what poppler said."""

    complete: Mapping[int, Path]
    torn: Mapping[int, Torn]
    said: str


@contextmanager
def drawing(
    document: Inspection,
    first: int,
    last: int,
    *,
    dpi: int,
    folder: Path,
    timeout_s: float,
    at_most_bytes: int | None = None,
) -> Iterator[Drawing]:
    """The pages ``first`` to ``last`` as files in ``folder``, which are gone after the block unless they were moved.

    ``at_most_bytes`` is the memory that poppler gets where it is given more. A page that could not be drawn is in neither mapping. Raises ``PageTimeout``.
    """
    # The same for all pages of a run, whose process reads no other document.
    os.environ["OCR_PDF_PAGES"] = str(document.page_count)
    with tempfile.TemporaryDirectory(prefix="drawn-", dir=folder) as own:
        try:
            with lent(at_most_bytes):
                found = convert_from_path(
                    str(document.source),
                    dpi=dpi,
                    output_folder=own,
                    output_file="page",
                    first_page=first,
                    last_page=last,
                    userpw=document.password or "",
                    grayscale=True,
                    use_cropbox=True,
                    paths_only=True,
                    poppler_path=str(_PROGRAMS),
                    timeout=math.ceil(timeout_s),
                )
        except PDFPopplerTimeoutError as error:
            raise PageTimeout from error
        paths = [Path(str(path)) for path in found]
        found_as = {int(path.stem.rpartition("-")[2]): (_torn(path), path) for path in paths}
        yield Drawing(
            complete={number: path for number, (torn, path) in found_as.items() if not torn.lacking},
            torn={number: torn for number, (torn, _) in found_as.items() if torn.lacking},
            said=_said(Path(own)),
        )


def draw_page(
    document: Inspection,
    number: int,
    *,
    dpi: int,
    path: Path,
    timeout_s: float,
    at_most_bytes: int | None = None,
) -> str:
    """Draw one page at ``path``, as large as it is shown (poppler knows no UserUnit), and give what poppler said.

    Raises ``PageTimeout``, ``EngineFailed``, ``MemoryLimit``, ``DiskLimit``, ``DocumentCorrupt``, and ``OSError`` when
    the disk is full.
    """
    stored_dpi = max(1, round(dpi * document.unit(number)))
    with drawing(
        document,
        number,
        number,
        dpi=stored_dpi,
        folder=path.parent,
        timeout_s=timeout_s,
        at_most_bytes=at_most_bytes,
    ) as done:
        if number not in done.complete:
            raise _failure(number, done, path.parent)
        done.complete[number].replace(path)
    return done.said


def _torn(path: Path) -> Torn:
    """How much of the picture was not written; at least one byte when not even its head was."""
    try:
        with Image.open(path, formats=("PPM",)) as picture:
            head = f"P5\n{picture.width} {picture.height}\n255\n"
            whole = len(head) + picture.width * picture.height
            return Torn(max(0, whole - path.stat().st_size), whole)
    except (UnidentifiedImageError, OSError, ValueError):
        return Torn(1, 1)


def _said(folder: Path) -> str:
    for path in folder.glob("*.said"):
        with path.open("rb") as file:
            return file.read(_SAID_BYTES).decode(errors="replace")
    return ""


def _failure(number: int, done: Drawing, folder: Path) -> Exception:
    """Why a page is not there. How pdftoppm ended is not told; one that was killed has said nothing."""
    if number in done.torn:
        torn = done.torn[number]
        if _free_bytes(folder) < torn.lacking:
            return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        soft, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
        return DiskLimit() if soft != resource.RLIM_INFINITY and torn.whole > soft else MemoryLimit()
    if shutil.which("pdftoppm") is None:
        return EngineFailed("pdftoppm is not installed. Install poppler-utils, then retry the task.")
    if not done.said or is_out_of_memory(done.said):
        return MemoryLimit()
    return DocumentCorrupt(f"Page {number} is damaged and cannot be drawn.")


def _free_bytes(folder: Path) -> int:
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize
