"""Make a value with its evidence: the page, the box and the text it was read from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ocr_service.domain.facts import FieldValue, Method
from ocr_service.domain.page import Word
from ocr_service.layout.rows import Row, covering

SURE_WORD = 100.0


def words_between(row: Row, start: int, end: int) -> tuple[Word, ...]:
    """The words of ``row`` that ``row.text[start:end]`` touches."""
    found, at = [], 0
    for word in row.words:
        if at < end and start < at + len(word.text):
            found.append(word)
        at += len(word.text) + 1
    return tuple(found)


def field_of(
    value: Any, rows: Sequence[Row], *, confidence: float, rule: str, method: Method = Method.RULES
) -> FieldValue:
    """A value that whole rows of one page say."""
    return FieldValue(
        value=value,
        confidence=_bounded(confidence),
        page=rows[0].page,
        box=covering(row.box for row in rows),
        text=" ".join(row.text for row in rows),
        method=method,
        rule=rule,
    )


def field_at(
    value: Any, row: Row, start: int, end: int, *, confidence: float, rule: str, method: Method = Method.RULES
) -> FieldValue:
    """A value that stands at ``row.text[start:end]``."""
    words = words_between(row, start, end)
    return FieldValue(
        value=value,
        confidence=_bounded(confidence),
        page=row.page,
        box=covering(word.box for word in words),
        text=row.text[start:end].strip(),
        method=method,
        rule=rule,
    )


def reading_confidence(words: Sequence[Word]) -> float:
    """How sure the engine is of these words, 0-1: by its least sure one, as one wrong letter is a wrong value."""
    return min((word.confidence for word in words), default=0.0) / SURE_WORD


def joint_confidence(words: Sequence[Word]) -> float:
    """How sure it is that every one of these words is right, 0-1: the more words, the more chances to misread one."""
    return math.prod(word.confidence / SURE_WORD for word in words)


def _bounded(confidence: float) -> float:
    return max(0.0, min(confidence, 0.999))
