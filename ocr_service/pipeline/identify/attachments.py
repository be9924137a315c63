"""Files embedded in a document, such as the XML of an electronic invoice: their names, and the contents of those that are XML."""

from __future__ import annotations

import mmap
import re
import shutil
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from ocr_service.domain.attachment import Attachment
from ocr_service.errors import DocumentError
from ocr_service.pipeline.identify.associated_files import AssociatedFile, associated_files
from ocr_service.pipeline.identify.inspection import XML, Inspection, password_flags
from ocr_service.pipeline.identify.pdf_content import FILES_OF_PAGES
from ocr_service.pipeline.identify.pdf_objects import Source, stream_data
from ocr_service.pipeline.limits.command import run_command

_TIMEOUT_S = 5.0
_MAX_LISTED, _MAX_UNPACKED = 200, 20
_MAX_BYTES = 4_000_000
_LISTED = re.compile(r"^(\d+): (.+)$", re.MULTILINE)
# A catalog or page with /AF is readable as it is, or packed in an object stream.
_MAY_ASSOCIATE = (b"/AF", b"/ObjStm")
_DATA = frozenset({"Alternative", "Data", "Source"})


def read_attachments(document: Inspection, filename: str, folder: Path) -> tuple[Attachment, ...]:
    """The embedded files of a PDF, or an XML document itself; the first 200, of which up to 20 below 4 MB are unpacked.

    Files in the name tree, in annotations of pages, and in ``/AF`` of the catalog or of a page count, each once. What of it cannot be read
    is missing; the document loses nothing by it. ``filename`` is what the document itself is called.
    """
    if document.media_type == XML:
        content = document.source.read_bytes()
        return (Attachment(name=filename, content=content, relationship="Alternative"),)
    if not document.is_pdf:
        return ()
    listed = _listed(document, folder)
    associated = _associated(document, folder, has_listed=bool(listed))
    relationships = {file.name: file.relationship for file in reversed(associated)}
    files = [
        *_unpacked(document, listed, relationships, folder),
        *_beyond({name for _, name in listed}, associated, document, folder),
    ]
    return tuple(files)


def _listed(document: Inspection, folder: Path) -> Sequence[tuple[int, str]]:
    """Number and name of what pdfdetach finds: the name tree and annotations."""
    listing = folder / "attachments.txt"
    argv = ["pdfdetach", *password_flags(document), "-list", str(document.source)]
    try:
        run_command(argv, timeout_s=_TIMEOUT_S, stdout=listing)
        text = listing.read_text(encoding="utf-8", errors="replace")
    except DocumentError:
        return ()
    finally:
        listing.unlink(missing_ok=True)
    found = [(int(number), Path(name).name) for number, name in _LISTED.findall(text)]
    return found[:_MAX_LISTED]


def _associated(document: Inspection, folder: Path, *, has_listed: bool) -> Sequence[AssociatedFile]:
    if shutil.which("qpdf") is None or not (has_listed or _may_associate(document.source)):
        return ()
    try:
        source = Source(document.source, document.password)
        return associated_files(source, folder, of_pages=FILES_OF_PAGES in document.content.mentions)
    except DocumentError:
        return ()


def _beyond(
    known: Collection[str], associated: Sequence[AssociatedFile], document: Inspection, folder: Path
) -> Iterator[Attachment]:
    """The associated files that pdfdetach did not list."""
    source = Source(document.source, document.password)
    for file in associated:
        if file.name not in known:
            try:
                content = stream_data(source, file.stream, folder)
            except DocumentError:
                content = None
            yield Attachment(name=file.name, content=content, relationship=file.relationship)


def _may_associate(source: Path) -> bool:
    with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return any(content.find(mark) >= 0 for mark in _MAY_ASSOCIATE)


def _unpacked(
    document: Inspection, listed: Sequence[tuple[int, str]], relationships: dict[str, str], folder: Path
) -> Iterator[Attachment]:
    left = _MAX_UNPACKED
    for number, name in listed:
        relationship = relationships.get(name, "")
        is_wanted = left > 0 and (name.casefold().endswith(".xml") or relationship in _DATA)
        left -= is_wanted
        content = _saved(document, number, folder) if is_wanted else None
        yield Attachment(name=name, content=content, relationship=relationship)


def _saved(document: Inspection, number: int, folder: Path) -> bytes | None:
    """One file's bytes; the name that the PDF gives it never becomes a path."""
    target = folder / f"attachment-{number}"
    argv = ["pdfdetach", *password_flags(document), "-save", str(number), "-o", str(target)]
    try:
        run_command([*argv, str(document.source)], timeout_s=_TIMEOUT_S)
        return target.read_bytes() if target.stat().st_size <= _MAX_BYTES else None
    except (DocumentError, FileNotFoundError):
        return None
    finally:
        target.unlink(missing_ok=True)
