"""Areas of a page with light print on dark ground, such as the side column of a resume, turned into dark on white.

An engine reads white headings on a narrow band by itself, but takes a dark area of several lines for a picture.
"""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image, ImageChops, ImageFilter

# A page is looked at some 110 cells high; an area is at least so many cells high and wide (on A4 nearly an inch):
# what is lower, an engine reads better as it is.
_CELLS, _LEAST_CELLS = 112, 9
# What is darker than this is no paper; a cell of dark ground keeps this share of it beside its print.
_DARK, _GROUND_SHARE = 128, 0.45
# Light print differs from its ground by so many steps of gray, and covers so much of it. In a shadow print is darker:
# it has no more than this share of the ground's light.
_CONTRAST, _LEAST_PRINT = 60, 0.01
_SHADED, _MOST_DARKER = 0.6, 0.3
# Areas that somebody designed are of one gray and rectangular; pictures, desks and the edges of scans are not.
_SAME, _LEAST_SAME, _LEAST_FILLED = 20, 0.6, 0.85
# Edges are found on a picture reduced so far, by the share of dark pixels around each.
_REDUCED, _AROUND = 2, 3


def without_dark_areas(picture: Image.Image) -> Image.Image | None:
    """A gray picture with dark print on white in place of light print on dark ground; None when it has no such area.

    A page without any takes 4 ms, one with 0.05 s.
    """
    side = max(1, max(picture.size) // _CELLS)
    dark = picture.point([255] * _DARK + [0] * (256 - _DARK))
    cells = _mostly(dark.reduce(side).filter(ImageFilter.BoxBlur(1)))
    changed = picture
    for area in _areas(cells):
        ground = _ground(picture, area, side)
        if ground is not None:
            changed = Image.composite(_turned(picture, ground), changed, _with_edges(area, dark, side))
    return None if changed is picture else changed


def _mostly(shares: Image.Image) -> Image.Image:
    least = round(255 * _GROUND_SHARE)
    return shares.point([0] * least + [255] * (256 - least))


def _areas(cells: Image.Image) -> Iterator[Image.Image]:
    """Each connected area of a mask that is somewhere high and wide enough."""
    cores = cells.filter(ImageFilter.MinFilter(_LEAST_CELLS))
    while (first := cores.tobytes().find(255)) >= 0:
        area = Image.new("L", cells.size)
        area.putpixel((first % cells.width, first // cells.width), 255)
        while (wider := ImageChops.darker(area.filter(ImageFilter.MaxFilter(3)), cells)) != area:
            area = wider
        cores = ImageChops.subtract(cores, area)
        yield area


def _ground(picture: Image.Image, area: Image.Image, side: int) -> int | None:
    """The gray of an area's ground; None when what stands out from it is not lighter."""
    left, top, right, bottom = area.getbbox() or (0, 0, 0, 0)
    if area.histogram()[255] < _LEAST_FILLED * (right - left) * (bottom - top):
        return None
    counts = picture.histogram(_spread(area.filter(ImageFilter.MinFilter(3)), side, picture.size))
    ground = _median(counts)
    lighter = sum(counts[ground + _CONTRAST :])
    darker = sum(counts[: round(_SHADED * ground)])
    even = sum(counts[max(0, ground - _SAME) : ground + _SAME])
    is_print = (
        even >= _LEAST_SAME * sum(counts)
        and lighter >= _LEAST_PRINT * sum(counts)
        and darker <= _MOST_DARKER * lighter
    )
    return ground if is_print and ground < _DARK else None


def _median(counts: list[int]) -> int:
    half, below = sum(counts) / 2, 0
    for level, count in enumerate(counts):
        below += count
        if below >= half:
            return level
    return len(counts) - 1


def _turned(picture: Image.Image, ground: int) -> Image.Image:
    """Inverted, the ground white and what is white black."""
    return picture.point(
        [255 - max(0, round((level - ground) * 255 / (255 - ground))) for level in range(256)]
    )


def _with_edges(area: Image.Image, dark: Image.Image, side: int) -> Image.Image:
    """A mask as far as the area's own dark ground reaches, within a cell of what its cells say."""
    near = _spread(area.filter(ImageFilter.MaxFilter(3)), side, dark.size)
    inside = _spread(area.filter(ImageFilter.MinFilter(3)), side, dark.size)
    ground = dark.reduce(_REDUCED).filter(ImageFilter.BoxBlur(_AROUND)).resize(dark.size)
    return ImageChops.darker(near, ImageChops.lighter(inside, _mostly(ground)))


def _spread(cells: Image.Image, side: int, size: tuple[int, int]) -> Image.Image:
    """Cells as pixels of a picture of this size."""
    whole = cells.resize((cells.width * side, cells.height * side), Image.Resampling.NEAREST)
    return whole.crop((0, 0, *size))
