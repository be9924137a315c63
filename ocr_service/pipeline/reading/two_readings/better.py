"""Two attempts at one page: which of them stays."""

from __future__ import annotations

from dataclasses import replace

from ocr_service.domain.page import Page
from ocr_service.pipeline.reading.two_readings.merge import with_surer_words


def better(first: Page, second: Page, *, least_gain: float = 1.0) -> Page:
    """The attempt with more good text, with both on record; the second one only if it is worth so many times the first.

    What the other one was surer of is taken from it word by word.
    """
    gains = _worth(second) > least_gain * _worth(first)
    kept, other = (second, first) if gains else (first, second)
    record = {
        "preparation": other.decisions.get("preparation"),
        "rotation": other.rotation,
        "quality": round(other.quality, 3),
    }
    kept = replace(
        kept, decisions={**kept.decisions, "quality": round(kept.quality, 3), "other_attempt": record}
    )
    is_in_same_units = (kept.rotation, kept.skew) == (other.rotation, other.skew)
    return with_surer_words(kept, other) if is_in_same_units else kept


def _worth(page: Page) -> float:
    """Quality counts twice: many doubtful words are worth less than half as many sure ones."""
    return page.quality**2 * sum(len(word.text) for word in page.words)
