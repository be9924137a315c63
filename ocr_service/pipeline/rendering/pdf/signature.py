"""Does a PDF carry a signature, which ends when words are laid over its pages?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.identify.pdf_objects import TRAILER, Source, member, read_object

_SIGNATURES_EXIST = 1


def broken_signature(inspection: Inspection, written: Path, work: Path) -> Sequence[str]:
    """The warning that a signed document was written with changes, where that is so."""
    if not inspection.is_pdf or written.stat().st_size == inspection.original.stat().st_size:
        return []
    source = Source(inspection.source, inspection.password)
    catalog = member(source, read_object(source, TRAILER, work), "/Root", work)
    flags = member(source, catalog, "/AcroForm", work).get("/SigFlags", 0)
    if not isinstance(flags, int) or not flags & _SIGNATURES_EXIST:
        return []
    return [f"The PDF is signed; in `{written.name}` the signature is not valid any more. Keep the original."]
