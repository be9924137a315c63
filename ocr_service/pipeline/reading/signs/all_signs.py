"""The words of a picture with all signs told that engines read as others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ocr_service.domain.page import Word
from ocr_service.pipeline.reading.signs.brackets import with_paired_brackets
from ocr_service.pipeline.reading.signs.bullets import with_bullets
from ocr_service.pipeline.reading.signs.capital_i import with_capital_i
from ocr_service.pipeline.reading.signs.decimal_marks import with_decimal_marks


def with_signs(words: Sequence[Word], picture: Path) -> tuple[Word, ...]:
    """The words; ``picture`` is the PGM that they were read from, dark on light, and their boxes count its pixels."""
    by_words = with_capital_i(with_paired_brackets(words))
    return with_bullets(with_decimal_marks(by_words, picture), picture)
