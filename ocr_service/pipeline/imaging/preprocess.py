"""Named preparations of a page's picture before it is read, and the way back for the boxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

from ocr_service.domain.page import Box, Page, Word
from ocr_service.domain.ports import PageImage
from ocr_service.pipeline.imaging.combs.frames import levelled
from ocr_service.pipeline.imaging.combs.letters import CombWord, with_comb_words, with_letters_together
from ocr_service.pipeline.imaging.despeckle import without_rules, without_specks
from ocr_service.pipeline.imaging.dot_leaders import with_leaders, without_leaders
from ocr_service.pipeline.imaging.illumination import flattened, whitened
from ocr_service.pipeline.imaging.inverted_areas import without_dark_areas
from ocr_service.pipeline.imaging.survey import Survey

_MARGIN = 12
_LEAST_SKEW = 0.3
_USUAL_TEXT_HEIGHT = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """What is done to a picture before it is read.

    ``text_height`` is the wanted height of a word in pixels, 0: as it is; ``stretch`` widens beyond that
    (till fonts are narrow). ``gamma`` above 1 darkens faint print. ``blur_px`` counts pixels of the outcome.
    ``joins_amounts``: what was read as ``20. 98`` is one amount. ``whiten`` takes the grain off the paper.
    ``clears``: print on dark ground is turned where it is seen; ``inverts``: all is turned whatever it looks like.
    ``strengthen`` and ``sharpen`` are factors of contrast and sharpness.
    """

    name: str
    psm: int = 3
    text_height: int = 0
    at_most: float = 3.0
    at_least: float = 0.5
    trim: bool = False
    deskew: bool = True
    flatten: bool = False
    contrast: bool = False
    clean: bool = False
    gamma: float = 1.0
    stretch: float = 1.0
    blur_px: float = 0.0
    joins_amounts: bool = False
    whiten: bool = False
    clears: bool = True
    inverts: bool = False
    strengthen: float = 1.0
    sharpen: float = 1.0


# Thermal and dot-matrix print: measured in bench/lab/quality.md.
_TILL = Preparation(
    name="till", psm=6, trim=True, flatten=True, contrast=True, blur_px=1.3, joins_amounts=True
)
PREPARATIONS: Mapping[str, Preparation] = {
    each.name: each
    for each in (
        Preparation(name="plain"),
        Preparation(name="small-text", text_height=26, flatten=True, contrast=True, blur_px=0.8),
        Preparation(name="pale", flatten=True, gamma=1.8),
        Preparation(name="uneven", flatten=True, gamma=1.4),
        Preparation(name="table", psm=6),
        # For the networks, which were trained on pictures as they are.
        Preparation(name="networks"),
        Preparation(name="networks-receipt", psm=6, trim=True, joins_amounts=True),
        Preparation(name="clean", clean=True, text_height=26, at_least=1.0),
        replace(_TILL, name="receipt", text_height=24, stretch=1.15, gamma=2.2),
        replace(_TILL, name="receipt-wide", text_height=25, stretch=1.4, gamma=1.8),
        Preparation(name="receipt-soft", blur_px=1.5, psm=6, text_height=30, trim=True, contrast=True),
        Preparation(name="receipt-x2", psm=6, text_height=45, at_most=4.0, trim=True, contrast=True),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A picture ready to be read, and what was done: page -> deskewed -> cut at ``left``, ``top`` -> scaled."""

    image: PageImage
    page_width: int
    page_height: int
    page_dpi: int
    skew: float = 0.0
    left: int = 0
    top: int = 0
    scale: float = 1.0
    stretch: float = 1.0
    leaders: tuple[Box, ...] = ()
    combs: tuple[CombWord, ...] = ()
    steps: tuple[str, ...] = ()

    def to_page(self, page: Page) -> Page:
        """A page that was read from this picture, its boxes in the units of the upright page."""
        words = tuple(word._replace(box=self._place(word.box)) for word in page.words)
        return replace(
            page,
            words=words,
            width=self.page_width,
            height=self.page_height,
            dpi=self.page_dpi,
            skew=self.skew,
        )

    def read_words(self, words: Sequence[Word]) -> tuple[Word, ...]:
        """What was read from this picture, with rows of dots where words stood in for them, and the letters of comb fields as words."""
        scaled = [Box(*(value * self.scale for value in box)) for box in self.leaders]
        combs = [CombWord(self._there(each.drawn), self._there(each.shown)) for each in self.combs]
        return with_comb_words(with_leaders(words, scaled), combs)

    def _place(self, box: Box) -> Box:
        left, top, width, height = (value / self.scale for value in box)
        left, width = left / self.stretch, width / self.stretch
        return Box(round(left + self.left, 1), round(top + self.top, 1), round(width, 1), round(height, 1))

    def _there(self, box: Box) -> Box:
        """Where a place of the page is in this picture."""
        across = self.scale * self.stretch
        left, top = (box.left - self.left) * across, (box.top - self.top) * self.scale
        return Box(left, top, box.width * across, box.height * self.scale)

    def decisions(self) -> dict[str, Any]:
        """For ``Page.decisions``."""
        return {"steps": list(self.steps), "scale": round(self.scale, 3)}


