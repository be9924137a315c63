"""The straight lines, shaded areas and pictures that a PDF page draws, from its operators and without drawing it.

Of a content stream only what moves the pen, the page or a picture is kept (``pen_operators``), so a page of text keeps
nothing. Clipping, colours and dashes are not followed: white areas count as shaded, hidden lines as lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

_NUMBER = rb"[-+]?(?:\d+\.?\d*|\.\d+)\s+"
_PEN = re.compile(
    rb"\((?:[^()\\]|\\.)*\)"
    rb"|(?P<op>(?:%(n)s){4}re|(?:%(n)s){2}[ml]|(?:%(n)s){6}cm|/[^\s/\[\]<>()]{1,60}\s+Do|(?<![^\s\])>])(?:[qQhSsn]|[fBb]\*?|F))(?=\s|$)"
    % {b"n": _NUMBER},
    re.DOTALL,
)
_DRAWS = re.compile(rb"\d\s+(?:re|l)\s|\sDo(?:\s|$)")
# A map or a diagram has more; no table of ours to find in it.
_MOST_OPERATORS = 20_000
_MOST_NESTED = 4
# In points: a filled area that is no thicker is a line; lines that lean no more are straight.
_THIN, _LEAN = 2.5, 0.7
_RECTANGLE_POINTS = (4, 5)

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
SAME: Matrix = (1, 0, 0, 1, 0, 0)


class Segment(NamedTuple):
    """A line from one point to another, in the page's own units with the origin at the lower left."""

    start: Point
    end: Point


class Area(NamedTuple):
    """Two opposite corners of a filled rectangle, or of a picture."""

    start: Point
    end: Point


@dataclass(frozen=True, slots=True)
class Form:
    """A drawing that pages call by a name; ``operators`` is empty for a picture."""

    operators: bytes = b""
    matrix: Matrix = SAME
    is_picture: bool = False


@dataclass(slots=True)
class Drawn:
    """What was found on a page."""

    segments: list[Segment] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    pictures: list[Area] = field(default_factory=list)


def pen_operators(content: bytes) -> bytes:
    """The operators of a content stream that draw lines, areas and pictures; nothing when there are none or too many."""
    if _DRAWS.search(content) is None:
        return b""
    kept = [b" ".join(match["op"].split()) for match in _PEN.finditer(content) if match["op"]]
    return b"\n".join(kept) if len(kept) <= _MOST_OPERATORS else b""


def drawn_by(operators: bytes, forms: Mapping[bytes, Form]) -> Drawn:
    """What a page's operators draw, the drawings that it calls among them."""
    drawn = Drawn()
    _Pen(drawn, forms).run(operators, SAME, 0)
    return drawn


class _Pen:
    """Follows operators; ``run`` calls itself for the drawings that are called."""

    def __init__(self, drawn: Drawn, forms: Mapping[bytes, Form]) -> None:
        self._drawn, self._forms = drawn, forms
        self._paths: list[list[Point]] = []

    def run(self, operators: bytes, matrix: Matrix, depth: int) -> None:
        stack: list[Matrix] = []
        for line in operators.split(b"\n"):
            *told, name = line.split()
            if name == b"q":
                stack.append(matrix)
            elif name == b"Q":
                matrix = stack.pop() if stack else matrix
            elif name == b"cm":
                matrix = times(_matrix(told), matrix)
            elif name == b"Do":
                self._call(told[0][1:], matrix, depth)
            elif told:
                self._move(name, [float(each) for each in told], matrix)
            else:
                self._paint(name)

    def _call(self, name: bytes, matrix: Matrix, depth: int) -> None:
        form = self._forms.get(name)
        if form is None or depth >= _MOST_NESTED:
            return
        if form.is_picture:
            self._drawn.pictures.append(Area(at(matrix, 0, 0), at(matrix, 1, 1)))
        elif form.operators:
            self.run(form.operators, times(form.matrix, matrix), depth + 1)

    def _move(self, name: bytes, told: Sequence[float], matrix: Matrix) -> None:
        if name == b"re":
            x, y, width, height = told
            corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y))
            self._paths.append([at(matrix, *corner) for corner in corners])
        elif name == b"m" or not self._paths:
            self._paths.append([at(matrix, told[0], told[1])])
        else:
            self._paths[-1].append(at(matrix, told[0], told[1]))

    def _paint(self, name: bytes) -> None:
        if name in (b"h", b"s", b"b", b"b*") and self._paths:
            self._paths[-1].append(self._paths[-1][0])
        if name == b"h":
            return
        if name in (b"S", b"s"):
            for path in self._paths:
                self._drawn.segments += _straight(path)
        elif name != b"n":
            for path in self._paths:
                self._fill(path, is_stroked=name[:1] in b"Bb")
        self._paths = []

    def _fill(self, path: Sequence[Point], *, is_stroked: bool) -> None:
        if len(path) not in _RECTANGLE_POINTS:
            return
        xs, ys = [point[0] for point in path], [point[1] for point in path]
        left, right, low, high = min(xs), max(xs), min(ys), max(ys)
        is_box = all(min(x - left, right - x) < _LEAN and min(y - low, high - y) < _LEAN for x, y in path)
        if not is_box:
            return
        if high - low <= _THIN:
            self._drawn.segments.append(Segment((left, (low + high) / 2), (right, (low + high) / 2)))
        elif right - left <= _THIN:
            self._drawn.segments.append(Segment(((left + right) / 2, low), ((left + right) / 2, high)))
        else:
            self._drawn.areas.append(Area((left, low), (right, high)))
            if is_stroked:
                self._drawn.segments += _straight(path)


def _straight(path: Sequence[Point]) -> Iterator[Segment]:
    for start, end in pairwise(path):
        if abs(start[0] - end[0]) <= _LEAN or abs(start[1] - end[1]) <= _LEAN:
            yield Segment(start, end)


def _matrix(told: Sequence[bytes]) -> Matrix:
    a, b, c, d, e, f = map(float, told)
    return a, b, c, d, e, f


def times(one: Matrix, other: Matrix) -> Matrix:
    """What ``one`` and then ``other`` do."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def at(matrix: Matrix, x: float, y: float) -> Point:
    """Where a point comes to lie."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
