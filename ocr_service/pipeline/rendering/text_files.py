"""Write the renderings that are made of pages alone."""

from __future__ import annotations

from pathlib import Path

from ocr_service.domain.document import DocumentRequest
from ocr_service.domain.status import Output
from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.understanding.stored_document import StoredDocument
from ocr_service.renderings.of_pages import OF_PAGES


def write_text(
    output: Output, request: DocumentRequest, inspection: Inspection, document: StoredDocument, work: Path
) -> str:
    """Write one of ``OF_PAGES`` page by page; returns the name of its file."""
    rendering = OF_PAGES[output]
    with (request.output_folder / rendering.file_name).open("w", encoding="utf-8", newline="") as file:
        file.writelines(rendering.pieces(document.pages(), request.filename))
    return rendering.file_name
