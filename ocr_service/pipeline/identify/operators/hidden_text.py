"""Does a stream of drawing operators show text that nobody sees: outside of what it has clipped to, below a filled area, in white?

Followed are the matrices, the frames of clipping paths and the places where text begins; letters' widths are not known here, so
what runs out of its clip is not found. A frame is never smaller than its path, so text outside of it is surely cut away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from ocr_service.pipeline.identify.operators.drawn_paths import SAME, Matrix, Point, at, times

Frame = tuple[float, float, float, float]

_NUMBER = rb"[-+]?(?:\d+\.?\d*|\.\d+)\s+"
_STEP = re.compile(
    rb"\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f\s]*>"
    rb"|(?P<told>(?:%(n)s){6})(?P<six>cm|Tm|c)(?=\s|$)"
    rb"|(?P<four>(?:%(n)s){4}(?:re|[vy]))(?=\s|$)"
    rb"|(?P<two>(?:%(n)s){2}(?:T[dD]|[ml]))(?=\s|$)"
    rb"|(?P<one>(?:%(n)s)TL)(?=\s|$)"
    rb"|(?P<bare>(?<![^\s\])>])(?:q|Q|BT|T\*|T[jJ]|['\"]|W\*?|[nsS]|[fBb]\*?|F))(?=\s|$|\(|<)"
    % {b"n": _NUMBER},
    re.DOTALL,
)
_BOX = re.compile(rb"/BBox\s*\[([^\]R]{1,200})\]")
_CLIPS = re.compile(rb"W\*?\s+[nSsfFBb]")
_CLIP = re.compile(rb"((?:%(n)s){4})re\s+W\*?\s" % {b"n": _NUMBER})
_SCALE = re.compile(rb"(%(n)s)0\s+0\s+(%(n)s)(?:%(n)s){2}cm\s" % {b"n": _NUMBER})
# Programs clip each line to the page: what leaves so much of it, in points, is no clip to look at.
_WIDE, _HIGH = 450.0, 600.0
# A map; and how far outside the beginning of a line has to be.
_MOST_BYTES, _MARGIN = 400_000, 2.0
# An area that covers letters is higher than a rule below or through them; each is compared with the texts before it.
_LEAST_COVER, _MOST_PAINTED, _MOST_SHOWN = 4.0, 300, 300
_FILLS = re.compile(rb"(?:re|[hl])\s+(?:f\*?|F|[Bb]\*?)(?=\s|$)")
# White letters, with no other colour set between; letters that are neither filled nor drawn around.
_WHITE = re.compile(
    rb"(?<![\d.])1(?:\.0*)?\s+(?:g|1(?:\.0*)?\s+1(?:\.0*)?\s+rg)\s(?:(?!\s(?:g|rg|k|sc|scn|cs|Q)\s).){0,600}?[)>\]]\s*T[jJ]",
    re.DOTALL,
)
_INVISIBLE = re.compile(rb"(?<![\d.])3\s+Tr(?=\s|/|$)")


def may_hide_text(body: bytes, operators: bytes) -> bool:
    """True when a stream of these operators, whose dictionary is ``body``, shows text outside of its clip or ``BBox``, in white, or fills an area over it."""
    if b"BT" not in operators or len(operators) > _MOST_BYTES:
        return False
    told = _BOX.search(body) if b"/Form" in body else None
    box = _frame_of(told[1].split()) if told else None
    has_clips = _CLIPS.search(operators) is not None and not _leave_the_page(operators)
    if not has_clips and (box is None or _is_large(box)) and not _fills_behind_text(operators):
        return _WHITE.search(operators) is not None
    return _WHITE.search(operators) is not None or _Walk(box).meets_hidden_text(operators)


def shows_invisible_text(operators: bytes) -> bool:
    """True for letters that leave no ink, as below a scan; where there is none, nobody sees them."""
    return b"Tr" in operators and _INVISIBLE.search(operators) is not None


def _fills_behind_text(operators: bytes) -> bool:
    return _FILLS.search(operators, operators.find(b"BT")) is not None


def _leave_the_page(operators: bytes) -> bool:
    """True when each clip is a rectangle about as large as a page, in the units of the first matrix."""
    clips = _CLIP.findall(operators)
    if len(clips) < len(_CLIPS.findall(operators)):
        return False
    scale = _SCALE.search(operators)
    across = min(1.0, abs(float(scale[1]))) if scale else 1.0
    down = min(1.0, abs(float(scale[2]))) if scale else 1.0
    sizes = ([abs(float(number)) for number in each.split()[2:]] for each in set(clips))
    return all(width * across >= _WIDE and height * down >= _HIGH for width, height in sizes)


def _is_large(frame: Frame) -> bool:
    return frame[2] - frame[0] >= _WIDE and frame[3] - frame[1] >= _HIGH


def _frame_of(told: Sequence[bytes]) -> Frame | None:
    try:
        numbers = [float(each) for each in told]
    except ValueError:
        return None
    return _frame([(numbers[0], numbers[1]), (numbers[2], numbers[3])]) if len(numbers) == 4 else None


def _frame(points: Iterable[Point]) -> Frame:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


class _Walk:
    """The state of the drawing: matrix and clip, the path that is being made, and where the next text begins."""

    def __init__(self, clip: Frame | None) -> None:
        self._matrix: Matrix = SAME
        self._clip = clip
        self._kept: list[tuple[Matrix, Frame | None]] = []
        self._path: list[Point] = []
        self._clips_next = False
        self._text, self._line, self._leading = SAME, SAME, 0.0
        self._shown: list[Point] = []
        self._painted = 0

    def meets_hidden_text(self, operators: bytes) -> bool:
        """True at the first text that is shown outside of the clip, or has an area filled over its beginning."""
        for step in _STEP.finditer(operators):
            if step["six"]:
                self._six(step["six"], [float(each) for each in step["told"].split()])
            elif several := step["four"] or step["two"] or step["one"]:
                *told, name = several.split()
                self._several(name, [float(each) for each in told])
            elif (name := step["bare"]) and self._bare(name):
                return True
        return False

    def _six(self, name: bytes, told: list[float]) -> None:
        matrix: Matrix = (told[0], told[1], told[2], told[3], told[4], told[5])
        if name == b"cm":
            self._matrix = times(matrix, self._matrix)
        elif name == b"Tm":
            self._text = self._line = matrix
        else:
            self._reach(told)

    def _several(self, name: bytes, told: list[float]) -> None:
        if name == b"re":
            x, y, width, height = told
            self._reach((x, y, x + width, y, x, y + height, x + width, y + height))
        elif name in (b"Td", b"TD"):
            self._leading = -told[1] if name == b"TD" else self._leading
            self._down(told[0], told[1])
        elif name == b"TL":
            self._leading = told[0]
        else:
            self._reach(told)

    def _reach(self, told: Sequence[float]) -> None:
        self._path += [at(self._matrix, x, y) for x, y in list(pairwise(told))[::2]]

    def _down(self, x: float, y: float) -> None:
        self._text = self._line = times((1, 0, 0, 1, x, y), self._line)

    def _bare(self, name: bytes) -> bool:
        if name == b"q":
            self._kept.append((self._matrix, self._clip))
        elif name == b"Q" and self._kept:
            self._matrix, self._clip = self._kept.pop()
        elif name == b"BT":
            self._text = self._line = SAME
        elif name in (b"T*", b"'", b'"'):
            self._down(0, -self._leading)
        elif name[:1] == b"W":
            self._clips_next = True
        if name in (b"Tj", b"TJ", b"'", b'"'):
            return self._is_outside()
        if name[:1] in b"nsSfBbF":
            covers = name[:1] in b"fBbF" and self._covers_text()
            self._paint()
            return covers
        return False

    def _covers_text(self) -> bool:
        """True for an area that is filled over the beginning of a text; of many areas and texts the first and the last are asked."""
        self._painted += 1
        if not self._path or self._painted > _MOST_PAINTED:
            return False
        left, low, right, high = _frame(self._path)
        if high - low < _LEAST_COVER:
            return False
        return any(left <= x <= right and low < y < high for x, y in self._shown[-_MOST_SHOWN:])

    def _paint(self) -> None:
        """The path is used up, and clips what follows if that was asked for."""
        if self._clips_next and self._path:
            left, low, right, high = _frame(self._path)
            old = self._clip or (left, low, right, high)
            self._clip = max(left, old[0]), max(low, old[1]), min(right, old[2]), min(high, old[3])
        self._path, self._clips_next = [], False

    def _is_outside(self) -> bool:
        x, y = at(times(self._text, self._matrix), 0, 0)
        self._shown.append((x, y))
        if self._clip is None:
            return False
        left, low, right, high = self._clip
        return not (left - _MARGIN <= x <= right + _MARGIN and low - _MARGIN <= y <= high + _MARGIN)
