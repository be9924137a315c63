"""Drop what an engine read from dirt, rules and shadows: marks that are no words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ocr_service.domain.page import Word

_MARKS_ONLY = re.compile(r"[\W_]+")
_USUAL_MARKS = frozenset(
    [
        "*",
        "**",
        "***",
        "****",
        "-",
        "--",
        "---",
        "–",
        "—",
        "•",
        ":",
        ".",
        ",",
        "…",
        "...",
        "%",
        "@",
        "&",
        "#",
        "/",
        "+",
        "=",
        "(",
        ")",
        "[",
        "]",
        "$",
        "€",
        "£",
        "§",
        "!",
        "?",
        "<",
        ">",
        '"',
        "'",
    ]
)
# Measured on receipts (docs/performance.md): below 10 the words cost precision and give nothing.
_LEAST_CONFIDENCE = 10.0
_SURE_OF_MARK = 60.0
_SURE_OF_ODD_MARK = 95.0
_LEADER = re.compile(r"[.·…_\- ]{3,}")


def without_noise(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words without those that stand for no ink of a writer."""
    return tuple(word for word in words if not _is_noise(word))


def _is_noise(word: Word) -> bool:
    if word.confidence < _LEAST_CONFIDENCE:
        return True
    if not _MARKS_ONLY.fullmatch(word.text) or _LEADER.fullmatch(word.text):
        return False
    return word.confidence < (_SURE_OF_MARK if word.text in _USUAL_MARKS else _SURE_OF_ODD_MARK)
