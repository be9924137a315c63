"""Which renderings a run writes, and where they lie."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from ocr_service.domain.document import DocumentRequest
from ocr_service.domain.status import Output
from ocr_service.errors import DocumentError, MemoryLimit, OutputNotAvailable, PageTimeout
from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.rendering.page_images import write_page_images
from ocr_service.pipeline.rendering.pdf.pdf_a import write_pdf_a
from ocr_service.pipeline.rendering.pdf.searchable_pdf import write_searchable_pdf
from ocr_service.pipeline.rendering.pdf.signature import broken_signature
from ocr_service.pipeline.rendering.text_files import write_text
from ocr_service.pipeline.understanding.stored_document import StoredDocument
from ocr_service.renderings.of_pages import OF_PAGES

Writer = Callable[[DocumentRequest, Inspection, StoredDocument, Path], str]

WRITERS: Mapping[Output, Writer] = {
    **{output: partial(write_text, output) for output in OF_PAGES},
    Output.PDF: write_searchable_pdf,
    Output.PDF_A: write_pdf_a,
    Output.IMAGES: write_page_images,
}


_WITH_SIGNATURE = (Output.PDF, Output.PDF_A)
# What shows the document's own pages: an invoice in XML has none.
_OF_PAGES = (Output.PDF, Output.PDF_A, Output.IMAGES)
_NO_PAGES = "An invoice in XML has no pages to draw. Ask for `markdown` or `text`."
_COULD_NOT = "The output `{}` could not be made"
_TOO_SLOW = "Writing it took longer than a document of so many pages may take. Split the document, or ask for another output."
_ALLOWANCE_S, _ALLOWANCE_PAGE_S = 60.0, 2.0

Outcome = tuple[Mapping[str, str], tuple[str, ...]]


def _reason(failure: OutputNotAvailable | DocumentError | MemoryError) -> str:
    if isinstance(failure, MemoryError):
        return MemoryLimit().detail
    # Writing has times of its own, which no setting changes.
    return _TOO_SLOW if isinstance(failure, PageTimeout) else failure.detail


def render(
    request: DocumentRequest,
    inspection: Inspection,
    document: StoredDocument,
    work: Path,
    begin: Callable[[float], None],
) -> Outcome:
    """Rendering name -> file name in the output folder, and a warning for each that could not be made.

    ``begin`` is told before each rendering how many seconds it may take. Where a PDF/A cannot be made there
    is the plain PDF.
    """
    written: dict[str, str] = {}
    warnings: list[str] = []
    wanted = deque(output for output in WRITERS if output in request.options.outputs)
    if inspection.is_xml:
        warnings += [f"{_COULD_NOT.format(one.value)}: {_NO_PAGES}" for one in wanted if one in _OF_PAGES]
        wanted = deque(one for one in wanted if one not in _OF_PAGES)
    while wanted:
        output = wanted.popleft()
        begin(_ALLOWANCE_S + _ALLOWANCE_PAGE_S * document.page_count)
        try:
            written[output.value] = name = WRITERS[output](request, inspection, document, work)
        except (OutputNotAvailable, DocumentError, MemoryError) as failure:
            warnings.append(f"{_COULD_NOT.format(output.value)}: {_reason(failure)}")
            if output is Output.PDF_A and Output.PDF not in request.options.outputs:
                wanted.append(Output.PDF)
        else:
            if output in _WITH_SIGNATURE:
                warnings += broken_signature(inspection, request.output_folder / name, work)
    return written, tuple(warnings)
