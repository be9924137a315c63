"""Where ink stands that looks like a line of print and lies under no word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from PIL import Image, ImageChops

from ocr_service.domain.page import Box
from ocr_service.pipeline.imaging.illumination import ground_of

_SIDE = 1_800
# Pale print counts: steps of gray between print and paper.
_INK = 40
# Around a word, in its heights, so that what ends beside it or touches it was read with it.
_AROUND = 0.25
# A cell is a quarter of the text's height; it is inked from this level on, of 255, and print has gaps of up to three cells.
_CELLS_A_LINE, _LEAST_INK = 4, 20
_RUN = re.compile(rb"\xff+(?:\x00{1,3}\xff+)*")
_MOST_RUNS = 8_000
# A line of print in heights of the page's text: headings are higher, and nothing is read that is no wider than high.
_LEAST_HEIGHT, _MOST_HEIGHT, _LEAST_WIDTH = 0.6, 5.0, 1.5
# How much of its frame print covers, and how many edges of strokes it has for each pixel of its width: bars and arrows have few.
_LEAST_COVER, _MOST_COVER, _LEAST_EDGES = 0.08, 0.65, 1.0


def unread_lines(
    picture: Image.Image, words: Iterable[Box], text_height: float, skew: float = 0.0
) -> list[Box]:
    """Frames of what looks like print without words, in pixels of the gray ``picture``, whose print is ``text_height`` high.

    ``skew`` is by how many degrees the picture has to be turned against the clock until words and frames stand as they are told.
    Takes 20 ms; a page full of pictures, whose ink falls into too many pieces, has none.
    """
    scale = max(1.0, max(picture.size) / _SIDE)
    ink = _ink(picture, scale, skew)
    for box in words:
        ink.paste(0, _around(box, scale))
    height = text_height / scale
    step = max(2, round(height / _CELLS_A_LINE))
    frames = (tuple(step * edge for edge in frame) for frame in _patches(ink.reduce(step)))
    return [
        Box(left * scale, top * scale, (right - left) * scale, (bottom - top) * scale)
        for left, top, right, bottom in frames
        if _is_like_print(ink, (left, top, right, bottom), height)
    ]


def _ink(picture: Image.Image, scale: float, skew: float) -> Image.Image:
    size = (max(1, round(picture.width / scale)), max(1, round(picture.height / scale)))
    small = picture.resize(size, Image.Resampling.BOX, reducing_gap=1.0) if scale > 1 else picture
    if skew:
        small = small.rotate(skew, Image.Resampling.BILINEAR, fillcolor=255)
    depth = ImageChops.subtract(ground_of(small), small)
    return depth.point([255 if steps > _INK else 0 for steps in range(256)])


def _around(box: Box, scale: float) -> tuple[int, int, int, int]:
    around = _AROUND * box.height
    return (
        max(0, int((box.left - around) / scale)),
        max(0, int((box.top - around) / scale)),
        int((box.left + box.width + around) / scale) + 1,
        int((box.top + box.height + around) / scale) + 1,
    )


def _is_like_print(ink: Image.Image, frame: tuple[int, int, int, int], text_height: float) -> bool:
    width, height = frame[2] - frame[0], frame[3] - frame[1]
    if not _LEAST_HEIGHT * text_height <= height <= _MOST_HEIGHT * text_height:
        return False
    if width < max(height, _LEAST_WIDTH * text_height):
        return False
    piece = ink.crop(frame)
    edges = ImageChops.difference(piece, ImageChops.offset(piece, 1, 0)).histogram()[255]
    is_covered = _LEAST_COVER <= piece.histogram()[255] / (width * height) <= _MOST_COVER
    return is_covered and edges >= _LEAST_EDGES * width


def _patches(cells: Image.Image) -> list[tuple[int, int, int, int]]:
    """Frames of inked cells that hang together, those of a row across small gaps; none where there are too many."""
    data = cells.point([255 if level > _LEAST_INK else 0 for level in range(256)]).tobytes()
    runs: list[tuple[int, int, int]] = []
    patch_of: list[int] = []
    above = range(0)
    for y in range(cells.height):
        first = len(runs)
        for match in _RUN.finditer(data, y * cells.width, (y + 1) * cells.width):
            patch_of.append(len(runs))
            runs.append((y, match.start() - y * cells.width, match.end() - y * cells.width))
        if len(runs) > _MOST_RUNS:
            return []
        row = range(first, len(runs))
        _join(runs, patch_of, above, row)
        above = row
    frames: dict[int, tuple[int, int, int, int]] = {}
    for number, (y, left, right) in enumerate(runs):
        patch = _root(patch_of, number)
        frame = frames.get(patch, (left, y, right, y + 1))
        frames[patch] = (min(frame[0], left), frame[1], max(frame[2], right), y + 1)
    return list(frames.values())


def _join(runs: Sequence[tuple[int, int, int]], patch_of: list[int], above: range, row: range) -> None:
    """Give runs that touch one of the row above, also at a corner, the same patch."""
    first = above.start
    for here in row:
        _, left, right = runs[here]
        while first < above.stop and runs[first][2] < left:
            first += 1
        for there in range(first, above.stop):
            if runs[there][1] > right:
                break
            patch_of[_root(patch_of, here)] = _root(patch_of, there)


def _root(patch_of: list[int], number: int) -> int:
    while patch_of[number] != number:
        patch_of[number] = patch_of[patch_of[number]]
        number = patch_of[number]
    return number
