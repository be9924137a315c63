"""Drop what an engine read from dirt, rules and shadows: marks that are no words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ocr_service.domain.page import Word
from ocr_service.pipeline.reading.text_layers.text_layer import is_plausible

_MARKS_ONLY = re.compile(r"[\W_]+")
_USUAL_MARKS = frozenset(
    [
        "*",
        "*:",
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
        ";",
        ".",
        ",",
        "…",
        "...",
        "%",
        "(%)",
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
# Measured on receipts (bench/lab/quality.md): below 10 the words cost precision and give nothing.
_LEAST_CONFIDENCE = 10.0
_SURE_OF_MARK = 30.0
_SURE_OF_ODD_MARK = 95.0
_LOWER_CASE = re.compile(r"[\"“(]?\w?['’-]?\w[^\W\d_A-ZÀ-Þ]{3,}(?:['’-][^\W\d_A-ZÀ-Þ]+)?[.,:;\"”)]{0,2}")
# A word with a raised reference behind it, which is read as marks (``synthesis.*°*?``) and makes the whole word unsure.
_WITH_REFERENCE = re.compile(r"([\"“(]?[^\W\d_]?[^\W\d_A-ZÀ-Þ]{4,19}[.,:;\"”)]{0,2})[\W\d]+")
_REPEATED = re.compile(r"(.)\1\1")
_LEADER = re.compile(r"[.·…_\- ]{3,}")


def without_noise(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words without those that stand for no ink of a writer, and without what stands for a raised reference."""
    whole = (_without_reference(word) for word in words)
    return tuple(word for word in whole if not _is_noise(word))


def _without_reference(word: Word) -> Word:
    """An unsure word without the marks behind it, where it is a word without them."""
    if word.confidence >= _LEAST_CONFIDENCE or _is_written(word.text):
        return word
    found = _WITH_REFERENCE.fullmatch(word.text)
    return word._replace(text=found[1]) if found and _is_written(found[1]) else word


def _is_written(text: str) -> bool:
    """True for a lower-case word: Tesseract gives many a sound word with an apostrophe or a hyphen a confidence of 0."""
    return _LOWER_CASE.fullmatch(text) is not None and not _REPEATED.search(text) and is_plausible(text)


def _is_noise(word: Word) -> bool:
    if word.confidence < _LEAST_CONFIDENCE:
        return not _is_written(word.text)
    if not _MARKS_ONLY.fullmatch(word.text) or _LEADER.fullmatch(word.text):
        return False
    return word.confidence < (_SURE_OF_MARK if word.text in _USUAL_MARKS else _SURE_OF_ODD_MARK)
