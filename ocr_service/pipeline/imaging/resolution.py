"""Give Tesseract no more than it needs: fewer pixels where letters are large, and paper without grain under running text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PIL import Image

from ocr_service.domain.page import Box, Page
from ocr_service.domain.ports import PageImage
from ocr_service.pipeline.imaging.preprocess import Preparation
from ocr_service.pipeline.imaging.survey import Survey

# Tesseract scales each line to 36 pixels itself, so larger letters only cost time: 10 pt text took
# 0.87 of the time at 150 instead of 200 dpi. Drawn text of 8 to 12 pt showed its first errors
# below a height of 14 pixels (CER .0005 at 12.7). Tables, invoices and forms have smaller print beside their
# median letters: twelve such pages lost .009 to .07 of their words at 16 pixels, six of the seven worst none at 26.
_ENOUGH_HEIGHT, _ENOUGH_IN_PROSE = 26.0, 17.0
_LEAST_SCALE = 0.65
_WORTH_SCALE = 0.93
_LEGIBLE_HEIGHT = 15.5


def lowered(base: PageImage, seen: Survey, path: Path) -> tuple[PageImage, Survey]:
    """A smaller picture (a PGM at ``path``) and its survey; both as they were when nothing is gained.

    Pages that were hard to see (dark, uneven) keep all their pixels.
    """
    scale = _scale(seen)
    if scale > _WORTH_SCALE:
        return base, seen
    image = reduced(base, scale, path)
    ink = Box(*(length * scale for length in seen.ink))
    return image, replace(seen, text_height=seen.text_height * scale, ink=ink)


def reduced(base: PageImage, scale: float, path: Path) -> PageImage:
    """The picture with ``scale`` of its width and height, a PGM at ``path``."""
    size = (max(1, round(base.width * scale)), max(1, round(base.height * scale)))
    with Image.open(base.path, formats=("PPM",)) as picture:
        picture.resize(size, Image.Resampling.BILINEAR).save(path, format="PPM")
    return PageImage(path=path, width=size[0], height=size[1], dpi=max(1, round(base.dpi * scale)))


def without_grain(how: Preparation, seen: Survey) -> Preparation:
    """The same on white paper, where the page is running text of a legible size: that saves 4 % of the time."""
    is_legible = seen.text_height >= _LEGIBLE_HEIGHT and not seen.is_pale and not _is_hard_to_see(seen)
    if not seen.is_prose or not is_legible:
        return how
    return replace(how, whiten=True)


def restored(page: Page, read: PageImage, base: PageImage) -> Page:
    """A page that was read from the smaller picture ``read``, in the units of ``base``."""
    if read is base:
        return page
    across, down = base.width / read.width, base.height / read.height
    width, height = base.width, base.height
    if page.rotation in (90, 270):
        across, down, width, height = down, across, height, width
    words = tuple(word._replace(box=_stretched(word.box, across, down)) for word in page.words)
    rules = page.rules.stretched(across, down)
    return replace(page, words=words, rules=rules, width=width, height=height, dpi=base.dpi)


def _stretched(box: Box, across: float, down: float) -> Box:
    left, top, width, height = box
    return Box(
        round(left * across, 1), round(top * down, 1), round(width * across, 1), round(height * down, 1)
    )


def _scale(seen: Survey) -> float:
    if _is_hard_to_see(seen) or not seen.text_height:
        return 1.0
    enough = _ENOUGH_IN_PROSE if seen.is_prose else _ENOUGH_HEIGHT
    return max(_LEAST_SCALE, enough / seen.text_height)


def _is_hard_to_see(seen: Survey) -> bool:
    return seen.is_dark or seen.is_uneven or seen.lines_stand
