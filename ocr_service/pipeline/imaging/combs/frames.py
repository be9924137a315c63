"""Find the frames of comb fields on a page's picture: rows of small boxes for a letter each."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageStat

from ocr_service.domain.page import Box
from ocr_service.domain.rules import Rule
from ocr_service.layout.comb_fields import CombField, comb_fields

# A side shows in a copy of the mask that is reduced so far downwards: two cells nearly full, one above the other.
_STEP, _FULL = 10, 200
# More in a row are a picture's.
_MOST_RUNS = 400
# In pixels of the mask: what is thicker is no rule, and how far to the side a rule may pass from one cell to the next.
_THICKEST, _ASIDE = 6, 2
# In pixels of the mask, to either side of a frame: what is taken off with it.
_THICK = 4
# A row of pixels at the foot of a box that is nearly all ink is its floor. A letter covers no more of a box than that; ground does.
_FLOOR, _FLOOR_NEAR, _MOST_INK = 0.8, 0.15, 0.45


def fields_of(mask: Image.Image) -> list[CombField]:
    """The comb fields of a page in pixels of its mask, in which ink is white."""

    def is_framed(box: Box) -> bool:
        foot, near = round(box.top + box.height), max(2, round(_FLOOR_NEAR * box.height))
        left, right = round(box.left), max(round(box.left) + 1, round(box.left + box.width))
        inside = mask.crop((left, round(box.top), right, foot))
        floor = mask.crop((left, foot - near, right, foot + near)).filter(ImageFilter.MaxFilter(3))
        floor = floor.resize((1, 2 * near), Image.Resampling.BOX)
        return ImageStat.Stat(inside).mean[0] <= 255 * _MOST_INK and max(floor.tobytes()) >= 255 * _FLOOR

    return comb_fields(_standing(mask), is_framed)


def levelled(fields: Sequence[CombField], skew: float, size: tuple[float, float]) -> tuple[CombField, ...]:
    """The fields of a picture of this size once it was turned by ``skew`` degrees about its middle, as Pillow turns it."""
    cosine, sine = math.cos(math.radians(skew)), math.sin(math.radians(skew))
    middle_x, middle_y = size[0] / 2, size[1] / 2

    def turned(box: Box) -> Box:
        x, y = box.left + box.width / 2 - middle_x, box.top + box.height / 2 - middle_y
        left = x * cosine + y * sine + middle_x - box.width / 2
        return Box(left, y * cosine - x * sine + middle_y - box.height / 2, box.width, box.height)

    return tuple(CombField(tuple(turned(box) for box in field.boxes)) for field in fields)


def writing_alone(mask: Image.Image, fields: Sequence[CombField]) -> Image.Image:
    """The mask without the frames of these fields; they may lean in it."""
    cleared = mask.copy()
    pen = ImageDraw.Draw(cleared)
    for left, top, width, height in (box for field in fields for box in field.boxes):
        frame = (left - _THICK, top - _THICK, left + width + _THICK, top + height + _THICK)
        pen.rectangle(frame, outline=0, width=2 * _THICK)
    return cleared


@dataclass(slots=True)
class _Stroke:
    """Where it begins and ends, in pixels from the left, and its first and last row of cells."""

    start: int
    end: int
    first: int
    last: int


def _standing(mask: Image.Image) -> list[Rule]:
    """Thin upright strokes that are higher than letters usually are."""
    strokes: list[_Stroke] = []
    above: dict[int, _Stroke] = {}
    for row, cells in enumerate(_rows_of_cells(mask)):
        runs = [run.span() for run in re.finditer(rb"\xff+", cells)]
        if len(runs) > _MOST_RUNS:
            return []
        growing: dict[int, _Stroke] = {}
        for at in ((left + right) // 2 for left, right in runs if right - left <= _THICKEST):
            near = (above[x] for x in range(at - _ASIDE, at + _ASIDE + 1) if x in above)
            stroke = growing[at] = next(near, None) or _Stroke(at, at, row, row)
            if stroke.first == row:
                strokes.append(stroke)
            stroke.end, stroke.last = at, row
        above = growing
    return [_whole(mask, stroke) for stroke in strokes]


def _rows_of_cells(mask: Image.Image) -> Iterator[bytes]:
    """For each row of cells, which of them are nearly full, and those below them."""
    cells = mask.resize((mask.width, max(1, mask.height // _STEP)), Image.Resampling.BOX)
    full = cells.point([255 if value >= _FULL else 0 for value in range(256)])
    upper, lower = full.crop((0, 0, full.width, full.height - 1)), full.crop((0, 1, full.width, full.height))
    data = ImageChops.darker(upper, lower).tobytes()
    yield from (data[start : start + full.width] for start in range(0, len(data), full.width))


def _whole(mask: Image.Image, stroke: _Stroke) -> Rule:
    """The stroke from its very top to its bottom: up to a cell more than what was seen."""
    top, bottom = _STEP * stroke.first, _STEP * (stroke.last + 2)
    start, end = stroke.start, stroke.end
    above = mask.crop((start, max(0, top - _STEP), start + 1, top)).tobytes()
    below = mask.crop((end, bottom, end + 1, max(bottom, min(mask.height, bottom + _STEP)))).tobytes()
    return Rule(
        (start + end) / 2,
        float(top - len(above) + above.rfind(0) + 1),
        float(bottom + (below.find(0) if 0 in below else len(below))),
    )
