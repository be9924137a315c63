"""Separator sheets as they come out of a scanner: drawn in dots, turned, slanted, gray, noisy."""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageFilter

from ocr_service.pipeline.dividing.patch_codes import NARROW_IN, PATCHES, SPACE_IN, WIDE_IN

DPI = 150
A4_IN = (8.27, 11.69)


def blank_sheet(dpi: int = DPI) -> Image.Image:
    """White paper."""
    return Image.new("L", (round(A4_IN[0] * dpi), round(A4_IN[1] * dpi)), 255)


def patch_sheet(
    name: str, *, is_lying: bool = False, length_in: float = 2.5, scale: float = 1.0
) -> Image.Image:
    """A sheet with one patch code, its bars upright or lying."""
    sheet = blank_sheet()
    draw, place = ImageDraw.Draw(sheet), 1.5 * DPI
    for bar in PATCHES[name]:
        thick = (WIDE_IN if bar == "1" else NARROW_IN) * DPI * scale
        along, across = (1.2 * DPI, (1.2 + length_in) * DPI), (place, place + thick - 1)
        box = (
            (along[0], across[0], along[1], across[1])
            if is_lying
            else (across[0], along[0], across[1], along[1])
        )
        draw.rectangle([round(edge) for edge in box], fill=0)
        place += thick + SPACE_IN * DPI * scale
    return sheet


def scanned(
    sheet: Image.Image, *, angle: float = 0.0, shades: tuple[int, int] = (0, 255), blur: float = 0.0
) -> Image.Image:
    """The sheet turned by degrees, its ink and paper of these shades, and out of focus."""
    ink, paper = shades
    turned = sheet.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)
    gray = turned.point([round(ink + (paper - ink) * level / 255) for level in range(256)])
    return gray.filter(ImageFilter.GaussianBlur(blur)) if blur else gray
