"""Take ruled lines and specks off a page: underlines, table frames, leader dots, dirt.

A page of 4 million pixels costs about 0.3 s, so only weak pages are cleaned.
"""

from __future__ import annotations

from PIL import Image, ImageChops, ImageFilter

from ocr_service.pipeline.imaging.morphology import ink_of, opened


def without_rules(picture: Image.Image, length: int) -> Image.Image:
    """The page without straight lines longer than ``length`` pixels."""
    mask = ink_of(picture)
    lying = opened(mask, length, along_rows=True)
    standing = opened(mask, 2 * length, along_rows=False)
    rules = ImageChops.lighter(lying, standing).filter(ImageFilter.MaxFilter(3))
    return ImageChops.lighter(picture, rules)


def without_specks(picture: Image.Image, text_height: float) -> Image.Image:
    """The page without anything lower than a letter that stands away from all letters."""
    tall = opened(ink_of(picture), max(3, round(text_height * 0.25)), along_rows=False)
    reach = 2 * round(text_height * 0.45) + 1
    letters = tall.filter(ImageFilter.BoxBlur(reach // 2)).point(lambda share: 255 if share else 0)
    return ImageChops.lighter(picture, ImageChops.invert(letters))