def prepare(base: PageImage, seen: Survey, how: Preparation, path: Path, *, max_pixels: int) -> Prepared:
    """Apply ``how`` to a page's picture; the file itself is used when there is nothing to do."""
    plan = Prepared(image=base, page_width=base.width, page_height=base.height, page_dpi=base.dpi)
    picture, steps = _cleared(_gray(base.path), seen, how)
    if how.deskew and abs(seen.skew) >= _LEAST_SKEW:
        # Running text stays as legible when it is turned three times as fast (44 and 16 ms a page).
        quality = Image.Resampling.BILINEAR if seen.is_prose else Image.Resampling.BICUBIC
        picture = picture.rotate(seen.skew, quality, fillcolor=255)
        plan = replace(plan, skew=seen.skew)
        steps.append("deskewed")
    if seen.combs and how.clears:
        fields = levelled(seen.combs, plan.skew, picture.size)
        picture, words = with_letters_together(picture, fields)
        plan = replace(plan, combs=words)
        steps.append("letters taken out of boxes")
    if how.clean:
        picture, plan, cleaned = _cleaned(picture, plan, seen)
        steps += cleaned
    if how.trim and seen.ink.width:
        picture, plan = _trimmed(picture, plan, seen)
        steps.append("trimmed")
    picture, toned = _toned(picture, how)
    steps += toned
    scale = _scale(seen, how, picture.size, max_pixels)
    if scale != 1.0 or how.stretch != 1.0:
        picture = _resized(picture, scale, how.stretch)
        steps.append("scaled")
    if how.blur_px:
        picture = picture.filter(ImageFilter.GaussianBlur(how.blur_px))
        steps.append("smoothed")
    if how.sharpen != 1.0:
        picture = ImageEnhance.Sharpness(picture).enhance(how.sharpen)
        steps.append("sharpened")
    if not steps:
        return plan
    picture.save(path, format="PPM")
    dpi = max(70, round(base.dpi * scale))
    image = PageImage(path=path, width=picture.width, height=picture.height, dpi=dpi)
    return replace(plan, image=image, scale=scale, stretch=how.stretch, steps=tuple(steps))


def _gray(path: Path) -> Image.Image:
    """A page's picture, once in memory: what was opened is let go where it was converted."""
    with Image.open(path, formats=("PPM",)) as opened:
        return opened.convert("L")


def _toned(picture: Image.Image, how: Preparation) -> tuple[Image.Image, list[str]]:
    """Other shades in the same places."""
    steps = []
    if how.contrast:
        picture = ImageOps.autocontrast(picture, cutoff=(1, 0))
        steps.append("contrast")
    if how.strengthen != 1.0:
        picture = ImageEnhance.Contrast(picture).enhance(how.strengthen)
        steps.append("contrast")
    if how.gamma != 1.0:
        picture = picture.point([round(255 * (value / 255) ** how.gamma) for value in range(256)])
        steps.append("darkened")
    if how.whiten:
        picture = whitened(picture)
        steps.append("grain removed")
    return picture, steps


def _cleared(picture: Image.Image, seen: Survey, how: Preparation) -> tuple[Image.Image, list[str]]:
    """Dark ink on an even white ground, and what it took."""
    steps = []
    if how.inverts or (how.clears and seen.is_dark):
        picture = ImageChops.invert(picture)
        steps.append("inverted")
    if how.clears and seen.has_dark_areas:
        picture = without_dark_areas(picture) or picture
        steps.append("dark areas inverted")
    if how.flatten:
        picture = flattened(picture)
        steps.append("shadows removed")
    return picture, steps


def _cleaned(
    picture: Image.Image, plan: Prepared, seen: Survey
) -> tuple[Image.Image, Prepared, tuple[str, ...]]:
    height = seen.text_height or _USUAL_TEXT_HEIGHT
    picture, leaders = without_leaders(without_rules(picture, round(2.5 * height)), height)
    if leaders:
        return picture, replace(plan, leaders=leaders), ("rules removed", "leaders replaced")
    return without_specks(picture, height), plan, ("rules removed", "specks removed")


def turned(base: PageImage, rotation: int, path: Path) -> PageImage:
    """The picture turned clockwise by 90, 180 or 270 degrees, in a file of its own."""
    with Image.open(base.path, formats=("PPM",)) as opened:
        picture = opened.convert("L").transpose(_TURNS[rotation])
    picture.save(path, format="PPM")
    return PageImage(path=path, width=picture.width, height=picture.height, dpi=base.dpi)


_TURNS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


def _trimmed(picture: Image.Image, plan: Prepared, seen: Survey) -> tuple[Image.Image, Prepared]:
    ink = seen.ink
    left, top = max(0, int(ink.left) - _MARGIN), max(0, int(ink.top) - _MARGIN)
    right = min(picture.width, int(ink.left + ink.width) + _MARGIN)
    bottom = min(picture.height, int(ink.top + ink.height) + _MARGIN)
    return picture.crop((left, top, right, bottom)), replace(plan, left=left, top=top)


def _resized(picture: Image.Image, scale: float, stretch: float) -> Image.Image:
    size = (max(1, round(picture.width * scale * stretch)), max(1, round(picture.height * scale)))
    shrinking = Image.Resampling.BOX if stretch == 1.0 else Image.Resampling.LANCZOS
    return picture.resize(size, Image.Resampling.BICUBIC if scale > 1 else shrinking)


def _scale(seen: Survey, how: Preparation, size: tuple[int, int], max_pixels: int) -> float:
    """How much to enlarge so that words become as high as wanted, within memory."""
    if not how.text_height or not seen.text_height:
        return 1.0
    scale = min(how.at_most, max(how.at_least, how.text_height / seen.text_height))
    affordable = (max_pixels / (size[0] * how.stretch * size[1])) ** 0.5
    scale = min(scale, max(affordable, 0.1))
    return 1.0 if 0.9 < scale < 1.12 else round(scale, 3)
