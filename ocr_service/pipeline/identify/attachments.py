"""Small files embedded in a PDF, such as the XML of an electronic invoice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from ocr_service.errors import DocumentError
from ocr_service.pipeline.identify.inspection import Inspection, password_flags
from ocr_service.pipeline.limits.command import run_command

_TIMEOUT_S = 5.0
_MAX_FILES = 20
_MAX_BYTES = 4_000_000
_LISTED = re.compile(r"^(\d+): (.+)$", re.MULTILINE)


def read_attachments(document: Inspection, folder: Path) -> Mapping[str, bytes]:
    """Name -> bytes of the first 20 embedded files below 4 MB; nothing when the PDF has none or hides them."""
    if not document.is_pdf:
        return {}
    try:
        return {name: data for name, data in _each(document, folder) if data is not None}
    except DocumentError:
        return {}


def _each(document: Inspection, folder: Path) -> list[tuple[str, bytes | None]]:
    listing = folder / "attachments.txt"
    argv = ["pdfdetach", *password_flags(document), "-list", str(document.source)]
    run_command(argv, timeout_s=_TIMEOUT_S, stdout=listing)
    listed = _LISTED.findall(listing.read_text(encoding="utf-8", errors="replace"))[:_MAX_FILES]
    return [(Path(name).name, _saved(document, int(number), folder)) for number, name in listed]


def _saved(document: Inspection, number: int, folder: Path) -> bytes | None:
    """One file's bytes; the name that the PDF gives it never becomes a path."""
    target = folder / f"attachment-{number}"
    argv = [
        "pdfdetach",
        *password_flags(document),
        "-save",
        str(number),
        "-o",
        str(target),
        str(document.source),
    ]
    run_command(argv, timeout_s=_TIMEOUT_S)
    if not target.exists():
        return None
    try:
        return target.read_bytes() if target.stat().st_size <= _MAX_BYTES else None
    finally:
        target.unlink()
