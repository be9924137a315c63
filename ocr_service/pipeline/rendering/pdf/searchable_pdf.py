"""The searchable PDF: the document's own pages, untouched, with its words laid over them unseen."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from ocr_service.domain.document import DocumentRequest
from ocr_service.domain.page import Page
from ocr_service.errors import OutputNotAvailable
from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.limits.command import check_memory, run_command
from ocr_service.pipeline.rendering.pdf.glyphless import add_font
from ocr_service.pipeline.rendering.pdf.invisible_text import (
    FONT_NAME,
    invisible_text,
    shown_size,
    words_to_lay,
)
from ocr_service.pipeline.rendering.pdf.page_frame import PageFrame, page_frames
from ocr_service.pipeline.rendering.pdf.pdf_file import PdfFile, number
from ocr_service.pipeline.rendering.pdf.picture_stream import add_picture
from ocr_service.pipeline.understanding.stored_document import StoredDocument

FILE_NAME = "document.pdf"
_QPDF_PAGE_S = 1.0
_QPDF_WARNINGS = 3
# qpdf makes an overlay smaller to fit its page, never larger. A page whose unit is not the point
# (UserUnit) would get words of half the size, so all overlays are drawn larger than any page.
_ENLARGED = 10


def write_searchable_pdf(
    request: DocumentRequest, inspection: Inspection, document: StoredDocument, work: Path
) -> str:
    """Write ``document.pdf``; returns its name. Raises ``OutputNotAvailable`` without qpdf or when qpdf refuses."""
    target = request.output_folder / FILE_NAME
    try:
        if inspection.is_pdf:
            lay_over_pdf(inspection, document, target, work)
        else:
            wrap_pictures(request, document, target)
    except Exception:
        target.unlink(missing_ok=True)
        raise
    return FILE_NAME


def wrap_pictures(
    request: DocumentRequest, document: StoredDocument, target: Path, *, archive_colours: bytes = b""
) -> None:
    """Pictures as the pages of a PDF, their words over them; of a PDF/A with the profile ``archive_colours``."""
    with PdfFile(target, title=Path(request.filename).stem, archive_colours=archive_colours) as pdf:
        font = add_font(pdf)
        for page in document.pages():
            picture = add_picture(
                pdf, request.source, request.media_type, page.number - 1, keeps_cmyk=not archive_colours
            )
            width, height = shown_size(page)
            place = placement(picture.orientation, number(width), number(height))
            drawing = f"q {place} cm /P Do Q\n".encode()
            pdf.add_page(
                width=width,
                height=height,
                content=drawing + invisible_text(page),
                resources=f"/XObject << /P {picture.number} 0 R >> /Font << /{FONT_NAME} {font} 0 R >>",
            )


def placement(orientation: int, width: str, height: str) -> str:
    """The matrix that shows a stored picture upright on a page of that size, by what EXIF calls its orientation."""
    return {
        2: f"-{width} 0 0 {height} {width} 0",
        3: f"-{width} 0 0 -{height} {width} {height}",
        4: f"{width} 0 0 -{height} 0 {height}",
        5: f"0 -{height} -{width} 0 {width} {height}",
        6: f"0 -{height} {width} 0 0 {height}",
        7: f"0 {height} {width} 0 0 0",
        8: f"0 {height} -{width} 0 {width} 0",
    }.get(orientation, f"{width} 0 0 {height} 0 0")


def _unturned(rotate: int, width: float, height: float) -> bytes:
    """Words stand in the page as it is shown; its content, of this size, is drawn before the viewer turns it."""
    turns = {
        90: f"0 1 -1 0 {number(width)} 0",
        180: f"-1 0 0 -1 {number(width)} {number(height)}",
        270: f"0 -1 1 0 0 {number(height)}",
    }
    return f"q {turns.get(rotate, '1 0 0 1 0 0')} cm\n".encode()


def lay_over_pdf(inspection: Inspection, document: StoredDocument, target: Path, work: Path) -> bool:
    """Write the PDF with words over the pages that lack them; False when none does and it was only copied.

    Raises ``OutputNotAvailable``.
    """
    overlay = work / "overlay.pdf"
    has_qpdf = shutil.which("qpdf") is not None
    frames = page_frames(inspection, work) if has_qpdf else {}
    numbers = _write_overlay(document, frames, overlay)
    if not numbers:
        shutil.copyfile(inspection.original, target)
        return False
    if not has_qpdf:
        raise OutputNotAvailable("Searchable PDFs of PDFs need qpdf. Install the package qpdf.")
    # PDF/A wants the line end, and a document that is one shall stay one.
    argv = ["qpdf", "--no-warn", "--warning-exit-0", "--newline-before-endstream"]
    argv += [*_key(inspection), str(inspection.original)]
    argv += ["--overlay", str(overlay), f"--to={_ranges(numbers)}", "--", str(target)]
    finished = check_memory(run_command(argv, timeout_s=10 + _QPDF_PAGE_S * inspection.page_count))
    overlay.unlink()
    if finished.status not in (0, _QPDF_WARNINGS):
        raise OutputNotAvailable("The PDF's structure is too damaged to add text to it.")
    return True


def _key(inspection: Inspection) -> Sequence[str]:
    if inspection.unlocked:
        return [f"@{inspection.unlocked.key}"]
    return [f"--password={inspection.password}"] if inspection.password else []


def _write_overlay(document: StoredDocument, frames: Mapping[int, PageFrame], overlay: Path) -> list[int]:
    """A PDF of nothing but words, for the pages that need them; returns these pages' numbers."""
    numbers = []
    # qpdf packs the pages' streams anew.
    with PdfFile(overlay, is_kept=False) as pdf:
        font = add_font(pdf)
        for page in document.pages():
            if words_to_lay(page):
                frame = frames.get(page.number) or PageFrame.whole(*shown_size(page))
                _add_words(pdf, page, frame, font)
                numbers.append(page.number)
    return numbers


def _add_words(pdf: PdfFile, page: Page, frame: PageFrame, font: int) -> None:
    """The trimmed part of the page, which is where qpdf will lay it; words stand from the whole page's corner."""
    shown_width, shown_height = shown_size(page)
    across, up = _ENLARGED * frame.width / shown_width, _ENLARGED * frame.height / shown_height
    left, below = -_ENLARGED * frame.trimmed.x0, -_ENLARGED * frame.trimmed.y0
    place = f"q {across:.5f} 0 0 {up:.5f} {number(left)} {number(below)} cm\n".encode()
    width, height = _ENLARGED * frame.trimmed.width, _ENLARGED * frame.trimmed.height
    if frame.untold % 180:
        width, height = height, width
    turn = _unturned(frame.untold, width, height)
    pdf.add_page(
        width=width,
        height=height,
        content=turn + place + invisible_text(page) + b"\nQ Q",
        resources=f"/Font << /{FONT_NAME} {font} 0 R >>",
    )


def _ranges(numbers: Sequence[int]) -> str:
    """``1,2,3,7`` as ``1-3,7``: a thousand pages fit one argument."""
    parts: list[list[int]] = []
    for each in numbers:
        if parts and each == parts[-1][1] + 1:
            parts[-1][1] = each
        else:
            parts.append([each, each])
    return ",".join(f"{first}-{last}" if last > first else str(first) for first, last in parts)
