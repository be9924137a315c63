"""What the pages of a PDF hold beside text and plain rules, found without drawing or interpreting them.

The file is read once from end to end, object after object, as programs do that repair files without a table of contents;
streams of drawing operators are unpacked and their operators counted. That takes 0.2 ms a page, where pypdf takes 1.3 and a
small drawing 3. What is found is a hint: a page that it cannot be told of counts as one that holds anything.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ocr_service.pipeline.identify.operators.drawn_paths import Form, pen_operators
from ocr_service.pipeline.identify.operators.hidden_text import may_hide_text, shows_invisible_text
from ocr_service.pipeline.identify.operators.page_drawings import contents_of, corner_of, forms_of
from ocr_service.pipeline.identify.raw_objects import Unpacker, kind_of, objects_in

_MOST_OBJECTS, _MOST_REACHED = 60_000, 2_000
# A rounded frame has 4 curves, an outlined word of four letters about 40; a ruled table has some hundred lines.
_CURVES, _LINES, _RECTANGLES = 30, 250, 2_000
_REFERENCE = re.compile(rb"(\d{1,9})\s+\d{1,5}\s+R\b")
_UPWARDS = re.compile(
    rb"/(?:Parent|P|Prev|Next|First|Last|Dest|StructParent|Popup)\s*\d{1,9}\s+\d{1,5}\s+R\b"
)
_PARENT = re.compile(rb"/Parent\s*(\d{1,9})\s+\d{1,5}\s+R\b")
_KIDS = re.compile(rb"/Kids\s*\[([^\]]*)\]")
_ROOT_PAGES = re.compile(rb"/Pages\s+(\d{1,9})\s+\d{1,5}\s+R\b")
_UNIT = re.compile(rb"/UserUnit\s*([\d.]{1,12})")
_FIRST, _COUNT = re.compile(rb"/First\s+(\d{1,9})"), re.compile(rb"/N\s+(\d{1,9})")
_CURVE = re.compile(rb"[\d.]\s+[cvy]\s")
_LINE = re.compile(rb"[\d.]\s+l\s")
_MOST_PENS = 8_000_000
_INLINE = re.compile(rb"(?:^|\s)BI\s.{1,400}?\sID\s", re.DOTALL)
_NAMED = re.compile(rb"/\S{1,40}\s+(?:sh|scn|SCN)(?:\s|$)")
_MARKING = (b"/Image", b"/Type3", b"/ShadingType", b"/PatternType")
# Pictures, fonts, functions and colour profiles hold no operators.
_OTHER_STREAMS = (
    b"/Image",
    b"/Length1",
    b"/FunctionType",
    b"/Alternate",
    b"Type1C",
    b"CIDFontType0C",
    b"/EmbeddedFile",
)
_ASSOCIATES = re.compile(rb"/AF\s*[\[\d]")
FILES_OF_PAGES = "files of pages"
_MENTIONS = {
    "portfolio": re.compile(rb"/Collection\b"),
    "dynamic form": re.compile(rb"/NeedsRendering\s+true"),
    "encrypted": re.compile(rb"/Encrypt\s"),
}


@dataclass(frozen=True, slots=True)
class PageContent:
    """``marks`` are the objects that paint more than text and rules, by number; ``operators`` are bytes of content.

    ``unit`` is how many points one of the page's units is. ``pens`` are the operators that draw lines, in order,
    ``forms`` the drawings and pictures that they call, and ``corner`` the lower left of the page as it is cropped.
    ``hides_text`` is True where text may stand that nobody sees: clipped away, painted over, white, or without any ink and with no picture above it.
    """

    marks: frozenset[int] = frozenset()
    operators: int = 0
    unit: float = 1.0
    pens: bytes = b""
    forms: Mapping[bytes, Form] = field(default_factory=dict)
    corner: tuple[float, float] = (0.0, 0.0)
    hides_text: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfContent:
    """Contents by page number, none where the file could not be followed; and what its catalog or pages mention."""

    pages: Mapping[int, PageContent] = field(default_factory=dict)
    mentions: frozenset[str] = frozenset()

    def may_hold_pictures(self, page: int) -> bool:
        """False where the page is known to hold none."""
        content = self.pages.get(page)
        return content is None or bool(content.marks)


@dataclass(slots=True)
class _Found:
    """The objects of a file that matter: the text of each, and of streams whether they mark or clip and how long they are."""

    bodies: dict[int, bytes] = field(default_factory=dict)
    marking: set[int] = field(default_factory=set)
    hiding: set[int] = field(default_factory=set)
    invisible: set[int] = field(default_factory=set)
    lengths: dict[int, int] = field(default_factory=dict)
    pens: dict[int, bytes] = field(default_factory=dict)
    pen_bytes: int = 0
    mentions: set[str] = field(default_factory=set)
    unpacker: Unpacker = field(default_factory=Unpacker)


def look_at_content(source: Path, page_count: int) -> PdfContent:
    """Read the file once; nothing is known of pages when it is encrypted or its pages cannot be followed."""
    found = _Found()
    if not source.stat().st_size:
        return PdfContent()
    with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for number, body, stream in objects_in(data):
            _take(found, number, body, data[stream] if stream else None)
            if len(found.bodies) > _MOST_OBJECTS:
                break
        tail = data[-2_000:] + data[:2_000]
    if _MENTIONS["encrypted"].search(tail):
        found.mentions.add("encrypted")
    pages = list(_pages(found)) if "encrypted" not in found.mentions else []
    if any(_ASSOCIATES.search(found.bodies[page]) for page in pages):
        found.mentions.add(FILES_OF_PAGES)
    contents = dict(enumerate((_content(found, page) for page in pages), start=1))
    return PdfContent(pages=contents if len(pages) == page_count else {}, mentions=frozenset(found.mentions))


def _take(found: _Found, number: int, body: bytes, raw: bytes | None) -> None:
    kind = kind_of(body)
    if kind in (b"StructElem", b"FontDescriptor", b"XRef", b"Metadata"):
        if kind == b"XRef":
            _mention(found, body)
        return
    found.bodies[number] = body
    _mention(found, body)
    found.marking.discard(number)
    found.hiding.discard(number)
    found.invisible.discard(number)
    if any(sign in body for sign in _MARKING):
        found.marking.add(number)
    if raw is None or any(sign in body for sign in _OTHER_STREAMS):
        return
    unpacked = found.unpacker.unpack(body, raw)
    if kind == b"ObjStm":
        _take_packed(found, body, unpacked or b"")
    elif unpacked is None or _marks(unpacked):
        found.marking.add(number)
    if unpacked and kind != b"ObjStm":
        _take_pens(found, number, unpacked)
        if may_hide_text(body, unpacked):
            found.hiding.add(number)
        elif shows_invisible_text(unpacked):
            found.invisible.add(number)
    found.lengths[number] = len(unpacked or b"")


def _take_pens(found: _Found, number: int, unpacked: bytes) -> None:
    if found.pen_bytes < _MOST_PENS and (pens := pen_operators(unpacked)):
        found.pens[number] = pens
        found.pen_bytes += len(pens)


def _mention(found: _Found, body: bytes) -> None:
    found.mentions |= {name for name, pattern in _MENTIONS.items() if pattern.search(body)}


def _take_packed(found: _Found, body: bytes, unpacked: bytes) -> None:
    """The objects of an object stream: pairs of number and place, then the objects."""
    first, count = _FIRST.search(body), _COUNT.search(body)
    if first is None or count is None:
        return
    places = [int(each) for each in unpacked[: int(first[1])].split()[: 2 * int(count[1])] if each.isdigit()]
    starts = [int(first[1]) + place for place in places[1::2]]
    for number, start, end in zip(places[::2], starts, [*starts[1:], len(unpacked)], strict=False):
        packed = unpacked[start:end]
        if kind_of(packed) not in (b"StructElem", b"FontDescriptor"):
            found.bodies[number] = packed
            _mention(found, packed)
            if any(sign in packed for sign in _MARKING):
                found.marking.add(number)


def _marks(operators: bytes) -> bool:
    """True for what may paint letters that no text operator says."""
    return (
        _often(operators, (b" c", b" v", b" y"), _CURVE, _CURVES)
        or _often(operators, (b" l",), _LINE, _LINES)
        or operators.count(b" re") > _RECTANGLES
        or (b"BI" in operators and _INLINE.search(operators) is not None)
        or (
            (b" sh" in operators or b" scn" in operators or b" SCN" in operators)
            and bool(_NAMED.search(operators))
        )
    )


def _often(operators: bytes, rough: tuple[bytes, ...], exact: re.Pattern[bytes], least: int) -> bool:
    """Counted roughly first, for most pages have none; exactly where words in strings may have been counted."""
    if sum(operators.count(each) for each in rough) < least:
        return False
    return sum(1 for _ in exact.finditer(operators)) >= least


def _pages(found: _Found) -> Iterator[int]:
    """The pages' objects in order, from the last catalog down."""
    catalogs = [number for number, body in found.bodies.items() if kind_of(body) == b"Catalog"]
    root = _ROOT_PAGES.search(found.bodies[catalogs[-1]]) if catalogs else None
    waiting, seen = [int(root[1])] if root else [], set[int]()
    while waiting:
        number = waiting.pop()
        body = found.bodies.get(number, b"")
        if number in seen or not body:
            continue
        seen.add(number)
        kids = _KIDS.search(body)
        if kids:
            waiting += reversed([int(each) for each in _REFERENCE.findall(kids[1])])
        elif kind_of(body) == b"Page" or b"/Contents" in body or b"/MediaBox" in body:
            yield number


