"""Which pages the networks read beside Tesseract, and what becomes of two readings of one page."""

from __future__ import annotations

from dataclasses import replace

from ocr_service.domain.page import Page
from ocr_service.pipeline.imaging.dot_leaders import shows_leaders
from ocr_service.pipeline.imaging.survey import Survey
from ocr_service.pipeline.reading.quality import WEAK
from ocr_service.pipeline.reading.two_readings.merge import corrected, fused

# Of 15 upright pages of CORPUS, both readings together (small networks) find more than Tesseract's first alone on 12 and less on none. They cost
# three times as much, so the limit is where seven of all 20 are read twice: recall of the 20 .957 to .966, .970 with eleven of them.
_DOUBTED = 0.92


def wants_networks(page: Page, seen: Survey, *, is_receipt: bool, is_remedied: bool = False) -> str:
    """Why a page that Tesseract read shall be read by the networks as well; empty where its reading stands.

    A weak page may lie on its side or show rows of dots, and networks are sure of what they read there, too: what helps against that
    comes first, ``is_remedied`` after it.
    """
    if is_receipt:
        return "receipt"
    if seen.is_dark or seen.has_dark_areas:
        return "dark ground"
    has_own_remedy = shows_leaders(page.words) or (page.quality < WEAK and not is_remedied)
    return "doubtful" if page.quality < _DOUBTED and not has_own_remedy else ""


def with_networks(page: Page, other: Page, why: str) -> Page:
    """Of each word the surer reading, and on record why there are two. Receipts are the networks' unless Tesseract is clearly surer."""
    record = {"because": why, "quality": round(other.quality, 3), "words": len(other.words)}
    both = corrected(other, page) if why == "receipt" and other.words else fused(page, other)
    return replace(both, decisions={**page.decisions, "networks": record})
