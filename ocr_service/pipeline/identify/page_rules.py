"""Put what a PDF page draws on the page as it is shown: turned, cropped, in points from the upper left."""

from __future__ import annotations

from collections.abc import Callable

from ocr_service.domain.rules import Rule, Rules
from ocr_service.domain.shapes.box import Box
from ocr_service.pipeline.identify.operators.drawn_paths import Area, Point, drawn_by
from ocr_service.pipeline.identify.page_shape import PageShape
from ocr_service.pipeline.identify.pdf_content import PageContent

# In points; shorter lines are parts of letters and marks. More lines than that are a drawing.
_LEAST_LENGTH, _MOST_LINES = 4.0, 6_000
_MOST_OF_PAGE = 0.7
# No page reaches so far; a damaged matrix does.
_FARTHEST = 1e6


def rules_of_page(content: PageContent | None, shape: PageShape | None) -> Rules:
    """The rules of a page as it is shown; none where its operators are unknown."""
    if content is None or not content.pens or shape is None:
        return Rules()
    drawn = drawn_by(content.pens, content.forms)
    if len(drawn.segments) > _MOST_LINES:
        return Rules()
    shown = _shown(content, shape)
    lying, standing = [], []
    for segment in drawn.segments:
        (left, top), (right, bottom) = shown(segment.start), shown(segment.end)
        across, down = abs(right - left), abs(bottom - top)
        if not across + down < _FARTHEST:
            continue
        if across >= max(down, _LEAST_LENGTH):
            lying.append(Rule((top + bottom) / 2, min(left, right), max(left, right)))
        elif down >= _LEAST_LENGTH:
            standing.append(Rule((left + right) / 2, min(top, bottom), max(top, bottom)))
    boxes = ([_box(shown, area) for area in areas] for areas in (drawn.areas, drawn.pictures))
    areas, pictures = boxes
    most = _MOST_OF_PAGE * shape.shown[0] * shape.shown[1]
    return Rules(
        lying=tuple(lying),
        standing=tuple(standing),
        areas=tuple(area for area in areas if 0 < area.width * area.height < most),
        pictures=tuple(picture for picture in pictures if 0 < picture.width * picture.height < most),
    )


def _shown(content: PageContent, shape: PageShape) -> Callable[[Point], Point]:
    left, low = content.corner
    width, height, unit = shape.width, shape.height, shape.unit

    def shown(point: Point) -> Point:
        x, y = point[0] - left, height - (point[1] - low)
        if shape.turn == 90:
            x, y = height - y, x
        elif shape.turn == 180:
            x, y = width - x, height - y
        elif shape.turn == 270:
            x, y = y, width - x
        return x * unit, y * unit

    return shown


def _box(shown: Callable[[Point], Point], area: Area) -> Box:
    (left, top), (right, bottom) = shown(area.start), shown(area.end)
    return Box(min(left, right), min(top, bottom), abs(right - left), abs(bottom - top))
