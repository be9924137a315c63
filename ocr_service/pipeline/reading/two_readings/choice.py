"""Which pages the networks read beside Tesseract, and what becomes of two readings of one page."""

from __future__ import annotations

from dataclasses import replace

from ocr_service.domain.page import Page
from ocr_service.pipeline.imaging.survey import Survey
from ocr_service.pipeline.reading.two_readings.merge import fused

# Of 12 pages of print all read at .83 and more by Tesseract, and none was read better by the networks alone.
_DOUBTED = 0.8


def wants_networks(page: Page, seen: Survey, *, is_receipt: bool) -> str:
    """Why a page that Tesseract read shall be read by the networks as well; empty where its reading stands."""
    if is_receipt:
        return "receipt"
    if seen.is_dark or seen.has_dark_areas:
        return "dark ground"
    return "doubtful" if page.quality < _DOUBTED else ""


def with_networks(page: Page, other: Page, why: str) -> Page:
    """Of each word the surer reading, and on record why there are two."""
    record = {"because": why, "quality": round(other.quality, 3), "words": len(other.words)}
    return replace(fused(page, other), decisions={**page.decisions, "networks": record})
