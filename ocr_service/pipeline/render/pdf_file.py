"""Write a PDF object by object, straight to disk, so that its length does not matter."""

from __future__ import annotations

import zlib
from pathlib import Path
from types import TracebackType

_ROOT, _PAGES, _INFO = 1, 2, 3


class PdfFile:
    """An open PDF file; a context manager that writes page tree and cross-references at its end.

    Coordinates and sizes are in points, origin at the lower left.
    """

    def __init__(self, path: Path, *, title: str = "") -> None:
        self._file = path.open("wb")
        self._offsets: dict[int, int] = {}
        self._next = _INFO + 1
        self._pages: list[int] = []
        self._title = title
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
            data, entries = zlib.compress(data, 9), f"{entries} /Filter /FlateDecode"
        self._file.write(f"<< {entries} /Length {len(data)} >>\nstream\n".encode("latin-1"))
        self._file.write(data + b"\nendstream\nendobj\n")
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
        for number_, body in (
            (_ROOT, f"<< /Type /Catalog /Pages {_PAGES} 0 R >>"),
            (_PAGES, f"<< /Type /Pages /Count {len(self._pages)} /Kids [{kids}] >>"),
            (_INFO, f"<< /Title <{title}> /Producer (DocVault OCR) >>"),
        ):
            self._begin(number_)
            self._file.write(body.encode("latin-1") + b"\nendobj\n")
        start = self._file.tell()
        self._file.write(b"xref\n0 %d\n0000000000 65535 f \n" % self._next)
        for number_ in range(1, self._next):
            self._file.write(b"%010d 00000 n \n" % self._offsets[number_])
        self._file.write(
            b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
            % (self._next, _ROOT, _INFO, start)
        )


def number(value: float) -> str:
    """A number as PDF writes it, to a hundredth."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"
