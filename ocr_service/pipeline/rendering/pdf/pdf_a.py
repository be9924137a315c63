"""The searchable PDF as PDF/A-2b, for archives. It is not validated here; docs/renderings.md says what was shown."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ocr_service.domain.document import DocumentRequest
from ocr_service.errors import OutputNotAvailable
from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.identify.pdf_objects import (
    TRAILER,
    Source,
    change_objects,
    member,
    properties_of,
    read_object,
    stream_data,
    stream_object,
)
from ocr_service.pipeline.limits.command import check_memory, run_command
from ocr_service.pipeline.limits.memory_table import MemoryTable
from ocr_service.pipeline.rendering.pdf.pdf_file import PRODUCER
from ocr_service.pipeline.rendering.pdf.searchable_pdf import lay_over_pdf, wrap_pictures
from ocr_service.pipeline.rendering.pdf.srgb import srgb_profile
from ocr_service.pipeline.rendering.pdf.xmp import xmp_packet
from ocr_service.pipeline.understanding.stored_document import StoredDocument

FILE_NAME = "document.pdfa.pdf"
_TIMEOUT_S, _TIMEOUT_PAGE_S = 20.0, 2.0
# Ghostscript keeps something of every page: 26 MB for one, 40 MB for 180, 85 MB for 990.
_GHOSTSCRIPT_MB, _GHOSTSCRIPT_PAGE_MB = 28, 0.08
# What Ghostscript says of a page that it could not read or had to change.
_COMPLAINTS = (
    "may be incorrect",
    "Error reading",
    "Unrecoverable error",
    "will not be present in output file",
)
_ANY_PART = re.compile(rb"pdfaid:part\s*[=>]")
_LEVEL_B = re.compile(rb"pdfaid:conformance\s*(?:=\s*[\"']|>)\s*B")
# No picture loses anything: JPEGs go through as they are, other pictures are packed without loss.
_SETTINGS = (
    *("-dSAFER", "-dBATCH", "-dNOPAUSE", "-q", "-sstdout=%stderr", "-sDEVICE=pdfwrite"),
    *("-dPDFA=2", "-dPDFACompatibilityPolicy=1", "-sColorConversionStrategy=RGB", "-dAutoRotatePages=/None"),
    # Marks and form fields are drawn on their page: left as they are, many are what PDF/A forbids.
    *("-dPreserveAnnots=false", "-dPrinted=false"),
    *("-dAutoFilterColorImages=false", "-dAutoFilterGrayImages=false"),
    *("-dColorImageFilter=/FlateEncode", "-dGrayImageFilter=/FlateEncode"),
    *("-dDownsampleColorImages=false", "-dDownsampleGrayImages=false", "-dDownsampleMonoImages=false"),
)
_INTENT = """[/_objdef {{profile}} /type /stream /OBJ pdfmark
[{{profile}} << /N 3 >> /PUT pdfmark
[{{profile}} <{profile}> (r) file /PUT pdfmark
[/_objdef {{intent}} /type /dict /OBJ pdfmark
[{{intent}} << /Type /OutputIntent /S /GTS_PDFA1 /DestOutputProfile {{profile}} /OutputConditionIdentifier (sRGB) /Info (sRGB) >> /PUT pdfmark
[{{Catalog}} << /OutputIntents [{{intent}}] >> /PUT pdfmark
"""


def write_pdf_a(
    request: DocumentRequest, inspection: Inspection, document: StoredDocument, work: Path
) -> str:
    """Write ``document.pdfa.pdf``; returns its name.

    Raises ``OutputNotAvailable`` with the reason: encryption, no Ghostscript, what it cannot keep.
    """
    target = request.output_folder / FILE_NAME
    try:
        if inspection.is_pdf:
            _check_length(inspection.page_count, MemoryTable.of(request.limits).program_mb)
            _convert(inspection, document, target, work)
        else:
            wrap_pictures(request, document, target, archive_colours=srgb_profile())
    except Exception:
        target.unlink(missing_ok=True)
        raise
    return FILE_NAME


def _check_length(page_count: int, program_mb: int) -> None:
    most = max(0, int((program_mb - _GHOSTSCRIPT_MB) / _GHOSTSCRIPT_PAGE_MB))
    if page_count > most:
        raise OutputNotAvailable(f"PDF/A of more than {most} pages takes more memory than a worker may have.")


def _convert(inspection: Inspection, document: StoredDocument, target: Path, work: Path) -> None:
    if str(inspection.properties.get("encrypted", "no")).startswith("yes"):
        raise OutputNotAvailable("The PDF is encrypted, which PDF/A forbids. Remove its protection first.")
    if shutil.which("qpdf") is None:
        raise OutputNotAvailable("PDF/A of PDFs needs qpdf. Install the package qpdf.")
    searchable, rewritten = work / "searchable.pdf", work / "rewritten.pdf"
    try:
        has_new_words = lay_over_pdf(inspection, document, searchable, work)
        made = Source(searchable)
        catalog = member(made, read_object(made, TRAILER, work), "/Root", work)
        if _is_pdf_a(made, catalog, work, has_new_words=has_new_words):
            searchable.rename(target)
            return
        if "/EmbeddedFiles" in member(made, catalog, "/Names", work):
            raise OutputNotAvailable("The PDF has attached files, which PDF/A-2b cannot keep.")
        _rewrite(searchable, rewritten, inspection.page_count, work)
        _describe(rewritten, target, properties_of(made, work), work)
    finally:
        searchable.unlink(missing_ok=True)
        rewritten.unlink(missing_ok=True)


def _is_pdf_a(source: Source, catalog: Mapping[str, Any], work: Path, *, has_new_words: bool) -> bool:
    """True when the document says so itself: rewritten it would lose its tags and its attached files.

    With new words it stays one of level B; the other levels want every word tagged, or mapped without exception.
    """
    description = stream_data(source, str(catalog.get("/Metadata", "")), work)
    return (_LEVEL_B if has_new_words else _ANY_PART).search(description) is not None


def _rewrite(source: Path, target: Path, page_count: int, work: Path) -> None:
    """Let Ghostscript embed fonts, turn all colours into RGB, and drop what PDF/A forbids."""
    if shutil.which("gs") is None:
        raise OutputNotAvailable("PDF/A of PDFs needs Ghostscript. Install the package ghostscript.")
    profile, intent = work / "srgb.icc", work / "intent.ps"
    profile.write_bytes(srgb_profile())
    intent.write_text(_INTENT.format(profile=str(profile).encode().hex()), encoding="ascii")
    # Its temporary files hold all pictures; in the run's own folder they go with it.
    argv = ["env", f"TMPDIR={work}", "gs", *_SETTINGS, f"--permit-file-read={profile}"]
    finished = check_memory(
        run_command(
            [*argv, f"-sOutputFile={target}", intent, source],
            timeout_s=_TIMEOUT_S + _TIMEOUT_PAGE_S * page_count,
        )
    )
    if finished.status != 0 or any(complaint in finished.stderr for complaint in _COMPLAINTS):
        raise OutputNotAvailable("Ghostscript could not turn every page of this PDF into PDF/A.")


def _describe(source: Path, target: Path, properties: Mapping[str, str], work: Path) -> None:
    """Put back the properties, of which Ghostscript keeps only what is ASCII."""
    told = {**properties, "Producer": PRODUCER}
    change_objects(source, target, dict(_descriptions(source, told, work)), work)


def _descriptions(
    source: Path, told: Mapping[str, str], work: Path
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    trailer = read_object(Source(source), TRAILER, work)
    catalog = member(Source(source), trailer, "/Root", work)
    packet = stream_object({"/Type": "/Metadata", "/Subtype": "/XML"}, xmp_packet(told))
    yield str(catalog["/Metadata"]), packet
    if "/Info" in trailer:
        yield str(trailer["/Info"]), {"value": {f"/{name}": f"u:{text}" for name, text in told.items()}}
