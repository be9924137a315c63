"""Part a pile at its separator sheets: look at each page, then write each part as a PDF of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from ocr_service.domain.document import PARTS_FOLDER, DocumentRequest, Part
from ocr_service.domain.task import part_id
from ocr_service.errors import DocumentCorrupt, PageTimeout, SeparatorsUnavailable
from ocr_service.pipeline.dividing.parts import parts_of
from ocr_service.pipeline.dividing.sheets import DPI, Sheet, can_read_codes, sheet_of
from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.identify.pdf_objects import TRAILER, Source, member, read_object, write_changes
from ocr_service.pipeline.imaging.drawing.pdf_drawing import drawing
from ocr_service.pipeline.limits.command import check_memory, run_command

_PAGES_AT_ONCE = 8
# No sheet of this kind is larger; a plan is not drawn for it.
_LONGEST_POINTS = 1_300
_CUT_S = 60
_WARNINGS = 3
# Which of its layers are shown, and what else of a catalog pages need.
_LAYERS = "/OCProperties"
_OF_PAGES = ("/Type", "/Pages", _LAYERS, "/AcroForm")


def divide(
    document: Inspection, request: DocumentRequest, work: Path, tell: Callable[[int], None]
) -> tuple[Part, ...]:
    """The parts, each written below the request's outputs; none where no separator sheet was found.

    ``tell`` is told how many pages were looked at. Raises ``SeparatorsUnavailable``,
    ``DocumentCorrupt``, ``MemoryLimit``, ``DiskLimit``, ``PageTimeout``.
    """
    if not can_read_codes() or shutil.which("qpdf") is None:
        raise SeparatorsUnavailable
    sheets = list[Sheet]()
    for some in _sheets(document, work, request.limits.page_timeout_s):
        sheets += some
        tell(len(sheets))
    folder = request.output_folder / PARTS_FOLDER
    found = [
        Part(
            number=number,
            task_id=part_id(request.task_id, number),
            first_page=pages.first,
            last_page=pages.last,
        )
        for number, pages in enumerate(parts_of(sheets), start=1)
    ]
    changes = _layers_alone(document, work) if found else None
    for part in found:
        folder.mkdir(exist_ok=True)
        _cut(document, part, request.output_folder / part.file, changes)
        tell(len(sheets))
    return tuple(found)


def _sheets(document: Inspection, work: Path, page_s: float) -> Iterator[list[Sheet]]:
    """What the pages are, some at a time. One that cannot be drawn, or is larger than any sheet, is a page."""
    for first in range(1, document.page_count + 1, _PAGES_AT_ONCE):
        last = min(first + _PAGES_AT_ONCE - 1, document.page_count)
        numbers = range(first, last + 1)
        if not any(_may_be_sheet(document, number) for number in numbers):
            yield [Sheet.PAGE] * len(numbers)
            continue
        try:
            with drawing(
                document, first, last, dpi=DPI, folder=work, timeout_s=page_s * len(numbers)
            ) as drawn:
                yield [
                    sheet_of(drawn.complete[number], DPI) if number in drawn.complete else Sheet.PAGE
                    for number in numbers
                ]
        except PageTimeout:
            yield [Sheet.PAGE] * len(numbers)


def _may_be_sheet(document: Inspection, number: int) -> bool:
    shape = document.shapes.get(number)
    return shape is not None and max(shape.width, shape.height) <= _LONGEST_POINTS


def _layers_alone(document: Inspection, work: Path) -> Path | None:
    """For a document with layers: changes that leave nothing but them, and its forms, in the catalog.

    Without the catalog a layer that it switches off is on the page. Attachments, titles and bookmarks belong to the
    whole; nobody can say to which part.
    """
    source = Source(document.source)
    trailer = read_object(source, TRAILER, work)
    name = trailer.get("/Root")
    catalog = member(source, trailer, "/Root", work)
    if _LAYERS not in catalog or not isinstance(name, str):
        return None
    changes = work / "parts.json"
    kept = {key: catalog[key] for key in _OF_PAGES if key in catalog}
    write_changes(changes, {TRAILER: {"value": {"/Root": name}}, name: {"value": kept}})
    return changes


def _cut(document: Inspection, part: Part, target: Path, changes: Path | None) -> None:
    """The same for the same pages, so that a repetition writes the same bytes."""
    pages = f"{part.first_page}-{part.last_page}"
    argv: list[str | Path] = ["qpdf", "--no-warn", "--deterministic-id"]
    if changes is None:
        argv += ["--empty", "--pages", document.source]
    else:
        argv += [document.source, f"--update-from-json={changes}", "--pages", "."]
    argv += [pages, "--", target]
    done = run_command(argv, timeout_s=_CUT_S, is_opening=True)
    check_memory(done)
    if done.status not in (0, _WARNINGS):
        raise DocumentCorrupt(f"Its pages {pages} cannot be written as a file of their own.")
