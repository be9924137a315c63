"""Extract barcodes and QR codes from the pages' pictures, and what payment codes among them ask for.

Needs zxing-cpp, the optional extra ``barcodes``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import islice
from math import dist
from typing import TYPE_CHECKING, Any

from ocr_service.domain.facts import Category, FieldValue
from ocr_service.domain.page import Box, Page
from ocr_service.domain.ports import Document, Extraction, PageImage, PagePicture, ReadingRoom
from ocr_service.extractors.identifiers.payment_codes import payment_of

if TYPE_CHECKING:
    from zxingcpp import Barcode, Point

# Payment codes stand on the first pages or on the last; drawing a page costs 60 to 150 ms.
FIRST_PAGES = 2
MOST_CODES = 20
# A code carries its own check digits: what can be read at all is right.
CONFIDENCE = 0.99
# A page with fewer shows no code.
_LEAST_PIXELS = 500_000


def is_installed() -> bool:
    """True when zxing-cpp is there."""
    return find_spec("zxingcpp") is not None


@dataclass(slots=True)
class BarcodeExtractor:
    """``facts["barcodes"]`` of the first two pages and the last."""

    name: str = "barcodes"

    def extract(self, document: Document, category: Category, room: ReadingRoom) -> Extraction:
        """One value a code: an object with ``format``, ``text`` and, for payment codes, ``payment``."""
        codes = tuple(islice(self._codes(document, room), MOST_CODES))
        return Extraction(facts={"barcodes": codes} if codes else {})

    def _codes(self, document: Document, room: ReadingRoom) -> Iterable[FieldValue]:
        last = {document.page_count} if document.page_count else set()
        for place in sorted({*range(1, min(FIRST_PAGES, document.page_count) + 1), *last}):
            page = document.page(place)
            image = room.draw(PagePicture(page=page.number))
            if image is not None:
                yield from _read(image, page)


def _read(image: PageImage, page: Page) -> Iterable[FieldValue]:
    """The codes of a picture; where memory is too little for it, of the same with half of its sides."""
    # Loaded here: only a document's own child process looks at pictures.
    import zxingcpp
    from PIL import Image

    with Image.open(image.path, formats=("PPM",)) as picture:
        gray = picture.convert("L")
    while True:
        try:
            codes = zxingcpp.read_barcodes(gray)
            break
        except MemoryError:
            if gray.width * gray.height < _LEAST_PIXELS:
                raise
        gray = gray.reduce(2)
    seen = replace(image, width=gray.width, height=gray.height)
    told = [code for code in codes if code.valid and code.text]
    return [_value(code, seen, page) for code in told if not any(_is_piece(code, other) for other in told)]


def _is_piece(code: Barcode, other: Barcode) -> bool:
    """Whether it is the same print as a longer one: a slanting scan reads pieces of ITF as codes (findings/a-tilted-interleaved-code-is-read-in-pieces.sh)."""
    if (
        str(code.format) != "ITF"
        or code.format != other.format
        or len(code.text) >= len(other.text)
        or code.text not in other.text
    ):
        return False
    length = dist(_point(other.position.top_left), _point(other.position.top_right))
    return dist(_centre(code), _centre(other)) < length / 2


def _centre(code: Barcode) -> tuple[float, float]:
    first, last = _point(code.position.top_left), _point(code.position.bottom_right)
    return (first[0] + last[0]) / 2, (first[1] + last[1]) / 2


def _point(corner: Point) -> tuple[float, float]:
    return corner.x, corner.y


def _value(code: Barcode, image: PageImage, page: Page) -> FieldValue:
    value: dict[str, Any] = {"format": str(code.format), "text": code.text}
    payment = payment_of(code.text)
    if payment is not None:
        value["payment"] = payment
    return FieldValue(
        value=value,
        confidence=CONFIDENCE,
        page=page.number,
        box=_box(code, image, page),
        text=code.text,
        rule="payment code" if payment else "barcode",
    )


def _box(code: Barcode, image: PageImage, page: Page) -> Box:
    """The code's box in the units of the upright page; a skew of a few degrees is not taken out."""
    position = code.position
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    places = [_turned(corner.x, corner.y, image, page.rotation) for corner in corners]
    is_lying = page.rotation % 180 == 90
    scale_x = page.width / (image.height if is_lying else image.width)
    scale_y = page.height / (image.width if is_lying else image.height)
    left, right = (edge(x for x, _ in places) * scale_x for edge in (min, max))
    top, bottom = (edge(y for _, y in places) * scale_y for edge in (min, max))
    return Box(round(left, 1), round(top, 1), round(right - left, 1), round(bottom - top, 1))


def _turned(x: float, y: float, image: PageImage, rotation: int) -> tuple[float, float]:
    """Where a point lies once the picture was turned clockwise."""
    return {
        0: (x, y),
        90: (image.height - y, x),
        180: (image.width - x, image.height - y),
        270: (y, image.width - x),
    }[rotation % 360]
