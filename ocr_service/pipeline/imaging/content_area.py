"""Where the writing on a page stands, without specks of dirt and the dark edges of a scan."""

from __future__ import annotations

from itertools import accumulate

from PIL import Image, ImageFilter

from ocr_service.domain.page import Box

# A page is some 225 cells high. Around a cell with a letter more than a fiftieth is ink, around a speck less.
_CELLS = 225
_LEAST_INK = 5
_NEAR = 2
# As wide as the dark edge that the lid of a scanner leaves.
_EDGE = 3
# A handwritten note or a blot beside the text has less than this share of the page's writing.
_BESIDE = 0.01


def writing_of(mask: Image.Image) -> tuple[Box, float]:
    """The frame around all writing, and the share of its width that holds the bulk of it.

    ``mask`` is white where there is ink, of which there must be some; the frame is in its pixels.
    Where there are only specks they are framed.
    """
    side = max(1, max(mask.size) // _CELLS)
    cells = mask.reduce(side)
    edge = min(_EDGE, min(cells.size) // 12)
    for side_box in _edges(*cells.size, edge):
        cells.paste(0, side_box)
    near = cells.filter(ImageFilter.BoxBlur(_NEAR)).point(lambda ink: 255 if ink > _LEAST_INK else 0)
    box = near.getbbox()
    if box is None:
        left, top, right, bottom = mask.getbbox() or (0, 0, *mask.size)
        return Box(left, top, right - left, bottom - top), 1.0
    left, right = _reach(box[0], box[2], near.width, edge)
    top, bottom = _reach(box[1], box[3], near.height, edge)
    frame = Box(left * side, top * side, (right - left) * side, (bottom - top) * side)
    return frame, _bulk_width(near) / (right - left)


def _edges(width: int, height: int, edge: int) -> tuple[tuple[int, int, int, int], ...]:
    return (
        (0, 0, width, edge),
        (0, height - edge, width, height),
        (0, 0, edge, height),
        (width - edge, 0, width, height),
    )


def _reach(first: int, last: int, size: int, edge: int) -> tuple[int, int]:
    """From where to where writing reaches along an axis: to the picture's side when it comes near."""
    return 0 if first <= edge else first, size if last >= size - edge else last


def _bulk_width(near: Image.Image) -> int:
    """How many columns of cells are left without the outermost hundredth of the writing on either side."""
    columns = near.resize((near.width, 1), Image.Resampling.BOX).tobytes()
    sums = list(accumulate(columns))
    return sum(_BESIDE * sums[-1] < before <= (1 - _BESIDE) * sums[-1] for before in sums)
