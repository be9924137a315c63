"""Name the categorizer."""

from __future__ import annotations

from pathlib import Path

from ocr_service.categorizers.trained import TrainedCategorizer
from ocr_service.domain.ports import Categorizer


def build_categorizer(*, feedback_folder: Path | None = None) -> Categorizer:
    """The categorizer of the service; ``feedback_folder`` holds what feedback taught, None: nothing."""
    return TrainedCategorizer(feedback_folder=feedback_folder)
