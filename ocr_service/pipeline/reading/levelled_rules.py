"""Put the straight lines that a survey saw on the page as it was read: levelled, in its units."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ocr_service.domain.page import Page
from ocr_service.domain.rules import Rule, Rules
from ocr_service.layout.comb_fields import CombField, without_fields
from ocr_service.pipeline.imaging.combs.frames import levelled
from ocr_service.pipeline.imaging.ruled_lines import Line

# A page that was not levelled leans by less than this share of a line's length.
_LEAN = 0.06


def levelled_rules(page: Page, lines: Sequence[Line], combs: Sequence[CombField] = ()) -> Rules:
    """Lines that lie or stand once the page was turned by its skew about its middle, as Pillow turns it, but no boxes for letters."""
    turn = math.radians(page.skew)
    cosine, sine = math.cos(turn), math.sin(turn)

    def place(point: tuple[float, float]) -> tuple[float, float]:
        x, y = (point[0] - 0.5) * page.width, (point[1] - 0.5) * page.height
        return x * cosine + y * sine + page.width / 2, y * cosine - x * sine + page.height / 2

    lying, standing = [], []
    for line in lines:
        (left, top), (right, bottom) = sorted((place(line.start), place(line.end)))
        across, down = right - left, abs(bottom - top)
        if down <= _LEAN * across:
            lying.append(Rule((top + bottom) / 2, left, right))
        elif across <= _LEAN * down:
            standing.append(Rule((left + right) / 2, min(top, bottom), max(top, bottom)))
    rules = Rules(lying=tuple(lying), standing=tuple(standing))
    return without_fields(rules, levelled(combs, page.skew, (page.width, page.height)))
