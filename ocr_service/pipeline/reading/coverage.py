"""How much of what looks like lines of text on a page was read."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from ocr_service.domain.page import Page
from ocr_service.pipeline.imaging.line_pieces import Place

# Around a word, in its own heights: what ends beside it or touches it was read with it.
_ACROSS, _DOWN = 1.0, 0.3
_FEW_PLACES = 20
# Of words that were read nearly each stands at a place or two. Where so few do, what looks like print is something else:
# the grain of gray areas with white print in them had 39 places, and 12 of 137 words stood at one.
_LEAST_SEEN = 0.2
# Below this a page was not read well enough to pass without a word; see docs/decisions/0022.
LEAST_COVERAGE = 0.6


def with_warning(page: Page) -> Page:
    """The page, with a warning where its words explain too little of its print."""
    if page.coverage is None or page.coverage >= LEAST_COVERAGE:
        return page
    warning = f"Its words explain {page.coverage:.0%} of what looks like print on it."
    return replace(page, warnings=(*page.warnings, warning))


def covered_share(page: Page, places: Sequence[Place], strips: int) -> float:
    """The share of these places that words of ``page`` stand at, 0-1; 1.0 where there are too few to tell, or where the words
    stand elsewhere.

    The places are those of the page before it was deskewed.
    """
    if len(places) < _FEW_PLACES or not page.width:
        return 1.0
    spans = _spans(page, strips)
    turn = math.radians(page.skew)
    hits = 0
    for place in places:
        x, y = _deskewed(place, turn, page.width, page.height)
        strip = int(x / page.width * strips)
        hits += any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in spans[strip])
    return 1.0 if hits < _LEAST_SEEN * len(page.words) else hits / len(places)


def _spans(page: Page, strips: int) -> dict[int, list[tuple[float, float, float, float]]]:
    """The frames around all words, by the strips that they reach into."""
    spans: dict[int, list[tuple[float, float, float, float]]] = defaultdict(list)
    for word in page.words:
        box = word.box
        across, down = _ACROSS * box.height, _DOWN * box.height
        left, right = box.left - across, box.left + box.width + across
        for strip in range(int(left / page.width * strips), int(right / page.width * strips) + 1):
            spans[strip].append((left, box.top - down, right, box.top + box.height + down))
    return spans


def _deskewed(place: Place, turn: float, width: float, height: float) -> tuple[float, float]:
    """A place in pixels after the page was turned about its middle, as Pillow turns it."""
    x, y = (place.x - 0.5) * width, (place.y - 0.5) * height
    return (
        x * math.cos(turn) + y * math.sin(turn) + width / 2,
        y * math.cos(turn) - x * math.sin(turn) + height / 2,
    )
