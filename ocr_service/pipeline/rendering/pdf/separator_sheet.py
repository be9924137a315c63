"""A separator sheet to print: patch codes on two of its sides, a barcode and a QR code, any of which parts a pile."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from ocr_service.errors import SeparatorsUnavailable
from ocr_service.pipeline.dividing.patch_codes import NARROW_IN, PATCHES, SPACE_IN, WIDE_IN
from ocr_service.pipeline.dividing.sheets import SEPARATOR_TEXT, can_read_codes
from ocr_service.pipeline.rendering.pdf.pdf_file import PdfFile, number

PAPERS = {"a4": (595.28, 841.89), "letter": (612.0, 792.0)}
"""Points."""

_INCH = 72.0
_EDGE, _PATCH_LENGTH = 0.6 * _INCH, 3.2 * _INCH
_BAR_HEIGHT, _BAR_MODULE, _QR_SIDE = 70.0, 2.2, 130.0
_LINES = (
    ("Separator sheet", 26),
    ("Put one between two documents before you scan the pile.", 12),
    ("It may lie either way up, and its back may be blank: neither is kept.", 12),
    ("Print it in black, in its full size, as often as you need it.", 12),
)


class _Box(NamedTuple):
    """A black rectangle in points, from the lower left."""

    x: float
    y: float
    width: float
    height: float


def write_separator_sheet(path: Path, paper: str) -> None:
    """Write a PDF of one page. Raises ``SeparatorsUnavailable`` without the extra ``barcodes``, ``OSError``."""
    if not can_read_codes():
        raise SeparatorsUnavailable
    width, height = PAPERS[paper]
    black = [
        *_patch(_EDGE, height - _EDGE - _PATCH_LENGTH, is_upright=True),
        *_patch(width - _EDGE - _PATCH_LENGTH, _EDGE, is_upright=False),
        *_code("Code128", (width - 230) / 2, height * 0.36, _BAR_MODULE, _BAR_HEIGHT),
        *_code("QRCode", (width - _QR_SIDE) / 2, height * 0.48, 0.0, _QR_SIDE),
    ]
    drawn = "\n".join(f"{' '.join(map(number, box))} re f" for box in black)
    with PdfFile(path, title="Separator sheet") as pdf:
        font = pdf.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
        content = f"0 g\n{drawn}\n{_words(width * 0.3, height - _EDGE - 24)}"
        pdf.add_page(
            width=width,
            height=height,
            content=content.encode("latin-1"),
            resources=f"/Font << /F {font} 0 R >>",
        )


def _patch(x: float, y: float, *, is_upright: bool) -> Iterator[_Box]:
    """Patch T, its bars upright beside one another or lying upon one another."""
    place = 0.0
    for bar in PATCHES["T"]:
        thick = (WIDE_IN if bar == "1" else NARROW_IN) * _INCH
        yield (
            _Box(x + place, y, thick, _PATCH_LENGTH)
            if is_upright
            else _Box(x, y + place, _PATCH_LENGTH, thick)
        )
        place += thick + SPACE_IN * _INCH


def _code(kind: str, x: float, y: float, module: float, side: float) -> Iterator[_Box]:
    """A code of zxing-cpp's; without a size of its modules it is a square of ``side``."""
    rows = _modules(kind)
    if module:
        rows, tall = rows[len(rows) // 2 : len(rows) // 2 + 1], side
    else:
        module = tall = side / len(rows)
    for row, line in enumerate(reversed(rows)):
        at = 0
        for is_black, run in groupby(line, key=lambda shade: shade == 0):
            length = len(list(run))
            if is_black:
                yield _Box(x + at * module, y + row * tall, length * module, tall)
            at += length


def _modules(kind: str) -> list[bytes]:
    """Rows of a code, a byte a module, 0 for black."""
    import zxingcpp

    code = zxingcpp.create_barcode(SEPARATOR_TEXT, zxingcpp.barcode_format_from_str(kind))
    drawn: Any = zxingcpp.write_barcode_to_image(code, scale=1)
    height, width = drawn.shape
    data = bytes(drawn)
    return [data[row * width : (row + 1) * width] for row in range(height)]


def _words(x: float, y: float) -> str:
    return "\n".join(_line(text, size, x, y - 26 * place) for place, (text, size) in enumerate(_LINES))


def _line(text: str, size: int, x: float, y: float) -> str:
    return f"BT /F {size} Tf {number(x)} {number(y)} Td ({text}) Tj ET"
