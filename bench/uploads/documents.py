"""The documents that are sent: one page, each time other bytes; and the same page in a file of any size."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.drawings import draw_page, scan_pdf, sentence

_DPI = 200
_PIECE = bytes(1 << 20)


def one_page(folder: Path) -> bytes:
    """A scan of one page as a PDF."""
    path = folder / "page.pdf"
    drawn = draw_page(sentence(7, 120), dpi=_DPI)
    return scan_pdf(path, [drawn.picture], dpi=_DPI).read_bytes()


def other_bytes(document: bytes, number: int) -> bytes:
    """The same page in other bytes, which no cache knows."""
    return document + b"\n%" + str(number).encode() + b"\n"


def padded(document: bytes, path: Path, size: int) -> int:
    """Write the document with an unused object of ``size`` bytes, a valid PDF that is read at once; returns its length."""
    root, count = _found(rb"/Root\s+(\d+ 0 R)", document), int(_found(rb"/Size\s+(\d+)", document))
    earlier = _found(rb"startxref\s+(\d+)", document)
    start = len(document) + 1
    head = b"%d 0 obj\n<</Length %d>>\nstream\n" % (count, size)
    end = start + len(head) + size
    tail = b"\nendstream\nendobj\n"
    table = (
        b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d /Root %s /Prev %s>>\nstartxref\n%d\n%%%%EOF\n"
        % (
            *(count, start, count + 1, root, earlier),
            end + len(tail),
        )
    )
    with path.open("wb") as file:
        file.write(document + b"\n" + head)
        for first in range(0, size, len(_PIECE)):
            file.write(_PIECE[: size - first])
        file.write(tail + table)
        return file.tell()


def _found(pattern: bytes, document: bytes) -> bytes:
    return re.findall(pattern, document)[-1]
