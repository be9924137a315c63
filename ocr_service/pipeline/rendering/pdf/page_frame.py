"""Where a PDF's page has its edges: the whole page as it is read, and the part on which qpdf lays an overlay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.identify.pdf_objects import Source, objects, page_names

_MOST_LEVELS = 20
_INHERITED = ("/MediaBox", "/CropBox", "/Rotate")
_OWN = ("/TrimBox", "/Parent")

Node = Mapping[str, Any]


class Rectangle(NamedTuple):
    """Edges in points, ``y`` upwards."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """From the left to the right edge."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """From the lower to the upper edge."""
        return self.y1 - self.y0

    @classmethod
    def of(cls, corners: Any) -> Rectangle | None:
        """Two opposite corners in any order, as a PDF writes a box; None for what is no box."""
        if not isinstance(corners, list) or len(corners) != 4:
            return None
        if not all(isinstance(value, int | float) for value in corners):
            return None
        (x0, x1), (y0, y1) = sorted(corners[::2]), sorted(corners[1::2])
        return cls(x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFrame:
    """A page as it is shown, in points: its size, and its trimmed part from its own lower left corner.

    The trimmed part is where qpdf lays the page of an overlay: the trim box, else the crop box, else all of it; it may
    reach beyond the page. ``untold`` is the clockwise turn that viewers give the page and qpdf does not know of.
    """

    width: float
    height: float
    trimmed: Rectangle
    untold: int = 0

    @classmethod
    def whole(cls, width: float, height: float) -> PageFrame:
        """A page that nothing is cut from."""
        return cls(width=width, height=height, trimmed=Rectangle(0, 0, width, height))

    @classmethod
    def of(cls, shown: Rectangle, trim: Rectangle, turn: int) -> PageFrame:
        """From boxes in the page's own space, of which a viewer shows ``shown`` turned clockwise by ``turn`` degrees."""
        left, right = trim.x0 - shown.x0, shown.x1 - trim.x1
        below, above = trim.y0 - shown.y0, shown.y1 - trim.y1
        width, height = shown.width, shown.height
        for _ in range(turn // 90 % 4):
            left, above, right, below = below, left, above, right
            width, height = height, width
        kept = Rectangle(left, below, width - right, height - above)
        untold = 0 if 0 <= turn < 360 else turn % 360
        return cls(width=width, height=height, trimmed=kept, untold=untold)


def page_frames(document: Inspection, work: Path) -> Mapping[int, PageFrame]:
    """The frames of the document's pages by number; pages whose boxes cannot be understood are missing.

    Poppler would tell them cut to the page and turned as viewers do; what counts here is what qpdf goes by.
    """
    source, wanted = Source(document.source, document.password), set(document.numbers)
    names = {number: name for number, name in page_names(source, work) if number in wanted}
    nodes = _nodes(source, names.values(), work)
    frames = {number: _frame(name, nodes) for number, name in names.items()}
    return {number: frame for number, frame in frames.items() if frame is not None}


def _nodes(source: Source, names: Iterable[str], work: Path) -> Mapping[str, Node]:
    """Pages and the nodes above them, from which they inherit, each with what counts for its frame."""
    nodes: dict[str, Node] = {}
    unknown = set(names)
    for _ in range(_MOST_LEVELS):
        if not unknown:
            break
        nodes |= {name: {} for name in unknown}
        for name, value in objects(source, sorted(unknown), work):
            if isinstance(value, dict):
                nodes[name] = {key: value[key] for key in (*_INHERITED, *_OWN) if key in value}
        above = {str(node["/Parent"]) for node in nodes.values() if "/Parent" in node}
        unknown = above - nodes.keys()
    return _resolved(source, nodes, work)


def _resolved(source: Source, nodes: Mapping[str, Node], work: Path) -> Mapping[str, Node]:
    """The nodes with their boxes and turns in place, where they only name an object that holds them."""
    named = {str(value) for node in nodes.values() for key, value in node.items() if _is_named(key, value)}
    if not named:
        return nodes
    held = dict(objects(source, sorted(named), work))
    return {
        name: {key: held.get(value) if _is_named(key, value) else value for key, value in node.items()}
        for name, node in nodes.items()
    }


def _is_named(key: str, value: Any) -> bool:
    return key != "/Parent" and isinstance(value, str) and value.endswith(" R")


def _frame(name: str, nodes: Mapping[str, Node]) -> PageFrame | None:
    page = nodes[name]
    found = dict(page)
    for _ in range(_MOST_LEVELS):
        page = nodes.get(str(page.get("/Parent")), {})
        found = {**{key: page[key] for key in _INHERITED if key in page}, **found}
    media = Rectangle.of(found.get("/MediaBox"))
    trim = Rectangle.of(found.get("/TrimBox", found.get("/CropBox", found.get("/MediaBox"))))
    turn = found.get("/Rotate", 0)
    if media is None or trim is None or not isinstance(turn, int):
        return None
    return PageFrame.of(_cropped(media, Rectangle.of(found.get("/CropBox"))), trim, turn)


def _cropped(media: Rectangle, crop: Rectangle | None) -> Rectangle:
    """The part of the page that viewers show, as poppler reckons it; all of it where the crop box lies beside it."""
    if crop is None:
        return media
    x0, y0 = max(media.x0, crop.x0), max(media.y0, crop.y0)
    x1, y1 = min(media.x1, crop.x1), min(media.y1, crop.y1)
    return Rectangle(x0, y0, x1, y1) if x1 > x0 and y1 > y0 else media
