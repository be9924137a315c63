"""Read patch codes: four thick bars across a sheet that scanners and readers of paper tell documents apart by.

Two bars are 5 mm thick and two 2 mm, 2 mm apart, which makes six codes. Nothing well kept that installs with pip reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PIL import Image

# The thick bars among the four, as one of the two ways to read the code has them: what is turned by half a circle reads backwards.
PATCHES = {"1": "1100", "2": "1001", "3": "1010", "4": "0110", "6": "0011", "T": "0101"}
NARROW_IN, WIDE_IN, SPACE_IN = 0.08, 0.20, 0.08
"""Inches, by the standard that Kodak set."""

# A sheet that was printed to fit the page or scanned at an angle is off by so much.
_LEAST, _MOST = 0.8, 1.25
_QUIET_IN = 0.12
_LINES_PER_INCH = 20
# The standard asks for two inches; half of it has to be seen without a gap.
_LEAST_LENGTH_IN = 1.0
_MOST_SLANT = 0.3
_RUNS = re.compile(rb"\x00+|\xff+")
_BARS = 7


class _Seen(NamedTuple):
    """A code on one line of the picture, and where it begins (dots)."""

    code: str
    start: int


def patches_on(page: Image.Image, dpi: float) -> frozenset[str]:
    """The names of the patch codes on a page in black (0) and white (255), whichever way up it lies."""
    found = set[str]()
    for picture in (page, page.transpose(Image.Transpose.TRANSPOSE)):
        found |= set(_codes(picture, dpi))
    return frozenset(name for name, code in PATCHES.items() if code in found or code[::-1] in found)


def _codes(picture: Image.Image, dpi: float) -> Iterator[str]:
    """Codes whose bars go down through enough lines of the picture, one below the other."""
    step = max(1, round(dpi / _LINES_PER_INCH))
    data, width = picture.tobytes(), picture.width
    most_shift, least_lines = _MOST_SLANT * step, _LEAST_LENGTH_IN * dpi / step
    open_codes = dict[_Seen, int]()
    for top in range(0, picture.height, step):
        line = data[top * width : (top + 1) * width]
        now = dict[_Seen, int]()
        for seen in _seen(line, dpi):
            above = [
                lines
                for other, lines in open_codes.items()
                if other.code == seen.code and abs(other.start - seen.start) <= most_shift + 1
            ]
            now[seen] = lines = max(above, default=0) + 1
            if lines >= least_lines:
                yield seen.code
        open_codes = now


def _seen(line: bytes, dpi: float) -> Iterator[_Seen]:
    """Four bars and their spaces that have the sizes of a code, with white on both sides."""
    runs = [(match.start(), match.end() - match.start()) for match in _RUNS.finditer(line)]
    for first in range(len(runs) - _BARS + 1):
        start, length = runs[first]
        if line[start] or length > WIDE_IN * dpi * _MOST:
            continue
        code = _code([length for _, length in runs[first : first + _BARS]], dpi)
        if code and all(quiet >= _QUIET_IN * dpi for quiet in _beside(runs, first)):
            yield _Seen(code, start)


def _beside(runs: Sequence[tuple[int, int]], first: int) -> Iterator[int]:
    """The white to the left and right; at the picture's edge there is enough of it."""
    for place in (first - 1, first + _BARS):
        if 0 <= place < len(runs):
            yield runs[place][1]


def _code(lengths: Sequence[int], dpi: float) -> str:
    """Which bars are thick, or nothing when it is no code. Sizes are judged by one another, and roughly by the inch."""
    bars, spaces = lengths[::2], lengths[1::2]
    nominal = sum((WIDE_IN, WIDE_IN, NARROW_IN, NARROW_IN, SPACE_IN, SPACE_IN, SPACE_IN)) * dpi
    scale = sum(lengths) / nominal
    if not _LEAST <= scale <= _MOST:
        return ""
    # Ink spreads: bars gain what spaces lose.
    unit = NARROW_IN * dpi * scale
    spread = unit - sum(spaces) / len(spaces)
    middle = (WIDE_IN + NARROW_IN) / 2 * dpi * scale + spread
    code = "".join("1" if bar > middle else "0" for bar in bars)
    if code not in _KNOWN or abs(spread) > unit / 2:
        return ""
    wanted = [(WIDE_IN if is_wide == "1" else NARROW_IN) * dpi * scale + spread for is_wide in code]
    is_even = all(abs(space - (unit - spread)) <= unit / 3 for space in spaces)
    return (
        code
        if is_even and all(abs(bar - want) <= unit / 3 for bar, want in zip(bars, wanted, strict=True))
        else ""
    )


_KNOWN = frozenset({*PATCHES.values(), *(code[::-1] for code in PATCHES.values())})