def _content(found: _Found, page: int) -> PageContent:
    body = found.bodies[page]
    waiting = _downwards(body)
    above, steps = _PARENT.search(body), 0
    while above and steps < 20 and b"/Resources" not in body:
        parent = found.bodies.get(int(above[1]), b"")
        waiting += _downwards(_KIDS.sub(b"", parent))
        above, steps = _PARENT.search(parent), steps + 1
    seen: set[int] = set()
    while waiting and len(seen) < _MOST_REACHED:
        number = waiting.pop()
        if number in seen or number == page or number not in found.bodies:
            continue
        below = found.bodies[number]
        kind = kind_of(below)
        if kind in (b"Page", b"Pages", b"Catalog") or (kind == b"Font" and b"/Type3" not in below):
            continue
        seen.add(number)
        waiting += _downwards(below)
    unit = _UNIT.search(body)
    pens = b"\n".join(found.pens[each] for each in contents_of(body) if each in found.pens)
    return PageContent(
        pens=pens,
        forms=forms_of([body, *(found.bodies[each] for each in seen)], found.bodies, found.pens)
        if b" Do" in pens
        else {},
        corner=corner_of(body, found.bodies) if pens else (0.0, 0.0),
        marks=frozenset(seen & found.marking),
        hides_text=bool(seen & found.hiding) or bool(seen & found.invisible and not seen & found.marking),
        operators=sum(found.lengths.get(number, 0) for number in seen),
        unit=float(unit[1]) if unit and unit[1].count(b".") < 2 and unit[1] != b"." else 1.0,
    )


def _downwards(body: bytes) -> list[int]:
    return [int(each) for each in _REFERENCE.findall(_UPWARDS.sub(b"", body))[:_MOST_REACHED]]
