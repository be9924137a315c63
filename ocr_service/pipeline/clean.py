"""Take ruled lines and specks off a page: underlines, table frames, leader dots, dirt.

Morphology with Pillow alone: a minimum along one axis is a few shifted copies, each twice as far.
A page of 4 million pixels costs about 0.3 s, so only weak pages are cleaned.
"""

from __future__ import annotations

from PIL import Image, ImageChops, ImageFilter

_INK = 160


def without_rules(picture: Image.Image, length: int) -> Image.Image:
    """The page without straight lines longer than ``length`` pixels."""
    mask = _ink(picture)
    lying = _opened(mask, length, along_rows=True)
    standing = _opened(mask, 2 * length, along_rows=False)
    rules = ImageChops.lighter(lying, standing).filter(ImageFilter.MaxFilter(3))
    return ImageChops.lighter(picture, rules)


def without_specks(picture: Image.Image, text_height: float) -> Image.Image:
    """The page without anything lower than a letter that stands away from all letters."""
    tall = _opened(_ink(picture), max(3, round(text_height * 0.25)), along_rows=False)
    reach = 2 * round(text_height * 0.45) + 1
    letters = tall.filter(ImageFilter.BoxBlur(reach // 2)).point(lambda share: 255 if share else 0)
    return ImageChops.lighter(picture, ImageChops.invert(letters))


def _ink(picture: Image.Image) -> Image.Image:
    return picture.point(lambda value: 255 if value < _INK else 0)


def _opened(mask: Image.Image, length: int, *, along_rows: bool) -> Image.Image:
    """What is left of a mask where it is unbroken for ``length`` pixels along one axis."""
    worn = _swept(mask, length, 1, along_rows=along_rows, lighten=False)
    return _swept(worn, length, -1, along_rows=along_rows, lighten=True)


def _swept(mask: Image.Image, length: int, way: int, *, along_rows: bool, lighten: bool) -> Image.Image:
    combine = ImageChops.lighter if lighten else ImageChops.darker
    done = 1
    while done < length:
        step = min(done, length - done)
        shift = (way * step, 0) if along_rows else (0, way * step)
        mask = combine(mask, ImageChops.offset(mask, *shift))
        done += step
    return mask
