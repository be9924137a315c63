"""How good the text of a page is, 0-1: confidence, and whether its words look like words."""

from __future__ import annotations

from collections.abc import Sequence

from ocr_service.domain.page import Word
from ocr_service.engines.word_table import mean_confidence
from ocr_service.pipeline.reading.text_layers.text_layer import is_plausible

WEAK = 0.62


def quality(words: Sequence[Word]) -> float:
    """Mean confidence times the share of letters that stand in plausible words; 0 without words."""
    letters = sum(len(word.text) for word in words)
    if not letters:
        return 0.0
    plausible = sum(len(word.text) for word in words if is_plausible(word.text))
    return mean_confidence(words) / 100 * plausible / letters
