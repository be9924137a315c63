"""Repair words that an engine misread, where they are one letter away from a word we look for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from ocr_service.domain.page import Word

# Letters that engines take for digits in a word, and back.
_AS_LETTERS = str.maketrans("01568", "OISGB")
_AS_DIGITS = str.maketrans("OoQDIlSsBZz|", "000011558221")
MIN_LENGTH = 4
_ALIKE = tuple(map(frozenset, ("ILTJF", "OQDCGU", "SBEZ", "UVYW", "HNMKRX", "PFRB")))
# A word that the engine is surer of than this is left as it was read; a text layer's words are.
SURE = 93.0
_LONG_WORD = re.compile(r"[^\W_]{4,}")


def as_digits(text: str) -> str:
    """A text whose letters stand for digits that look like them."""
    return text.translate(_AS_DIGITS)


def corrected_words(words: Iterable[Word], vocabulary: frozenset[str]) -> str:
    """The words in upper case; those the engine was not sure of are repaired with ``vocabulary``."""
    return " ".join(
        word.text.upper() if word.confidence >= SURE else corrected(word.text, vocabulary) for word in words
    )


def corrected(text: str, vocabulary: frozenset[str]) -> str:
    """``text`` in upper case; words one slip away from a word of ``vocabulary`` become that word."""
    return _LONG_WORD.sub(lambda match: _nearest(match.group(), vocabulary), text.upper())


@lru_cache(maxsize=8192)
def _nearest(word: str, vocabulary: frozenset[str]) -> str:
    if word in vocabulary or sum(c.isdigit() for c in word) > len(word) // 3:
        return word
    letters = word.translate(_AS_LETTERS)
    if letters in vocabulary:
        return letters
    if len(letters) <= MIN_LENGTH:
        return word
    lengths = _by_length(vocabulary)
    # One slip leaves the first letter or the last as it was: most words are told apart without a call.
    first, last = letters[0], letters[-1]
    near = [
        known
        for length in range(len(letters) - 1, len(letters) + 2)
        for known in lengths.get(length, ())
        if (known[0] == first or known[-1] == last) and is_one_slip(letters, known)
    ]
    return (
        near[0] if len(near) == 1 else next((known for known in near if _looks_alike(letters, known)), word)
    )


@lru_cache(maxsize=8)
def _by_length(vocabulary: frozenset[str]) -> Mapping[int, Sequence[str]]:
    words = sorted(vocabulary)
    return {length: [word for word in words if len(word) == length] for length in set(map(len, words))}


def _looks_alike(read: str, known: str) -> bool:
    """True when the letter that differs is one that engines take for the other."""
    pairs = [(a, b) for a, b in zip(read, known, strict=False) if a != b]
    return len(read) == len(known) and all(any({a, b} <= alike for alike in _ALIKE) for a, b in pairs)


def is_one_slip(one: str, other: str) -> bool:
    """True when one changed, missing or added letter (words of five letters and more) is the difference."""
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) <= MIN_LENGTH:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    one, other = one[start:], other[start:]
    if len(one) == len(other):
        return one[1:] == other[1:]
    shorter, longer = sorted((one, other), key=len)
    return longer[1:] == shorter
