"""Tell separator sheets and blank backs from pages of documents, by a picture of each page."""

from __future__ import annotations

from enum import Enum, auto
from importlib.util import find_spec
from pathlib import Path

from PIL import Image

from ocr_service.pipeline.dividing.patch_codes import patches_on

DPI = 150
SEPARATOR_TEXT = "PATCHT"
"""What the barcode of a separator sheet says; other programs print and read the same."""
_SAID = frozenset({SEPARATOR_TEXT, f"{SEPARATOR_TEXT}-"})
"""With the check character that makers of Code 39 add unasked, too; a reader cannot tell it from the text (findings/code-39-makers-add-a-letter.sh)."""
SEPARATORS = frozenset({"T", "2", "3"})
"""Patch codes that part documents. 1, 4 and 6 tell scanners other things."""

_FORMATS = "Code128,Code39,QRCode"
_REDUCED = 2
# Shares of a page's dots, and of the shade of the paper: what shines through from the other side is paler than print.
_PAPER, _MARGIN = 0.5, 0.04
_BLACK, _PALE = 0.5, 0.72
# Square inches: specks of dust, less than one short word.
_MOST_INK = 0.002


class Sheet(Enum):
    """What a page is to those who part a pile."""

    PAGE = auto()
    SEPARATOR = auto()
    BLANK = auto()


def can_read_codes() -> bool:
    """True where zxing-cpp (the extra ``barcodes``) is installed."""
    return find_spec("zxingcpp") is not None


def sheet_of(path: Path, dpi: float) -> Sheet:
    """What the gray picture at ``path`` shows. Raises ``OSError``."""
    with Image.open(path, formats=("PPM",)) as opened:
        picture = opened.convert("L")
    bilevel = _bilevel(picture.reduce(_REDUCED), _BLACK)
    if SEPARATORS & patches_on(bilevel, dpi / _REDUCED) or _has_code(picture):
        return Sheet.SEPARATOR
    return Sheet.BLANK if _is_blank(picture, dpi) else Sheet.PAGE


def _has_code(picture: Image.Image) -> bool:
    # Loaded here: only a document's own child process looks at pictures.
    import zxingcpp

    formats = zxingcpp.barcode_formats_from_str(_FORMATS)
    codes = zxingcpp.read_barcodes(picture, formats=formats)
    return any(code.valid and code.text.strip().upper() in _SAID for code in codes)


def _bilevel(picture: Image.Image, share: float) -> Image.Image:
    """Black is what is darker than this share of the shade of the paper."""
    counts, seen, paper = picture.histogram(), 0, 255
    for shade, count in enumerate(counts):
        seen += count
        if seen >= _PAPER * picture.width * picture.height:
            paper = shade
            break
    return picture.point([0 if shade <= paper * share else 255 for shade in range(256)])


def _is_blank(picture: Image.Image, dpi: float) -> bool:
    """Without its edges, which scanners leave dark. A page that is wrongly taken for blank would be lost."""
    left, top = round(picture.width * _MARGIN), round(picture.height * _MARGIN)
    inner = picture.crop((left, top, picture.width - left, picture.height - top))
    return _bilevel(inner, _PALE).histogram()[0] <= _MOST_INK * dpi**2
