"""Write a PDF object by object, straight to disk, so that its length does not matter."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from ocr_service.pipeline.rendering.pdf.xmp import xmp_packet

PRODUCER = "DocVault OCR"
_ROOT, _PAGES, _INFO = 1, 2, 3
# zlib's levels.
_SMALL, _QUICK = 9, 1


class PdfFile:
    """An open PDF file; a context manager that writes page tree and cross-references at its end.

    Coordinates and sizes are in points, origin at the lower left. With an ICC profile of its RGB colours
    (``archive_colours``) the file says of itself that it is PDF/A-2b. What another program only takes over
    (``is_kept`` False) is packed quickly.
    """

    def __init__(
        self, path: Path, *, title: str = "", archive_colours: bytes = b"", is_kept: bool = True
    ) -> None:
        self._file = path.open("wb")
        self._offsets: dict[int, int] = {}
        self._next = _INFO + 1
        self._pages: list[int] = []
        self._title = title
        self._colours = archive_colours
        self._level = _SMALL if is_kept else _QUICK
        self._file.write(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")

    def __enter__(self) -> PdfFile:
        """The file itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the file, or just close it when something went wrong."""
        try:
            if kind is None:
                self._finish()
        finally:
            self._file.close()

    def add(self, body: str) -> int:
        """Write an object; returns its number."""
        number = self._begin()
        self._file.write(body.encode("latin-1") + b"\nendobj\n")
        return number

    def add_stream(self, data: bytes, entries: str = "", *, compress: bool = True) -> int:
        """Write a stream, deflated unless ``data`` is encoded already; returns its number."""
        number = self._begin()
        if compress:
            data, entries = zlib.compress(data, self._level), f"{entries} /Filter /FlateDecode"
        self._file.write(f"<< {entries} /Length {len(data)} >>\nstream\n".encode("latin-1"))
        self._file.write(data + b"\nendstream\nendobj\n")
        return number

    def add_pieces(self, pieces: Iterable[bytes], length: int, entries: str) -> int:
        """Write a stream that is encoded already, piece by piece; returns its number.

        Raises ``OSError`` when the pieces do not have that length together.
        """
        number = self._begin()
        self._file.write(f"<< {entries} /Length {length} >>\nstream\n".encode("latin-1"))
        written = sum(self._file.write(piece) for piece in pieces)
        if written != length:
            raise OSError(f"{written} bytes in place of {length}")
        self._file.write(b"\nendstream\nendobj\n")
        return number

    def add_page(
        self, *, width: float, height: float, content: bytes, resources: str, rotate: int = 0
    ) -> None:
        """Append a page that draws ``content``; ``rotate`` is the clockwise turn for showing it."""
        drawing = self.add_stream(content)
        turn = f" /Rotate {rotate}" if rotate else ""
        box = f"[0 0 {number(width)} {number(height)}]"
        page = self.add(
            f"<< /Type /Page /Parent {_PAGES} 0 R /MediaBox {box}{turn} "
            f"/Contents {drawing} 0 R /Resources << {resources} >> >>"
        )
        self._pages.append(page)

    def _begin(self, number: int = 0) -> int:
        if not number:
            number, self._next = self._next, self._next + 1
        self._offsets[number] = self._file.tell()
        self._file.write(b"%d 0 obj\n" % number)
        return number

    def _finish(self) -> None:
        kids = " ".join(f"{page} 0 R" for page in self._pages)
        title = ("\N{BYTE ORDER MARK}" + self._title).encode("utf-16-be", errors="replace").hex()
        archive = self._archive_entries() if self._colours else ""
        for number_, body in (
            (_ROOT, f"<< /Type /Catalog /Pages {_PAGES} 0 R{archive} >>"),
            (_PAGES, f"<< /Type /Pages /Count {len(self._pages)} /Kids [{kids}] >>"),
            (_INFO, f"<< /Title <{title}> /Producer ({PRODUCER}) >>"),
        ):
            self._begin(number_)
            self._file.write(body.encode("latin-1") + b"\nendobj\n")
        self._write_cross_references()

    def _archive_entries(self) -> str:
        """What the catalog of a PDF/A names: its description as XMP, and what its colours mean."""
        packet = xmp_packet({"Title": self._title, "Producer": PRODUCER})
        description = self.add_stream(packet, "/Type /Metadata /Subtype /XML", compress=False)
        profile = self.add_stream(self._colours, "/N 3")
        intent = (
            "<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /Info (sRGB) "
            f"/DestOutputProfile {profile} 0 R >>"
        )
        return f" /Metadata {description} 0 R /OutputIntents [{intent}]"

    def _write_cross_references(self) -> None:
        start = self._file.tell()
        offsets = [self._offsets[number_] for number_ in range(1, self._next)]
        # The same document gives the same file; a random name would not.
        name = hashlib.sha256(f"{self._title} {offsets}".encode("utf-8", "replace")).hexdigest()[:32].encode()
        self._file.write(b"xref\n0 %d\n0000000000 65535 f \n" % self._next)
        self._file.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
        self._file.write(
            b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%b> <%b>] >>\nstartxref\n%d\n%%%%EOF\n"
            % (self._next, _ROOT, _INFO, name, name, start)
        )


def number(value: float) -> str:
    """A number as PDF writes it, to a hundredth."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"
