"""A page that looks blank although something is on it: print of nearly the shade of its paper."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from PIL import Image

from ocr_service.domain.ports import PageImage

_SIDE = 1_400
# This share of the dots of a page is less than a short line of print.
_FEWEST = 0.0005
# Shades between print and paper: with less a scanner's own pattern is seen, and with less than so many times the
# unevenness of the paper only its grain.
_LEAST_DEPTH, _LEAST_BY_GRAIN = 8, 6.0
_QUARTILES_PER_DEVIATION = 1.35


@dataclass(frozen=True, slots=True)
class Print:
    """Shades of the paper and of what is printed on it."""

    paper: int
    ink: int

    def strengthened(self, base: PageImage, path: Path) -> PageImage:
        """The page in black on white, a PGM at ``path``."""
        step = 255 / (self.paper - self.ink)
        shades = [min(255, max(0, round((level - self.ink) * step))) for level in range(256)]
        with Image.open(base.path, formats=("PPM",)) as picture:
            picture.point(shades).save(path, format="PPM")
        return PageImage(path=path, width=base.width, height=base.height, dpi=base.dpi)


def faint_print(base: PageImage) -> Print | None:
    """What stands out from the paper of a page in which no print was found; None where nothing does."""
    with Image.open(base.path, formats=("PPM",)) as picture:
        scale = max(1, max(picture.size) // _SIDE)
        counts = picture.reduce(scale).histogram()
    sums = list(accumulate(counts))

    def level(share: float) -> int:
        return next(place for place, total in enumerate(sums) if total >= share * sums[-1])

    paper, grain = level(0.5), (level(0.75) - level(0.25)) / _QUARTILES_PER_DEVIATION
    ink = min((level(_FEWEST), level(1 - _FEWEST)), key=lambda shade: -abs(shade - paper))
    depth = abs(paper - ink)
    return Print(paper, ink) if depth >= max(_LEAST_DEPTH, _LEAST_BY_GRAIN * grain) else None
