"""Where lines of print stand in a picture, by a network that marks the pixels of text."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

Pixels = np.ndarray[Any, Any]
Marks = Callable[[Pixels], Pixels]

# Mean and deviation of the pictures that the network was trained on, a channel each; a gray picture has the same in all three.
_MEAN = np.array([0.485, 0.456, 0.406], np.float32).reshape(1, 3, 1, 1)
_DEVIATION = np.array([0.229, 0.224, 0.225], np.float32).reshape(1, 3, 1, 1)
# The network halves its input five times.
_GRID = 32
# It takes a picture in tiles, which bounds its memory; what stands within the margin of a tile is taken from its neighbour.
_TILE_WIDTH, _TILE_HEIGHT, _MARGIN = 320, 320, 32
# As the model's own settings say: what counts as text, how sure a line must be, how far its marks are from its edges.
_IS_TEXT, _LEAST_SCORE, _UNCLIP = 0.2, 0.4, 1.4
_LEAST_SIDE = 3
_ROWS_AT_ONCE = 256
# A line that rises or falls by less than this part of its height is cut out as it stands.
_LEVEL = 0.15
# The shorter side is made no longer than this at first, and no longer than the second where the lines are too low then; what is
# told of each pixel has to be kept for the whole of a picture.
_FIRST_SIDE, _LONGEST_SIDE, _LEAST_HEIGHT = 960, 3840, 15.0
_MOST_PIXELS = 6_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """A frame in pixels around one line, ``slope`` pixels lower for each pixel to the right of its middle."""

    left: float
    top: float
    right: float
    bottom: float
    slope: float = 0.0

    @property
    def height(self) -> float:
        """From top to bottom at any place along the line."""
        return self.bottom - self.top

    def times(self, scale: float) -> Line:
        """The same line in a picture so many times as large."""
        return Line(self.left * scale, self.top * scale, self.right * scale, self.bottom * scale, self.slope)

    def of_height(self, part: float) -> Line:
        """The same line with so much of its height, as much less above as below."""
        less = (1 - part) / 2 * self.height
        return Line(self.left, self.top + less, self.right, self.bottom - less, self.slope)


def find_lines(picture: Image.Image, marks: Marks) -> list[Line]:
    """The lines of a gray picture, in no order.

    It is looked at with few pixels first, which is enough for print that is large in it, and with more where lines are low.
    """
    side: float = _FIRST_SIDE
    while True:
        scale = min(1.0, side / min(picture.size), (_MOST_PIXELS / (picture.width * picture.height)) ** 0.5)
        small = _reduced(picture, scale)
        lines = [line.times(1 / scale) for line in _framed(_marked(small, marks))]
        heights = sorted(line.height * scale for line in lines)
        usual = heights[len(heights) // 2] if heights else 0.0
        if scale == 1.0 or side >= _LONGEST_SIDE or usual >= _LEAST_HEIGHT:
            return lines
        if scale < side / min(picture.size):
            return lines
        side *= 2


def _reduced(picture: Image.Image, scale: float) -> Image.Image:
    if scale == 1.0:
        return picture
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.BOX)


def _marked(picture: Image.Image, marks: Marks) -> Pixels:
    """How likely each pixel is text, 0-255."""
    marked = np.zeros((picture.height, picture.width), np.uint8)
    for left, right in _spans(picture.width, _TILE_WIDTH):
        for top, bottom in _spans(picture.height, _TILE_HEIGHT):
            tile = _tile_marks(picture.crop((left, top, right, bottom)), marks)
            # Its own part: up to half of what it shares with the tiles before it.
            x, y = (_MARGIN if left else 0), (_MARGIN if top else 0)
            marked[top + y : bottom, left + x : right] = tile[y:, x:]
    return marked


def _spans(length: int, most: int) -> Iterator[tuple[int, int]]:
    """Stretches of about the same length that share two margins with their neighbours."""
    count = 1 if length <= most else -(-(length - 2 * _MARGIN) // (most - 2 * _MARGIN))
    step = -(-(length - 2 * _MARGIN) // count) if count > 1 else length
    for number in range(count):
        yield number * step, min(length, (number + 1) * step + (2 * _MARGIN if count > 1 else 0))


def _tile_marks(tile: Image.Image, marks: Marks) -> Pixels:
    width, height = (-(-side // _GRID) * _GRID for side in tile.size)
    pixels = np.full((height, width), 255, np.float32)
    pixels[: tile.height, : tile.width] = np.asarray(tile)
    marked = marks((pixels[None, None] / 255 - _MEAN) / _DEVIATION)[: tile.height, : tile.width]
    return (marked * 255).astype(np.uint8)


def _framed(text: Pixels) -> Iterator[Line]:
    rows, starts, ends, weights = _runs(text)
    for part in _joined(rows, starts, ends) if len(rows) else ():
        lengths = ends[part] - starts[part]
        if weights[part].sum() >= 255 * _LEAST_SCORE * lengths.sum():
            line = _line(rows[part], starts[part], ends[part])
            if min(line.right - line.left, line.height) >= _LEAST_SIDE:
                yield _unclipped(line)


def _line(y: Pixels, starts: Pixels, ends: Pixels) -> Line:
    """The frame of a part, leaning where the part does."""
    left, right, top, bottom = float(starts.min()), float(ends.max()), float(y.min()), float(y.max() + 1)
    slope, middle = _slope(y, (starts + ends) / 2, ends - starts), (left + right) / 2
    if abs(slope) * (right - left) < _LEVEL * (bottom - top):
        return Line(left, top, right, bottom)
    edges = np.concatenate((y - slope * (starts - middle), y - slope * (ends - middle)))
    return Line(left, float(edges.min()), right, float(edges.max() + 1), slope)


def _unclipped(line: Line) -> Line:
    across, down = line.right - line.left, line.height
    beyond = across * down * _UNCLIP / (2 * (across + down))
    return Line(line.left - beyond, line.top - beyond, line.right + beyond, line.bottom + beyond, line.slope)


def _slope(y: Pixels, x: Pixels, lengths: Pixels) -> float:
    """How much a part falls to the right, by where its runs stand; each run is spread over its own length."""
    weights = lengths.astype(float)
    total = weights.sum()
    x_mean, y_mean = (weights * x).sum() / total, (weights * y).sum() / total
    spread = (weights * ((x - x_mean) ** 2 + weights**2 / 12)).sum()
    return float((weights * (x - x_mean) * (y - y_mean)).sum() / spread)


def _runs(text: Pixels) -> tuple[Pixels, Pixels, Pixels, Pixels]:
    """Row, start, end and sum of each run of pixels that are text, row by row."""
    found = []
    # Some rows at once: each step takes several times what they do.
    for first in range(0, len(text), _ROWS_AT_ONCE):
        band = text[first : first + _ROWS_AT_ONCE]
        edged = np.zeros((band.shape[0], band.shape[1] + 2), np.int8)
        edged[:, 1:-1] = band > 255 * _IS_TEXT
        steps = np.diff(edged, axis=1)
        rows, starts = np.nonzero(steps == 1)
        _, ends = np.nonzero(steps == -1)
        found.append(np.stack((rows + first, starts, ends, _sums(band, rows, starts, ends))).astype(np.int32))
    rows, starts, ends, sums = np.concatenate(found, axis=1)
    return rows, starts, ends, sums


def _sums(text: Pixels, rows: Pixels, starts: Pixels, ends: Pixels) -> Pixels:
    """What the pixels of each run come to."""
    flat = np.append(text.reshape(-1), np.uint8(0))
    bounds = np.stack((rows * text.shape[1] + starts, rows * text.shape[1] + ends), axis=1).reshape(-1)
    return np.asarray(np.add.reduceat(flat, bounds, dtype=np.int64)[::2])


def _joined(rows: Pixels, starts: Pixels, ends: Pixels) -> Sequence[Pixels]:
    """The runs of each connected part, as indexes; corners connect."""
    # Arrays, not lists: a page of small print has a quarter of a million runs.
    parent = array("i", range(len(rows)))

    def root(each: int) -> int:
        while parent[each] != each:
            parent[each] = parent[parent[each]]
            each = parent[each]
        return each

    y, left, right = (array("i", each.tobytes()) for each in (rows, starts, ends))
    above = 0
    for each in range(len(y)):
        while y[above] < y[each] - 1 or (y[above] == y[each] - 1 and right[above] < left[each]):
            above += 1
        beside = above
        while y[beside] == y[each] - 1 and left[beside] <= right[each]:
            one, other = root(beside), root(each)
            parent[max(one, other)] = min(one, other)
            beside += 1
    roots = np.fromiter(map(root, range(len(y))), np.int32, len(y))
    order = np.argsort(roots, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(roots[order])) + 1)
