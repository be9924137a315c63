"""A cheap look at a page's picture: is it blank, dark, uneven, skewed, and how high is its text?

All figures come from reduced copies and Pillow's own resampling (a row's ink is the page resized
to one column), so a page costs about 40 ms and needs no numpy.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter, ImageStat

from ocr_service.domain.page import Box
from ocr_service.layout.comb_fields import CombField
from ocr_service.pipeline.imaging.combs.frames import fields_of, writing_alone
from ocr_service.pipeline.imaging.content_area import writing_of
from ocr_service.pipeline.imaging.faint_print import has_pale_print
from ocr_service.pipeline.imaging.illumination import evened, ground_of, is_deep
from ocr_service.pipeline.imaging.inverted_areas import without_dark_areas
from ocr_service.pipeline.imaging.line_pieces import (
    STRIPS,
    Place,
    ink_mask,
    line_pieces,
    line_places,
    usual_height,
)
from ocr_service.pipeline.imaging.ruled_lines import Line, ruled_lines
from ocr_service.pipeline.imaging.running_text import is_running_text

_SKEW_SIDE = 700
_BLANK_PIXELS = 10
_MAX_SKEW = 6.0
_TEXT_SIDE = 1_800
_NOTHING = Box(0, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What a page looks like. Lengths in its pixels, ``skew`` in degrees (positive: lines fall to the right).

    ``text_height`` is the median height of pieces of lines, 0 when none was found; ``ink`` frames
    all writing, ``bulk`` is the share of its width without notes or blots beside the text;
    ``lines_stand`` is True when lines of text seem to run from top to bottom; ``is_prose`` is True when
    the page is full of running text, and legible for sure; ``is_pale`` when part of the print is light gray;
    ``has_dark_areas`` when there is light print on dark ground: all else is told of the page without such areas.
    ``places`` are where pieces of lines stand, ``rules`` straight lines and ``combs`` rows of boxes for letters before the page is levelled.
    """

    is_blank: bool = False
    is_dark: bool = False
    is_uneven: bool = False
    skew: float = 0.0
    text_height: float = 0.0
    ink: Box = _NOTHING
    bulk: float = 1.0
    lines_stand: bool = False
    is_prose: bool = False
    is_pale: bool = False
    has_dark_areas: bool = False
    places: tuple[Place, ...] = ()
    rules: tuple[Line, ...] = ()
    combs: tuple[CombField, ...] = ()


def survey(picture: Image.Image) -> Survey:
    """Look at a gray picture."""
    return _seen(*_reduced(picture, _TEXT_SIDE))


def survey_file(path: Path) -> Survey:
    """Look at a picture in a PGM file; the picture itself is let go before what it is reduced to is looked at."""
    return _seen(*_reduced_file(path))


def _reduced_file(path: Path) -> tuple[Image.Image, float]:
    with Image.open(path, formats=("PPM",)) as picture:
        small, scale = _reduced(picture, _TEXT_SIDE)
        return (picture.copy() if small is picture else small), scale


def _seen(small: Image.Image, scale: float) -> Survey:
    """What a page looks like by its picture reduced by ``scale``."""
    is_dark = ImageStat.Stat(small).median[0] < 110 and _is_print_light(small)
    if is_dark:
        small = ImageChops.invert(small)
    turned = without_dark_areas(small)
    small = turned or small
    ground = ground_of(small)
    low, high = ImageStat.Stat(ground).extrema[0]
    if is_deep(ground):
        small = evened(small, ground)
        ground = ground_of(small)
    mask = ink_mask(small, ground)
    dots = mask.histogram()[255]
    if dots < _BLANK_PIXELS:
        return Survey(is_blank=True, is_dark=is_dark)
    rules, combs = ruled_lines(mask), fields_of(mask)
    if combs:
        mask = writing_alone(mask, combs)
    writing, bulk = writing_of(mask)
    tiny, _ = _reduced(mask, _SKEW_SIDE)
    skew, lying = _skew(tiny)
    standing = _sharpness(tiny.transpose(Image.Transpose.ROTATE_90), 0)
    pieces = line_pieces(mask)
    heights = [piece.height for piece in pieces]
    text_height = usual_height(heights, mask.height)
    return Survey(
        is_dark=is_dark,
        is_uneven=high - low > 60,
        skew=skew,
        text_height=text_height * scale,
        ink=Box(*(length * scale for length in writing)),
        bulk=bulk,
        lines_stand=standing > 1.6 * lying,
        is_prose=is_running_text(mask, heights, STRIPS, text_height),
        is_pale=has_pale_print(ImageChops.subtract(ground, small)),
        has_dark_areas=turned is not None,
        places=line_places(pieces, text_height, STRIPS, mask.height),
        rules=rules,
        combs=tuple(field.times(scale, scale) for field in combs),
    )


def _is_print_light(picture: Image.Image) -> bool:
    """True when what stands out from its surroundings is lighter: print on dark ground, but not a page in a shadow."""
    tiny, _ = _reduced(picture, _SKEW_SIDE)
    around = tiny.filter(ImageFilter.BoxBlur(_SKEW_SIDE // 40))
    return _weight(ImageChops.subtract(tiny, around)) > _weight(ImageChops.subtract(around, tiny))


def _weight(depths: Image.Image) -> int:
    """Few strong differences weigh more than many weak ones."""
    return sum(count * depth**3 for depth, count in enumerate(depths.histogram()))


def _reduced(picture: Image.Image, side: int) -> tuple[Image.Image, float]:
    scale = max(picture.size) / side
    if scale <= 1:
        return picture, 1.0
    size = (max(1, round(picture.width / scale)), max(1, round(picture.height / scale)))
    return picture.resize(size, Image.Resampling.BOX, reducing_gap=1.0), scale


def _skew(mask: Image.Image) -> tuple[float, float]:
    """The angle at which lines are sharpest, and how sharp they are there.

    Whole degrees are told apart on a mask of half the size, 5 ms a page less: the same angles on 100 pages.
    """
    half = mask.reduce(2)
    best: float = max(range(-int(_MAX_SKEW), int(_MAX_SKEW) + 1), key=lambda angle: _sharpness(half, angle))
    sharpness = {best: _sharpness(mask, best), 0: _sharpness(mask, 0)}
    for step in (0.5, 0.25, 0.1):
        beside = (best - step, best + step)
        sharpness |= {angle: _sharpness(mask, angle) for angle in beside if angle not in sharpness}
        best = max((best - step, best, best + step), key=sharpness.__getitem__)
    level, tilted = sharpness[0], sharpness[best]
    return (best, tilted) if abs(best) <= _MAX_SKEW and tilted > 1.05 * level else (0.0, level)


def _sharpness(mask: Image.Image, angle: float) -> float:
    turned = mask.rotate(angle, Image.Resampling.NEAREST) if angle else mask
    rows = turned.resize((1, turned.height), Image.Resampling.BOX).tobytes()
    return float(sum((one - other) ** 2 for one, other in pairwise(rows)))
